"""The quick log: one sentence about something learnt, read into the fields of a draft.

A field that the sentence does not clearly tell stays None, and the form asks for it; only the type
is then O, other or not sure. A sentence is
not read at all unless it clearly tells a finished activity of the person. Questions, plans,
negations and somebody else's lessons are not read.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.domain.learning.activity import MAX_PROVIDER, MAX_TITLE, Mode
from bot.domain.quick_log.lexicon import TextMatch, TokenizedSentence, tokenize
from bot.domain.quick_log.rejecting import is_no_activity, teachers, tells_learning
from bot.domain.quick_log.types import mode_of, type_of
from bot.domain.quick_log.venues import Venue, find_venue
from bot.domain.quick_log.when import find_when
from bot.domain.text.normalizing import fold

MAX_WORDS: Final = 60
MAX_LETTERS: Final = 400
"""A longer text is not a note, and is not read."""

_TELLING: Final = (
    "verb", "type", "teach", "maybe_teach", "help", "place", "platform", "broadcast", "speaking",
    "subject",
)  # fmt: skip
"""A sentence tells of learning only with a word in one of these roles."""


_OPENING: Final = {")": "(", "”": "“", '"': '"', "]": "["}
_BARE_VERBS: Final = frozenset({
    "day", "day hoc", "di day", "day them", "huong dan", "taught", "teaching",
    "hoc", "hc", "hok", "hocj", "hojc", "di hoc", "tu hoc", "hoc tap", "on", "luyen", "luyen tap",
    "study", "studied", "studying", "learn", "learned", "learnt", "learning", "practise",
    "practised", "practising", "practice", "practiced", "practicing",
})  # fmt: skip
"""These alone do not tell what was learnt."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The activity that a sentence tells; a field is None when it is missing or not clear.

    `title` and `provider` are the person's own words; `day` is today when no day is mentioned. A
    title of "học" alone is missing; a type that is not told is O, other or not sure.
    """

    type_code: str | None
    title: str | None
    day: dt.date | None
    minutes: int | None
    mode: Mode | None
    provider: str | None


def read_quick_log(sentence: str, today: dt.date, at: dt.time | None = None) -> Reading | None:
    """The activity that a sentence tells, or None when it does not clearly tell one.

    `at` is the local time at which it was written on the day `today`: with it "tối nay" before the
    evening, and any part of the day just after midnight, leaves the day open. The last few results
    are cached, since one turn reads the same sentence twice.
    """
    told = read_told(sentence, today, at)
    return told.reading if told else None


@dataclass(frozen=True, slots=True)
class Told:
    """A reading, and whether the sentence itself names the day."""

    reading: Reading
    has_day: bool


@lru_cache(maxsize=128)
def read_told(sentence: str, today: dt.date, at: dt.time | None = None) -> Told | None:
    """The reading of one sentence, for those who put several together."""
    if len(sentence) > MAX_LETTERS:
        return None
    note = tokenize(sentence)
    if not 2 <= len(note.words) <= MAX_WORDS or not note.of(*_TELLING):
        return None
    when = find_when(note, today, at)
    if when.day is not None and when.day > today:
        return None
    venue = find_venue(note, when.words)
    known = when.words | (venue.words if venue else frozenset())
    if is_no_activity(note, when.words) or not tells_learning(note, when, known):
        return None
    type_code = type_of(note, venue, when.has_several)
    spare = venue.words if venue and _can_spare(note, venue) else frozenset()
    title = _title(note, when.words | spare) or _title(note, frozenset())
    if not title:
        return None
    provider = _provider(note, venue)
    reading = Reading(
        type_code=type_code,
        title=None if provider is None and fold(title) in _BARE_VERBS else title,
        day=when.day,
        minutes=when.minutes,
        mode=mode_of(note, venue, type_code),
        provider=provider,
    )
    return Told(reading, when.has_day)


def _provider(note: TokenizedSentence, venue: Venue | None) -> str | None:
    name = _spelled(note, list(venue.name)) if venue else ""
    return name if 0 < len(name) <= MAX_PROVIDER else None


def _can_spare(note: TokenizedSentence, venue: Venue) -> bool:
    """True when the title is complete without the place; for a visit it is not."""
    says = [*note.of("verb", "speaking"), *teachers(note)]
    if venue.link == "bare" and note.from_here(venue.name.stop, "organised"):
        return False
    if venue.code != "I5" or venue.link == "at":
        says += note.of("type")
    elif venue.link == "bare":
        return False
    if venue.role in ("platform", "site", "broadcast"):
        says += [cue for cue in note.of("weak") if cue.code == "seen"]
    return any(cue.first not in venue.words for cue in says)


def _title(note: TokenizedSentence, taken: frozenset[int]) -> str:
    """The unused words of a sentence, without the small words at both ends."""
    kept = [n for n in range(len(note.words)) if n not in taken]
    while kept and kept[0] and (loose := note.from_here(kept[0], "loose")):
        kept = [n for n in kept if n >= loose.end]
    kept = _with_fitting_signs(note, kept)
    kept = _without_end(note, _without_start(note, kept))
    while kept and len(_spelled(note, kept)) > MAX_TITLE:
        kept.pop()
    return _spelled(note, kept)


def _with_fitting_signs(note: TokenizedSentence, kept: list[int]) -> list[int]:
    """Remove brackets around used words, and one of two commas that now meet."""
    fitting: list[int] = []
    for n in kept:
        if note.words[n].is_sign:
            lonely = not {n - 1, n + 1} <= set(kept)
            doubled = bool(fitting) and note.words[fitting[-1]].is_sign
            if doubled or (lonely and note.words[n].text not in ",;"):
                if _closes(note, [*fitting, n]):
                    fitting.append(n)
                continue
        fitting.append(n)
    return fitting


def _without_start(note: TokenizedSentence, kept: list[int]) -> list[int]:
    """Remove a start such as "tôi vừa" or "dạ em", which does not tell the subject."""
    teaching = {cue.first for cue in teachers(note)}
    while kept:
        first = kept[0]
        small = note.from_here(first, "me", "nuance")
        if small and _belongs_to_the_title(note, small):
            break
        who = note.from_here(first, "person")
        if who and who.code == "may_be_me":
            doing = note.from_here(who.end, "verb", "weak", "nuance", "type")
            small = who if doing and not teaching else small
        if small:
            kept = [n for n in kept if n >= small.end]
        elif note.words[first].is_sign:
            kept = kept[1:]
        else:
            break
    return kept


def _belongs_to_the_title(note: TokenizedSentence, small: TextMatch) -> bool:
    """True for "my daughter", "tôi với mẹ" and "vừa nấu ăn vừa nghe sách nói"."""
    if note.words[small.first].folded == "vua":
        return any(word.folded == "vua" for word in note.words[small.end :])
    if note.words[small.first].folded == "my" and teachers(note):
        return True  # "my teacher taught me"
    together = note.from_here(small.end, "person", "companion", "joining")
    return small.role == "me" and together is not None


def _without_end(note: TokenizedSentence, kept: list[int]) -> list[int]:
    while kept:
        last = kept[-1]
        small = note.up_to(last + 1, "ending", "joining")
        if small and small.first > kept[0]:
            kept = [n for n in kept if n < small.first]
        elif note.words[last].is_sign and not _closes(note, kept):
            kept = kept[:-1]
        else:
            break
    return kept


def _closes(note: TokenizedSentence, kept: list[int]) -> bool:
    """True when the last sign closes a bracket or a quotation: "học tin học (Word, Excel)"."""
    opening = _OPENING.get(note.words[kept[-1]].text)
    return opening is not None and any(note.words[n].text == opening for n in kept[:-1])


def _spelled(note: TokenizedSentence, numbers: list[int]) -> str:
    """These words as typed, with a space where there was one or where words were removed."""
    text = ""
    for before, n in zip([None, *numbers], numbers, strict=False):
        apart = (note.words[n].spaced or before != n - 1) and note.words[n].text not in ",;"
        text += (" " if text and apart else "") + note.words[n].text
    return text
