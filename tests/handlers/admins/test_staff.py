"""Staff in chat: an admin invites, changes rights and ends roles, each checked when acting."""

from __future__ import annotations

import pytest

from bot.domain.people.recovery_codes import recovery_code_of
from bot.domain.people.wrong_codes import MAX_ADDRESS
from bot.talk.events import RawPress
from tests.applications import TestApplication, Visitor
from tests.handlers.admins.staffing import CODE, LANG, OTHER, becomes, invited, link_code_in


async def invites(admin: Visitor, *rights: str, name: str = "Trần Thị Soạn") -> str:
    """Go through an invitation for the only ward of the admin; the code."""
    await admin.says("cán bộ")
    await admin.taps("Mời cán bộ")
    await admin.says(name)
    for right in rights:
        await admin.taps(right)
    said = await admin.taps("Tạo lời mời")
    found = CODE.search(said)
    assert found, said
    assert f"lời mời {found[0]}" in said, "words that can be handed on as they are"
    return found[0]


async def a_ward(house: TestApplication) -> tuple[Visitor, Visitor]:
    """An admin of one ward, and an officer of it who may write."""
    one, two = house.visitor("1"), house.visitor("2")
    await one.joins()
    await two.joins()
    await becomes(house, one, wards=frozenset({LANG}))
    code = await invites(one, "soạn chiến dịch")
    await two.says(f"/invitation {code}")
    return one, two


async def test_an_admin_invites_an_officer_who_sees_the_role_in_the_menu(
    application: TestApplication,
) -> None:
    admin, officer = await a_ward(application)
    assert "Từ nay bạn là cán bộ" in officer.last.text
    menu = await officer.says("danh mục")
    assert "Vai trò của bạn: cán bộ phường" in menu
    assert "soạn chiến dịch" in menu
    assert any("Cán bộ và vai trò" in label for label in officer.labels)
    await application.worker.look()
    await application.worker.settled()
    assert "Trần Thị Soạn đã nhận lời mời của bạn" in admin.last.text


async def test_a_resident_sees_nothing_of_staff(application: TestApplication) -> None:
    resident = application.visitor()
    await resident.joins()
    await resident.says("danh mục")
    assert not any("án bộ" in label for label in resident.labels)
    assert "nhật ký cán bộ" not in await resident.says("trợ giúp tất cả")


@pytest.mark.parametrize("command", ["/staff", "/audit"])
async def test_a_command_of_staff_is_refused_to_a_resident(
    application: TestApplication, command: str
) -> None:
    resident = application.visitor()
    await resident.joins()
    await resident.says(command)
    assert any("chỉ dành cho cán bộ có quyền" in said.text for said in resident.messages)


async def test_the_word_of_staff_means_a_person_to_a_resident(application: TestApplication) -> None:
    resident = application.visitor()
    await resident.joins()
    said = await resident.says("cán bộ")
    assert "chỉ dành cho cán bộ có quyền" not in said


async def test_a_code_is_good_once(application: TestApplication) -> None:
    code = await invited(application)
    first, second = application.visitor("1"), application.visitor("2")
    await first.says(f"/invitation {code}")
    assert "Từ nay bạn là cán bộ" in first.last.text
    assert "không đúng hoặc đã hết hạn" in await second.says(f"/invitation {code}")


async def test_a_code_is_good_for_a_day(application: TestApplication) -> None:
    code = await invited(application)
    application.clock.move(hours=24)
    late = application.visitor()
    assert "không đúng hoặc đã hết hạn" in await late.says(f"/invitation {code}")


async def test_wrong_codes_are_limited_for_right_ones_too(application: TestApplication) -> None:
    code = await invited(application)
    guesser = application.visitor()
    for number in range(10**6, 10**6 + MAX_ADDRESS):
        await guesser.says(f"/invitation {recovery_code_of(f'{number:020x}')}")
    assert "Từ nay bạn là cán bộ" not in await guesser.says(f"/invitation {code}")
    assert await application.rows("SELECT count(*) FROM invitation") == [(1,)]


async def test_the_link_of_telegram_opens_the_invitation(application: TestApplication) -> None:
    code = await invited(application)
    new = application.visitor()
    assert "Từ nay bạn là cán bộ" in await new.says(f"/start invitation-{code}")


async def test_a_code_is_not_stored(application: TestApplication) -> None:
    code = await invited(application)
    ((kept,),) = await application.rows("SELECT code_hash FROM invitation")
    assert code not in kept
    assert len(kept) == 64


async def test_every_address_of_a_person_has_the_role(application: TestApplication) -> None:
    _admin, officer = await a_ward(application)
    second = application.visitor("9", "numbers")
    await second.says(f"/link {link_code_in(await officer.says('/link'))}")
    assert "Vai trò của bạn: cán bộ" in await second.says("cán bộ")


async def test_a_role_that_was_accepted_before_linking_goes_along(
    application: TestApplication,
) -> None:
    owner, other = application.visitor("1"), application.visitor("2", "numbers")
    await owner.joins()
    await becomes(application, other, wards=frozenset({LANG}))
    await other.says(f"/link {link_code_in(await owner.says('/link'))}")
    assert "quản trị viên phường" in await owner.says("/staff")


async def test_who_was_invited_before_the_inviter_linked_stays_invited(
    application: TestApplication,
) -> None:
    owner, other, officer = (application.visitor(str(n)) for n in (1, 2, 3))
    await owner.joins()
    await becomes(application, other, wards=frozenset({LANG}))
    await officer.says(f"/invitation {await invites(other, 'duyệt chiến dịch')}")
    await other.says(f"/link {link_code_in(await owner.says('/link'))}")
    rows = await application.rows(
        "SELECT invited_by = (SELECT person_id FROM staff_role WHERE name = 'admin')"
        " FROM staff_role WHERE name = 'officer'"
    )
    assert [bool(same) for (same,) in rows] == [True]


async def test_a_role_that_was_lost_is_refused_at_the_next_press(
    application: TestApplication,
) -> None:
    first, second = application.visitor("1"), application.visitor("2")
    await first.joins()
    await second.joins()
    await becomes(application, first, called="Nguyễn Một")
    await becomes(application, second, called="Nguyễn Hai")
    await second.says("cán bộ")
    before = second.tap_of("Mời cán bộ")
    await first.says("cán bộ")
    await first.taps("Nguyễn Hai")
    await first.taps("Kết thúc vai trò này")
    await first.taps("Kết thúc vai trò")
    await application.worker.look()
    await application.worker.settled()
    assert "Vai trò của bạn đã kết thúc" in second.last.text
    await second.does(before)
    assert any("chỉ dành cho cán bộ có quyền" in said.text for said in second.messages)
    assert await application.rows("SELECT count(*) FROM invitation") == [(0,)]


async def test_an_invitation_is_worth_nothing_when_who_wrote_it_lost_the_role(
    application: TestApplication,
) -> None:
    first, second, third = (application.visitor(str(n)) for n in range(1, 4))
    await first.joins()
    await becomes(application, first, called="Nguyễn Một")
    await becomes(application, second, wards=frozenset({LANG}), called="Nguyễn Hai")
    code = await invites(second, "xem số liệu")
    await first.says("cán bộ")
    await first.taps("Nguyễn Hai")
    await first.taps("Kết thúc vai trò này")
    await first.taps("Kết thúc vai trò")
    assert "không đúng hoặc đã hết hạn" in await third.says(f"/invitation {code}")


async def test_the_last_admin_stays(application: TestApplication) -> None:
    admin = application.visitor()
    await admin.joins()
    await becomes(application, admin)
    await admin.says("cán bộ")
    await admin.taps("Phạm Thị Quản")
    await admin.taps("Kết thúc vai trò này")
    assert "quản trị viên cuối cùng" in await admin.taps("Kết thúc vai trò")
    assert await application.rows("SELECT until_ms FROM staff_role") == [(None,)]


async def test_rights_are_given_each_apart(application: TestApplication) -> None:
    admin, officer = await a_ward(application)
    await admin.says("cán bộ")
    await admin.taps("Trần Thị Soạn")
    await admin.taps("☐ duyệt chiến dịch")
    await admin.taps("☑ soạn chiến dịch")
    assert "ít nhất một quyền" in await admin.taps("☑ duyệt chiến dịch")
    await application.worker.look()
    await application.worker.settled()
    assert "nay là: duyệt chiến dịch" in officer.last.text
    assert await application.rows("SELECT rights FROM staff_role WHERE name = 'officer'") == [
        ("approve",)
    ]


@pytest.mark.parametrize("joins", [True, False])
async def test_staff_are_told_of_roles_in_the_morning_also_without_a_notebook(
    application: TestApplication, joins: bool
) -> None:
    application.clock.move(hours=14)  # 23:30
    admin, officer = application.visitor("1"), application.visitor("2")
    await becomes(application, admin, wards=frozenset({LANG}))
    if joins:
        await officer.joins()
    await officer.says(f"/invitation {await invites(admin, 'soạn chiến dịch')}")
    await admin.says("cán bộ")
    await admin.taps("Trần Thị Soạn")
    await admin.taps("☐ duyệt chiến dịch")
    before = (len(admin.messages), len(officer.messages))
    await application.worker.look()
    await application.worker.settled()
    assert (len(admin.messages), len(officer.messages)) == before
    application.clock.move(hours=8)
    await application.worker.look()
    await application.worker.settled()
    assert "đã nhận lời mời của bạn" in admin.last.text
    assert "soạn chiến dịch, duyệt chiến dịch" in officer.last.text


async def test_an_admin_of_one_ward_sees_and_changes_nobody_of_another(
    application: TestApplication,
) -> None:
    admin, _officer = await a_ward(application)
    elsewhere = application.visitor("5")
    await becomes(
        application, elsewhere, "officer", wards=frozenset({OTHER}),
        rights=frozenset({"read"}), called="Người Khác",
    )  # fmt: skip
    said = await admin.says("cán bộ")
    assert "Người Khác" not in said + str(admin.labels)
    ((number,),) = await application.rows("SELECT max(id) FROM staff_role WHERE name = 'officer'")
    edited = RawPress(admin.tap_of("Mời cán bộ").turn, f"r:{number}")
    await admin.does(edited)
    assert "Người Khác" not in admin.last.text


@pytest.mark.parametrize("typed", ["lời mời {}", "loi moi: {}", "Mã mời {}", "invitation {}"])
async def test_the_word_and_the_code_may_be_typed_in_one_message(
    application: TestApplication, typed: str
) -> None:
    code = await invited(
        application, "officer", wards=frozenset({LANG}), rights=frozenset({"read"})
    )
    newcomer = application.visitor("7")
    await newcomer.says("xin chào")
    assert "Từ nay bạn là cán bộ" in await newcomer.says(typed.format(code.lower()))


async def test_a_word_with_something_else_behind_it_is_no_code(
    application: TestApplication,
) -> None:
    someone = application.visitor("8")
    await someone.joins()
    assert "mã của lời mời" not in await someone.says("lời mời dự đám cưới")


async def test_who_invited_cannot_take_the_own_invitation(application: TestApplication) -> None:
    admin, _officer = await a_ward(application)
    code = await invites(admin, "duyệt chiến dịch", name="Chính Tôi")
    assert "do chính bạn viết" in await admin.says(f"/invitation {code}")


async def test_what_staff_did_is_read_in_plain_words(application: TestApplication) -> None:
    admin, _officer = await a_ward(application)
    said = await admin.says("/audit")
    assert "Phạm Thị Quản đã viết lời mời (cán bộ; soạn chiến dịch; phường" in said
    assert "Trần Thị Soạn đã nhận lời mời" in said
    assert "người vận hành sổ đã viết lời mời" in said


async def test_who_was_erased_is_named_nowhere_and_the_trail_still_verifies(
    application: TestApplication,
) -> None:
    admin, officer = await a_ward(application)
    assert "Trần Thị Soạn" in await admin.says("/audit")
    assert "cán bộ" in await officer.says("/staff")
    people = await application.rows("SELECT person_id FROM staff_role WHERE name = 'officer'")
    await application.application.database.transact(
        lambda work: work.privacy.forget_person(people[0][0], application.clock())
    )
    said = await admin.says("/audit")
    assert "một người đã xóa dữ liệu đã nhận lời mời" in said
    assert "Trần Thị Soạn" not in said
    fault = await application.application.database.transact(lambda work: work.audit.fault())
    assert fault is None
