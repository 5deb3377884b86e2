"""The tables of a result: one line a ward, and one line a figure; both as they may be shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from bot.domain.campaigns.results import (
    ENDS,
    ResultData,
    ShownResult,
    answers_of,
    shown_answers,
    shown_result,
)
from bot.domain.campaigns.runs import Run
from bot.domain.small_counts import FEWEST_SHOWN, ShownCount
from bot.phrases.staff.audiences import channel
from bot.phrases.staff.results import END_NAMES, answer_buttons, why_said
from bot.phrases.staff.roles import ward_title
from bot.reports.table import CellValue, ReportTable, TableColumn
from bot.talk.text import Line, _

Say = Callable[[Line, str], str]
"""A line in a language."""


def result_tables(
    data: ResultData, say: Say, locale: str, zone: dt.tzinfo | None
) -> tuple[ReportTable, ReportTable]:
    """The ends of each ward of each sending; then every figure on a line of its own.

    Small counts are texts ("fewer than 8"). Of people there is nothing but counts.
    """

    def said(line: Line) -> str:
        return say(line, locale)

    def count(number: ShownCount | None) -> CellValue:
        if number is None or isinstance(number, int):
            return number
        return said(_("fewer than {number}", number=FEWEST_SHOWN))

    shown = [(run, shown_result(result)) for run, result in data.runs]
    begun = TableColumn(said(_("Sent from")), "moment", 18)
    code = TableColumn(said(_("Code of the ward")), "code", 10)
    ward = TableColumn(said(_("Ward")), "text", 28)
    ends = tuple(TableColumn(said(END_NAMES[end]), "count", 12) for end in ENDS)
    planned = TableColumn(said(_("planned")), "count", 12)
    note = said(
        _(
            "Of channels, reasons and answers, counts below {number} are not shown and the others "
            "are rounded to 5, so they may not add up.",
            number=FEWEST_SHOWN,
        )
    )
    figures = (
        begun,
        TableColumn(said(_("Figure")), "text", 18),
        code,
        ward,
        TableColumn(said(_("Item")), "text", 30),
        TableColumn(said(_("People")), "count", 12),
    )
    return (
        ReportTable(
            said(_("By ward")), (begun, code, ward, planned, *ends), _by_ward(shown, zone), (note,)
        ),
        ReportTable(said(_("Figures")), figures, _figures(data, shown, said, count, zone), (note,)),
    )


def _by_ward(
    shown: list[tuple[Run, ShownResult]], zone: dt.tzinfo | None
) -> Iterator[tuple[CellValue, ...]]:
    for run, each in shown:
        for code, ends in each.wards.items():
            numbers = [ends.get(end, 0) for end in ENDS]
            begun = run.begun.astimezone(zone)
            yield (begun, code, ward_title(code), sum(numbers), *numbers)


def _figures(
    data: ResultData,
    shown: list[tuple[Run, ShownResult]],
    said: Callable[[Line], str],
    count: Callable[[ShownCount | None], CellValue],
    zone: dt.tzinfo | None,
) -> Iterator[tuple[CellValue, ...]]:
    for run, each in shown:
        begun = run.begun.astimezone(zone)
        ended, by_channel = said(_("End")), said(_("By channel"))
        for code, ends in each.wards.items():
            for end, number in ends.items():
                yield (begun, ended, code, ward_title(code), said(END_NAMES[end]), number)
        for name, some in (each.channels or {}).items():
            yield (begun, by_channel, None, None, said(channel(name)), count(some))
        for why, some in (each.reasons or {}).items():
            yield (begun, said(_("Left out")), None, None, said(why_said(why)), count(some))
    labels = answer_buttons(data.campaign)
    chosen = answers_of(data.answers, data.wards)
    answers = shown_answers({place: chosen.get(place, 0) for place in labels})
    for place, label in labels.items():
        yield (None, said(_("Answers")), None, None, label, count(answers.parts[place]))
