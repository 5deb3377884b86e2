"""A self-check as it is kept, on both databases: every refusal, and what stays after each."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import msgspec
import pytest

from bot.domain.reference_data import ReferenceData
from bot.services.people.joining import Consent
from bot.services.skills.self_check import AnswerQuestion, FinishCheck, StartCheck
from tests.services.running_commands import NOW, REFERENCE_DATA, Doer, doer
from tests.storage.stores import Store

SHORT, FULL = REFERENCE_DATA.self_check.forms
START = StartCheck("c", "short", SHORT.version)


def renewed(name: str) -> ReferenceData:
    """A shelf on which a form has another version."""
    forms = [
        msgspec.structs.replace(form, version="2027-1") if form.id == name else form
        for form in REFERENCE_DATA.self_check.forms
    ]
    check = msgspec.structs.replace(REFERENCE_DATA.self_check, forms=tuple(forms))
    return replace(REFERENCE_DATA, self_check=check)


@pytest.fixture
async def checking(somebody: Doer) -> Doer:
    """Somebody who began a short form."""
    await somebody.does(START)
    return somebody


async def answer_all(person: Doer, value: int | None = 2, key: str = "c") -> None:
    """Answer every question of the short form alike."""
    for item in SHORT.items:
        await person.does(AnswerQuestion(key, item.id, value))


# --- beginning ------------------------------------------------------------------------------------


async def test_without_consent_no_check_is_begun(somebody: Doer) -> None:
    await somebody.does(Consent("check", False))
    assert await somebody.is_refused(START) == "consent_check"
    await somebody.does(Consent("check", True))
    await somebody.does(START)
    assert (await somebody.reads("skills.check", "c")).form == "short"


@pytest.mark.parametrize(
    ("form", "version"), [("long", SHORT.version), ("short", "2020-1"), ("", "")]
)
async def test_a_form_that_is_not_on_the_shelf_is_not_begun(
    somebody: Doer, form: str, version: str
) -> None:
    assert await somebody.is_refused(StartCheck("c", form, version)) == "form_unknown"
    assert await somebody.rows("SELECT id FROM self_check") == []


async def test_a_check_begun_anew_drops_the_one_that_it_replaces(checking: Doer) -> None:
    await checking.does(StartCheck("d", "short", SHORT.version, "c"))
    rows = await checking.rows("SELECT check_key, state FROM self_check ORDER BY id")
    assert rows == [("c", "dropped"), ("d", "open")]


async def test_what_is_begun_anew_drops_no_check_of_somebody_else(
    checking: Doer, store: Store, database_url: str
) -> None:
    other = await doer(store, database_url, "2")
    await other.does(StartCheck("d", "short", SHORT.version, "c"))
    rows = await checking.rows("SELECT check_key, state FROM self_check ORDER BY id")
    assert rows == [("c", "open"), ("d", "open")]


async def test_who_took_the_consent_back_answers_and_finishes_nothing_more(
    checking: Doer,
) -> None:
    await answer_all(checking)
    await checking.does(Consent("check", False))
    assert await checking.is_refused(AnswerQuestion("c", "S1", 3)) == "consent_check"
    assert await checking.is_refused(FinishCheck("c")) == "consent_check"
    assert (await checking.reads("skills.check", "c")).answers["S1"] == 2
    await checking.does(Consent("check", True))
    await checking.does(FinishCheck("c"))


# --- answering ------------------------------------------------------------------------------------


async def test_a_check_that_nobody_began_takes_no_answer_and_no_end(somebody: Doer) -> None:
    assert await somebody.is_refused(AnswerQuestion("c", "S1", 2)) == "check_unknown"
    assert await somebody.is_refused(FinishCheck("c")) == "check_unknown"


async def test_a_check_of_somebody_else_is_unknown(
    checking: Doer, store: Store, database_url: str
) -> None:
    other = await doer(store, database_url, "2")
    assert await other.is_refused(AnswerQuestion("c", "S1", 2)) == "check_unknown"
    await answer_all(checking)
    assert await other.is_refused(FinishCheck("c")) == "check_unknown"
    assert (await checking.reads("skills.check", "c")).open


@pytest.mark.parametrize("item", ["S13", "", "1.1", "D1"])
async def test_a_question_that_is_not_on_the_course_is_not_answered(
    checking: Doer, item: str
) -> None:
    assert await checking.is_refused(AnswerQuestion("c", item, 2)) == "question_unknown"
    assert await checking.rows("SELECT id FROM check_answer") == []


async def test_the_course_follows_the_answers(checking: Doer) -> None:
    for item in ("S1", "S3", "S7"):
        await checking.does(AnswerQuestion("c", item, 0))
    await checking.does(AnswerQuestion("c", "D1", 1))
    assert await checking.is_refused(AnswerQuestion("c", "S8", 1)) == "question_unknown"
    await checking.does(AnswerQuestion("c", "S7", 1))
    await checking.does(AnswerQuestion("c", "S8", 1))
    assert await checking.is_refused(AnswerQuestion("c", "D2", 1)) == "question_unknown"


@pytest.mark.parametrize("value", [-1, 4, 99])
async def test_an_answer_that_is_no_step_of_the_scale_is_refused(
    checking: Doer, value: int
) -> None:
    assert await checking.is_refused(AnswerQuestion("c", "S1", value)) == "answer_unknown"
    assert await checking.rows("SELECT id FROM check_answer") == []


async def test_the_same_answer_again_adds_nothing_and_another_one_is_appended(
    checking: Doer,
) -> None:
    for value in (None, None, 0, 0, None, 2, 2):
        await checking.does(AnswerQuestion("c", "S1", value))
    rows = await checking.rows("SELECT nth, value FROM check_answer ORDER BY id")
    assert rows == [(0, None), (1, 0), (2, None), (3, 2)]
    assert (await checking.reads("skills.check", "c")).answers == {"S1": 2}


async def test_a_form_that_was_renewed_takes_no_answer_and_no_end(checking: Doer) -> None:
    await answer_all(checking)
    checking.reference_data = renewed("short")
    assert await checking.is_refused(AnswerQuestion("c", "S1", 1)) == "form_unknown"
    assert await checking.is_refused(FinishCheck("c")) == "form_unknown"
    checking.reference_data = renewed("full")
    await checking.does(FinishCheck("c"))


# --- finishing ------------------------------------------------------------------------------------


async def test_a_check_with_a_question_that_was_not_asked_is_not_finished(checking: Doer) -> None:
    assert await checking.is_refused(FinishCheck("c")) == "check_unfinished"
    for item in SHORT.items[:-1]:
        await checking.does(AnswerQuestion("c", item.id, 3))
    assert await checking.is_refused(FinishCheck("c")) == "check_unfinished"
    await checking.does(AnswerQuestion("c", SHORT.items[-1].id, None))
    await checking.does(FinishCheck("c"))


async def test_the_points_are_made_of_what_is_stored(checking: Doer) -> None:
    await answer_all(checking, 3)
    await checking.does(AnswerQuestion("c", "S1", 0))
    await checking.does(AnswerQuestion("c", "S2", None))
    checking.now = NOW + dt.timedelta(days=40)
    await checking.does(FinishCheck("c"))
    rows = await checking.rows("SELECT state, points, answered, band, ended_ms FROM self_check")
    assert rows == [("finished", 30, 11, 3, round(checking.now.timestamp() * 1000))]


async def test_a_check_with_too_few_answers_has_no_band(checking: Doer) -> None:
    await answer_all(checking, None)
    await checking.does(AnswerQuestion("c", "S1", 3))
    await checking.does(FinishCheck("c"))
    rows = await checking.rows("SELECT state, points, answered, band FROM self_check")
    assert rows == [("finished", 3, 1, None)]


@pytest.mark.parametrize("how", ["finished", "dropped"])
async def test_a_check_that_ended_never_changes(checking: Doer, how: str) -> None:
    await answer_all(checking)
    if how == "finished":
        await checking.does(FinishCheck("c"))
    else:
        await checking.does(StartCheck("d", "short", SHORT.version, "c"))
    kept = "SELECT state, points, answered, band, ended_ms FROM self_check WHERE check_key = 'c'"
    before = await checking.rows(kept)
    for value in (2, 3, None):
        assert await checking.is_refused(AnswerQuestion("c", "S1", value)) == "check_ended"
    assert await checking.is_refused(FinishCheck("c")) == "check_ended"
    await checking.does(StartCheck("e", "short", SHORT.version, "c"))
    assert await checking.rows(kept) == before
    assert before[0][0] == how
    values = await checking.rows("SELECT DISTINCT value FROM check_answer")
    assert values == [(2,)]
