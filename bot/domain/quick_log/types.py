"""The type of activity (CLA 2016) that a sentence tells.

A bare "học excel" does not tell how: its type is O, other or not sure, and is not asked. None means
that the sentence tells several ways, or one that may be either of two: then the type is asked. A
culture house or a library alone gives I6, since nothing says that somebody taught; with the word
"lớp" it gives N1.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.domain.learning.activity import OTHER, Mode
from bot.domain.quick_log.lexicon import TextMatch, TokenizedSentence
from bot.domain.quick_log.rejecting import teachers
from bot.domain.quick_log.venues import Venue

_SEEN_OR_HEARD: Final = ("I1", "I2", "I3")
_FRAMES: Final = ("X", "N6", "F4", "F1", "F3", "N3", "I7", "N5", "N4", "F2")
"""These types win over place and company, in this order: a workshop in a library is a workshop."""
_BY_ORDER: Final = ("N2", "N1", "I5", "I6", *_SEEN_OR_HEARD)
"""Of these types the sentence means the one that it names first."""
_MODE_OF_TYPE: Final[dict[str, Mode]] = {"I2": "online", "N2": "online", "I5": "in_person"}
_TAUGHT: Final = ("N1", "N2", "N3")
_WATCHING: Final = ("xem", "coi", "watched", "watch", "watching")
_ELDERS: Final = (
    "me", "ma", "bo", "ba", "ong", "anh", "chi", "co", "thay", "chu", "bac", "cau", "di", "mo",
    "thim",
)  # fmt: skip
_YOUNGER: Final = ("con", "chau", "em", "be")
"""In "mẹ dạy con học bài" the person may be the mother or the child."""
_PROFESSIONALS: Final = ("teacher", "instructor", "trainer", "coach", "giao", "thay", "vien")
_OPEN: Final = "?"
"""The code of words such as "ngày hội", which exclude every type without naming one."""


def type_of(note: TokenizedSentence, venue: Venue | None, several: bool) -> str | None:
    """The type code; O when no way of learning is told, None when it is not clear.

    `several`: the sentence tells several lengths, so it may tell several activities.
    """
    told = _type_matches(note, venue)
    seen = [cue for cue in note.of("weak") if cue.code == "seen"]
    teaching = teachers(note)
    learned = min((c.first for c in [*told, *seen, *note.of("verb")]), default=len(note.words))
    if several and _is_of_several_kinds(note, told, teaching):
        return None
    for teacher in teaching:
        if teacher.first < learned:
            return _taught_or_teaching(note, teacher)
    codes = [cue.code for cue in told]
    if _OPEN in codes:
        return OTHER
    watched = [cue for cue in seen if note.words[cue.first].folded in _WATCHING]
    if watched and any(c.code in _TAUGHT and c.first > watched[0].first for c in told):
        return _of_watched(note, told)
    if codes and codes[0] in _SEEN_OR_HEARD:
        if codes[0] == "I1" and _is_read_to_somebody(note):
            return None
        return None if _is_mixed(note, told) else codes[0]
    if frame := next((code for code in _FRAMES if code in codes), None):
        return frame
    if "train" in codes:
        return "N4" if any(cue.code == "work" for cue in note.of("spot")) else None
    if code := next((code for code in codes if code in _BY_ORDER), None):
        if code == "N2" and venue and venue.is_physical and not is_online(note, venue):
            return None
        if code == "N1" and _is_for_a_child(note):
            return None
        return "N2" if code == "N1" and is_online(note, venue) else code
    if "I4" in codes or _has_companion(note) or _is_shown_by_somebody(note, teaching):
        return "I4"
    return venue.code if venue and venue.code in ("N2", "I2", "I3", "N1", "I6") else OTHER


_TO_WHOM: Final = 4
"""So many words may stand between "cho" and "nghe": "cho hai cháu nhỏ nghe"."""


def _is_read_to_somebody(note: TokenizedSentence) -> bool:
    """True for "đọc truyện cho cháu nghe", which may be one's own reading or help for a child."""
    words = [word.folded for word in note.words]
    told = any(
        word == "cho" and "nghe" in words[at + 2 : at + 2 + _TO_WHOM]
        for at, word in enumerate(words)
    )
    return told or "aloud" in words


def _is_for_a_child(note: TokenizedSentence) -> bool:
    """True for "học lớp bơi trẻ em cho con": the class may be the child's."""
    return any(who.first and note.words[who.first - 1].folded == "cho" for who in note.of("person"))


def _is_of_several_kinds(
    note: TokenizedSentence, told: list[TextMatch], teaching: list[TextMatch]
) -> bool:
    """True when the activities of a sentence are of different kinds: "dạy cháu và đọc báo"."""
    kinds = {cue.code for cue in told if cue.first not in {t.first for t in teaching}}
    kinds |= {"I7"} if teaching else set()
    bare = [cue for cue in note.of("verb") if not cue.code]
    return len(kinds) > 1 or bool(kinds and bare and _is_joined(note, bare))


def _is_joined(note: TokenizedSentence, cues: list[TextMatch]) -> bool:
    """True when one of these begins after "và", a comma or the end of a line."""
    return any(
        cue.first and (note.up_to(cue.first, "joining") or note.words[cue.first - 1].is_sign)
        for cue in cues
    )


def _of_watched(note: TokenizedSentence, told: list[TextMatch]) -> str | None:
    """I2 for a talk or a class that was watched on a platform; else it may be either."""
    online = any(cue.code == "I2" for cue in [*told, *note.of("platform", "site")])
    return "I2" if online else None


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
    strong = any(
        cue.code == "strong" and not _is_subject(note, cue)
        for cue in _outside(note.of("online"), venue)
    )
    return strong or (venue is not None and venue.role in ("platform", "site"))


def _net(note: TokenizedSentence) -> TextMatch | None:
    """The match for learning online."""
    return next((cue for cue in note.of("online") if not _is_subject(note, cue)), None)


def _is_subject(note: TokenizedSentence, cue: TextMatch) -> bool:
    """True when the words tell what was learnt: "cách đặt lịch trên mạng", "to pay online"."""
    before = {word.folded for word in note.words[: cue.first]}
    return bool(before & {"cach", "how"}) or bool(teachers(note) and cue.code == "strong")


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
    seen = [cue for cue in note.of("weak") if cue.code == "seen"]
    if seen:
        told += note.of("broadcast")
    heard = [cue for cue in seen if note.words[cue.first].folded == "nghe"]
    if heard and not teachers(note):
        kin = any(c.code == "sure" or c.first == heard[0].end for c in note.of("person"))
        code = "I4" if kin else "I3" if note.of("broadcast") else "N3"
        told += [replace(cue, code=code) for cue in note.of("speaking")]
    return sorted(set(told), key=lambda cue: cue.first)


def _taught_or_teaching(note: TokenizedSentence, teacher: TextMatch) -> str | None:
    """I7 when the person teaches, I4 when a relative or friend teaches them; None if unclear."""
    if note.words[teacher.end - 1].folded == "nhau":
        return None
    if teacher.first and teacher.end < len(note.words):
        who, whom = note.words[teacher.first - 1], note.words[teacher.end]
        elder = who.folded in _ELDERS and (
            teacher.first == 1 or not note.up_to(teacher.first, "me")
        )
        if elder and whom.folded in _YOUNGER and not note.from_here(teacher.end, "titled"):
            return None
    before = [
        cue
        for cue in note.matches
        if cue.end <= teacher.first and not (_is_sunday(note, cue) or _is_evening(note, cue))
    ]
    people = [cue for cue in before if cue.role == "person"]
    if any(cue.role == "received" for cue in before) or any(c.code == "sure" for c in people):
        return "I4"
    if teacher.code == "me" and not people:
        said = note.words[teacher.first - 1].folded if teacher.first else ""
        return None if said in _PROFESSIONALS or _is_mine(before) else "I4"
    if not people or any(cue.role == "me" for cue in before):
        return "I4" if teacher.code == "me" and not _is_mine(before) else "I7"
    to_me = teacher.code == "me" or note.from_here(teacher.end, "me")
    return "I4" if to_me else None


def _is_shown_by_somebody(note: TokenizedSentence, teaching: list[TextMatch]) -> bool:
    """True when a person who shows it comes after what was learnt: "…, nhờ cháu chỉ"."""
    for teacher in teaching:
        who = note.up_to(teacher.first, "person")
        led = who and (
            note.up_to(who.first, "received") or note.words[who.first - 1].folded in ("nghe", "xem")
        )
        if led:
            return True
    return False


def _is_sunday(note: TokenizedSentence, cue: TextMatch) -> bool:
    """True when "chú" in a sentence without accents begins "chủ nhật"."""
    words = note.words[cue.first : cue.first + 2]
    return [word.folded for word in words] == ["chu", "nhat"]


def _is_evening(note: TokenizedSentence, cue: TextMatch) -> bool:
    """True when "toi" in a sentence without accents is "tối": "toi qua ong chi tui"."""
    words = [word.folded for word in note.words[cue.first : cue.first + 2]]
    return words in (["toi", "qua"], ["toi", "nay"])


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
