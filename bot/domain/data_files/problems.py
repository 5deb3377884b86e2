"""Problems in a data file, each with the entry that its editor has to correct."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, ParamSpec

from msgspec import Struct

from bot.domain.data_files.localized import LocalizedText

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem: its entry (a path such as `forms.short.items.S1`) and the reason."""

    entry: str
    reason: str


def found_once(check: Callable[P, Iterator[Problem]]) -> Callable[P, Iterator[Problem]]:
    """Keep what a check finds: a file that has the same content again is not checked again.

    The check looks at nothing but its arguments, which have a hash.
    """

    @lru_cache(maxsize=2)
    def found(*args: P.args, **kwargs: P.kwargs) -> tuple[Problem, ...]:
        return tuple(check(*args, **kwargs))

    @wraps(check)
    def problems(*args: P.args, **kwargs: P.kwargs) -> Iterator[Problem]:
        return iter(found(*args, **kwargs))  # type: ignore[arg-type]  # they have a hash

    return problems


def check_texts(value: Any, entry: str) -> Iterator[Problem]:
    """Find every text in a value that is empty, untrimmed, not in NFC or too long."""
    match value:
        case LocalizedText():
            for locale in ("vi", "en"):
                yield from _check_text(value.within(locale), f"{entry}.{locale}")
        case Struct():
            for name in value.__struct_fields__:
                yield from check_texts(getattr(value, name), f"{entry}.{name}".strip("."))
        case tuple():
            for place, each in enumerate(value, 1):
                if isinstance(each, str):  # a word of a list is no text to be shown
                    continue
                yield from check_texts(each, f"{entry}.{_name_of(each) or place}")
        case dict():
            for name, each in value.items():
                yield from check_texts(each, f"{entry}.{name}")


def _name_of(value: Any) -> str | None:
    """The name of an entry of a list; None when the entry has no name of its own."""
    found = (getattr(value, key, None) for key in ("id", "code", "name"))
    return next((name for name in found if isinstance(name, str) and name), None)


_MAX_TEXT = 600


def _check_text(text: str, entry: str) -> Iterator[Problem]:
    if not text.strip():
        yield Problem(entry, "the text is empty")
    elif text != text.strip():
        yield Problem(entry, "the text begins or ends with a space")
    if text != unicodedata.normalize("NFC", text):
        yield Problem(entry, "the text is not in NFC: type its accents anew")
    if len(text) > _MAX_TEXT:
        yield Problem(entry, f"the text has {len(text)} characters, {_MAX_TEXT} at most fit")


def check_length(text: LocalizedText, limit: int, entry: str) -> Iterator[Problem]:
    """Find a text that is too long for a button or for a chart."""
    for locale in ("vi", "en"):
        size = len(text.within(locale))
        if size > limit:
            yield Problem(f"{entry}.{locale}", f"{size} characters, {limit} at most fit here")


def check_once(names: Sequence[str], entry: str) -> Iterator[Problem]:
    """Find names that occur twice."""
    for name, count in Counter(names).items():
        if count > 1:
            yield Problem(f"{entry}.{name}", "it is there more than once")
