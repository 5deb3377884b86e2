"""Rejects sentences that do not tell a finished learning activity of the person."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from bot.domain.quick_log.lexicon import TextMatch, TokenizedSentence
from bot.domain.quick_log.when import When

_MAY_LEAD: Final = (
    "me", "nuance", "weak", "part", "part_alone", "prep", "article", "around", "received",
    "joining", "companion", "type", "teach", "lead", "online",
)  # fmt: skip
"""Roles that may come before the verb of a plain sentence about oneself."""


_ATTENDING: Final = ("nghe", "di", "du")
"""The first words of phrases such as "nghe nói chuyện", which tell that somebody was there."""


def tells_learning(note: TokenizedSentence, when: When, known: frozenset[int]) -> bool:
    """True when the sentence tells that the person learnt or helped others to learn.

    `known` are the words of day, duration and place, which may come before the verb.
    """
    if not when.has_duration and (note.of("opinion") or _is_ongoing(note)):
        return False
    has_when = when.has_duration or when.has_day
    if (has_when or _has_content(note)) and any(
        _is_led_plainly(note, verb, known) for verb in note.of("verb")[:1]
    ):
        return True
    if when.has_duration and _is_a_subject(note, known):
        return True
    if teachers(note) and (has_when or note.of("received") or _to_me(note)):
        return True
    done = when.has_duration or bool(note.of("weak"))
    for cue in note.of("type"):
        own = cue.code[0] == "I" and (when.has_day or cue.end - cue.first > 1)
        if done or own or note.words[cue.first].folded in _ATTENDING:
            return True
    if note.of("speaking") and any(c.code == "seen" for c in note.of("weak")) and when.has_duration:
        return True
    going = any(cue.code in ("at", "to") for cue in note.of("prep"))
    places = [cue for cue in note.of("place", "platform", "broadcast") if cue.code]
    indoors = bool(places) and places[0].role == "place" and places[0].code != "I5"
    if indoors and _does_something_else(note, known):
        return False
    return bool(places) and has_when and (going or bool(note.of("weak")))


def _is_a_subject(note: TokenizedSentence, known: frozenset[int]) -> bool:
    """True for "excel 45p": a subject alone, beside the day, the length and small words."""
    small = set(known)
    for cue in note.of("subject", "me", "nuance", "ending"):
        small |= set(range(cue.first, cue.end))
    rest = [n for n, word in enumerate(note.words) if n not in small and not word.is_sign]
    return bool(note.of("subject")) and not rest


def _is_ongoing(note: TokenizedSentence) -> bool:
    """True for "đang đọc sách", which is not finished."""
    return any(
        cue.code == "ongoing" and note.from_here(cue.end, "verb", "weak", "type")
        for cue in note.of("nuance")
    )


def _to_me(note: TokenizedSentence) -> bool:
    """True when the sentence says whom the person taught, or who taught them."""
    teaching = teachers(note)
    return any(cue.code == "me" for cue in teaching) or any(
        who.first >= teaching[0].end for who in note.of("person")
    )


def _does_something_else(note: TokenizedSentence, known: frozenset[int]) -> bool:
    """True when words beside the place tell what was done there: "họp ở nhà văn hóa"."""
    small = set(known)
    for cue in note.of(*_MAY_LEAD, "person", "ending"):
        small |= set(range(cue.first, cue.end))
    return any(n not in small and not word.is_sign for n, word in enumerate(note.words))


def _is_led_plainly(note: TokenizedSentence, verb: TextMatch, known: frozenset[int]) -> bool:
    """True when only known words come before the verb; not in "đưa cháu đi học", "too busy to"."""
    led = set(known)
    for cue in note.of(*_MAY_LEAD):
        led |= set(range(cue.first, cue.end))
    start = _start(note, known)
    for who in note.of("person"):
        before = note.up_to(who.first, "joining", "companion", "received", "me", "nuance")
        together = before and (before.role != "nuance" or note.words[before.first].folded == "cung")
        if who.first == start or together:
            led |= set(range(who.first, who.end))
    return all(n in led or note.words[n].is_sign for n in range(verb.first))


@lru_cache(maxsize=16)
def teachers(note: TokenizedSentence) -> list[TextMatch]:
    """The matches that tell of teaching: "dạy", "chỉ" beside a person, "giúp … cài"."""
    if not note.of("teach", "maybe_teach", "help"):
        return []
    people = note.of("person")
    found = note.of("teach")
    found += [
        cue
        for cue in note.of("maybe_teach")
        if any(who.end == cue.first or who.first == cue.end for who in people)
    ]
    skills = note.of("skill")
    found += [cue for cue in note.of("help") if any(skill.first > cue.first for skill in skills)]
    return sorted(found, key=lambda cue: cue.first)


def is_no_activity(note: TokenizedSentence, taken: frozenset[int]) -> bool:
    """True for a question, a request, a plan, a negation, leisure or somebody else's lesson."""
    if any("?" in word.text for word in note.words):
        return True
    sure = [*note.of("verb", "type"), *teachers(note)]
    learned_at = min((cue.first for cue in sure), default=len(note.words))
    start = _start(note, taken)
    return (
        note.from_here(start, "request") is not None
        or _is_denied_or_planned(note, learned_at, start, taken)
        or _is_asked(note, learned_at, taken)
        or _is_leisure(note)
        or _is_idle(note, taken)
        or _is_of_another(note, start)
        or _is_escort(note, learned_at)
    )


def _has_content(note: TokenizedSentence) -> bool:
    """True when the sentence has more than a short verb, "I" and small words."""
    small = {
        n
        for cue in note.of("verb", "me", "nuance", "ending", "article")
        if cue.code != "I1" or cue.end - cue.first == 1
        for n in range(cue.first, cue.end)
    }
    return any(n not in small and not word.is_sign for n, word in enumerate(note.words))


def _start(note: TokenizedSentence, taken: frozenset[int]) -> int:
    """The index of the first word that is not "I", a day or a small word."""
    at = 0
    while at < len(note.words):
        if at in taken or note.words[at].is_sign:
            at += 1
        elif note.from_here(at, "request"):
            return at
        elif small := note.from_here(at, "me", "nuance"):
            at = small.end
        else:
            return at
    return at


def _is_denied_or_planned(
    note: TokenizedSentence, learned_at: int, start: int, taken: frozenset[int]
) -> bool:
    denied = any(
        cue.first < learned_at and cue.first not in taken and not _is_a_place(note, cue)
        for cue in note.of("negation", "plan")
    )
    ends = {cue.end for cue in note.of("verb")}
    denied |= any(cue.first in ends for cue in note.of("negation"))
    edges = (start, len(note.words) - 1)
    return (
        denied
        or bool(note.of("failed", "late_plan"))
        or any(
            cue.first in (0, *edges) and not note.up_to(cue.first, "titled")  # "quán chị Mai"
            for cue in note.of("plan_edge")
        )
    )


def _is_a_place(note: TokenizedSentence, cue: TextMatch) -> bool:
    """True when "chua" after a preposition is "chùa", not "chưa", and "dinh" is "đình"."""
    word = note.words[cue.first].folded
    prep = note.up_to(cue.first, "prep")
    return word in ("chua", "dinh") and prep is not None and note.words[prep.first].folded != "toi"


_ASKS_ANYWHERE: Final = ("gi", "nao", "bao")
"""The beginnings of "gì", "nào", "bao nhiêu", which ask wherever they stand."""


def _is_asked(note: TokenizedSentence, learned_at: int, taken: frozenset[int]) -> bool:
    last = len(note.words)
    while last and (
        last - 1 in taken or note.words[last - 1].is_sign or note.up_to(last, "ending")
    ):
        last -= 1
    asking = [cue for cue in note.of("question") if cue.first not in taken]
    if any(c.code or note.words[c.first].folded in _ASKS_ANYWHERE for c in asking):
        return True
    counted = [cue for cue in note.of("final_question") if note.words[cue.first].folded == "may"]
    if any(cue.end in (len(note.words), last) for cue in counted):
        return True
    return any(cue.first < learned_at for cue in asking) or any(
        cue.end == last and not _is_a_place(note, cue) for cue in note.of("final_question")
    )


def _is_leisure(note: TokenizedSentence) -> bool:
    leisure = [cue for cue in note.of("leisure") if not _is_a_skill(note, cue)]
    read = {cue.end for cue in note.of("verb") if cue.code == "I1"}
    taught = [cue.first for cue in teachers(note)]
    if any(
        _behind_small_words(note, cue) in read and not any(t < cue.first for t in taught)
        for cue in leisure
    ):
        return True
    strong = [*note.of("verb"), *teachers(note)]
    strong += [cue for cue in note.of("type") if cue.code[0] != "I" or cue.code == "I6"]
    return bool(leisure) and not strong


def _behind_small_words(note: TokenizedSentence, cue: TextMatch) -> int:
    """Where the words before a phrase end, without "my" or "the": "read my emails"."""
    at = cue.first
    while small := note.up_to(at, "article", "me"):
        at = small.first
    return at


def _is_a_skill(note: TokenizedSentence, cue: TextMatch) -> bool:
    """True in "cách viết email" and "how to write emails": that is what was learnt."""
    before = {word.folded for word in note.words[max(0, cue.first - 3) : cue.first]}
    return bool(before & {"cach", "how"})


def _is_idle(note: TokenizedSentence, taken: frozenset[int]) -> bool:
    """True when a length belongs to waiting or sleeping: "mất 2 tiếng chờ"."""
    return any(
        (cue.end in taken or cue.first - 1 in taken) and not note.up_to(cue.first, "verb", "teach")
        for cue in note.of("idle")
    )


def _is_escort(note: TokenizedSentence, learned_at: int) -> bool:
    """True when somebody else was brought to their lesson: "đưa con đi học lớp vẽ"."""
    visits = any(cue.code == "I5" for cue in note.of("place", "type"))
    return not visits and any(
        cue.first <= learned_at and note.from_here(cue.end, "person") for cue in note.of("escort")
    )


def _is_of_another(note: TokenizedSentence, start: int) -> bool:
    """True when a relative or friend does something other than teaching: "con tôi học lớp 5"."""
    who = note.from_here(start, "person")
    if who is None:
        return _is_teacher_of_another(note, start)
    if who.code != "sure":
        return False
    nexts = [cue for cue in note.matches if cue.first >= who.end]
    together = any(
        one.role == "joining" and other.role == "me" and other.first == one.end
        for one in nexts
        for other in nexts
    )
    teaching = {cue.first for cue in teachers(note)}
    doing = next(
        (cue for cue in nexts if cue.role in ("verb", "weak", "type") or cue.first in teaching),
        None,
    )
    taught = any(cue.role == "received" for cue in nexts)
    return not (together or taught) and doing is not None and doing.first not in teaching


def _is_teacher_of_another(note: TokenizedSentence, start: int) -> bool:
    """True for "cô giáo con tôi": the teacher of somebody else."""
    said = [word.folded for word in note.words[start : start + 2]]
    who = note.from_here(start + 2, "person")
    return said in (["co", "giao"], ["thay", "giao"]) and who is not None and who.code == "sure"
