"""The audit trail in plain words: what staff did in the wards of an admin, the newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.staff.audit import AuditEntry, AuditPart, Fact
from bot.domain.staff.roles import RIGHTS
from bot.phrases.staff.audit import action_said
from bot.phrases.staff.roles import RIGHT_NAMES, ROLE_NAMES, listed, wards_said
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Said
from bot.talk.steps import Choice, PassiveState, Say, Step
from bot.talk.text import Blank, Day, Item, Line, Note, SayLine, Text, Title, _, plain, plural
from handlers import phrases
from handlers.campaign_words import KINDS

PAGE = 8
"""So many entries are shown at once."""


class Listed(PassiveState, frozen=True, tag="Listed"):
    """A page is shown; `before` is the number of the entry above it, None: the newest page."""

    before: int | None = None


States: TypeAlias = Listed

_OF_RESIDENTS = frozenset({"request_closed"})
"""Acts about a resident, who is not named here."""

_OUTCOMES: Mapping[str, Text] = {
    "done": _("done"),
    "answered": _("answered"),
    "refused": _("not met"),
}

_WHY_STOPPED: Mapping[str, Text] = {
    "not_allowed": _("whoever wrote it may not send it any more"),
    "audience_small": _("too few people were found for its rule"),
    "endless": _("it was for those who answer it"),
    "missed": _("its moment had passed"),
}

_ORDER = ("role", "campaign", "kind", "version")
"""The facts that are told first."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A page of entries, and the names of who has or had a role.

    `earlier` is the number before which more entries stand; None: there are none.
    """

    entries: Sequence[AuditEntry]
    earlier: int | None
    names: Mapping[int, str]
    titles: Mapping[str, str]
    """The titles of the campaigns that the entries name, by their keys."""
    now: dt.datetime
    before: int | None = None


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read a page of the wards whose admin the person is."""
    wards = turn.roles.wards("admin", turn.now)
    before = turn.state.before if isinstance(turn.state, Listed) else None
    match turn.event:
        case Pressed(key) if key[:2] == "b:" and key[2:].isdecimal():
            before = int(key[2:])
        case Pressed("newest") | Opened():
            before = None
    found = await queries.audit.page(wards, before, PAGE + 1)
    entries = found[:PAGE]
    people = {part.person for entry in entries for part in entry.parts}
    names: dict[int, str] = {}
    for person in sorted(people):
        roles = (await queries.staff.roles_of(person)).roles
        if roles:
            names[person] = roles[-1].called
    titles: dict[str, str] = {}
    for key in sorted(
        {str(entry.facts["campaign"]) for entry in entries if "campaign" in entry.facts}
    ):
        campaign = await queries.campaigns.campaign(key)
        if campaign is not None and campaign.content.title:
            titles[key] = campaign.content.title
    earlier = entries[-1].id if len(found) > PAGE else None
    return Facts(entries, earlier, names, titles, turn.now, before)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the newest entries."""
    del opened
    return _page(facts)


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Show another page, or pass a typed text on."""
    del state
    match event:
        case Pressed("back"):
            return Step(None, then=Opened("staff"))
        case Said():
            return Step(None, then=event)
        case _:
            return _page(facts)


def _page(facts: Facts) -> Step[States]:
    lines: list[SayLine] = [Title(_("What staff did"))]
    lines += [Item(_line(entry, facts)) for entry in facts.entries]
    if not facts.entries:
        lines.append(_("Nothing yet."))
    lines.append(Note(_("Nobody can change or delete what stands here.")))
    pages = []
    if facts.before is not None:
        pages.append(Choice("newest", _("▲ The newest")))
    if facts.earlier is not None:
        pages.append(Choice(f"b:{facts.earlier}", _("▼ Earlier")))
    rows = (*((tuple(pages),) if pages else ()), (phrases.BACK, phrases.MENU))
    return Step(Listed(facts.before), (Say(tuple(lines), rows, "nothing"),))


def _line(entry: AuditEntry, facts: Facts) -> Line:
    at = entry.at.astimezone(facts.now.tzinfo)
    told: dict[str, Blank] = {
        "time": plain(f"{at:%H:%M}"),
        "day": Day(at.date()),
        "who": _actor(entry, facts),
        "did": action_said(entry.action),
    }
    details = _details(entry, facts)
    if not details:
        return _("{time}, {day}: {who} {did}", **told)
    return _("{time}, {day}: {who} {did} ({details})", **told, details=listed_lines(details))


def _actor(entry: AuditEntry, facts: Facts) -> Line:
    part = entry.part("actor")
    if part is not None:
        return _name(part, facts)
    erased = len(entry.digests) > len(entry.parts)
    return _("somebody who was erased") if erased else _("whoever runs the service")


def _name(part: AuditPart, facts: Facts) -> Line:
    known = part.words.get("name") or facts.names.get(part.person)
    return plain(known) if known else _("person {number}", number=plain(str(part.person)))


def _details(entry: AuditEntry, facts: Facts) -> list[Line]:
    found: list[Line] = []
    subject = entry.part("subject")
    if subject is not None and entry.action not in _OF_RESIDENTS:
        found.append(_name(subject, facts))
    for name, value in sorted(entry.facts.items(), key=_place):
        said = _fact(name, value, facts)
        if said is not None:
            found.append(said)
    if entry.wards is not None:
        found.append(wards_said(entry.wards))
    return found


def _place(fact: tuple[str, Fact]) -> int:
    """Where a fact is told: what it is about comes first."""
    return _ORDER.index(fact[0]) if fact[0] in _ORDER else len(_ORDER)


def _fact(name: str, value: Fact, facts: Facts) -> Line | None:
    """A fact in words; None: it says nothing that has to be read."""
    if value == "":
        return None
    match name:
        case "role" if value in ROLE_NAMES:
            return ROLE_NAMES[value]  # type: ignore[index]
        case "rights":
            return _rights(value)
        case "outcome" if value in _OUTCOMES:
            return _OUTCOMES[str(value)]
        case "campaign":
            title = facts.titles.get(str(value))
            return None if title is None else Text("“{title}”", {"title": plain(title)})
        case "kind" if value in KINDS:
            return KINDS[value]  # type: ignore[index]
        case "version":
            return _("version {number}", number=plain(str(value)))
        case "count" if isinstance(value, int):
            return plural("{count} message", "{count} messages", value)
        case "why":
            return _WHY_STOPPED.get(str(value))
        case "run" | "rows":
            return None  # numbers of rows, for who looks into the database
        case "before":
            return _("before: {rights}", rights=_rights(value))
        case _:
            return plain(str(value))


def _rights(stored: Fact) -> Line:
    """Stored rights in words, in their order."""
    return listed([RIGHT_NAMES[each] for each in RIGHTS if each in str(stored).split()])


def listed_lines(lines: list[Line]) -> Line:
    """Lines with semicolons between."""
    first, *rest = lines
    joined = first
    for line in rest:
        joined = _("{some}; {more}", some=joined, more=line)
    return joined


CONVERSATION = Conversation(
    name="audit",
    triggers=("audit", "nhật ký cán bộ"),
    description=_("What staff did"),
    group="staff",
    access="admin",
    without_joining=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
