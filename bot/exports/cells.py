"""Cells: a stored value as it stands in a file for machines or for spreadsheets."""

from __future__ import annotations

import datetime as dt

from bot.domain.privacy.declarations import Kind

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_OWN_TEXT: frozenset[Kind] = frozenset({"words", "reference", "outside_id"})


def value_of(stored: object, kind: Kind, zone: dt.tzinfo) -> object:
    """A value for JSON: an instant is written by ISO 8601 with its offset, the rest as it is."""
    if kind == "moment" and isinstance(stored, int):
        return dt.datetime.fromtimestamp(stored / 1000, zone).isoformat(timespec="seconds")
    return stored


def cell_of(stored: object, kind: Kind, zone: dt.tzinfo) -> str:
    """A value for CSV; a text that a spreadsheet would run as a formula begins with an apostrophe
    (OWASP: CSV injection)."""
    value = value_of(stored, kind, zone)
    if value is None:
        return ""
    text = str(value)
    return guarded(text) if kind in _OWN_TEXT else text


def guarded(text: str) -> str:
    """A text for CSV that no spreadsheet runs as a formula: it begins with an apostrophe then."""
    return f"'{text}" if text.startswith(_FORMULA) else text
