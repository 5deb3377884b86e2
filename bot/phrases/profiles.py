"""The profile in words: groups and age groups of people, as buttons, and what they agree to."""

from __future__ import annotations

from bot.domain.people.persons import AgeBand, Group, Purpose
from bot.talk.text import Line, Text, _, plain

GROUPS: dict[Group, Text] = {
    "resident": _("Resident, farmer, retired, at home"),
    "worker": _("Worker, employee"),
    "official": _("Official, public staff, business"),
    "student": _("Pupil, student, trainee"),
}
"""The groups, as buttons."""

AGES: tuple[tuple[str, AgeBand | None, Line], ...] = (
    ("a:0", None, _("Under 16")),
    ("a:1", "16-24", plain("16–24")),
    ("a:2", "25-39", plain("25–39")),
    ("a:3", "40-59", plain("40–59")),
    ("a:4", "60+", _("60 or older")),
)
"""The age groups as buttons: key, age group (None: too young), label."""

CONSENTS: dict[Purpose, Text] = {
    "log": _("Keep what I learn"),
    "check": _("Keep my self-checks"),
    "reminders": _("Send me reminders"),
    "campaigns": _("Send me news"),
    "emergency": _("Send me emergency warnings"),
    "promotion": _("Send me offers of other providers"),
}
"""Each purpose in a few words."""
