"""The screens about staff: the list, one role, and the steps of an invitation."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.people.wards import Ward
from bot.domain.people.wards import ward as find_ward
from bot.domain.staff.roles import RIGHTS, Right, Role
from bot.phrases.staff.roles import (
    RIGHT_NAMES,
    ROLE_NAMES,
    rights_said,
    role_said,
    ward_title,
    wards_said,
)
from bot.talk.steps import Choice, Say
from bot.talk.text import Day, Fact, Item, Line, Note, SayLine, Title, _, plain
from handlers import phrases
from handlers.admins.staff.states import Choosing, Facts

PAGE = 6
"""So many people are shown at once."""

INVITE = Choice("invite", _("➕ Invite an officer"))
_PAGES = Choice("/pages", _("🖥 Pages on the web"))
_AUDIT = Choice("/audit", _("🧾 What staff did"))


def home(facts: Facts, page: int, *before: Line) -> Say:
    """One's own roles, then for an admin the staff of their wards."""
    own = facts.own.active(facts.now)
    lines: list[SayLine] = [*before, Title(_("Ward staff"))]
    lines += [Fact(_("Your role"), role_said(role)) for role in own]
    rows: list[tuple[Choice, ...]] = []
    if facts.is_admin:
        last = max(0, (len(facts.people) - 1) // PAGE)
        page = min(page, last)
        lines.append(_("To see or change a role, choose a person:"))
        shown = facts.people[page * PAGE : (page + 1) * PAGE]
        rows += [(Choice(f"r:{role.id}", _label(role)),) for role in shown]
        pages = []
        if page > 0:
            pages.append(Choice(f"p:{page - 1}", _("▲ Previous people")))
        if page < last:
            pages.append(Choice(f"p:{page + 1}", _("▼ More people")))
        rows += [tuple(pages)] if pages else []
        rows += [(INVITE,), (_AUDIT,)]
    rows.append((_PAGES,))
    rows.append((phrases.MENU,))
    return Say(tuple(lines), tuple(rows), "nothing")


_NAME_LETTERS = 17
_PLACE_LETTERS = phrases.MAX_LABEL - _NAME_LETTERS - len(" · ")


def _label(role: Role) -> Line:
    """A person as a choice: the name, and where they are an officer."""
    name = plain(phrases.shortened_to(role.called or "–", _NAME_LETTERS))
    where: Line = _("every ward")
    if role.name == "admin":
        where = ROLE_NAMES["admin"]
    elif role.wards:
        first, *others = sorted(role.wards)
        more = f" +{len(others)}" if others else ""
        found = find_ward(first)
        place = first if found is None else found.name
        where = plain(phrases.shortened_to(place, _PLACE_LETTERS - len(more)) + more)
    return _("{name} · {where}", name=name, where=where)


def one(role: Role, facts: Facts, *before: Line) -> Say:
    """One role, with a choice for each right."""
    lines: list[SayLine] = [*before, Title(plain(role.called or "–"))]
    lines += [
        Fact(_("Role"), ROLE_NAMES[role.name]),
        Fact(_("Wards"), wards_said(role.wards)),
        Fact(_("Since"), Day(role.since.astimezone(facts.now.tzinfo).date())),
    ]
    if role.until is not None:
        lines.append(Fact(_("Ends"), Day(role.until.astimezone(facts.now.tzinfo).date())))
    lines.append(Fact(_("Invited by"), _inviter(role, facts)))
    rows: list[tuple[Choice, ...]] = []
    if role.name == "officer":
        lines.append(Fact(_("May"), rights_said(role.rights)))
    if facts.may_change(role):
        if role.name == "officer" and role.person != facts.person:
            lines.append(Note(_("To give or take a right, choose it below.")))
            rows += _rights(role.rights)
        rows.append((Choice("end", _("✖ End this role")),))
    rows.append((phrases.BACK, phrases.MENU))
    return Say(tuple(lines), tuple(rows), "nothing")


def _inviter(role: Role, facts: Facts) -> Line:
    if role.invited_by is None:
        return _("whoever runs the service")
    names = [each.called for each in facts.people if each.person == role.invited_by]
    return plain(names[0]) if names else _("somebody who is not staff any more")


def _rights(given: frozenset[Right] | Sequence[Right]) -> list[tuple[Choice, ...]]:
    """A choice for each right; its key says what it is to be, so a second tap changes nothing."""
    return [
        (
            Choice(f"off:{right}", _("☑ {right}", right=RIGHT_NAMES[right]))
            if right in given
            else Choice(f"on:{right}", _("☐ {right}", right=RIGHT_NAMES[right])),
        )
        for right in RIGHTS
    ]


def ask_end(role: Role, *before: Line) -> Say:
    """Whether a role is to end."""
    lines = (
        *before,
        _("End the role of {name}? {role}.", name=plain(role.called), role=role_said(role)),
        _("It holds at once, and {name} is told.", name=plain(role.called)),
    )
    rows = ((Choice("yes", _("End the role"), ("yes",)),), (phrases.BACK, phrases.MENU))
    return Say(lines, rows, "nothing")


# --- inviting ------------------------------------------------------------------------------------


def ask_name(*before: Line) -> Say:
    """Who is invited."""
    lines = (
        *before,
        _("Whom do you invite? Please type the full name, for example: Nguyễn Văn An"),
        _("The name is shown to staff only."),
    )
    return Say(lines, ((phrases.BACK, phrases.CANCEL),), "free")


def ask_ward(wards: Sequence[Ward], *before: Line) -> Say:
    """For which ward; these can be chosen."""
    lines = (*before, _("For which ward? Please type its name."))
    rows = tuple((Choice(f"ward:{each.code}", plain(each.title)),) for each in wards)
    return Say(lines, (*rows, (phrases.BACK, phrases.CANCEL)), "text")


def ask_rights(state: Choosing, *before: Line) -> Say:
    """What the officer may do."""
    lines = (
        *before,
        _("What may {name} do in {ward}? Choose each right, then go on.",
          name=plain(state.called), ward=plain(ward_title(state.ward))),
    )  # fmt: skip
    rows = _rights(state.rights)
    if state.rights:
        rows.append((Choice("make", _("Make the invitation")),))
    rows.append((phrases.BACK, phrases.CANCEL))
    return Say(lines, tuple(rows), "nothing")


def made(state: Choosing, code: str, public_url: str) -> Say:
    """The code, to be handed on."""
    role = _("officer of {wards}: {rights}", wards=plain(ward_title(state.ward)),
             rights=rights_said(state.rights))  # fmt: skip
    lines: list[SayLine] = [
        _("Invitation for {name}: {role}.", name=plain(state.called), role=role),
        plain(code),  # whole on a line of its own
        _("Please give this code to {name} only. They open the learning notebook and type:",
          name=plain(state.called)),
        Item(_("invitation {code}", code=plain(code))),
    ]  # fmt: skip
    if public_url:
        lines += [_("Or they open this link:"), plain(f"{public_url}/#invitation={code}")]
    lines.append(Note(_("It is good once, for 24 hours. It is shown only this once.")))
    return Say(tuple(lines), ((Choice("/staff", _("Ward staff")), phrases.MENU),), "nothing")
