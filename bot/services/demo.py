"""Demo data: the people of `demo`, and three months of one person's entries."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

from bot.domain.learning.activity import Draft, Mode
from bot.domain.learning.progress import Goal
from bot.domain.learning.receipts import draw_receipt
from bot.domain.people.persons import PURPOSES
from bot.domain.reference_data import ReferenceData
from bot.domain.skills.attempts import SelfCheckScore
from bot.domain.skills.instruments import Form
from bot.domain.skills.scoring import result
from bot.domain.staff.roles import Right, Role, RoleName
from bot.services.ports.messages import Incoming
from bot.services.ports.unit_of_work import UnitOfWork
from bot.talk.events import Said

DEMO_MARK = "demo-person-"
"""The prefix of a demo person's address; no other address begins like this."""

NEWCOMER = f"{DEMO_MARK}newcomer"
RESIDENT = f"{DEMO_MARK}resident"

OFFICER = f"{DEMO_MARK}officer"
APPROVER = f"{DEMO_MARK}approver"
ADMIN = f"{DEMO_MARK}admin"

_DAYS = 92
_WARD = "00226"

_STAFF: tuple[tuple[str, str, RoleName, tuple[Right, ...]], ...] = (
    (OFFICER, "Trần Thị Soạn", "officer", ("write", "read")),
    (APPROVER, "Lê Văn Duyệt", "officer", ("approve", "read", "export")),
    (ADMIN, "Phạm Thị Quản", "admin", ()),
)
"""The demo staff: where they write from, their names, roles and rights."""

_USUAL: tuple[tuple[str, str, int, Mode | None, str | None], ...] = (
    ("I1", "Đọc sách “Sống khỏe tuổi già”", 30, None, None),
    ("I1", "Đọc báo Người Hà Nội", 20, None, None),
    ("I2", "Xem video hướng dẫn dùng VNeID", 25, "online", None),
    ("I2", "Học tiếng Anh qua video", 45, "online", None),
    ("I3", "Nghe chương trình sức khỏe trên đài", 30, None, None),
    ("I4", "Con gái chỉ cách gọi hình qua Zalo", 20, "in_person", None),
    ("I6", "Sinh hoạt câu lạc bộ thơ", 120, "in_person", "Nhà văn hóa phường"),
    ("N1", "Lớp tin học cơ bản: soạn thảo văn bản", 90, "in_person", "Trung tâm học tập cộng đồng"),
    ("N3", "Nghe nói chuyện về lừa đảo trên mạng", 90, "in_person", "Tổ dân phố số 5"),
    ("N2", "Bài học Bình dân học vụ số", 40, "online", "binhdanhocvuso.gov.vn"),
    ("I7", "Chỉ bà Tư nộp hồ sơ trực tuyến", 45, "in_person", None),
    ("I5", "Tham quan Bảo tàng Dân tộc học", 150, "in_person", "Bảo tàng Dân tộc học Việt Nam"),
)


async def seed_demo(
    work: UnitOfWork, reference_data: ReferenceData, now: dt.datetime, random: Random
) -> int:
    """Create the demo people anew; returns the number of entries of the resident.

    The resident has three months of entries, a weekly goal, and a self-check from three months
    ago. The officer, the approver and the administrator are of the same ward.
    """
    await work.privacy.forget_demo_people(now)
    await _seed_staff(work, now)
    incoming = Incoming("web", RESIDENT, "seed", Said("/menu"), "vi")
    dialog = await work.dialogs.open_dialog(incoming, now)
    person = replace(
        dialog.person,
        ward=_WARD,
        group="resident",
        age_band="60+",
        joined_at=now - dt.timedelta(days=_DAYS),
        consents=frozenset(PURPOSES),
    )
    await work.people.save_person(person, now)
    made = 0
    for ago in range(_DAYS, -1, -1):
        if random.random() > 0.45:
            continue
        at = now - dt.timedelta(days=ago)
        for _entry in range(1 + (random.random() < 0.15)):
            code, title, minutes, mode, provider = random.choice(_USUAL)
            key = f"demo-{ago}-{made}"
            draft = Draft(key, code, title, at.date(), minutes, mode, provider)
            receipt = draw_receipt(lambda below: random.randrange(below))
            made += bool(await work.learning.add_activity(person, draft, receipt, at))
    await work.learning.add_goal(person.id, Goal(now.date() - dt.timedelta(days=_DAYS), 180), now)
    for form in reference_data.self_check.forms:
        await _seed_check(
            work, reference_data, form, person.id, now - dt.timedelta(days=_DAYS), random
        )
    return made


async def _seed_staff(work: UnitOfWork, now: dt.datetime) -> None:
    """Store people with a role, who were invited by whoever runs the service."""
    wards = frozenset({_WARD})
    for address, called, name, rights in _STAFF:
        incoming = Incoming("web", address, "seed", Said("/menu"), "vi")
        dialog = await work.dialogs.open_dialog(incoming, now)
        person = replace(
            dialog.person,
            ward=_WARD,
            group="official",
            age_band="40-59",
            joined_at=now,
            consents=frozenset(PURPOSES),
        )
        await work.people.save_person(person, now)
        await work.staff.add_role(
            Role(0, person.id, name, wards, frozenset(rights), now, called=called)
        )


async def _seed_check(
    work: UnitOfWork,
    reference_data: ReferenceData,
    form: Form,
    person: int,
    at: dt.datetime,
    random: Random,
) -> None:
    """Store a finished self-check of a person with basic skills."""
    key = f"demo-{form.id}-{person}"
    answers: dict[str, int | None] = {item.id: random.choice((0, 1, 1, 2)) for item in form.items}
    answers[form.items[0].id] = 2
    await work.skills.add_check(person, key, form.id, form.version, at)
    for item, value in answers.items():
        await work.skills.add_answer(person, key, item, value, at)
    found = result(reference_data.self_check, reference_data.framework, form, answers)
    level = None if found.band is None else found.band.level
    scored = SelfCheckScore(form.id, form.version, found.points, found.answered, level)
    await work.skills.end_check(person, key, scored, at)
