"""Staff see their role; admins invite officers, change rights and end roles, each apart."""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from bot.domain.people.recovery_codes import recovery_code_of
from bot.domain.people.wards import Ward, named_ward, search_wards
from bot.domain.people.wards import ward as find_ward
from bot.domain.refusals import Refusal
from bot.domain.staff.invitations import check_name
from bot.domain.staff.roles import RIGHTS, Right, Role
from bot.services.ports.unit_of_work import ReadQueries
from bot.services.staff.inviting import InviteOfficer
from bot.services.staff.roles import ChangeRights, EndRole
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Say, Step
from bot.talk.text import Line, _, plain
from handlers import phrases
from handlers.admins.staff import screens
from handlers.admins.staff.states import (
    Choosing,
    Ending,
    Facts,
    Naming,
    One,
    Placing,
    Shown,
    States,
)
from handlers.phrases import not_understood, unread

_MOST_WARDS = 6
"""So many wards are offered to choose from."""


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the staff of an admin's wards; others see only themselves."""
    wards = turn.roles.wards("admin", turn.now)
    people: tuple[Role, ...] = ()
    if turn.roles.may("admin", None, turn.now):
        people = tuple(
            each
            for each in await queries.staff.active_roles(turn.now)
            if wards is None or (each.wards is not None and each.wards & wards)
        )
    return Facts(
        turn.person.id,
        turn.now,
        turn.new_key,
        turn.roles,
        people,
        turn.provinces,
        turn.public_url,
    )


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the roles."""
    del opened
    return _home(facts)


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Show, change or end a role, or go through an invitation; only for an admin."""
    if not facts.is_admin:
        return Step(None, then=event) if isinstance(event, Said) else _home(facts)
    match state:
        case Shown(page):
            return _shown(page, event, facts)
        case One(number) | Ending(number):
            role = facts.role(number)
            if role is None:
                return _home(facts, phrases.why("role_unknown"))
            return _one(state, role, event, facts)
        case Naming():
            return _name(event, facts)
        case Placing(called):
            return _place(called, event, facts)
        case Choosing():
            return _choose(state, event, facts)


def _home(facts: Facts, *before: Line, page: int = 0) -> Step[States]:
    return Step(Shown(page), (screens.home(facts, page, *before),))


def _shown(page: int, event: Event, facts: Facts) -> Step[States]:
    match event:
        case Pressed("invite"):
            return Step(Naming(), (screens.ask_name(),))
        case Pressed(key) if key[:2] == "p:" and key[2:].isdecimal():
            return _home(facts, page=int(key[2:]))
        case Pressed(key) if key[:2] == "r:" and key[2:].isdecimal():
            role = facts.role(int(key[2:]))
            if role is None:
                return _home(facts, phrases.why("role_unknown"))
            return _show_one(role, facts)
        case Said():
            return Step(None, then=event)
        case _:
            return _home(facts, page=page)


def _show_one(role: Role, facts: Facts, *before: Line) -> Step[States]:
    return Step(One(role.id), (screens.one(role, facts, *before),))


def _one(state: One | Ending, role: Role, event: Event, facts: Facts) -> Step[States]:
    match state, event:
        case One(), Pressed("end"):
            return Step(Ending(role.id), (screens.ask_end(role),))
        case Ending(), Pressed("yes"):
            done = _("The role of {name} has ended.", name=plain(role.called))
            left = replace(facts, people=tuple(each for each in facts.people if each != role))
            return structs.replace(_home(left, done), commands=(EndRole(role.id),))
        case One(), Pressed("back"):
            return _home(facts)
        case One(), Pressed(key) if (rights := _changed(key, role.rights)) is not None:
            shown = _show_one(replace(role, rights=frozenset(rights)), facts)
            return structs.replace(shown, commands=(ChangeRights(role.id, rights),))
        case _state, Refused(code):
            return _show_one(role, facts, phrases.why(code))
        case One(), Said():
            return Step(None, then=event)
        case Ending(), Pressed("back"):
            return _show_one(role, facts)
        case Ending(), _event:
            asked = Step[States](state, (screens.ask_end(role, *not_understood(event)),))
            return unread(asked, event)
        case _:
            return _show_one(role, facts)


def _changed(key: str, rights: frozenset[Right]) -> tuple[Right, ...] | None:
    """The rights after a choice, in their order; None: it is no choice of a right."""
    what, _colon, name = key.partition(":")
    if what not in ("on", "off") or name not in RIGHTS:
        return None
    after = rights | {name} if what == "on" else rights - {name}
    return tuple(each for each in RIGHTS if each in after)


# --- inviting ------------------------------------------------------------------------------------


def _name(event: Event, facts: Facts) -> Step[States]:
    match event:
        case Said(text):
            try:
                called = check_name(text)
            except Refusal as refusal:
                return Step(Naming(), (screens.ask_name(phrases.why(refusal.code)),))
            wards = facts.admin_of
            if wards is not None and len(wards) == 1:
                return _ask_rights(Choosing(called, next(iter(wards))))
            return Step(Placing(called), (screens.ask_ward(_own_wards(facts)),))
        case Pressed("back"):
            return _home(facts)
        case _:
            return Step(Naming(), (screens.ask_name(),))


def _own_wards(facts: Facts) -> tuple[Ward, ...]:
    """The wards of an admin, where they are few enough to choose from."""
    wards = facts.admin_of or frozenset()
    found = [
        ward
        for code in sorted(wards)
        if (ward := find_ward(code)) is not None and _may_invite(code, facts)
    ]
    return tuple(found) if len(found) <= _MOST_WARDS else ()


def _place(called: str, event: Event, facts: Facts) -> Step[States]:
    def ask(wards: tuple[Ward, ...], *before: Line) -> Step[States]:
        return Step(Placing(called), (screens.ask_ward(wards, *before),))

    match event:
        case Pressed(key) if key[:5] == "ward:" and _may_invite(key[5:], facts):
            return _ask_rights(Choosing(called, key[5:]))
        case Pressed("back"):
            return Step(Naming(), (screens.ask_name(),))
        case Said(text):
            named = named_ward(text, facts.provinces)
            if named is not None and _may_invite(named.code, facts):
                return _ask_rights(Choosing(called, named.code))
            found = search_wards(text, _MOST_WARDS, facts.provinces)
            own = tuple(each for each in found if _may_invite(each.code, facts))
            if own:
                return ask(own, _("Did you mean one of these?"))
            if named is not None:
                return ask(
                    _own_wards(facts), _("You are no administrator of {ward}.",
                                         ward=plain(named.title)),
                )  # fmt: skip
            return unread(ask(_own_wards(facts), *not_understood(event)), event)
        case _:
            return ask(_own_wards(facts))


def _may_invite(code: str, facts: Facts) -> bool:
    ward = find_ward(code)
    return (
        ward is not None
        and ward.province.code in facts.provinces
        and facts.own.may("admin", code, facts.now)
    )


def _ask_rights(state: Choosing, *before: Line) -> Step[States]:
    return Step(state, (screens.ask_rights(state, *before),))


def _choose(state: Choosing, event: Event, facts: Facts) -> Step[States]:
    match event:
        case Pressed("make") if state.rights:
            code = recovery_code_of(facts.new_key)
            command = InviteOfficer(code, state.called, (state.ward,), state.rights)
            said: Say = screens.made(state, code, facts.public_url)
            return Step(None, (said,), (command,))
        case Pressed("back"):
            return Step(Placing(state.called), (screens.ask_ward(_own_wards(facts)),))
        case Pressed(key) if (rights := _changed(key, frozenset(state.rights))) is not None:
            return _ask_rights(structs.replace(state, rights=rights))
        case Refused(code):
            return _ask_rights(state, phrases.why(code))
        case Said() | Pressed():
            return unread(_ask_rights(state, *not_understood(event)), event)
        case _:
            return _ask_rights(state)


CONVERSATION = Conversation(
    name="staff",
    triggers=("staff", "cán bộ"),
    description=_("Ward staff and your role"),
    group="staff",
    access="staff",
    without_joining=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
