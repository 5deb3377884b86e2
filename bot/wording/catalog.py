"""The catalogs: translate a text into one language."""

from __future__ import annotations

import datetime as dt
import gettext
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from babel.dates import format_date

from bot.domain.data_files.localized import LocalizedText
from bot.domain.people.persons import LOCALES
from bot.talk.text import Blank, Day, Line, Minutes, Plain, Text, _, plural

DOMAIN = "messages"

_HOURS = plural("{count} hour", "{count} hours", 0)
_MINUTES = plural("{count} minute", "{count} minutes", 0)
_BOTH = _("{hours} {minutes}")
_ANY_DAY = dt.date(2026, 11, 20)


class CatalogMissing(Exception):
    """A language has no compiled catalog; `make run` and `make catalogs` compile them."""


class Translator:
    """The sentences of every language; the locale is always an argument, never global."""

    def __init__(self, catalogs: Mapping[str, gettext.NullTranslations]) -> None:
        self._catalogs = dict(catalogs)

    @classmethod
    def load(cls, directory: Path) -> Translator:
        """Read `<directory>/<locale>/LC_MESSAGES/messages.mo`; raises `CatalogMissing`.

        It also loads Babel's data of each language, so that no file is opened later.
        """
        catalogs = {}
        for locale in LOCALES:
            try:
                catalogs[locale] = gettext.translation(DOMAIN, directory, [locale])
            except OSError as error:
                raise CatalogMissing(locale) from error
            day_in_words(_ANY_DAY, locale)  # loads names of days: Babel reads them at first use
        return cls(catalogs)

    def line(self, line: Line, locale: str) -> str:
        """A line in one language: a translated sentence, or a person's own words unchanged."""
        match line:
            case Plain(text):
                return text
            case LocalizedText():
                return line.within(locale)
            case Text(msgid, blanks, None, _count):
                words = self._catalogs[locale].gettext(msgid)
            case Text(msgid, blanks, many, count):
                words = self._catalogs[locale].ngettext(msgid, str(many), count)
                blanks = {**blanks, "count": count}
        if not blanks:
            return words
        filled = {name: self.value(blank, locale) for name, blank in blanks.items()}
        for name, blank in blanks.items():
            if isinstance(blank, Day) and not words.startswith(f"{{{name}}}"):
                filled[name] = within_sentence(filled[name], locale)
        return words.format_map(filled)

    def value(self, blank: Blank, locale: str) -> str:
        """A value in one language."""
        match blank:
            case int(number):
                return str(number)
            case Day(day):
                return day_in_words(day, locale)
            case Minutes(minutes):
                return self.duration(minutes, locale)
            case Plain() | LocalizedText() | Text():
                return self.line(blank, locale)

    def duration(self, minutes: int, locale: str) -> str:
        """A duration in hours and minutes: `1 giờ 30 phút`."""
        hours, rest = divmod(minutes, 60)
        parts = [
            self.line(Text(form.msgid, {}, form.plural, count), locale)
            for form, count in ((_HOURS, hours), (_MINUTES, rest))
            if count or (form is _MINUTES and not hours)
        ]
        if len(parts) == 1:
            return parts[0]
        return self._catalogs[locale].gettext(_BOTH.msgid).format(hours=parts[0], minutes=parts[1])


def within_sentence(day: str, locale: str) -> str:
    """A day in words as it is written behind other words: `thứ Bảy, 14/11/2026`."""
    return f"t{day[1:]}" if locale == "vi" and day.startswith("Thứ") else day


@lru_cache(maxsize=2048)
def day_in_words(day: dt.date, locale: str) -> str:
    """A day with its weekday, day before month: `Thứ Bảy, 14/11/2026`."""
    return format_date(day, "EEEE, dd/MM/yyyy", locale=locale)
