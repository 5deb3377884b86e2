"""Searching entries by words: with accents or without, each word from its beginning."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.text.normalizing import accented_words, plain_words

MAX_SEARCH_WORDS = 5


@dataclass(frozen=True, slots=True)
class SearchWords:
    """The words to find: in their compared form without accents, and as they were typed."""

    plain: tuple[str, ...]
    accented: tuple[str, ...]


def search_words(text: str) -> SearchWords | None:
    """The first `MAX_SEARCH_WORDS` words of a text; None when it has no letters and no digits."""
    plain = plain_words(text).split()[:MAX_SEARCH_WORDS]
    if not plain:
        return None
    return SearchWords(tuple(plain), tuple(accented_words(text).split()[:MAX_SEARCH_WORDS]))


def searchable(title: str, provider: str | None) -> str:
    """The words of an entry in which searches look: as they were typed, then without accents.

    Each has a space before it. A search for `" hoc"` finds "học" and "hoc" but not "khoc".
    """
    text = f"{title} {provider or ''}"
    accented, plain = accented_words(text), plain_words(text)
    return f" {accented}" if accented == plain else f" {accented} {plain}"
