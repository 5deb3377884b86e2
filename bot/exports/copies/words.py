"""Words of a copy: the headings of tables and columns, and chosen values as they were chosen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import msgspec

from bot.domain.people.wards import ward as find_ward
from bot.phrases.entries import MODE_NAMES, TYPE_NAMES
from bot.phrases.profiles import AGES, CONSENTS, GROUPS
from bot.phrases.staff.audit import ACTIONS
from bot.phrases.staff.roles import RIGHT_NAMES
from bot.talk.text import Day, Line, Minutes, Text, _, plain

TABLES: Mapping[str, Text] = {
    "person": _("About you"),
    "address": _("Where you write from"),
    "consent": _("What you agreed to, and when"),
    "activity": _("What you learnt"),
    "activity_change": _("What you corrected"),
    "evidence": _("Photos and files"),
    "upload": _("Photos and files in no entry yet"),
    "rating": _("Points that you gave yourself"),
    "goal": _("Goals"),
    "pause": _("Breaks"),
    "self_check": _("Self-checks"),
    "check_answer": _("Answers of the self-checks"),
    "reminder": _("Reminders"),
    "reminded": _("What became of reminders"),
    "delivery": _("Messages that were sent to you"),
    "campaign_answer": _("What you answered to messages of your ward"),
    "outbox": _("What we said to you in the last 30 days"),
    "push_subscription": _("Devices with notifications"),
    "download": _("Links to copies"),
    "recovery_code": _("Your recovery code"),
    "data_request": _("Your requests about your data"),
    "planned_erasure": _("An erasure that you asked for"),
    "campaign_event": _("What you did with campaigns"),
    "campaign_watch": _("Campaigns whose sending you follow"),
    "link_code": _("Codes for another device"),
    "staff_role": _("Your roles as ward staff"),
    "invitation": _("Invitations that you wrote"),
    "staff_link": _("Links to the pages of staff"),
    "staff_session": _("When you were on the pages of staff"),
    "audit_part": _("What you did as ward staff, and what was done about you"),
    "conversation": _("Where our talk stands"),
}
"""The heading of each table."""

COLUMNS: Mapping[str, Text] = {
    "receipt": _("Number"),
    "type_code": _("Kind"),
    "title": _("What"),
    "day": _("Day"),
    "minutes": _("Length"),
    "mode": _("How"),
    "provider": _("Where"),
    "ward": _("Ward"),
    "created_ms": _("Recorded"),
    "voided_ms": _("Cancelled"),
    "void_reason": _("Why it was cancelled"),
    "locale": _("Language"),
    "resident_group": _("Group"),
    "age_band": _("Age group"),
    "joined_ms": _("Joined"),
    "recovery_offered_ms": _("A recovery code was offered"),
    "consents": _("Agreed to"),
    "quiet_from": _("Quiet from, in minutes of the day"),
    "quiet_to": _("Quiet until, in minutes of the day"),
    "weekly_most": _("Most messages in a week"),
    "channel": _("Channel"),
    "external_id": _("Number of your account"),
    "blocked_ms": _("Messages were blocked"),
    "purpose": _("For what"),
    "given": _("Agreed"),
    "text_version": _("Version of the notice"),
    "at_ms": _("When"),
    "field": _("Detail"),
    "before": _("Before"),
    "after": _("After"),
    "kind": _("Sort"),
    "reference": _("File"),
    "removed_ms": _("Removed"),
    "criteria_set": _("Criteria"),
    "year": _("Year"),
    "indicator": _("Indicator"),
    "points": _("Points"),
    "button": _("Number of the answer, from 0"),
    "since": _("Since"),
    "first_day": _("First day"),
    "last_day": _("Last day"),
    "form": _("Form"),
    "version": _("Version"),
    "state": _("State"),
    "answered": _("Questions answered"),
    "band": _("Level"),
    "started_ms": _("Begun"),
    "ended_ms": _("Finished"),
    "item": _("Question"),
    "nth": _("Earlier answers"),
    "value": _("Answer"),
    "days": _("Days, as a number"),
    "minute": _("Minute of the day"),
    "on_day": _("On the day"),
    "paused_until": _("Paused until"),
    "topic": _("About"),
    "next_due_ms": _("Next"),
    "outcome": _("What became of it"),
    "due_ms": _("Due"),
    "source": _("Occasion"),
    "say": _("Words"),
    "why": _("Why it was not sent"),
    "done_ms": _("Sent"),
    "shown_ms": _("Shown last"),
    "updated_ms": _("Last message"),
    "until_ms": _("Valid until"),
    "begun_ms": _("Signed in"),
    "used_ms": _("Last used"),
    "number": _("Number of the request"),
    "due": _("To be answered by"),
    "received_ms": _("Asked"),
    "acknowledged_ms": _("Taken in"),
    "what": _("What was done"),
    "word": _("Your word"),
    "wish": _("What you asked"),
    "name": _("Role"),
    "wards": _("Wards"),
    "rights": _("Rights"),
    "since_ms": _("From"),
    "called": _("Name"),
    "role_until_ms": _("Role ends"),
    "words": _("In words"),
    "action": _("What was done"),
    "paused_state": _("Paused question"),
    "kept_state": _("Kept draft"),
    "prompt": _("Buttons of the last message"),
}
"""The name of each column that a copy holds."""

NOT_READ: frozenset[str] = frozenset({"conversation"})
"""Tables that are in the file for machines only: they are written in a form of our own."""

_AGES: Mapping[str, Line] = {str(band): label for _key, band, label in AGES if band}
_YES_NO: Mapping[str, Text] = {"0": _("No"), "1": _("Yes")}
_PURPOSES: Mapping[str, Text] = {str(purpose): name for purpose, name in CONSENTS.items()}
_CHOSEN: Mapping[str, Mapping[str, Line]] = {
    "kind": {"actor": _("you did it"), "subject": _("about you")},
    "action": dict(ACTIONS),
    "name": {"officer": _("officer"), "admin": _("administrator")},
    "type_code": dict(TYPE_NAMES),
    "mode": dict(MODE_NAMES),
    "resident_group": {str(group): label for group, label in GROUPS.items()},
    "age_band": _AGES,
    "given": dict(_YES_NO),
    "locale": {"vi": plain("Tiếng Việt"), "en": plain("English")},
    "purpose": dict(_PURPOSES),
    "channel": {"web": _("this page"), "telegram": plain("Telegram")},
}


def shown(column: str, stored: object) -> Line | Day | Minutes | None:
    """A stored value as it is read; None where there is nothing."""
    if stored is None or stored == "":
        return None
    if column == "consents":
        return _joined([_PURPOSES[each] for each in str(stored).split() if each in _PURPOSES])
    if column == "ward":
        return plain(_place(str(stored)))
    if column in ("day", "on_day", "since", "first_day", "last_day", "due"):
        return Day(dt.date.fromisoformat(str(stored)))
    if column == "rights":
        return _joined([RIGHT_NAMES[each] for each in str(stored).split() if each in RIGHT_NAMES])
    if column == "wards":
        return plain(", ".join(map(_place, str(stored).split())))
    if column == "words":
        return plain(", ".join(map(str, msgspec.json.decode(str(stored)).values())))
    if column == "minutes" and isinstance(stored, int):
        return Minutes(stored)
    return _CHOSEN.get(column, {}).get(str(stored)) or plain(str(stored))


def _place(code: str) -> str:
    ward = find_ward(code)
    return ward.place if ward else code


def _joined(names: list[Text]) -> Text | None:
    """Names with commas between."""
    if not names:
        return None
    first, *rest = names
    joined = first
    for name in rest:
        joined = _("{some}, {more}", some=joined, more=name)
    return joined
