"""Phrases that several conversations use: ways on, names of types, why the rules refused."""

from __future__ import annotations

from bot.domain.activities import (
    DAY_MINUTES_MOST,
    EVIDENCE_MOST,
    MINUTES_LEAST,
    MINUTES_MOST,
    TITLE_MOST,
)
from bot.talk.steps import Choice
from bot.talk.text import Minutes, Text, _

BACK = Choice("back", _("◀ Back"))
CANCEL = Choice("/cancel", _("✖ Cancel"))
MENU = Choice("/menu", _("☰ Menu"))
LOG = Choice("/log", _("✏ Record an activity"))
MY_LOG = Choice("/mylog", _("📒 My notebook"))
HELP = Choice("/help", _("❓ Help"))
SKIP = Choice("skip", _("Skip"))

KINDS: dict[str, Text] = {
    "formal": _("School, vocational or university course"),
    "course": _("Class, training or workshop"),
    "own": _("Learning on my own"),
    "helping": _("Helping others learn"),
}
"""The groups in which the activity types are asked."""

TYPES: dict[str, Text] = {
    "F1": _("School or continuing education for a diploma"),
    "F2": _("Vocational course for a qualification"),
    "F3": _("University or postgraduate study"),
    "F4": _("Literacy class"),
    "N1": _("Class or short course"),
    "N2": _("Organised online course"),
    "N3": _("Training session, workshop or talk"),
    "N4": _("Guided training at work"),
    "N5": _("Private lesson"),
    "N6": _("Training for public staff"),
    "I1": _("Reading books, newspapers, magazines"),
    "I2": _("Learning online: videos, podcasts, articles"),
    "I3": _("Radio, television, ward loudspeaker"),
    "I4": _("Learning from family, friends, colleagues"),
    "I5": _("Visiting a museum, a monument, a model site"),
    "I6": _("Club, culture house or library"),
    "I7": _("Helping somebody else learn"),
    "X": _("Organising or promoting learning"),
}
"""The activity types in people's words (domain §7.1)."""

MODES: dict[str, Text] = {"in_person": _("In person"), "online": _("Online")}
"""How one took part."""

_REFUSALS: dict[str, Text] = {
    "title_empty": _(
        "Please write in words what you learnt, for example: how to use the online public service."
    ),
    "title_long": _(
        "That is too long: please keep it to {most} characters at most.", most=TITLE_MOST
    ),
    "day_future": _(
        "That day is still to come. Please give a day up to today, for example: yesterday."
    ),
    "day_old": _(
        "Only activities of this year and last year can be recorded. Please give a later day."
    ),
    "minutes_few": _(
        "An activity lasts at least {least}. Please type a longer time, for example: 30 minutes.",
        least=Minutes(MINUTES_LEAST),
    ),
    "minutes_many": _(
        "One activity can last at most {most}. Please type a shorter time, or record each day "
        "by itself.",
        most=Minutes(MINUTES_MOST),
    ),
    "day_full": _(
        "With this, that day would hold more than {most} of learning. Please correct the day or "
        "the duration.",
        most=Minutes(DAY_MINUTES_MOST),
    ),
    "evidence_many": _("At most {most} photos or files can be kept.", most=EVIDENCE_MOST),
    "entry_unknown": _("There is no such entry in your notebook."),
    "entry_void": _("This entry was cancelled, so it can no longer be changed."),
}


def why(code: str) -> Text:
    """Why the rules refused, and what to do instead."""
    return _REFUSALS.get(
        code, _("That could not be recorded. Please check what you entered and try again.")
    )
