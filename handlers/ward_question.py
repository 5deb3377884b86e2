"""The ward question: what a typed name, a choice or a step back leads to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from bot.domain.people.wards import Ward, all_provinces, find_wards
from bot.domain.people.wards.found import (
    Elsewhere,
    Former,
    Named,
    Nothing,
    OfDistrict,
    OfProvince,
    Several,
    Similar,
    WardFound,
)
from bot.domain.people.wards.units import Province
from bot.domain.text.normalizing import fold
from bot.talk.events import Event, Pressed, Said
from bot.talk.steps import Choice, Say
from bot.talk.text import Line, _, plain
from handlers import phrases, ward_lists
from handlers.ward_lists import ANY, WardList, at_letter, first_list, list_of

_MOST_NAMED: Final = 4
_MOST_SIMILAR: Final = 5  # three lines stand before them
_ANY_LIST: Final = frozenset(
    {"danh sach", "khong co", "khong thay", "khong nho", "khac", "list", "none"}
)
"""Words, normalized, that ask for the list."""
_LIVES_ELSEWHERE: Final = re.compile(
    r"(toi |em |minh )?(khong (o|song|phai (o|nguoi)) "
    r"|(o )?(ngoai|(tinh|noi|cho) khac|nuoc ngoai)\b"
    r"|elsewhere|(i am |i do )?not (in|live in) )"
)
"""Beginnings, normalized, of sentences such as "không ở Hà Nội"."""
_ELSEWHERE = Choice("elsewhere", _("I live elsewhere"))


@dataclass(frozen=True, slots=True)
class Chosen:
    """The ward is known."""

    ward: Ward


@dataclass(frozen=True, slots=True)
class Listed:
    """A list to choose from, and what is said before it."""

    at: WardList
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """The question again, after these lines. `unread`: the text may mean something else."""

    lines: tuple[Line, ...] = ()
    unread: bool = False


WardAnswer: TypeAlias = Chosen | Listed | AskedAgain


def ask(provinces: frozenset[str]) -> Say:
    """The question itself; where not all provinces are served, one may live elsewhere."""
    line = _("Which ward or commune do you live in? Please type its name.")
    elsewhere = () if _serves_all(provinces) else ((_ELSEWHERE,),)
    return Say((line,), ((ANY,), *elsewhere, (phrases.BACK, phrases.CANCEL)), "text")


def _serves_all(provinces: frozenset[str]) -> bool:
    return all(each.code in provinces for each in all_provinces())


def shown(of: Ward, provinces: frozenset[str]) -> str:
    """A ward as it is told: with its province when several are served."""
    return of.place if len(provinces) > 1 else of.title


def decide(at: WardList | None, event: Event, provinces: frozenset[str]) -> WardAnswer:
    """What an event leads to while the question is open; `at` is the open list, if there is one."""
    match event:
        case Said(text):
            answer = _answer(text, provinces, at)
            if isinstance(answer, Listed) and answer.at == at:
                line = _("You typed: {typed}. Please choose one below, or type another name.",
                         typed=plain(text))  # fmt: skip
                return Listed(at, (line,))
            return answer
        case Pressed("elsewhere"):
            return _elsewhere(provinces)
        case Pressed("back") if at is not None:
            before = ward_lists.before(at, provinces)
            return Listed(before) if before is not None else AskedAgain()
        case Pressed(key):
            match ward_lists.press(at or WardList(), key, provinces):
                case Ward() as chosen:
                    return Chosen(chosen)
                case WardList() as new:
                    return Listed(new)
    return AskedAgain() if at is None else Listed(at)


def _answer(text: str, provinces: frozenset[str], at: WardList | None) -> WardAnswer:
    if fold(text) in _ANY_LIST:
        return Listed(first_list(provinces))
    if _LIVES_ELSEWHERE.match(fold(text)):
        return _elsewhere(provinces)
    letter = at_letter(at or first_list(provinces), text, provinces)
    if letter is not None:
        return Listed(letter)
    return _explained(text, find_wards(text, provinces), provinces)


def _explained(text: str, found: WardFound, provinces: frozenset[str]) -> WardAnswer:
    match found:
        case Named(ward, ()):
            return Chosen(ward)
        case Named(ward, also):
            return Listed(list_of((ward, *also)), (_of_one_name(),))
        case Several(wards):
            return Listed(list_of(wards), (_of_one_name(),) if len(wards) > 1 else ())
        case Similar(wards):
            return Listed(list_of(wards))
        case Former(units, wards):
            old = plain(_begin(units[0].title))
            if len(wards) == 1:
                today = plain(wards[0].title)
                line = _("{old} is a name from before July 2025. Today it belongs to {ward}. "
                         "Is that where you live?", old=old, ward=today)  # fmt: skip
            else:
                line = _("{old} is a name from before July 2025. Today it belongs to several. "
                         "Which one do you live in?", old=old)  # fmt: skip
            return Listed(list_of(wards), (line,))
        case OfDistrict(districts, wards):
            line = _("{district} is no unit any more since July 2025. Which of its wards and "
                     "communes of today do you live in?",
                     district=plain(_begin(districts[0].title)))  # fmt: skip
            return Listed(list_of(wards), (line,))
        case OfProvince(province, wards):
            if isinstance(province, Province):
                return Listed(WardList(province=province.code))
            line = _("{province} is a province from before July 2025. Please type the name of "
                     "your ward or commune, or find it here.",
                     province=plain(_begin(province.title)))  # fmt: skip
            return Listed(list_of(wards), (line,))
        case Elsewhere(_provinces, similar):
            served = plain(_names_of(provinces))
            line = _("This notebook does not serve that place yet: {typed}", typed=plain(text))
            only = _("The notebook serves people of {provinces} for now.", provinces=served)
            if similar:
                return Listed(list_of(similar[:_MOST_SIMILAR]), (line, only, _one_of_these()))
            return AskedAgain((line, only))
        case Nothing():
            line = _("I found no ward or commune like: {typed}", typed=plain(text))
            hint = _("Please type its name only, for example: Ô Chợ Dừa.")
            return AskedAgain((line, hint), unread=True)


def _elsewhere(provinces: frozenset[str]) -> WardAnswer:
    """For somebody who says that they live in no served province."""
    if _serves_all(provinces):
        return Listed(first_list(provinces))
    served = plain(_names_of(provinces))
    only = _("The notebook serves people of {provinces} for now.", provinces=served)
    thanks = _("Thank you for your interest. You are welcome as soon as it serves your place.")
    return AskedAgain((only, thanks))


def _of_one_name() -> Line:
    return _("There are several places of such a name, today or before July 2025. Which one is "
             "yours?")  # fmt: skip


def _one_of_these() -> Line:
    return _("Is it one of these? If not, please type the name again.")


def _begin(title: str) -> str:
    return title[:1].upper() + title[1:]


def _names_of(provinces: frozenset[str]) -> str:
    titles = [each.title for each in all_provinces() if each.code in provinces]
    more = ["…"] if len(titles) > _MOST_NAMED else []
    return ", ".join((*titles[:_MOST_NAMED], *more))
