"""Scoring: the result of a set of answers, and the order of the questions."""

from __future__ import annotations

import csv
import itertools
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.skills.instruments import Form
from bot.domain.skills.scoring import (
    NEXT_STEPS,
    Answers,
    Result,
    advise,
    band_of,
    next_question,
    question_before,
    question_order,
    result,
    skipped,
    starts_at_device,
)
from tests.domain import reference_files as shelf_files

BASIC = ("S1", "S3", "S7")
SAFETY = {"short": ("S7", "S8"), "full": ("4.1", "4.2")}


def form(name: str) -> Form:
    found = shelf_files.self_check().form(name)
    assert found is not None
    return found


def scored(kind: Form, sheet: Answers) -> Result:
    return result(shelf_files.self_check(), shelf_files.framework(), kind, sheet)


def advised(kind: Form, sheet: Answers) -> list[str]:
    lessons = advise(shelf_files.lessons(), shelf_files.self_check(), kind, sheet)
    return [lesson.id for lesson in lessons]


# --- golden answers, computed by a person ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Golden:
    """One set of answers and its result under the rules."""

    name: str
    form: str
    answers: str
    points: int
    answered: int
    percent: Fraction | None
    band: int | None
    domains: list[Fraction | None]
    unsafe: bool
    starter: bool
    lessons: list[str]


def percents(written: str) -> list[Fraction | None]:
    return [None if each == "-" else Fraction(each) for each in written.split()]


def golden() -> list[Golden]:
    path = Path(__file__).parent / "data" / "answer_sheets.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Golden(
                name=row["sheet"],
                form=row["form"],
                answers=row["answers"],
                points=int(row["points"]),
                answered=int(row["answered"]),
                percent=Fraction(row["percent"]) if row["percent"] else None,
                band=int(row["band"]) if row["band"] else None,
                domains=percents(row["domains"]),
                unsafe=row["unsafe"] == "yes",
                starter=row["starter"] == "yes",
                lessons=row["lessons"].split(),
            )
            for row in csv.DictReader(lines)
        ]


def sheet_of(kind: Form, answers: str) -> dict[str, int | None]:
    """`210-`: answers in the order of the questions, `-` skipped; the starter's after a `+`."""
    own, _, device = answers.replace(" ", "").partition("+")
    starter = kind.starter.items if kind.starter else ()
    pairs = [*zip(kind.items, own, strict=False), *zip(starter, device, strict=False)]
    return {item.id: None if answer == "-" else int(answer) for item, answer in pairs}


GOLDEN = golden()


@pytest.mark.parametrize("sheet", GOLDEN, ids=[f"{g.form}: {g.name}" for g in GOLDEN])
def test_a_sheet_comes_to_what_was_worked_out_by_hand(sheet: Golden) -> None:
    kind = form(sheet.form)
    answers = sheet_of(kind, sheet.answers)
    found = scored(kind, answers)
    told = (found.points, found.answered, found.percent, found.band and found.band.level)
    assert told == (sheet.points, sheet.answered, sheet.percent, sheet.band)
    assert [score.percent for score in found.domains] == sheet.domains
    assert (found.unsafe, found.starter) == (sheet.unsafe, sheet.starter)
    assert advised(kind, answers) == sheet.lessons


def test_the_golden_sheets_are_of_both_forms_and_of_all_bands() -> None:
    for name in ("short", "full"):
        assert {sheet.band for sheet in GOLDEN if sheet.form == name} == {None, 0, 1, 2, 3}
    assert any(sheet.starter for sheet in GOLDEN)


@pytest.mark.parametrize(
    ("percent", "level"),
    [
        (Fraction(0), 0), (Fraction(2999, 100), 0), (Fraction(30), 1),
        (Fraction(4799, 100), 1), (Fraction(48 * 10**9 - 1, 10**9), 1), (Fraction(48), 2),
        (Fraction(8099, 100), 2), (Fraction(81 * 10**9 - 1, 10**9), 2), (Fraction(81), 3),
        (Fraction(100), 3),
    ],
)  # fmt: skip
def test_a_band_begins_exactly_at_its_cut_point(percent: Fraction, level: int) -> None:
    assert band_of(percent, shelf_files.self_check()).level == level


@pytest.mark.parametrize(
    ("name", "answers", "asked", "needed"),
    [("short", "", 12, 10), ("full", "", 24, 20), ("short", "0000000", 11, 9)],
)
def test_four_of_five_questions_must_be_answered(
    name: str, answers: str, asked: int, needed: int
) -> None:
    found = scored(form(name), sheet_of(form(name), answers))
    assert (found.asked, found.needed) == (asked, needed)


# --- properties of scoring ------------------------------------------------------------------------

ANSWERS = st.none() | st.integers(0, 3)
FORMS = st.sampled_from(("short", "full")).map(form)


@st.composite
def sheets(draw: st.DrawFn, kind: Form, *, complete: bool = False) -> dict[str, int | None]:
    """Answers to any questions of a form and its starter; often all the basic ones are 0."""
    items = kind.every_item()
    sheet = {i.id: draw(ANSWERS) for i in items if complete or draw(st.integers(0, 9))}
    if kind.starter and draw(st.booleans()):
        sheet |= dict.fromkeys(kind.starter.when, 0)
    return sheet


@st.composite
def with_sheets(draw: st.DrawFn, *, complete: bool = False) -> tuple[Form, dict[str, int | None]]:
    kind = draw(FORMS)
    return kind, draw(sheets(kind, complete=complete))


@given(with_sheets(), st.data())
def test_a_higher_answer_never_lowers_anything(
    told: tuple[Form, dict[str, int | None]], data: st.DataObject
) -> None:
    kind, sheet = told
    low = [name for name, answer in sheet.items() if answer is not None and answer < 3]
    assume(low)
    name = data.draw(st.sampled_from(low))
    before = sheet[name]
    assert before is not None
    higher = {**sheet, name: data.draw(st.integers(before + 1, 3))}
    # Leaving the device starter changes the questions.
    assume(question_order(kind, sheet) == question_order(kind, higher))
    old, new = scored(kind, sheet), scored(kind, higher)
    assert new.answered == old.answered
    assert new.points >= old.points
    if old.percent is None or old.band is None:
        assert (new.percent, new.band) == (None, None)
    else:
        assert new.percent is not None
        assert new.band is not None
        assert new.percent >= old.percent
        assert new.band.level >= old.band.level
    for score, raised in zip(old.domains, new.domains, strict=True):
        assert (score.percent is None) == (raised.percent is None)
        assert (raised.percent or 0) >= (score.percent or 0)
    assert not (new.unsafe and not old.unsafe)


@given(with_sheets(), st.data())
def test_a_skipped_answer_never_counts(
    told: tuple[Form, dict[str, int | None]], data: st.DataObject
) -> None:
    kind, sheet = told
    assume(sheet)
    name = data.draw(st.sampled_from(sorted(sheet)))
    less = {**sheet, name: None}
    assume(question_order(kind, sheet) == question_order(kind, less))
    old, new = scored(kind, sheet), scored(kind, less)
    assert new.points <= old.points
    counted = sheet[name] is not None and name in {item.id for item in question_order(kind, sheet)}
    assert new.answered == old.answered - counted
    if counted:
        assert name in {item.id for item in skipped(kind, less)}
    gone = {key: answer for key, answer in less.items() if key != name}
    if question_order(kind, gone) == question_order(kind, less):
        assert scored(kind, gone) == new  # skipped and never reached score alike


@given(with_sheets(), st.randoms(use_true_random=False))
def test_the_order_in_which_answers_were_given_does_not_matter(
    told: tuple[Form, dict[str, int | None]], random: Random
) -> None:
    kind, sheet = told
    names = list(sheet)
    random.shuffle(names)
    mixed = {name: sheet[name] for name in names}
    assert scored(kind, mixed) == scored(kind, sheet)
    assert advised(kind, mixed) == advised(kind, sheet)
    assert next_question(kind, mixed) == next_question(kind, sheet)


@given(with_sheets())
def test_a_result_is_within_its_limits(told: tuple[Form, dict[str, int | None]]) -> None:
    kind, sheet = told
    found = scored(kind, sheet)
    assert 0 <= found.points <= 3 * found.answered <= 3 * found.asked
    assert len(skipped(kind, sheet)) + found.answered <= found.asked
    assert (found.percent is None) == (found.band is None)
    assert (found.percent is not None) == (not found.starter and found.answered >= found.needed)
    assert all(0 <= score.percent <= 100 for score in found.domains if score.percent is not None)
    assert [score.domain.code for score in found.domains] == (
        list("123456") if kind.domains else []
    )


# --- the order of the questions -------------------------------------------------------------------


def walk(kind: Form, answers: Answers, stop: int | None = None) -> tuple[list[str], Answers]:
    """Answer question by question; at `stop` the answers are stored and loaded again."""
    sheet: dict[str, int | None] = {}
    asked: list[str] = []
    while item := next_question(kind, sheet):
        if len(asked) == stop:
            sheet = dict(reversed(sheet.items()))  # a database returns the answers in any order
            stop = None
            continue
        assert item.id not in asked
        asked.append(item.id)
        sheet[item.id] = answers[item.id]
    return asked, sheet


@given(with_sheets(complete=True))
def test_a_pause_anywhere_changes_neither_questions_nor_result(
    told: tuple[Form, dict[str, int | None]],
) -> None:
    kind, answers = told
    asked, sheet = walk(kind, answers)
    assert asked == [item.id for item in question_order(kind, answers)]
    for stop in range(len(asked) + 1):
        again, kept = walk(kind, answers, stop)
        assert again == asked
        assert scored(kind, kept) == scored(kind, sheet) == scored(kind, answers)


@given(with_sheets())
def test_what_was_answered_or_skipped_is_not_asked_again(
    told: tuple[Form, dict[str, int | None]],
) -> None:
    kind, sheet = told
    item = next_question(kind, sheet)
    missing = [each for each in question_order(kind, sheet) if each.id not in sheet]
    assert item == (missing[0] if missing else None)
    passed = [each for each in question_order(kind, sheet) if each not in missing]
    assert list(skipped(kind, sheet)) == [each for each in passed if sheet[each.id] is None]


@given(with_sheets())
def test_going_back_is_going_the_same_way(told: tuple[Form, dict[str, int | None]]) -> None:
    kind, sheet = told
    items = question_order(kind, sheet)
    assert question_before(kind, sheet, items[0]) is None
    for earlier, later in itertools.pairwise(items):
        assert question_before(kind, sheet, later) == earlier


def test_a_question_that_left_the_course_is_followed_back_to_its_end() -> None:
    short = form("short")
    left = short.item("S12")
    assert left is not None
    before = question_before(short, dict.fromkeys(BASIC, 0), left)
    assert before is not None
    assert before.id == "D4"


def test_the_starter_takes_the_place_of_what_follows_the_last_basic_question() -> None:
    short = form("short")
    assert [item.id for item in question_order(short, dict.fromkeys(BASIC, 0))] == [
        "S1", "S2", "S3", "S4", "S5", "S6", "S7", "D1", "D2", "D3", "D4",
    ]  # fmt: skip
    assert question_order(short, {}) == short.items
    assert (
        question_order(form("full"), dict.fromkeys(["1.1", "2.1", "4.1"], 0)) == form("full").items
    )


@given(
    sheets(form("short")),
    st.sampled_from(BASIC),
    st.none() | st.integers(1, 3),
)
def test_a_basic_question_away_from_0_leads_back_to_the_forms_own_questions(
    sheet: dict[str, int | None], name: str, answer: int | None
) -> None:
    short = form("short")
    device = {**sheet, **dict.fromkeys(BASIC, 0)}
    assert starts_at_device(short, device)
    changed = {**device, name: answer}
    assert not starts_at_device(short, changed)
    assert question_order(short, changed) == short.items
    own = {item.id for item in short.items}
    only_own = {key: given for key, given in changed.items() if key in own}
    assert scored(short, changed) == scored(short, only_own)
    again = {**changed, name: 0}
    assert scored(short, again) == scored(short, device)


# --- lessons --------------------------------------------------------------------------------------


@given(with_sheets())
def test_few_lessons_are_advised_each_once_and_safety_first(
    told: tuple[Form, dict[str, int | None]],
) -> None:
    kind, sheet = told
    names = advised(kind, sheet)
    asked = {item.id for item in question_order(kind, sheet)}
    due = any(sheet.get(name) == 0 and name in asked for name in SAFETY[kind.id])
    assert len(names) == NEXT_STEPS + due
    assert len(set(names)) == len(names)
    assert due == scored(kind, sheet).unsafe
    if due:
        assert names[0] == "safety"
    codes = shelf_files.lessons().named("safety").codes
    weak = any(sheet.get(i.id) in (0, 1) for i in question_order(kind, sheet) if i.code in codes)
    assert due or "safety" not in names or weak
    assert ("device" in names) == starts_at_device(kind, sheet)
    answers = [sheet[name] for name in asked if sheet.get(name) is not None]
    assert "teach" not in names or 3 in answers
    assert "teach" in names or set(answers) != {3}


@given(with_sheets())
def test_the_weakest_answer_is_helped_first(told: tuple[Form, dict[str, int | None]]) -> None:
    kind, sheet = told
    assume(not starts_at_device(kind, sheet))
    answers = [
        (answer, i) for i in question_order(kind, sheet) if (answer := sheet.get(i.id)) is not None
    ]
    assume(answers)
    least = min(answer for answer, _item in answers)
    assume(least < 3)
    first = next(item for answer, item in answers if answer == least)
    lesson = shelf_files.lessons().for_answer(first.code, least)
    assert lesson is not None
    assert lesson.id in advised(kind, sheet)[: 1 + scored(kind, sheet).unsafe]
