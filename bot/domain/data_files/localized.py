"""A text of a data file, in each language of the service."""

from __future__ import annotations

from msgspec import Struct


class LocalizedText(Struct, frozen=True, tag="both", forbid_unknown_fields=True):
    """A sentence or a name of a data file, once in each language."""

    vi: str
    en: str

    def within(self, locale: str) -> str:
        """The text in one language."""
        return self.en if locale == "en" else self.vi
