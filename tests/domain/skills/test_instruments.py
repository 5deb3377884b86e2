"""A form is found by id and version, and each problem in the file is reported with its entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from bot.domain.data_files.localized import LocalizedText
from bot.domain.data_files.problems import Problem
from bot.domain.skills.instruments import Form, Item, SelfCheck, problems_in_self_check
from tests.domain import reference_files as shelf_files

LONG = LocalizedText(vi="Đ" * 41, en="Long")


def test_a_form_is_had_by_its_id_and_version() -> None:
    check = shelf_files.self_check()
    assert check.form("short") is check.forms[0]
    assert check.form("short", "2026-1") is check.forms[0]
    assert check.form("short", "1999-1") is None
    assert check.form("none") is None


def test_every_item_of_a_form_is_had_by_its_id() -> None:
    for form in shelf_files.self_check().forms:
        assert all(form.item(item.id) is item for item in form.every_item())
        assert form.item("none") is None


def test_an_id_that_fits_no_button_is_refused() -> None:
    item = msgspec.json.encode(shelf_files.self_check().forms[0].items[0])
    assert msgspec.json.decode(item, type=Item).id == "S1"
    with pytest.raises(msgspec.ValidationError, match=r"\$\.id"):
        msgspec.json.decode(item.replace(b'"S1"', b'"S:1"'), type=Item)


def in_form(check: SelfCheck, place: int, **changes: Any) -> SelfCheck:
    forms = list(check.forms)
    forms[place] = replace(forms[place], **changes)
    return replace(check, forms=tuple(forms))


def in_item(check: SelfCheck, place: int, **changes: Any) -> SelfCheck:
    head, *rest = check.forms[place].items
    return in_form(check, place, items=(replace(head, **changes), *rest))


def in_starter(check: SelfCheck, **changes: Any) -> SelfCheck:
    starter = check.forms[0].starter
    assert starter is not None
    return in_form(check, 0, starter=replace(starter, **changes))


def in_starter_item(check: SelfCheck, **changes: Any) -> SelfCheck:
    starter = check.forms[0].starter
    assert starter is not None
    head, *rest = starter.items
    return in_starter(check, items=(replace(head, **changes), *rest))


def starts(check: SelfCheck, *percents: int) -> SelfCheck:
    bands = zip(check.bands, percents, strict=True)
    return replace(check, bands=tuple(replace(b, from_percent=p) for b, p in bands))


def one_step(check: SelfCheck) -> SelfCheck:
    forms = tuple(replace(form, most=0) for form in check.forms)
    return replace(check, scale=check.scale[:1], forms=forms)


def turned(form: Form) -> tuple[Item, ...]:
    return tuple(reversed(form.items))


Break = Callable[[SelfCheck], SelfCheck]
BROKEN: dict[str, tuple[Break, Problem]] = {
    "an empty text": (
        lambda f: in_item(f, 0, top=LocalizedText(vi="", en="Top")),
        Problem("forms.short.items.S1.top.vi", "the text is empty"),
    ),
    "another framework": (
        lambda f: replace(f, framework="other"),
        Problem("framework", "the framework on file is tt02-2025"),
    ),
    "a share of nothing": (
        lambda f: replace(f, answered_percent_least=0),
        Problem("answered_percent_least", "it must be a percentage from 1 to 100"),
    ),
    "a share of more than all": (
        lambda f: replace(f, answered_percent_least=101),
        Problem("answered_percent_least", "it must be a percentage from 1 to 100"),
    ),
    "a domain of no answers": (
        lambda f: replace(f, domain_answers_least=0),
        Problem("domain_answers_least", "it must be at least 1"),
    ),
    "a check again at once": (
        lambda f: replace(f, recheck_days=0),
        Problem("recheck_days", "it must be at least 1 day"),
    ),
    "an unknown code of safety": (
        lambda f: replace(f, safety_codes=("9.9",)),
        Problem("safety_codes.9.9", "the framework has no such code"),
    ),
    "a scale out of order": (
        lambda f: replace(f, scale=f.scale[::-1]),
        Problem("scale", "the values must be 0, 1, 2 … in this order"),
    ),
    "a scale of one step": (one_step, Problem("scale", "a scale has at least two steps")),
    "a step too long for a button": (
        lambda f: replace(f, scale=(replace(f.scale[0], label=LONG), *f.scale[1:])),
        Problem("scale.0.label.vi", "41 characters, 40 at most fit here"),
    ),
    "no band": (
        lambda f: replace(f, bands=()),
        Problem("bands", "the first band must begin at 0 percent"),
    ),
    "a first band too high": (
        lambda f: starts(f, 1, 30, 48, 81),
        Problem("bands", "the first band must begin at 0 percent"),
    ),
    "two bands at one place": (
        lambda f: starts(f, 0, 30, 30, 81),
        Problem("bands", "each band must begin higher than the one before"),
    ),
    "a band out of reach": (
        lambda f: starts(f, 0, 30, 48, 101),
        Problem("bands", "no band can begin above 100 percent"),
    ),
    "levels out of order": (
        lambda f: replace(f, bands=(*f.bands[:3], replace(f.bands[3], level=4))),
        Problem("bands", "the levels must be 0, 1, 2 … in this order"),
    ),
    "a form twice": (
        lambda f: replace(f, forms=(*f.forms, f.forms[0])),
        Problem("forms.short", "it is there more than once"),
    ),
    "no form": (lambda f: replace(f, forms=()), Problem("forms", "there is no form")),
    "a form without questions": (
        lambda f: in_form(f, 1, items=(), most=0),
        Problem("forms.full.items", "there is no question"),
    ),
    "a question twice": (
        lambda f: in_item(f, 1, id="1.2"),
        Problem("forms.full.items.1.2", "it is there more than once"),
    ),
    "a question of the starter with the id of another": (
        lambda f: in_starter_item(f, id="S12"),
        Problem("forms.short.items.S12", "it is there more than once"),
    ),
    "a wrong sum of points": (
        lambda f: in_form(f, 0, most=35),
        Problem("forms.short.most", "12 questions make 36 points"),
    ),
    "a form that takes no time": (
        lambda f: in_form(f, 0, minutes=0),
        Problem("forms.short.minutes", "it must be at least 1 minute"),
    ),
    "a name of a form too long": (
        lambda f: in_form(f, 0, name=LONG),
        Problem("forms.short.name.vi", "41 characters, 40 at most fit here"),
    ),
    "a name of a question too long": (
        lambda f: in_item(f, 0, name=LocalizedText(vi="Đ" * 25, en="Long")),
        Problem("forms.short.items.S1.name.vi", "25 characters, 24 at most fit here"),
    ),
    "a name of a question of the starter too long": (
        lambda f: in_starter_item(f, name=LocalizedText(vi="Chạm", en="x" * 25)),
        Problem("forms.short.items.D1.name.en", "25 characters, 24 at most fit here"),
    ),
    "an unknown code": (
        lambda f: in_item(f, 0, code="9.9"),
        Problem("forms.short.items.S1.code", "the framework has no 9.9"),
    ),
    "an unknown code in the starter": (
        lambda f: in_starter_item(f, code="9.9"),
        Problem("forms.short.items.D1.code", "the framework has no 9.9"),
    ),
    "domains out of order": (
        lambda f: in_form(f, 1, items=turned(f.forms[1])),
        Problem("forms.full.items", "the questions must come in the order of the domains"),
    ),
    "a starter after an unknown question": (
        lambda f: in_starter(f, when=("S99",)),
        Problem("forms.short.starter.when.S99", "the form has no such question"),
    ),
    "a starter that never comes": (
        lambda f: in_starter(f, when=()),
        Problem("forms.short.starter", "it needs questions, and when to ask them"),
    ),
    "a starter without questions": (
        lambda f: in_starter(f, items=()),
        Problem("forms.short.starter", "it needs questions, and when to ask them"),
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_each_mistake_is_told_once_with_its_place(kind: str) -> None:
    broken, mistake = BROKEN[kind]
    check = broken(shelf_files.self_check())
    assert list(problems_in_self_check(check, shelf_files.framework())) == [mistake]


def test_questions_may_come_in_any_order_where_no_domain_is_scored() -> None:
    check = shelf_files.self_check()
    free = in_form(check, 1, items=turned(check.forms[1]), domains=False)
    assert not list(problems_in_self_check(free, shelf_files.framework()))
