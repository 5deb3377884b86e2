"""The beginning of a message that speaks to the notebook: greeting, own name, "ghi cho tôi"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.domain.text.number_words import SPELLED

_SELF: Final = r"(?:toi|minh|em|con|chau|bac|co|chu|anh|chi|ba|ong|tui|mk|to)"
_ADDRESSED: Final = (
    r"(?:so(?:\ hoc\ tap)?|bot|ad|admin|ban|cac\ ban|ca\ nha|moi\ nguoi|can\ bo|co|thay|bac|anh|chi"
    r"|em|chau|buoi\ (?:sang|trua|chieu|toi))"
)
_DAY_NEXT: Final = (
    r"hom|sang|trua|chieu|toi|dem|nay|vua|moi|da|xin|muon|tu|ngay|thu|chu|hoc|doc|xem|nghe"
)
_NAME_ENDS: Final = rf"(?=\ (?:(?:{_DAY_NEXT}|[0-9]{{1,3}}\ tuoi|{SPELLED}\ tuoi)\b|[,.;]))"
_NAME: Final = rf"(?:\ (?!hoc|doc|xem|nghe|di)\w+){{1,4}}?(?:\ o\ \w+\ \w+)?{_NAME_ENDS}"
_INTRODUCTION: Final = re.compile(
    rf"""(?:
      (?:{_SELF}\ )?(?:xin\ )?chao(?:\ {_ADDRESSED})?(?:\ (?:a|nhe|nha|oi))*
    | [0-9]{{1,2}}\ [.)](?=\ ) | [-*•+>✅✔☑➡🔸▪]
    | thua\ {_ADDRESSED} | (?:nay\ )?{_ADDRESSED}\ oi | alo | hello(?:\ {_ADDRESSED})?
    | hi\ {_ADDRESSED}
    | (?:a|ờ|u|um|uh|vang|da|ok)(?=\ )(?!\ hoc|\ (?:nha|thu)\b)
    | (?:{_SELF}\ )?(?:ten\ )?(?:{_SELF}\ )?la{_NAME}
    | {_SELF}\ ten{_NAME}
    | (?:nam\ nay\ )?(?:{_SELF}\ )?(?:[0-9]{{2,3}}|{SPELLED})\ tuoi
    | (?:{_SELF}\ )?bao(?:\ cao)?\ (?:la|rang)
    | (?:(?:{_ADDRESSED}|{_SELF})\ )?(?:(?:hay|xin|vui\ long|lam\ on|muon|can|cho\ {_SELF})\ )?
      (?:nho\ (?:{_ADDRESSED}\ )?)?
      (?:ghi|luu|nhap|them|viet|note|log|record|add)(?:\ (?:lai|nhanh|vao\ so|so|nhat\ ky))?
      (?:\ (?:cho|giup|ho|dum|gium)(?:\ {_SELF})?|(?=\ [:,-])|(?=\ (?:{_DAY_NEXT}|buoi)\b))
      (?:\ (?:la|rang|nhe|voi|nha))?
    )(?:\ [,.:;!-])*(?:\ |$)""",
    re.VERBOSE,
)
_LEAST_LEFT: Final = 2


def introduction(words: Sequence[str], typed: Sequence[str]) -> int:
    """How many of the normalized words at the beginning only speak to the notebook.

    `typed` are the same words as typed: "ờ" is no word, "ở" is.
    """
    text = " ".join(words)
    if typed[0].lower() in ("ờ", "ơ", "ồ"):
        text = "ờ" + text[1:]
    at = 0
    while match := _INTRODUCTION.match(text, at):
        at = match.end()
    count = text.count(" ", 0, at)
    return count if len(words) - count >= _LEAST_LEFT else 0
