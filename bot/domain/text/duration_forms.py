"""The forms of a duration: each is a pattern over normalized text, with its minutes."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Final, TypeAlias

from bot.domain.text.clues import APOSTROPHES, clues
from bot.domain.text.number_words import SPELLED, read_spelled

SESSION_MINUTES: Final = 180
"""The minutes of one "buổi" (a morning, an afternoon, an evening); our own convention."""

_LANGUAGE: Final = r"(?:anh|phap|duc|nga|trung(?!\ tam)|nhat|han|viet|hoa|thai|lao)\b"
PART: Final = r"(?:sang|trua|chieu|toi|dem|khuya)\b"
"""A regular expression of a part of the day."""

APOSTROPHE: Final = f"[{APOSTROPHES}]"
"""A regular expression of the signs for minutes."""

_TIENG: Final = rf"(?:tieng(?!\ {_LANGUAGE}))"
_HOUR: Final = rf"(?:{_TIENG}|gio|g|hours?|hrs?|h|t(?=[0-9]))"
_MINUTE: Final = rf"(?:(?:phut|ph|p|minutes?|mins?|m)(?!\w)|{APOSTROPHE}(?!\w|{APOSTROPHE}))"
NUMBER: Final = rf"""(?:
    (?:[0-9]{{1,4}}\ )?[1-3]/[2-4](?![0-9/])
  | (?:[0-9]{{1,4}}\ )?[0-9]{{1,5}}⁄[2-4]
  | [0-9]{{1,9}}(?:[.,][0-9]{{1,2}})?(?![0-9])
  | {SPELLED}
)"""
"""A regular expression (for `re.VERBOSE`) of a number: figures, a fraction or words."""

_START: Final = r"(?<!\w)(?<![0-9][.,:/⁄–-])"

TIME_UNIT: Final = rf"""(?:
    (?:{_HOUR}|phut|ph|p|minutes?|mins?|buoi(?!\ {PART})|sessions?)(?!\w) | {APOSTROPHE}
)"""
"""A regular expression (for `re.VERBOSE`) of the units that make a number a duration."""


def quantity(said: str) -> Fraction | None:
    """The value of a number; None for an ambiguous one ("1.30" hours)."""
    if match := re.fullmatch(r"(?:([0-9]+)\ )?([0-9])/([0-9])", said):
        whole, part = match[1], Fraction(int(match[2]), int(match[3]))
        return Fraction(whole or 0) + part if part < 1 else None
    if match := re.fullmatch(r"([0-9]*) ?([0-9])⁄([0-9])", said):
        # Normalizing turns "1½" into "11⁄2"; such a sign has one digit above the line.
        return Fraction(match[1] or 0) + Fraction(int(match[2]), int(match[3]))
    if match := re.fullmatch(r"([0-9]+)[.,]([0-9]+)", said):
        clear = len(match[2]) == 1 or match[2] in ("00", "25", "50", "75")
        return Fraction(f"{match[1]}.{match[2]}") if clear else None
    number = int(said) if said.isdigit() else read_spelled(said)
    return None if number is None else Fraction(number)


def whole(minutes: Fraction | None) -> int | None:
    """Whole minutes; None when there is a part of a minute."""
    return int(minutes) if minutes is not None and minutes.denominator == 1 else None


def _hours(match: re.Match[str]) -> int | None:
    if match["article"]:
        if match["unit"][0] != "h":
            return None
        hours: Fraction | None = Fraction(1)
    else:
        hours = quantity(match["hours"])
    if hours is None:
        return None
    if match["half_before"] or match["half"]:
        more: int | None = 30 if not (match["half_before"] and match["half"]) else None
    elif match["quarter"]:
        more = 15
    elif match["less"]:
        less = whole(quantity(match["less"]))
        minutes = whole(hours * 60)
        return minutes - less if minutes and less and less < 60 else None
    elif said := match["minutes"] or match["bare"]:
        more = whole(quantity(said))
        if match["bare"] and more is not None and not said.isdigit() and more < 10:
            more = None
    else:
        return whole(hours * 60)
    if more is None or more >= 60 or hours.denominator != 1:
        return None
    return int(hours) * 60 + more


def _minutes(match: re.Match[str]) -> int | None:
    return whole(quantity(match["minutes"]))


def _sessions(match: re.Match[str]) -> int | None:
    if match["half"]:
        sessions: Fraction | None = Fraction(1, 2)
    else:
        sessions = quantity(match["sessions"]) if match["sessions"] else Fraction(1)
    if sessions is not None and match["and_half"]:
        sessions += Fraction(1, 2)
    return None if sessions is None else whole(sessions * SESSION_MINUTES)


Form: TypeAlias = tuple[re.Pattern[str], Callable[[re.Match[str]], int | None], frozenset[str]]
"""A pattern, the minutes of its match, and the clues one of which the text must have."""


def _form(pattern: str, worth: Callable[[re.Match[str]], int | None], needs: str) -> Form:
    return re.compile(_START + pattern, re.VERBOSE), worth, clues(needs)


FORMS: Final[tuple[Form, ...]] = (
    _form(
        rf"""(?:(?P<hours>{NUMBER})|(?P<article>an?)(?=\ ))\s?
        (?P<half_before>(?:ruoi|and\ a\ half)\ )?
        (?P<unit>{_HOUR})(?![a-z])(?:\ dong\ ho\b)?
        (?P<tail>
            \ ?(?P<half>ruoi|and\ a\ half)\b(?:\ dong\ ho\b)?
          | \ (?P<quarter>and\ a\ quarter)\b
          | \ kem\ (?P<less>[0-9]{{1,2}}|{SPELLED})(?!\w)(?:\ ?{_MINUTE})?
          | (?:,\ ?|,?\ (?:va|and)\ |\ )?(?P<minutes>{NUMBER})\ ?(?P<minute>{_MINUTE})
          | \ ?(?P<bare>[0-9]{{1,2}}|{SPELLED})(?!\w|\ ?[/:.,–-]\ ?[0-9])
          | (?!\w)
        )""",
        _hours,
        "tieng gio g hour hours hr hrs h t",
    ),
    _form(
        rf"""(?:(?:(?:mot|1)\ )?nua\ (?:{_TIENG}|gio)(?:\ dong\ ho)?
           | (?:a\ )?half\ (?:an?\ )?(?:hour|hr))\b""",
        lambda _: 30,
        "nua half",
    ),
    _form(r"(?<![0-9]\ )(?:tieng|gio)(?:\ dong\ ho)?\ ruoi(?:\ dong\ ho)?\b", lambda _: 90, "ruoi"),
    _form(r"(?:(?:a|one|1)\ )?quarter(?:\ of\ an|\ of\ a)?\ hour\b", lambda _: 15, "quarter"),
    _form(r"(?:three|3)[ -]quarters\ of\ an\ hour\b", lambda _: 45, "quarters"),
    _form(
        rf"(?P<minutes>{NUMBER})\ ?(?P<minute>{_MINUTE})(?:\ dong\ ho\b)?",
        _minutes,
        f"phut ph p minute minutes min mins m {' '.join(APOSTROPHES)}",
    ),
    _form(
        rf"""(?:ca\ )?(?:(?P<half>nua|half\ an?)\ |(?P<sessions>{NUMBER})\ ?|(?:a|ca)\ )
        (?:buoi|sessions?)\b(?P<and_half>\ ruoi\b)?(?:\ hoc\b)?
        (?:\ {PART}(?!\ (?:nay|qua|hom)\b))?""",
        _sessions,
        "buoi session sessions",
    ),
)
