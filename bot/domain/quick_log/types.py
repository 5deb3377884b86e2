"""The type of activity (CLA 2016) that a sentence tells; None when it does not tell how.

A bare "học excel" does not tell how. A culture house or a library alone gives I6, since nothing
says that somebody taught; with the word "lớp" it gives N1.
"""

from __future__ import annotations

from typing import Final

from bot.domain.learning.activity import Mode
from bot.domain.quick_log.lexicon import TextMatch, TokenizedSentence
from bot.domain.quick_log.rejecting import teachers
from bot.domain.quick_log.venues import Venue

_SEEN_OR_HEARD: Final = ("I1", "I2", "I3")
_FRAMES: Final = ("N6", "F4", "F1", "F3", "N3", "I7", "N5", "N4", "F2")
"""These types win over place and company, in this order: a workshop in a library is a workshop."""
_BY_ORDER: Final = ("N2", "N1", "I5", "I6", *_SEEN_OR_HEARD)
"""Of these types the sentence means the one that it names first."""
_MODE_OF_TYPE: Final[dict[str, Mode]] = {"I2": "online", "N2": "online", "I5": "in_person"}
_OPEN: Final = "?"
"""The code of words such as "ngày hội", which exclude every type without naming one."""


def type_of(note: TokenizedSentence, venue: Venue | None) -> str | None:
    """The type code of the activity, or None."""
    told = _type_matches(note, venue)
    seen = [cue for cue in note.of("weak") if cue.code == "seen"]
    learned = min((c.first for c in [*told, *seen, *note.of("verb")]), default=len(note.words))
    for teacher in teachers(note):
        if teacher.first < learned:
            return _taught_or_teaching(note, teacher)
    codes = [cue.code for cue in told]
    if _OPEN in codes:
        return None
    if codes and codes[0] in _SEEN_OR_HEARD:
        return None if _is_mixed(note, told) else codes[0]
    if frame := next((code for code in _FRAMES if code in codes), None):
        return frame
    if "train" in codes:
        return "N4" if any(cue.code == "work" for cue in note.of("spot")) else None
    if code := next((code for code in codes if code in _BY_ORDER), None):
        return "N2" if code == "N1" and is_online(note, venue) else code
    if _has_companion(note):
        return "I4"
    return venue.code if venue and venue.code in ("N2", "I2", "I3", "N1", "I6") else None


def mode_of(note: TokenizedSentence, venue: Venue | None, type_code: str | None) -> Mode | None:
    """How the person took part, if the words, the place or the type tell it."""
    if is_online(note, venue):
        return "online"
    if note.of("offline") or (venue and venue.is_physical):
        return "in_person"
    if type_code not in ("I4", "I7") and _net(note):
        return "online"
    return _MODE_OF_TYPE.get(type_code or "")


def is_online(note: TokenizedSentence, venue: Venue | None) -> bool:
    """True when the sentence clearly says that it was online."""
    strong = any(cue.code == "strong" for cue in _outside(note.of("online"), venue))
    return strong or (venue is not None and venue.role in ("platform", "site"))


def _net(note: TokenizedSentence) -> TextMatch | None:
    """The match for learning online; in "cách đặt lịch trên mạng" those words are the subject."""
    for cue in note.of("online"):
        before = {word.folded for word in note.words[: cue.first]}
        if cue.code == "strong" or not before & {"cach", "how"}:
            return cue
    return None


def _outside(matches: list[TextMatch], venue: Venue | None) -> list[TextMatch]:
    return [cue for cue in matches if venue is None or cue.first not in venue.words]


def _type_matches(note: TokenizedSentence, venue: Venue | None) -> list[TextMatch]:
    """The matches that tell a type; a place's own name ("đại học") tells none."""
    told = [cue for cue in _outside(note.of("verb", "type"), venue) if cue.code]
    told += [cue for cue in note.of("platform") if cue.code == "N2"]
    told += [cue for cue in note.of("place") if cue.code == "I5"]
    if venue and venue.role in ("class", "platform"):
        told += [c for c in note.of("type") if c.code == "N1" and c.first in venue.words]
    if (net := _net(note)) and net.code == "weak":
        told.append(TextMatch("type", "I2", net.first, net.end))
    if any(cue.code == "seen" for cue in note.of("weak")):
        told += note.of("broadcast")
    return sorted(set(told), key=lambda cue: cue.first)


def _taught_or_teaching(note: TokenizedSentence, teacher: TextMatch) -> str | None:
    """I7 when the person teaches, I4 when a relative or friend teaches them; None if unclear."""
    before = [cue for cue in note.matches if cue.end <= teacher.first and not _is_sunday(note, cue)]
    people = [cue for cue in before if cue.role == "person"]
    if any(cue.role == "received" for cue in before) or any(c.code == "sure" for c in people):
        return "I4"
    if not people or any(cue.role == "me" for cue in before):
        return "I4" if teacher.code == "me" and not _is_mine(before) else "I7"
    to_me = teacher.code == "me" or note.from_here(teacher.end, "me")
    return "I4" if to_me else None


def _is_sunday(note: TokenizedSentence, cue: TextMatch) -> bool:
    """True when "chú" in a sentence without accents begins "chủ nhật"."""
    words = note.words[cue.first : cue.first + 2]
    return [word.folded for word in words] == ["chu", "nhat"]


def _is_mine(before: list[TextMatch]) -> bool:
    return any(cue.role == "me" for cue in before)


def _is_mixed(note: TokenizedSentence, told: list[TextMatch]) -> bool:
    """True when the sentence tells of reading and watching: "đọc sách và xem video"."""
    second = next((cue for cue in told if cue.code != told[0].code), None)
    return (
        second is not None
        and second.code in _SEEN_OR_HEARD
        and any(told[0].end <= cue.first < second.first for cue in note.of("joining"))
    )


def _has_companion(note: TokenizedSentence) -> bool:
    """True when something was learnt from or with somebody close: "học nấu ăn với mẹ"."""
    for cue in note.of("companion"):
        at = cue.end
        while note.from_here(at, "article", "me") and not note.from_here(at, "person"):
            at += 1
        who = note.from_here(at, "person")
        if who and not note.from_here(who.end, "neutral"):  # "anh cán bộ" is an officer
            return True
    return False
