"""Both: a text of a data file, in each language of the service."""

from __future__ import annotations

from msgspec import Struct


class LocalizedText(Struct, frozen=True, tag="both", forbid_unknown_fields=True):
    """A sentence or a name as an editor of a data file wrote it, once in each language."""

    vi: str
    en: str

    def within(self, locale: str) -> str:
        """The words of one language."""
        return self.en if locale == "en" else self.vi
