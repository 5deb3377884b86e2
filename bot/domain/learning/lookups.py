"""Lookups: a typed text that asks for entries of the notebook, by time or by a word."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from bot.domain.learning.progress import monday_of
from bot.domain.text.normalizing import accents_agree, fold, nfc
from bot.domain.text.number_words import read_spelled


@dataclass(frozen=True, slots=True)
class WeekLookup:
    """The entries of a week; `monday` is its first day."""

    monday: dt.date


@dataclass(frozen=True, slots=True)
class MonthLookup:
    """The entries of a month; `first` is its first day."""

    first: dt.date


@dataclass(frozen=True, slots=True)
class YearLookup:
    """The months of a year."""

    year: int


@dataclass(frozen=True, slots=True)
class WordLookup:
    """The entries that hold these words, as they were typed."""

    words: str


Lookup: TypeAlias = WeekLookup | MonthLookup | YearLookup | WordLookup

_ENGLISH: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip

# In normalized text. What is asked for, around a time: "cho tôi xem sổ tháng 9 nhé".
_BEFORE: Final = (
    r"(?:(?:cho|xin)(?: (?:toi|minh|em|con|chau|bac|co|chu|ba|ong))? )?"
    r"(?:(?:mo|xem)(?: lai)? |show (?:me )?|open )?"
    r"(?:(?:my |the )?(?:so(?: hoc(?: tap)?)?|nhat ky|notebook|entries)(?: cua (?:toi|minh|em))? "
    r"(?:cua |trong |for |of |in )?)?"
)
_AFTER: Final = (
    r"(?: (?:toi|minh|em|con|chau|bac|co|chu|ba|ong)?(?: ?da)? ?(?:hoc|ghi|doc)(?: duoc)?"
    r"(?: (?:nhung|cac))? gi)?(?: (?:nhe|nha|a|di|voi|vay|the|nhi))*"
)
_NUMBER: Final = r"(?:0?[1-9]|1[0-2]|mot|hai|ba|bon|tu|nam|sau|bay|tam|chin|muoi(?: mot| hai)?)"
_YEAR: Final = r"(?P<year>20[0-9]{2})"
_TIMES: Final = re.compile(
    rf"{_BEFORE}(?:(?:trong )?(?:"
    rf"thang (?P<month>{_NUMBER})(?: nam {_YEAR}|\ ?[/.-]\ ?(?P<of>20[0-9]{{2}}))?"
    rf"|(?P<english>{'|'.join(_ENGLISH)})(?: (?P<of_english>20[0-9]{{2}}))?"
    r"|(?P<this_month>thang nay|this month)"
    r"|(?P<last_month>thang (?:truoc|qua|vua roi|vua qua)|last month)"
    r"|(?P<this_week>tuan nay|this week)"
    r"|(?P<last_week>tuan (?:truoc|qua|vua roi|vua qua)|last week)"
    r"|(?P<this_year>nam nay|this year)"
    r"|(?P<last_year>nam (?:ngoai|truoc|qua|vua roi)|last year)"
    rf"|(?:nam )?(?P<whole_year>20[0-9]{{2}})"
    rf")){_AFTER}"
)
_WHO: Final = r"(?:toi|tui|minh|em|con|chau|bac|co|chu|ba|ong|ngoai|noi|di|anh|chi)"
_NOTEBOOK: Final = re.compile(
    rf"(?:(?:da|thua) )?(?:{_WHO} )?(?:(?:muon|can|xin|cho|giup)(?: {_WHO})? )*(?:duoc )?"
    r"(?:mo|xem|coi|doc|gio)(?: (?:lai|thu|qua|coi))* (?:(?:cuon|quyen|cai) )?"
    rf"(?:so|nhat ky)(?: hoc(?: tap)?)?(?: cua {_WHO})?"
    rf"(?: (?:giup|cho|ho|dum|gium)(?: {_WHO})?)?(?: (?:nhe|nha|a|di|voi|nao|cai|coi|xem))*"
)
_MEANT: Final = {"so": "sổ", "thang": "tháng", "nam": "năm", "tuan": "tuần", "truoc": "trước",
                 "tim": "tìm", "chua": "chưa", "hoi": "hồi", "da": "đã"}  # fmt: skip

_NAMED: Final = re.compile(r"\b(?:sổ|so|nhật ký|nhat ky|notebook)\b")
_FIND: Final = re.compile(
    r"(?:hay |xin )?(?:tim|find|search(?: for)?)(?: (?:giup|cho) (?:toi|minh|em|con|chau))?"
    r"(?: (?:muc|viec|bai|hoat dong|trong so|lai|kiem))*(?: ve)?:? (?P<words>.+)"
)
_NOT_FIND: Final = re.compile(r"tim (?:hieu|toi|hoc|cach|ra|duoc|thay)\b.*")
_EVER: Final = re.compile(
    r"(?:(?:toi|minh|em|con|chau|bac|co|chu|ba|ong|tui) (?:da )?|da )(?:tung )?"
    r"(?:hoc|doc|xem|nghe|ghi|tham gia|du|tap|luyen)(?: ve)? (?P<words>.+?) "
    r"(?:(?:hay |lan nao |bao gio )?chua|(?:hoi|khi|luc|ngay|bua) nao|bao gio)"
    r"(?: (?:nhi|a|vay|the|ha|ta))*"
)
_LAST_TIME: Final = re.compile(
    r"lan (?:cuoi|gan nhat|truoc)(?: cung)? (?:toi|minh|em|con|chau) (?:hoc|doc|xem|nghe|tap) "
    r"(?P<words>.+?)(?: la)? (?:hoi|khi|luc|ngay) nao(?: (?:nhi|a|vay|the))*"
)
_EVER_ENGLISH: Final = re.compile(
    r"(?:did|have) i (?:ever )?(?:learn|learned|learnt|study|studied|read)(?: about)? (?P<words>.+)"
)


def read_lookup(text: str, today: dt.date) -> Lookup | None:
    """What a text asks to see of the notebook, or None.

    A month without a year is the last such month up to `today`.
    """
    folded = fold(text).rstrip(" ?!.…")
    if len(folded) > 120:
        return None
    if (told := _TIMES.fullmatch(folded)) is not None and _spelled_so(text, folded):
        return _time(told, today)
    if _NOTEBOOK.fullmatch(folded) is not None and names_notebook(text):
        return WeekLookup(monday_of(today))
    return _word(text, folded)


def names_notebook(text: str) -> bool:
    """True when a text that asks for something names the notebook: "sổ", "nhật ký", "trong sổ"."""
    return _NAMED.search(nfc(text).lower()) is not None


def _time(told: re.Match[str], today: dt.date) -> Lookup | None:
    this = today.replace(day=1)
    if told.start("english") == 0 or told.start("whole_year") == 0:
        return None  # "may" alone is sewing, and "2025" alone is a number
    match told.lastgroup:
        case "this_week":
            return WeekLookup(monday_of(today))
        case "last_week":
            return WeekLookup(monday_of(today) - dt.timedelta(weeks=1))
        case "this_month":
            return MonthLookup(this)
        case "last_month":
            return MonthLookup((this - dt.timedelta(days=1)).replace(day=1))
        case "this_year":
            return YearLookup(today.year)
        case "last_year":
            return YearLookup(today.year - 1)
        case "whole_year":
            return YearLookup(int(told["whole_year"]))
    number = _month_of(told)
    named = told["year"] or told["of"] or told["of_english"]
    year = int(named) if named else today.year - (number > today.month)
    return MonthLookup(dt.date(year, number, 1))


def _month_of(told: re.Match[str]) -> int:
    if told["english"]:
        return _ENGLISH.index(told["english"]) + 1
    word = told["month"]
    if word.isdecimal():
        return int(word)
    return 4 if word == "tu" else read_spelled(word) or 10


def _word(text: str, folded: str) -> WordLookup | None:
    """The words that are asked for, with their accents as they were typed."""
    if _NOT_FIND.fullmatch(folded):
        return None
    for pattern in (_FIND, _LAST_TIME, _EVER, _EVER_ENGLISH):
        told = pattern.fullmatch(folded)
        if told is None or not _spelled_so(text, folded):
            continue
        first = len(folded[: told.start("words")].split())
        count = len(told["words"].split())
        words = " ".join(text.split()[first : first + count]).strip(" ?!.…:“”\"'")
        if fold(words) not in _NO_WORDS:
            return WordLookup(words)
    return None


_NO_WORDS: Final = {"", "gi", "gi do", "bai", "mot", "xong", "nhung gi", "duoc gi", "them"}


def _spelled_so(text: str, folded: str) -> bool:
    """True when the words that decide were not typed with other accents ("tim" for "tìm").

    In a text with accents a word without them means itself.
    """
    typed = text.split()
    plain = all(fold(word) == word.casefold() for word in typed)
    for folded_word, word in zip(folded.split(), typed, strict=False):
        wanted = _MEANT.get(folded_word.strip(":,."))
        bare = word.strip(":,.?!…“”\"'")
        if wanted is None:
            continue
        if not accents_agree(bare, wanted):
            return False
        if wanted == "tìm" and bare.casefold() == "tim" and not plain:
            return False  # "tim mạch": the heart
    return True
