"""The self-check: start it, answer its questions, and finish it."""

from __future__ import annotations

from bot.domain.refusals import Refusal
from bot.domain.skills.attempts import SelfCheckAttempt, SelfCheckScore
from bot.domain.skills.instruments import Form
from bot.domain.skills.scoring import next_question, question_order, result
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.talk.steps import Command


class StartCheck(Command, frozen=True):
    """Start a self-check under a new key; `instead_of` names an open one that is dropped."""

    key: str
    form: str
    version: str
    instead_of: str | None = None


class AnswerQuestion(Command, frozen=True):
    """Answer or skip (None) a question of an open self-check; the last answer counts."""

    key: str
    item: str
    value: int | None


class FinishCheck(Command, frozen=True):
    """Finish a self-check; after that it never changes."""

    key: str


async def start_check(command: StartCheck, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `consent_check`, `form_unknown`."""
    person = out.dialog.person
    if "check" not in person.consents:
        raise Refusal("consent_check")
    if out.reference_data.self_check.form(command.form, command.version) is None:
        raise Refusal("form_unknown")
    if command.instead_of is not None:
        await work.skills.end_check(person.id, command.instead_of, None, out.now)
    await work.skills.add_check(person.id, command.key, command.form, command.version, out.now)


async def _open_check(
    key: str, work: UnitOfWork, out: CommandContext
) -> tuple[SelfCheckAttempt, Form]:
    # A withdrawn consent also covers answers to a self-check that began before.
    if "check" not in out.dialog.person.consents:
        raise Refusal("consent_check")
    check = await work.skills.check(out.dialog.person.id, key)
    if check is None:
        raise Refusal("check_unknown")
    if not check.open:
        raise Refusal("check_ended")
    form = out.reference_data.self_check.form(check.form, check.version)
    if form is None:
        raise Refusal("form_unknown")
    return check, form


async def answer_question(command: AnswerQuestion, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `consent_check`, `check_unknown`, `check_ended`, `form_unknown`, `question_unknown`,
    `answer_unknown`.

    The same answer again is not stored; a different answer is appended, and the last counts.
    """
    check, form = await _open_check(command.key, work, out)
    if command.item not in [item.id for item in question_order(form, check.answers)]:
        raise Refusal("question_unknown")
    known = [option.value for option in out.reference_data.self_check.scale]
    if command.value is not None and command.value not in known:
        raise Refusal("answer_unknown")
    if command.item in check.answers and check.answers[command.item] == command.value:
        return
    person = out.dialog.person.id
    if not await work.skills.add_answer(person, command.key, command.item, command.value, out.now):
        raise Refusal("check_ended")


async def finish_check(command: FinishCheck, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `consent_check`, `check_unknown`, `check_ended`, `form_unknown`, `check_unfinished`.

    The points are computed from the stored answers, whatever was shown.
    """
    check, form = await _open_check(command.key, work, out)
    if next_question(form, check.answers) is not None:
        raise Refusal("check_unfinished")
    reference_data = out.reference_data
    found = result(reference_data.self_check, reference_data.framework, form, check.answers)
    level = None if found.band is None else found.band.level
    scored = SelfCheckScore(check.form, check.version, found.points, found.answered, level)
    if not await work.skills.end_check(out.dialog.person.id, command.key, scored, out.now):
        raise Refusal("check_ended")
