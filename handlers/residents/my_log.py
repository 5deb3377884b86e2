"""A resident looks into the notebook, week by week, corrects an entry or cancels it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from bot.domain.activities import REASON_MOST, Activity, Draft
from bot.domain.receipts import read_receipt
from bot.domain.refusals import Refusal
from bot.services.logging_activities import CorrectActivity, VoidActivity
from bot.services.logging_activities import Field as Correctable
from bot.services.ports import Turn
from bot.services.work import Look
from bot.talk.events import Asked, Event, Pressed, Refused, Said, Sent, SentOther
from bot.talk.steps import Choice, Say, State, Step
from bot.talk.text import Day, Line, Minutes, Text, _, plain, plural
from handlers import phrases
from handlers.questions import NAMES, Field, ask, describe, not_understood, read, read_kind

NAME = "my_log"
OPENS_WITH = ("mylog", "sổ", "sổ của tôi", "nhật ký", "notebook", "my notebook")
ABOUT = _("See, correct or cancel what you recorded")
ASIDE = False
ALWAYS = False
OPEN_TO_ALL = False

_PAGE = 5
_LABEL_MOST = 28

_REASONS: dict[str, Text] = {
    "mistake": _("Entered by mistake"),
    "twice": _("Entered twice"),
    "did_not": _("It did not take place"),
}
"""Why an entry may be cancelled, by the code that is kept; what was typed is kept as typed."""


class Week(State, frozen=True):
    """A week of the notebook is shown; `monday` is its first day."""

    monday: dt.date
    page: int = 0


class Entry(State, frozen=True):
    """One entry is shown."""

    receipt: str


class Choosing(State, frozen=True):
    """Which field of the entry is to be corrected?"""

    receipt: str


class Asking(State, frozen=True):
    """A field of the entry is asked anew."""

    receipt: str
    field: Field
    kind: str | None = None


class Voiding(State, frozen=True):
    """Why is the entry cancelled?"""

    receipt: str


STATES = Week | Entry | Choosing | Asking | Voiding


@dataclass(frozen=True, slots=True)
class Facts:
    """A week's entries, the weeks with entries on either side, and the entry in question."""

    today: dt.date
    monday: dt.date
    entries: tuple[Activity, ...] = ()
    older: dt.date | None = None
    newer: dt.date | None = None
    entry: Activity | None = None


def monday_of(day: dt.date) -> dt.date:
    """The first day of an ISO week."""
    return day - dt.timedelta(days=day.weekday())


async def gather(look: Look, turn: Turn) -> Facts:
    """The week and the entry that the event asks for, or that the state has open."""
    person = turn.person.id
    receipt: str | None = getattr(turn.state, "receipt", None)
    monday: dt.date | None = getattr(turn.state, "monday", None)
    match turn.event:
        case Asked(_word, rest):
            receipt = read_receipt(rest)
        case Said(text) if isinstance(turn.state, (Week, Entry)):
            receipt = read_receipt(text) or receipt
        case Pressed(key) if key[:2] == "e:":
            receipt = key[2:]
        case Pressed(key) if key[:2] == "w:":
            monday = dt.date.fromisoformat(key[2:])
    entry = await look.activity(person, receipt) if receipt else None
    if entry is not None and entry.voided_at is not None:
        entry = replace(entry, voided_at=entry.voided_at.astimezone(turn.now.tzinfo))
    if monday is None:
        monday = monday_of(entry.day if entry else turn.today)
    entries = await look.activities_between(person, monday, monday + dt.timedelta(days=6))
    older, newer = await look.nearest_days(person, monday, monday + dt.timedelta(days=6))
    return Facts(
        turn.today,
        monday,
        entries,
        monday_of(older) if older else None,
        monday_of(newer) if newer else None,
        entry,
    )


def begin(asked: Asked, facts: Facts) -> Step[State]:
    """This week; or the entry whose number was said."""
    if facts.entry is not None:
        return _entry(facts.entry)
    if asked.rest:
        return _week(facts, 0, phrases.why("entry_unknown"))
    return _week(facts, 0)


# --- what is shown --------------------------------------------------------------------------------


def _label(entry: Activity) -> Line:
    title = entry.title if len(entry.title) <= _LABEL_MOST else entry.title[: _LABEL_MOST - 1] + "…"
    blanks = {"day": plain(f"{entry.day:%d/%m}"), "title": plain(title)}
    if entry.counts:
        return Text("{day} · {title} · {minutes}", {**blanks, "minutes": Minutes(entry.minutes)})
    return _("{day} · {title} (cancelled)", **blanks)


def _week(facts: Facts, page: int, *before: Line) -> Step[State]:
    last = max(0, (len(facts.entries) - 1) // _PAGE)
    page = min(max(page, 0), last)
    counted = [entry for entry in facts.entries if entry.counts]
    sunday = facts.monday + dt.timedelta(days=6)
    lines: list[Line] = [
        *before,
        _("Your notebook, week from {first} to {last}", first=Day(facts.monday), last=Day(sunday)),
    ]
    if facts.entries:
        total = Minutes(sum(entry.minutes for entry in counted))
        lines.append(
            plural("{count} activity, {total} in all", "{count} activities, {total} in all",
                   len(counted), total=total)
        )  # fmt: skip
        lines.append(_("Choose an entry to see, correct or cancel it."))
    else:
        lines.append(_("Nothing is recorded for this week yet."))
    shown = facts.entries[page * _PAGE : (page + 1) * _PAGE]
    rows: list[tuple[Choice, ...]] = [
        (Choice(f"e:{entry.receipt}", _label(entry)),) for entry in shown
    ]
    pages = []
    if page > 0:
        pages.append(Choice(f"p:{page - 1}", _("▲ Previous entries")))
    if page < last:
        pages.append(Choice(f"p:{page + 1}", _("▼ More entries")))
    weeks = []
    if facts.older is not None:
        weeks.append(Choice(f"w:{facts.older}", _("◀ Earlier week")))
    if facts.newer is not None and facts.newer <= monday_of(facts.today):
        weeks.append(Choice(f"w:{facts.newer}", _("Later week ▶")))
    rows += [tuple(row) for row in (pages, weeks) if row]
    rows.append((phrases.LOG, phrases.MENU))
    return Step(Week(facts.monday, page), (Say(tuple(lines), tuple(rows), "nothing"),))


def _as_draft(entry: Activity) -> Draft:
    return Draft(
        "", entry.type_code, entry.title, entry.day, entry.minutes, entry.mode, entry.provider
    )


def _entry(entry: Activity, *before: Line) -> Step[State]:
    lines: list[Line] = [
        *before,
        _("Entry {receipt}", receipt=plain(entry.receipt)),
        *describe(_as_draft(entry)),
    ]
    if entry.evidence:
        lines.append(plural("• {count} photo or file", "• {count} photos or files", entry.evidence))
    rows: list[tuple[Choice, ...]] = []
    if entry.voided_at is not None:
        said = entry.void_reason or "–"
        lines.append(
            _("This entry was cancelled on {day}. Reason: {reason}",
              day=Day(entry.voided_at.date()), reason=_REASONS.get(said, plain(said)))
        )  # fmt: skip
    else:
        rows.append((Choice("fix", _("Correct")), Choice("void", _("Cancel this entry"))))
    rows.append((Choice(f"w:{monday_of(entry.day)}", _("◀ To the week")), phrases.MENU))
    return Step(Entry(entry.receipt), (Say(tuple(lines), tuple(rows), "nothing"),))


def _choose(entry: Activity, *before: Line) -> Step[State]:
    fields = tuple(
        Choice(f"f:{field}", name) for field, name in NAMES.items() if field != "evidence"
    )
    rows = tuple(fields[place : place + 2] for place in range(0, len(fields), 2))
    lines = (*before, *describe(_as_draft(entry)), _("What should be corrected?"))
    return Step(Choosing(entry.receipt), (Say(lines, (*rows, (phrases.BACK,)), "nothing"),))


def _ask_reason(entry: Activity, *before: Line) -> Step[State]:
    lines = (
        *before,
        _("Entry {receipt} will be cancelled: it stays in your notebook but is no longer counted.",
          receipt=plain(entry.receipt)),
        _("Why? Choose a reason, or type one."),
    )  # fmt: skip
    reasons = tuple(Choice(f"v:{code}", label) for code, label in _REASONS.items())
    rows = (reasons[:2], reasons[2:], (Choice("back", _("◀ Keep the entry")),))
    return Step(Voiding(entry.receipt), (Say(lines, rows),))


# --- one turn -------------------------------------------------------------------------------------


def decide(state: STATES, event: Event, facts: Facts) -> Step[State]:
    """One turn in the notebook."""
    match event:
        case Pressed(key) if key[:2] == "w:":
            return _week(facts, 0)
        case Sent() | SentOther() if isinstance(state, (Week, Entry)):
            return Step(None, then=event)
        case Said() if isinstance(state, (Week, Entry)):
            found = facts.entry is not None and facts.entry.receipt != getattr(state, "receipt", "")
            if found and facts.entry is not None:
                return _entry(facts.entry)
            return Step(None, then=event)
    if isinstance(state, Week):
        return _on_week(state, event, facts)
    entry = facts.entry
    if entry is None:
        return _week(facts, 0, phrases.why("entry_unknown"))
    if not entry.counts:
        return _entry(entry)
    match state, event:
        case Entry(), Pressed("fix"):
            return _choose(entry)
        case Entry(), Pressed("void"):
            return _ask_reason(entry)
        case ((Choosing() | Voiding()), Pressed("back")):
            return _entry(entry)
        case Choosing(), Pressed(key) if key[2:] in NAMES:
            field: Field = next(name for name in NAMES if name == key[2:])
            return _ask(Asking(entry.receipt, "kind" if field == "type_code" else field), entry)
        case Choosing(), _event:
            return _choose(entry, *not_understood(event))
        case Asking(), _event:
            return _answer(state, event, entry, facts)
        case Voiding(), Pressed(key) if key[:2] == "v:" and key[2:] in _REASONS:
            return _void(entry, key[2:])
        case Voiding(), Said(text):
            return _void(entry, text[:REASON_MOST])
        case Voiding(), Refused(code):
            return _ask_reason(entry, phrases.why(code))
        case Voiding(), _event:
            return _ask_reason(entry)
        case _:
            return _entry(entry)


def _on_week(state: Week, event: Event, facts: Facts) -> Step[State]:
    match event:
        case Pressed(key) if key[:2] == "p:" and key[2:].isdecimal():
            return _week(facts, int(key[2:]))
        case Pressed(key) if key[:2] == "e:" and facts.entry is not None:
            return _entry(facts.entry)
        case _:
            return _week(facts, state.page)


def _ask(state: Asking, entry: Activity, *before: Line) -> Step[State]:
    say = ask(state.field, _as_draft(entry), kind=state.kind, before=before)
    return Step(state, (say,))


def _answer(state: Asking, event: Event, entry: Activity, facts: Facts) -> Step[State]:
    match event:
        case Pressed("back"):
            return _choose(entry)
        case Refused(code):
            return _ask(state, entry, phrases.why(code))
    if state.field == "kind":
        kind = read_kind(event)
        if kind is None:
            return _ask(state, entry, *not_understood(event))
        return _ask(Asking(entry.receipt, "type_code", kind), entry)
    try:
        answered = read(state.field, event, _as_draft(entry), facts.today)
    except Refusal as refusal:
        return _ask(state, entry, phrases.why(refusal.code))
    if answered == "unread":
        return _ask(state, entry, *not_understood(event))
    field: Correctable = state.field  # type: ignore[assignment]  # evidence is not offered
    skipped = isinstance(event, Pressed) and event.key == "skip"
    value = None if skipped else getattr(answered, field)
    return Step(
        None,
        (Say((_("Corrected."),)),),
        (CorrectActivity(entry.receipt, field, value),),
        then=Asked(OPENS_WITH[0], entry.receipt),
    )


def _void(entry: Activity, reason: str) -> Step[State]:
    return Step(
        None,
        (Say((_("The entry is cancelled and no longer counted."),)),),
        (VoidActivity(entry.receipt, reason),),
        then=Asked(OPENS_WITH[0], entry.receipt),
    )
