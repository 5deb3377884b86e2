"""Random people with random roles press, edit ids and press again after a role was lost.

The desk is the real one, on a real database. Whatever they do, nothing outside the wards of their
role is read or written.
"""

from __future__ import annotations

import itertools
import random

import pytest

from bot.domain.staff.roles import RIGHTS, Right, Role, RoleName
from bot.talk.events import RawPress, Said
from tests.applications import TestApplication, Visitor

WARDS = ("00070", "00226", "00004")
NAMES = {ward: f"Người Của {ward}" for ward in WARDS}
PEOPLE = 5


async def _with_role(
    house: TestApplication,
    who: Visitor,
    name: RoleName,
    wards: frozenset[str] | None,
    rights: frozenset[Right],
    called: str,
) -> int:
    """Give somebody a role, as the command line does; the number of the person."""
    await who.says("/help")
    person = await _person(house, who)
    role = Role(0, person, name, wards, rights, house.clock(), called=called)
    await house.application.database.transact(lambda work: work.staff.add_role(role))
    return person


async def _person(house: TestApplication, who: Visitor) -> int:
    rows = await house.rows("SELECT person_id, external_id FROM address")
    return next(int(person) for person, address in rows if address == who.address)


def _presses(who: Visitor) -> list[RawPress]:
    """The presses of what was said last."""
    if not who.messages:
        return []
    return [who.tap_of(button.label) for row in who.last.buttons for button in row]


def _edited(chance: random.Random, press: RawPress, roles: int) -> str:
    """The key of a press with another number, ward or right in it, or another key."""
    kind = press.key.partition(":")[0]
    made = {
        "r": f"r:{chance.randint(0, roles + 2)}",
        "b": f"b:{chance.randint(0, 50)}",
        "p": f"p:{chance.randint(0, 9)}",
        "ward": f"ward:{chance.choice(WARDS)}",
        "on": f"on:{chance.choice(RIGHTS)}",
        "off": f"off:{chance.choice(RIGHTS)}",
    }
    return made.get(kind, chance.choice(("yes", "end", "make", "invite")))


async def _roles(house: TestApplication) -> dict[int, tuple[int, str, str | None, str, bool]]:
    rows = await house.rows("SELECT id, person_id, name, wards, rights, until_ms FROM staff_role")
    return {row[0]: (row[1], row[2], row[3], row[4], row[5] is None) for row in rows}


def _admin_of(
    roles: dict[int, tuple[int, str, str | None, str, bool]], person: int
) -> frozenset[str]:
    """The wards whose admin the person is, by what the table says; "*" stands for all."""
    found: set[str] = set()
    for whose, name, wards, _rights, on in roles.values():
        if whose == person and name == "admin" and on:
            found |= {"*"} if wards is None else set(wards.split())
    return frozenset(found)


def _within(wards: str | None, admin_of: frozenset[str]) -> bool:
    if "*" in admin_of:
        return True
    return wards is not None and set(wards.split()) <= admin_of


def _of(wards: str | None) -> frozenset[str]:
    return frozenset() if wards is None else frozenset(wards.split())


@pytest.mark.parametrize("seed", range(3))
async def test_nothing_outside_the_wards_of_a_role_is_read_or_written(
    application: TestApplication, seed: int
) -> None:
    chance, shown = random.Random(seed), list[RawPress]()
    visitors = [application.visitor(str(number)) for number in range(PEOPLE)]
    # Each ward has somebody whom only its own admins may see.
    for ward, address in zip(WARDS, itertools.count(100), strict=False):
        await _with_role(
            application, application.visitor(str(address)), "officer", frozenset({ward}),
            frozenset({"read"}), NAMES[ward],
        )  # fmt: skip
    numbers = []
    for number, who in enumerate(visitors):
        name: RoleName = chance.choice(("admin", "admin", "officer"))
        wards = frozenset(chance.sample(WARDS, chance.randint(1, 2)))
        every = number == 0
        rights: frozenset[Right] = frozenset(chance.sample(RIGHTS, 2))
        numbers.append(
            await _with_role(
                application,
                who,
                "admin" if every else name,
                None if every else wards,
                frozenset() if name == "admin" or every else rights,
                f"Ai Đó {number}",
            )
        )
    await visitors[0].says("/staff")
    for _step in range(40):
        place = chance.randrange(PEOPLE)
        who, person = visitors[place], numbers[place]
        before = await _roles(application)
        heard = len(who.messages)
        shown += _presses(who)
        match chance.randrange(5):
            case 0:
                await who.does(Said(chance.choice(("/staff", "cán bộ", "/audit", "Lê Thị Mới"))))
            case 1 if shown:  # of anybody, of any time
                await who.does(chance.choice(shown))
            case 2 if shown:
                turn = max((press.turn for press in _presses(who)), default=0)
                await who.does(RawPress(turn, _edited(chance, chance.choice(shown), len(before))))
            case 3 if place and chance.random() < 0.3:  # the command line ends a role
                ends = next((r for r, each in before.items() if each[0] == person and each[4]), 0)
                await application.application.database.transact(
                    lambda work, ends=ends: work.staff.end_role(ends, application.clock())  # type: ignore[misc]
                )
                application.clock.move(seconds=1)
                before = await _roles(application)
            case _ if mine := _presses(who):
                await who.does(chance.choice(mine))
            case _:
                await who.does(Said("/staff"))
        admin_of = _admin_of(before, person)
        told = "\n".join(message.text + str([b.label for row in message.buttons for b in row])
                         for message in who.messages[heard:])  # fmt: skip
        for ward, named in NAMES.items():
            if "*" not in admin_of and ward not in admin_of:
                assert named not in told, f"{person} read of {ward}"
        after = await _roles(application)
        for number, was in before.items():
            if after[number] != was:
                assert _within(was[2], admin_of), f"{person} changed a role of {was[2]}"
        assert set(after) == set(before), "a role came without an invitation"
        for (wards,) in await application.rows(
            f"SELECT wards FROM invitation WHERE person_id = {person}"
        ):
            assert _of(wards), "an invitation to nowhere"
    assert any(
        on and name == "admin" for _p, name, _w, _r, on in (await _roles(application)).values()
    )
    fault = await application.application.database.transact(lambda work: work.audit.fault())
    assert fault is None
