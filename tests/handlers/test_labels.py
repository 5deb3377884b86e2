"""Labels of lists and of data files fit on the buttons of a phone, in both languages."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.channels.telegram import CAPABILITIES as TELEGRAM
from bot.channels.web.channel import CAPABILITIES as WEB
from bot.domain.learning.activity import OTHER, Draft, Mode
from bot.domain.people.persons import LOCALES
from bot.domain.people.wards import all_provinces, all_wards
from bot.phrases.entries import TYPE_NAMES
from bot.phrases.profiles import AGES, GROUPS
from bot.serving import LOCALES_DIR
from bot.talk.messages import Button, Message
from bot.talk.steps import Choice, Say
from bot.talk.text import Line, plain
from bot.wording.catalog import Translator
from bot.wording.render import render
from handlers import phrases
from handlers.residents.log.questions import confirm
from handlers.residents.remind.phrases import PURPOSES, USUAL_DAYS
from handlers.ward_lists import MOST_CHOICES, WardList, show
from tests.handlers.every import REFERENCE_DATA
from tests.handlers.labels import too_long

TRANSLATOR = Translator.load(LOCALES_DIR)
ALONE: dict[str, tuple[Line, ...]] = {
    "groups": tuple(GROUPS.values()),
    "ages": tuple(label for _key, _band, label in AGES),
    "kinds": tuple(phrases.KINDS.values()),
    "types": tuple(TYPE_NAMES.values()),
    "forms": tuple(each.name for each in REFERENCE_DATA.self_check.forms),
    "scale": tuple(each.label for each in REFERENCE_DATA.self_check.scale),
    "actions": tuple(each.action.label for each in REFERENCE_DATA.calendar.days),
    "provinces": tuple(plain(each.name) for each in all_provinces()),
    "purposes": tuple(PURPOSES.values()),
    "days": tuple(name for name, _days in USUAL_DAYS.values()),
}


def cut_off(rows: tuple[tuple[Choice, ...], ...]) -> list[str]:
    """The labels of these rows that are too long on some channel, in some language."""
    say = Say((plain("?"),), rows, "nothing")
    return [
        label
        for capabilities in (TELEGRAM, WEB)
        for locale in LOCALES
        for message in render(say, capabilities, TRANSLATOR, locale, 7)
        for label in too_long(message)
    ]


@pytest.mark.parametrize("name", ALONE)
def test_a_label_fits_alone_in_its_row(name: str) -> None:
    rows = tuple((Choice(f"k{n}", label),) for n, label in enumerate(ALONE[name]))
    assert rows
    assert cut_off(rows) == []


def test_indicators_fit_two_in_a_row() -> None:
    names = [each.name for each in REFERENCE_DATA.criteria.indicators]
    choices = [Choice(f"k{n}", name) for n, name in enumerate(names)]
    assert len(choices) == 10
    assert cut_off(tuple(tuple(choices[n : n + 2]) for n in range(0, 10, 2))) == []


@pytest.mark.parametrize("mode", [None, "online", "in_person"])
def test_likely_kinds_fit_two_in_a_row_below_a_summary(mode: Mode | None) -> None:
    draft = Draft("k", OTHER, "múa", dt.date(2026, 11, 20), 30, mode)
    (say,) = confirm(draft).says
    assert len(say.choices) >= 3
    assert cut_off(say.choices) == []


def test_the_label_of_every_ward_fits_alone_and_among_those_of_other_provinces() -> None:
    codes = [each.code for each in all_wards()]
    served = frozenset(each.code for each in all_provinces())
    assert len(codes) > 3_000
    page = MOST_CHOICES - 4
    # Every seventh ward stands beside wards of other provinces.
    mixed = [codes[start::7] for start in range(7)]
    for order in (codes, [code for each in mixed for code in each]):
        for start in range(0, len(order), page):
            say = show(WardList(found=tuple(order[start : start + page])), served)
            assert cut_off(say.choices) == []


@pytest.mark.parametrize(
    ("letters", "row", "cut"),
    [(34, 1, 0), (35, 1, 1), (24, 2, 0), (25, 2, 2), (14, 3, 0), (15, 3, 3)],
)
def test_the_measure_counts_the_letters_of_a_row(letters: int, row: int, cut: int) -> None:
    message = Message("?", (tuple(Button("đ" * letters, "1:a") for _n in range(row)),))
    assert len(too_long(message)) == cut
