"""The page of a copy: every table of the person in words, to be read on a phone or printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from xml.etree import ElementTree as ET

from bot.domain.privacy.declarations import Kind
from bot.exports.copies.archive import Missing
from bot.exports.copies.words import COLUMNS, NOT_READ, TABLES, shown
from bot.services.ports.privacy import CopiedTable
from bot.talk.text import Blank, Day, Text, _, plain, plural

Value = Callable[[Blank, str], str]
"""A value in one language."""

Spoken = Callable[[str, str], str]
"""The words of a stored say in one language."""

STYLE = """
body{font:18px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem;color:#1b1b1b;
background:#fff}
h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2rem;border-bottom:2px solid #0b6b5c}
dl{border:1px solid #c8c8c8;border-radius:.5rem;padding:.5rem .8rem;margin:.6rem 0;
break-inside:avoid}
dt{color:#4a4a4a;font-size:.9rem}dd{margin:0 0 .35rem;overflow-wrap:anywhere;white-space:pre-line}
@media(min-width:40rem){dl{display:grid;grid-template-columns:14rem 1fr}dd{margin:0}}
@media print{body{font-size:12pt;max-width:none}}
"""
"""The style of a page of its own: it is also read from a file, without the service."""


def readable_page(
    tables: Sequence[CopiedTable],
    *,
    locale: str,
    made: dt.datetime,
    value: Value,
    spoken: Spoken,
    missing: Mapping[str, Missing] | None = None,
) -> bytes:
    """The page, as HTML in one file. `made` is when, in the zone in which instants are shown.

    `missing` are the references of photos and files that could not be added to the copy, and why.
    """

    def said(blank: Blank) -> str:
        return value(blank, locale)

    html = ET.Element("html", lang=locale)
    head = ET.SubElement(html, "head")
    ET.SubElement(head, "meta", charset="utf-8")
    ET.SubElement(head, "meta", name="viewport", content="width=device-width,initial-scale=1")
    ET.SubElement(head, "meta", name="robots", content="noindex")
    ET.SubElement(head, "link", rel="icon", href="data:,")  # none: a browser would ask for one
    title = said(_("A copy of your data"))
    ET.SubElement(head, "title").text = title
    ET.SubElement(head, "style").text = STYLE
    body = ET.SubElement(html, "main")
    ET.SubElement(body, "h1").text = title
    when = _("Made on {day} at {time}.", day=Day(made.date()), time=plain(f"{made:%H:%M}"))
    ET.SubElement(body, "p").text = said(when)
    if missing:
        ET.SubElement(body, "h2").text = said(_("What is missing"))
        lost = {each for each, why in missing.items() if why != "elsewhere"}
        if lost:
            _add_lost(body, tables, lost, said, made)
        if elsewhere := len(missing) - len(lost):
            ET.SubElement(body, "p").text = said(_elsewhere(elsewhere))
    for table in tables:
        if table.rows and table.name not in NOT_READ:
            _add_table(body, table, said, made, lambda stored: spoken(stored, locale))
    return b"<!doctype html>\n" + bytes(ET.tostring(html, encoding="utf-8", method="html"))


def _add_lost(
    body: ET.Element,
    tables: Sequence[CopiedTable],
    lost: Collection[str],
    said: Callable[[Blank], str],
    made: dt.datetime,
) -> None:
    """Which photos and files are missing: their names, and when they were sent."""
    count = plural(
        "{count} photo or file could not be added: it is damaged or gone.",
        "{count} photos or files could not be added: they are damaged or gone.",
        len(lost),
    )
    ET.SubElement(body, "p").text = said(count)
    listed = ET.SubElement(body, "ul")
    for table in tables:
        names = list(table.columns)
        if not {"reference", "at_ms"} <= set(names):
            continue
        for row in table.rows:
            reference, at_ms = (row[names.index(each)] for each in ("reference", "at_ms"))
            if reference in lost and isinstance(at_ms, int):
                at = dt.datetime.fromtimestamp(at_ms / 1000, made.tzinfo)
                name = str(reference).partition(":")[2]
                line = f"{at:%H:%M}, {said(Day(at.date()))} · {name}"
                ET.SubElement(listed, "li", style="overflow-wrap:anywhere").text = line
    ask = _("Do you still have one? Then please send it again with its entry.")
    ET.SubElement(body, "p").text = said(ask)


def _elsewhere(count: int) -> Text:
    return plural(
        "{count} photo or file lies with the messenger and could not be fetched now. You still see "
        "it in your chat there. To have it in the copy, please open the link again later.",
        "{count} photos or files lie with the messenger and could not be fetched now. You still "
        "see them in your chat there. To have them in the copy, please open the link again later.",
        count,
    )


def _add_table(
    body: ET.Element,
    table: CopiedTable,
    said: Callable[[Blank], str],
    made: dt.datetime,
    spoken: Callable[[str], str],
) -> None:
    ET.SubElement(body, "h2").text = said(TABLES[table.name])
    count = plural("{count} line", "{count} lines", len(table.rows))
    ET.SubElement(body, "p").text = said(count)
    for row in table.rows:
        entry = ET.Element("dl")
        for (name, kind), stored in zip(table.columns.items(), row, strict=True):
            text = _text(name, kind, stored, said, made, spoken)
            if text:
                ET.SubElement(entry, "dt").text = said(COLUMNS[name])
                ET.SubElement(entry, "dd").text = text
        if len(entry):
            body.append(entry)


def _text(
    name: str,
    kind: Kind,
    stored: object,
    said: Callable[[Blank], str],
    made: dt.datetime,
    spoken: Callable[[str], str],
) -> str:
    if stored is None or stored == "":
        return ""
    if name == "say":
        return spoken(str(stored))
    if kind == "moment" and isinstance(stored, int):
        moment = dt.datetime.fromtimestamp(stored / 1000, made.tzinfo)
        return f"{moment:%H:%M}, {said(Day(moment.date()))}"
    shown_as = shown(name, stored)
    return "" if shown_as is None else said(shown_as)
