"""Instruments: the forms, the scale and the bands of the digital skills self-check, as data.

The cut points 30, 48 and 81 percent come from DigCompSAT.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct

from bot.domain.data_files.localized import LocalizedText
from bot.domain.data_files.problems import (
    Problem,
    check_length,
    check_once,
    check_texts,
    found_once,
)
from bot.domain.skills.frameworks import MAX_CHART_NAME, Framework

MAX_LABEL = 40
"""Maximum characters on a button."""

Identifier = Annotated[str, Meta(pattern=r"^[A-Za-z0-9.-]{1,12}\Z")]
"""An id; it is stored in button data and in rows."""


class Option(Struct, frozen=True, forbid_unknown_fields=True):
    """One step of the answer scale: its button, and its exact meaning."""

    value: int
    label: LocalizedText
    meaning: LocalizedText


class Item(Struct, frozen=True, forbid_unknown_fields=True):
    """One question; `name` is its name beside a chart, `top` describes the highest step."""

    id: Identifier
    code: str
    name: LocalizedText
    question: LocalizedText
    top: LocalizedText


class Starter(Struct, frozen=True, forbid_unknown_fields=True):
    """Questions about the device; they replace the others when all answers in `when` are 0."""

    when: tuple[Identifier, ...]
    opening: LocalizedText
    closing: LocalizedText
    items: tuple[Item, ...]


class Form(Struct, frozen=True, forbid_unknown_fields=True):
    """One questionnaire.

    A changed question needs a new `version`: only equal versions are compared. `most` is the
    maximum sum of points. With `domains` the questions come in blocks, one for each domain of the
    framework, and each domain has its own score.
    """

    id: Identifier
    version: Identifier
    name: LocalizedText
    about: LocalizedText
    minutes: int
    most: int
    domains: bool
    items: tuple[Item, ...]
    starter: Starter | None = None

    def every_item(self) -> tuple[Item, ...]:
        """All questions, with those of the starter."""
        return self.items + (self.starter.items if self.starter else ())

    def item(self, name: str) -> Item | None:
        """The question with this id, or None."""
        return next((item for item in self.every_item() if item.id == name), None)


class Band(Struct, frozen=True, forbid_unknown_fields=True):
    """A range of results: from `from_percent` up to the next band, compared without rounding."""

    level: int
    from_percent: int
    name: LocalizedText
    meaning: LocalizedText
    level_name: LocalizedText


class SelfCheck(Struct, frozen=True, forbid_unknown_fields=True):
    """The scale, the scoring rules and the forms."""

    framework: str
    opening: LocalizedText
    disclaimer: LocalizedText
    answered_percent_least: int
    domain_answers_least: int
    recheck_days: int
    safety_codes: tuple[str, ...]
    scale: tuple[Option, ...]
    bands: tuple[Band, ...]
    forms: tuple[Form, ...]

    def form(self, name: str, version: str | None = None) -> Form | None:
        """The form with an id; None when the form, or this version of it, does not exist."""
        for form in self.forms:
            if form.id == name and version in (None, form.version):
                return form
        return None


@found_once
def problems_in_self_check(check: SelfCheck, framework: Framework) -> Iterator[Problem]:
    """Check the content of the file, beyond its shape."""
    yield from check_texts(check, "")
    if check.framework != framework.id:
        yield Problem("framework", f"the framework on file is {framework.id}")
    if not 0 < check.answered_percent_least <= 100:
        yield Problem("answered_percent_least", "it must be a percentage from 1 to 100")
    if check.domain_answers_least < 1:
        yield Problem("domain_answers_least", "it must be at least 1")
    if check.recheck_days < 1:
        yield Problem("recheck_days", "it must be at least 1 day")
    for code in check.safety_codes:
        if code not in framework.codes():
            yield Problem(f"safety_codes.{code}", "the framework has no such code")
    yield from _mistakes_in_scale(check)
    yield from _mistakes_in_bands(check.bands)
    yield from check_once([form.id for form in check.forms], "forms")
    if not check.forms:
        yield Problem("forms", "there is no form")
    for form in check.forms:
        yield from _mistakes_in_form(form, check, framework)


def _mistakes_in_scale(check: SelfCheck) -> Iterator[Problem]:
    if [option.value for option in check.scale] != list(range(len(check.scale))):
        yield Problem("scale", "the values must be 0, 1, 2 … in this order")
    if len(check.scale) < 2:
        yield Problem("scale", "a scale has at least two steps")
    for option in check.scale:
        yield from check_length(option.label, MAX_LABEL, f"scale.{option.value}.label")


def _mistakes_in_bands(bands: tuple[Band, ...]) -> Iterator[Problem]:
    starts = [band.from_percent for band in bands]
    if not bands or starts[0] != 0:
        yield Problem("bands", "the first band must begin at 0 percent")
    if any(later <= earlier for earlier, later in itertools.pairwise(starts)):
        yield Problem("bands", "each band must begin higher than the one before")
    if starts and starts[-1] > 100:
        yield Problem("bands", "no band can begin above 100 percent")
    if [band.level for band in bands] != list(range(len(bands))):
        yield Problem("bands", "the levels must be 0, 1, 2 … in this order")


def _mistakes_in_form(form: Form, check: SelfCheck, framework: Framework) -> Iterator[Problem]:
    entry = f"forms.{form.id}"
    if not form.items:
        yield Problem(f"{entry}.items", "there is no question")
    yield from check_once([item.id for item in form.every_item()], f"{entry}.items")
    maximum = (len(check.scale) - 1) * len(form.items)
    if form.most != maximum:
        yield Problem(f"{entry}.most", f"{len(form.items)} questions make {maximum} points")
    if form.minutes < 1:
        yield Problem(f"{entry}.minutes", "it must be at least 1 minute")
    yield from check_length(form.name, MAX_LABEL, f"{entry}.name")
    for item in form.every_item():
        yield from check_length(item.name, MAX_CHART_NAME, f"{entry}.items.{item.id}.name")
        if item.code not in framework.codes():
            yield Problem(f"{entry}.items.{item.id}.code", f"the framework has no {item.code}")
    if form.domains:
        places = [framework.domain_of(item.code) for item in form.items]
        order = [framework.domains.index(place) for place in places if place is not None]
        if order != sorted(order):
            yield Problem(f"{entry}.items", "the questions must come in the order of the domains")
    if form.starter is None:
        return
    ids = {item.id for item in form.items}
    for name in form.starter.when:
        if name not in ids:
            yield Problem(f"{entry}.starter.when.{name}", "the form has no such question")
    if not form.starter.when or not form.starter.items:
        yield Problem(f"{entry}.starter", "it needs questions, and when to ask them")
