"""Entries in words: the activity types, and how a person took part."""

from __future__ import annotations

from bot.talk.text import Text, _

TYPE_NAMES: dict[str, Text] = {
    "F1": _("School leading to a diploma"),
    "F2": _("Vocational training, certified"),
    "F3": _("University or postgraduate study"),
    "F4": _("Literacy class"),
    "N1": _("Class or short course"),
    "N2": _("Organised online course"),
    "N3": _("Training session, workshop or talk"),
    "N4": _("Guided training at work"),
    "N5": _("Private lesson"),
    "N6": _("Training for public staff"),
    "I1": _("Books, newspapers, magazines"),
    "I2": _("Learning online: videos, articles"),
    "I3": _("Radio, television, loudspeaker"),
    "I4": _("Learning from family, friends"),
    "I5": _("Museum, monument, model site"),
    "I6": _("Club, culture house or library"),
    "I7": _("Helping somebody else learn"),
    "X": _("Organising or promoting learning"),
    "O": _("Other / not sure"),
}
"""The activity types (CLA 2016) in plain words, and our own "other"."""

MODE_NAMES: dict[str, Text] = {"in_person": _("In person"), "online": _("Online")}
"""How a person took part."""
