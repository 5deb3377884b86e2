"""Sentences about roles: what they are called, their rights and their wards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.domain.people.wards import ward as find_ward
from bot.domain.staff.roles import RIGHTS, Right, Role, RoleName
from bot.talk.text import Line, Text, _, plain

ROLE_NAMES: Mapping[RoleName, Text] = {
    "officer": _("officer"),
    "admin": _("administrator"),
}
"""A role, within a sentence."""

RIGHT_NAMES: Mapping[str, Text] = {
    "write": _("write campaigns"),
    "approve": _("approve campaigns"),
    "read": _("see the figures"),
    "export": _("download the figures"),
}
"""A right, within a sentence."""


def rights_said(rights: Iterable[Right]) -> Line:
    """Rights with commas between, in their order."""
    return listed([RIGHT_NAMES[each] for each in RIGHTS if each in frozenset(rights)])


def wards_said(wards: frozenset[str] | None) -> Line:
    """Wards with commas between; None: every ward."""
    if wards is None:
        return _("every ward")
    return plain(", ".join(map(ward_title, sorted(wards))))


def ward_title(code: str) -> str:
    """The title of a ward; its code where there is none."""
    ward = find_ward(code)
    return ward.title if ward else code


def role_said(role: Role) -> Line:
    """A role with its wards and, for an officer, the rights."""
    wards = wards_said(role.wards)
    if role.name == "admin":
        return _("administrator of {wards}", wards=wards)
    return _("officer of {wards}: {rights}", wards=wards, rights=rights_said(role.rights))


def listed(names: list[Text]) -> Line:
    """Names with commas between; "–" for none."""
    if not names:
        return plain("–")
    first, *rest = names
    joined = first
    for name in rest:
        joined = _("{some}, {more}", some=joined, more=name)
    return joined
