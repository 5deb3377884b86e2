"""Rendering: templates that escape every value, the fixed sentences, and the files of the pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels.web.page import Asset
from bot.domain.people.persons import LOCALES
from bot.staff_pages.blocks import Value
from bot.staff_pages.words import WORDS
from bot.talk.text import Blank

_HERE = Path(__file__).parent

FILES = {
    name: Asset.of((_HERE / "static" / name).read_bytes(), media_type)
    for name, media_type in (("staff.css", "text/css"), ("progress.js", "text/javascript"))
}
"""The files that the pages load."""


class Renderer:
    """Renders a template in one language. `value` says a value in it."""

    def __init__(self, value: Value) -> None:
        # A value that a template asks for and nobody gave is an error, not an empty place.
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._value = value
        self._words = {
            locale: {name: value(text, locale) for name, text in WORDS.items()}
            for locale in LOCALES
        }
        self._tags = {name: asset.tag[:12] for name, asset in FILES.items()}
        for name in self._templates.list_templates():
            self._templates.get_template(name)  # read at the start, and wrong ones are found there

    def page(self, name: str, locale: str, **values: Any) -> str:
        """A page, as HTML; every value is escaped."""
        return self._templates.get_template(name).render(
            locale=locale,
            words=self._words[locale],
            tags=self._tags,
            **values,
        )

    def in_language(self, locale: str) -> Callable[[Blank], str]:
        """What says a value in one language."""

        def said(blank: Blank) -> str:
            return self._value(blank, locale)

        return said
