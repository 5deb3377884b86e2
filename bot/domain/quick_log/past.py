"""Past times that name no day: "hồi tháng 9", "hôm khai giảng", "cách đây 2 tuần", "năm 2024".

They are found so that the day is asked; without this a day that is not understood would be today.
"""

from __future__ import annotations

import re
from typing import Final

from bot.domain.quick_log.lexicon import TokenizedSentence
from bot.domain.text.number_words import SPELLED

_N: Final = rf"(?:[0-9]{{1,4}}|{SPELLED}|may|vai|nhieu|a|an|some|several|couple\ of|a\ few|few)"
_LONG_UNIT: Final = r"(?:tuan|thang|nam|quy|mua)"
_MONTH: Final = (
    r"(?:1[0-2]|0?[1-9]|gieng|chap|muoi\ (?:mot|hai)|muoi|mot|hai|ba|tu|nam|sau|bay|tam|chin)\b"
)
_YEAR: Final = r"20[0-9]{2}"
_GONE: Final = (
    r"(?:truoc(?!\ khi)(?:\ nua)?|roi|vua\ roi|vua\ qua|qua|ngoai|nay|nam\ (?:ngoai|truoc|nay))\b"
)
_SEASON: Final = r"mua\ (?:he|dong|xuan|thu|ha|mua|gat)"
_EN_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|march|april|june|july|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_EN_TIME: Final = (
    r"(?:week|month|year|summer|winter|spring|autumn|term|semester|holidays?|weekend)\b"
)
_TIMES_OF_LIFE: Final = (
    r"(?:tet|he|dich(?:\ (?:covid|benh))?|covid|nghi\ (?:he|le|tet|dich|mat|huu)|nho|tre|xua"
    r"|con\ (?:nho|tre|be|di\ (?:lam|hoc)|o|la))\b"
)
_EVENTS: Final = (
    r"(?:le(?!\ [0-9|])|noel|giang\ sinh|khai\ (?:giang|truong)|be\ giang|cuoi|gio|sinh\ nhat"
    r"|hop\ lop|doc\ lap|quoc\ khanh|nha\ giao|phu\ nu|thuong\ binh)\b"
)
_PASTS: Final = (
    # so long ago
    rf"cach\ day\ (?:khoang\ |tam\ |hon\ |gan\ )?{_N}\ {_LONG_UNIT}",
    r"cach\ day\ (?:may|vai|lau|khong\ lau|it\ lau)(?:\ (?:ngay|hom|bua))?",
    rf"{_N}\ {_LONG_UNIT}\ (?:truoc(?!\ khi)(?:\ nua)?|roi(?=\ |$))",
    rf"(?:trong\ )?{_N}\ (?:ngay|hom|bua|tuan|thang)\ (?:nay|qua|gan\ day|vua\ qua|lien)\b",
    r"(?:tuan|thang|nam|hom|bua|dot|hoi|lan)\ truoc\ nua",
    rf"(?:(?:about|around)\ )?{_N}\ (?:weeks?|months?|years?)\ (?:ago|earlier|back)|years\ ago",
    # a month, a season, a year
    rf"(?:(?:dau|giua|cuoi|hoi|vao|dip|trong|tu)\ ){{1,2}}thang\ {_MONTH}"
    rf"(?:\ (?:nam\ )?{_YEAR})?(?:\ {_GONE})?",
    rf"thang\ (?:(?:1[0-2]|0?[1-9]|gieng|chap)\b|{_MONTH}(?=\ (?:nam|{_GONE})))"
    rf"(?:\ (?:nam\ {_YEAR}|{_GONE}))?(?:\ nam\ (?:ngoai|truoc|nay))?",
    rf"(?:(?:hoi|vao|trong|tu)\ )?(?:dau|giua|cuoi)\ {_LONG_UNIT}\b(?:\ {_GONE})?",
    rf"(?:hoi|vao|trong|tu)\ {_LONG_UNIT}\ {_GONE}",
    rf"(?:(?:hoi|vao|tu|trong|dau|giua|cuoi)\ )*nam\ (?:hoc\ )?{_YEAR}",
    r"(?:(?:hoi|vao|tu|trong|dau|giua|cuoi)\ )+nam\ (?:ngoai|truoc|kia|nay|roi)",
    rf"(?:hoi|vao)\ {_SEASON}|{_SEASON}\ (?:{_GONE}|{_YEAR})|he\ {_GONE}",
    rf"quy\ (?:[1-4]|iii?|iv|i)\b(?:\ {_GONE})?",
    # a feast, an event, a time of life
    rf"(?:ra|truoc|sau|gan|an|hoi|hom|dip|ngay|may\ ngay|nghi)\ tet"
    rf"(?:\ (?:{_GONE}|nguyen\ dan|duong\ lich|am\ lich))*",
    rf"tet\ {_GONE}|^(?:dip\ )?(?:noel|giang\ sinh|quoc\ khanh)\b",
    rf"hoi\ {_TIMES_OF_LIFE}(?:\ {_GONE})?",
    rf"(?:hom|dip|dot|thoi|luc|khi|ngay|bua|mua)\ (?:{_TIMES_OF_LIFE}|{_EVENTS})(?:\ {_GONE})?",
    rf"le\ {_EVENTS}(?:\ {_GONE})?",
    # English
    rf"(?:back\ )?(?:in|since|during)\ (?:early\ |late\ )?"
    rf"(?:{_EN_MONTH}|{_YEAR}|(?:the\ )?{_EN_TIME})(?:\ {_YEAR})?",
    rf"last\ (?:{_EN_TIME}|{_EN_MONTH})|{_EN_MONTH}\ {_YEAR}",
    r"(?:on|at|over|around)\ (?:tet|christmas|new\ year)|when\ i\ was\ \w+(?:\ \w+)?",
)
_PAST: Final = re.compile(rf"(?<!\w)(?:{'|'.join(_PASTS)})(?!\w)", re.VERBOSE)
_HINT: Final = re.compile(
    r"""\b(?:cach\ day|truoc|roi|nay|qua|lien|gan\ day|ago|earlier|back|thang|tuan|nam|quy|mua|he
    |tet|noel|giang\ sinh|quoc\ khanh|hoi|hom|dip|dot|thoi|luc|khi|ngay|bua|le|in|since|during|last
    |on|at|over|around|when|20[0-9]{2}|cung|moi|hang|daily|every)""",
    re.VERBOSE,
)
_HABIT: Final = re.compile(
    r"""(?<!\w)(?:(?:ngay|hom|toi|sang|chieu|tuan|bua|dem)\ nao\ cung | (?:moi|hang)\ ngay
      | daily | every\ ?day | every\ (?:morning|evening|night))(?!\w)""",
    re.VERBOSE,
)
_EVENT_WORD: Final = re.compile(r"(?<!\w)(?:(?:vao|nhan|tu) )?(?:hom|dip|hoi|bua)(?= )")
_KNOWN_AFTER: Final = (
    "nay", "qua", "kia", "ni", "te", "nao", "thu", "chu", "cn", "sau", "sang", "chieu", "trua",
    "toi", "dem", "mai", "hom", "ay", "do", "com", "an", "tiec",
)  # fmt: skip
"""After these words "hôm" or "bữa" tells a known day, or a meal."""
_PAST_HOI: Final = "\u0300\u0302"
"""The accents of "hồi"; "hỏi" and "hội" are other words."""
_MAX_EVENT: Final = 6
"""So many words at most tell of which day "hôm …" speaks."""
_ENDS_AN_EVENT: Final = ("me", "weak", "teach", "prep", "verb", "around", "online", "type", "plan")


def find_unknown_past(
    note: TokenizedSentence, text: str, taken: frozenset[int]
) -> list[tuple[int, int]]:
    """The positions of past times without a day in the normalized sentence.

    `text` is the sentence with known days and lengths (the words `taken`) made unreadable.
    """
    if not _HINT.search(text):
        return []
    found = [match.span() for pattern in (_PAST, _HABIT) for match in pattern.finditer(text)]
    for match in _EVENT_WORD.finditer(text):
        covered = any(start <= match.start() < end for start, end in found)
        if not covered and (end := _end_of_event(note, match, taken)):
            found.append((match.start(), end))
    return found


def _end_of_event(
    note: TokenizedSentence, match: re.Match[str], taken: frozenset[int]
) -> int | None:
    """Where the words after "hôm", "dịp" or "hồi" end; None when they tell a known day."""
    first = note.folded.count(" ", 0, match.end()) + 1
    said = note.words[first - 1]
    if said.folded == "hoi" and said.marks != _PAST_HOI:
        return None
    end = first
    while end < len(note.words) and end - first < _MAX_EVENT and end not in taken:
        word = note.words[end]
        in_a_year = end > first and note.words[end - 1].folded == "nam"  # "tổng kết năm học"
        if word.is_sign or (end > first and not in_a_year and note.from_here(end, *_ENDS_AN_EVENT)):
            break
        if end == first and (word.folded in _KNOWN_AFTER or word.folded[0].isdigit()):
            return None
        end += 1
    if end == first or (end in taken and note.words[end].folded[0].isdigit()):  # "dịp lễ 2/9"
        return None
    return sum(len(word.folded) + 1 for word in note.words[:end]) - 1
