"""The page of a yearbook: one HTML file in large type for A4 paper, without scripts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.etree import ElementTree as ET

from bot.domain.learning.activity import Activity
from bot.domain.learning.yearbook import Chapter, Yearbook
from bot.talk.text import Blank, Day, Minutes, Text, _, plain, plural

Value = Callable[[Blank, str], str]
"""A value in one language."""

STYLE = """
@page{size:A4;margin:18mm 16mm 20mm}
*{box-sizing:border-box}
body{font:19px/1.5 "Noto Sans",system-ui,sans-serif;margin:0 auto;max-width:46rem;padding:1rem;
color:#111;background:#fff}
h1{font-size:1.8rem;line-height:1.2;margin:0 0 .5rem}
h2{font-size:1.2rem;line-height:1.3;margin:1.6rem 0 .3rem;break-after:avoid}
p{margin:.2rem 0}
.line{border-bottom:1px solid #555;padding-top:1.1rem;display:flex}
.points{font-weight:600;break-after:avoid}
table{width:100%;border-collapse:collapse;margin:.4rem 0}
td{border-top:1px solid #bbb;padding:.3rem .4rem .3rem 0;vertical-align:top;overflow-wrap:anywhere}
td:first-child{white-space:nowrap;width:3.8rem}
td:last-child{text-align:right;width:8rem}
tr{break-inside:avoid}
.note{color:#444;font-size:.9rem;margin-top:1.2rem}
@media screen and (max-width:30rem){td,td:first-child,td:last-child{display:block;width:auto;
text-align:left;padding-right:0}td+td{border:0;padding-top:0}}
@media print{body{font-size:14pt;max-width:none;padding:0}}
"""


def yearbook_page(book: Yearbook, *, locale: str, value: Value, place: str | None) -> bytes:
    """The page, as HTML in one file; `place` is the name of the person's ward.

    There is a line for the name, to be written by hand: the service keeps no name.
    """

    def said(blank: Blank) -> str:
        return value(blank, locale)

    html = ET.Element("html", lang=locale)
    head = ET.SubElement(html, "head")
    ET.SubElement(head, "meta", charset="utf-8")
    ET.SubElement(head, "meta", name="viewport", content="width=device-width,initial-scale=1")
    ET.SubElement(head, "meta", name="robots", content="noindex")
    title = said(_("Learning notebook of {year}", year=plain(str(book.year))))
    ET.SubElement(head, "title").text = title
    ET.SubElement(head, "style").text = STYLE
    body = ET.SubElement(html, "main")
    ET.SubElement(body, "h1").text = title
    ET.SubElement(body, "p", {"class": "line"}).text = said(_("Name:"))
    if place is not None:
        ET.SubElement(body, "p").text = said(_("Place: {ward}", ward=plain(place)))
    ET.SubElement(body, "p").text = said(_total(book.entries))
    known = _("Points by your own estimate: {points} of {total}",
              points=book.points, total=book.criteria.total)  # fmt: skip
    ET.SubElement(body, "p", {"class": "points"}).text = said(known)
    for number, chapter in enumerate(book.chapters, 1):
        _add_chapter(body, number, chapter, said)
    if book.others:
        ET.SubElement(body, "h2").text = said(_("Other entries"))
        _add_entries(body, book.others, said)
    note = _("This is your own estimate, no recognition. Criteria: {source}.",
             source=book.criteria.source)  # fmt: skip
    ET.SubElement(body, "p", {"class": "note"}).text = said(note)
    ET.SubElement(body, "p").text = said(_("Printed on {day}.", day=Day(book.printed)))
    ET.SubElement(body, "p", {"class": "line"}).text = said(_("Signature:"))
    return b"<!doctype html>\n" + bytes(ET.tostring(html, encoding="utf-8", method="html"))


def _add_chapter(
    body: ET.Element, number: int, chapter: Chapter, said: Callable[[Blank], str]
) -> None:
    status = chapter.status
    name = said(status.indicator.name)
    ET.SubElement(body, "h2").text = f"{number}. {name}"
    points = (
        _("No points yet")
        if status.points is None
        else _("{points} of {most} points", points=status.points, most=status.indicator.points)
    )
    ET.SubElement(body, "p", {"class": "points"}).text = said(points)
    if status.self_check_percent is not None:
        checked = _("Self-check of digital skills: {percent}%", percent=status.self_check_percent)
        ET.SubElement(body, "p").text = said(checked)
    if status.goal_minutes:
        goal = _("Goal of a week: {time}", time=Minutes(status.goal_minutes))
        ET.SubElement(body, "p").text = said(goal)
    if chapter.listed_before:
        more = plural(
            "{count} entry listed above speaks for this too.",
            "{count} entries listed above speak for this too.",
            chapter.listed_before,
        )
        ET.SubElement(body, "p").text = said(more)
    if chapter.entries:
        _add_entries(body, chapter.entries, said)


def _add_entries(
    body: ET.Element, entries: Sequence[Activity], said: Callable[[Blank], str]
) -> None:
    table = ET.SubElement(body, "table")
    for each in entries:
        row = ET.SubElement(table, "tr")
        ET.SubElement(row, "td").text = f"{each.day:%d/%m}"
        what = each.title if each.provider is None else f"{each.title} ({each.provider})"
        ET.SubElement(row, "td").text = what
        ET.SubElement(row, "td").text = said(Minutes(each.minutes))


def _total(entries: Sequence[Activity]) -> Text:
    time = Minutes(sum(each.minutes for each in entries))
    return plural("{count} activity, {time} in total", "{count} activities, {time} in total",
                  len(entries), time=time)  # fmt: skip
