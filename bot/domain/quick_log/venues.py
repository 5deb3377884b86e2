"""The venue of an activity: the phrase that names a place, a platform or a provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from bot.domain.quick_log.lexicon import TextMatch, TokenizedSentence

_MAX_WORDS: Final = 8
_NAMED: Final = ("place", "spot", "platform", "site", "broadcast", "club", "body")
_ENDS_A_NAME: Final = (
    "verb", "weak", "teach", "help", "stop", "prep", "me", "online", "around", "companion",
    "organised", "vague_minutes", "vague_day", "ending", "part", "joining", "type",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue: its kind, the words of its name, and all its words with the preposition."""

    role: str
    code: str
    link: Literal["at", "to", "of", "bare"]
    name: range
    words: frozenset[int]

    @property
    def is_physical(self) -> bool:
        """True when the person was there in person, as far as the words tell."""
        if self.role == "body":
            return self.link == "at"
        return self.role in ("place", "spot") and self.link != "of"


def find_venue(note: TokenizedSentence, taken: frozenset[int]) -> Venue | None:
    """The venue phrase that tells most; `taken` are the words of day and duration."""
    places = [_named(note, cue, taken) for cue in note.of(*_NAMED)]
    places += [_unknown(note, cue, taken) for cue in note.of("prep") if cue.code == "at"]
    places += [_class_of(note, cue, taken) for cue in note.of("type") if cue.code == "N1"]
    ranks = ("at", "to", "of", "bare")
    return min(
        (venue for venue in places if venue),
        key=lambda venue: (ranks.index(venue.link), venue.name.start),
        default=None,
    )


def _named(note: TokenizedSentence, cue: TextMatch, taken: frozenset[int]) -> Venue | None:
    """A venue of the lexicon: after a preposition, or alone when its name is clear."""
    begin = _begin_of_name(note, cue)
    start = _before_articles(note, begin)
    prep = _preposition(note, start)
    if prep and cue.role in ("platform", "site") and _is_download(note, prep):
        prep = None
    link = _link(prep)
    needs = cue.role in ("spot", "platform", "site", "club", "body", "broadcast")
    if needs and link == "bare":
        return None
    if (cue.role, link) in (("platform", "of"), ("site", "of"), ("body", "to")):
        return None
    end = cue.end
    if cue.role == "platform":
        inner = note.from_here(end, "type")
        of_class = _class_of(note, inner, taken) if inner and inner.code == "N1" else None
        end = of_class.name.stop if of_class else end
        if inner and not of_class:
            return None  # "a Coursera course": the subject, not the venue
    elif cue.role != "broadcast":
        end = _end_of_name(note, end, taken)
    if cue.role == "site" and end == cue.end:
        return None  # "trên app" does not name the app
    first = prep.first if prep else begin
    if prep and (before := _preposition(note, first)) and before.code == "at":
        first = before.first
    last = end
    if link == "of" and (held := note.from_here(end, "organised")):
        last = held.end
    return Venue(cue.role, cue.code, link, range(begin, end), frozenset(range(first, last)))


def _is_download(note: TokenizedSentence, prep: TextMatch) -> bool:
    """True for "tai ung dung" without accents, which is "tải", not "tại"."""
    word = note.words[prep.first]
    return word.folded == "tai" and not word.marks


def _unknown(note: TokenizedSentence, prep: TextMatch, taken: frozenset[int]) -> Venue | None:
    """Any words after "ở" or "tại" are a venue, even when the lexicon lacks it: "ở tiệm tóc"."""
    if _is_download(note, prep):
        return None
    start = prep.end
    while note.from_here(start, "article"):
        start += 1
    if note.words[start : start + 1] and _is_short_library(note, start):
        return Venue("place", "I6", "at", range(start, start + 1),
                     frozenset(range(prep.first, start + 1)))  # fmt: skip
    if note.from_here(start, *_NAMED, "online", "verb", "type"):
        return None
    home = note.from_here(start, "home")
    end = _end_of_name(note, home.end if home else start, taken)
    if end == start:
        return None
    words = frozenset(range(prep.first, end))
    if home and end == home.end:
        return Venue("home", "", "at", range(start, start), words)
    return Venue("spot", "", "at", range(start, end), words)


def _is_short_library(note: TokenizedSentence, at: int) -> bool:
    """True for "đọc sách ở tv": one reads at a "thư viện", not at a television."""
    reads = any(verb.code == "I1" for verb in note.of("verb"))
    return note.words[at].folded == "tv" and reads


def _class_of(note: TokenizedSentence, cue: TextMatch, taken: frozenset[int]) -> Venue | None:
    """A teacher's class: "lớp cô Lan"."""
    who = note.from_here(cue.end, "titled")
    if who is None or who.end >= len(note.words) or who.end in taken:
        return None
    call = note.up_to(cue.first, "platform")
    if call is not None and not call.code:  # "học zoom lớp cô Mai"
        name = range(call.first, who.end + 1)
        return Venue("platform", "N2", "of", name, frozenset(name))
    name = range(cue.first, who.end + 1)
    return Venue("class", "N1", "of", name, frozenset(name))


def _end_of_name(note: TokenizedSentence, start: int, taken: frozenset[int]) -> int:
    """The end of a venue's name: a sign, a day, a verb or a small word ends it."""
    end = start
    while (
        end < len(note.words)
        and end not in taken
        and end - start < _MAX_WORDS
        and not note.words[end].is_sign
        and not _ends_a_name(note, end, taken)
    ):
        end += 1
    return end


def _ends_a_name(note: TokenizedSentence, at: int, taken: frozenset[int]) -> bool:
    """True when the name ends here; a verb without a following word belongs to the name."""
    cue = note.from_here(at, *_ENDS_A_NAME)
    named = note.words[at].text.istitle()
    if named and (note.up_to(at, "titled") or (at > 1 and note.words[at - 1].text.istitle())):
        return False  # "tiệm bà Tư", "bảo tàng Hồ Chí Minh"
    if cue is None or cue.role != "weak":
        return cue is not None
    after = cue.end
    return after < len(note.words) and after not in taken and not note.words[after].is_sign


def _begin_of_name(note: TokenizedSentence, cue: TextMatch) -> int:
    """The start of an English name, which reaches left up to an article: "the science museum"."""
    begin = cue.first
    while begin and cue.first - begin < 3 and not any(c.end == begin for c in note.matches):
        begin -= 1
    return begin if begin < cue.first and note.up_to(begin, "article") else cue.first


def _before_articles(note: TokenizedSentence, at: int) -> int:
    while article := note.up_to(at, "article"):
        at = article.first
    return at


def _preposition(note: TokenizedSentence, at: int) -> TextMatch | None:
    return note.up_to(at, "prep")


def _link(prep: TextMatch | None) -> Literal["at", "to", "of", "bare"]:
    match prep and prep.code:
        case "at":
            return "at"
        case "to":
            return "to"
        case "of":
            return "of"
        case _:
            return "bare"
