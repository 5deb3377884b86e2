"""A resident checks their own digital skills: one question a message, at any time."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.skills.attempts import SelfCheckAttempt
from bot.domain.skills.instruments import Form, Item
from bot.domain.skills.scoring import (
    next_question,
    question_before,
    question_order,
    result,
    skipped,
    starts_at_device,
)
from bot.services.people.joining import Consent
from bot.services.skills.self_check import AnswerQuestion, FinishCheck, StartCheck
from bot.talk.conversations import Conversation
from bot.talk.events import Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Choice, Command, Say, Step
from bot.talk.text import Line, _
from handlers import phrases
from handlers.phrases import not_understood, unread
from handlers.residents.check.earlier import (
    WORDS,
    ask_which,
    asks_for_results,
)
from handlers.residents.check.forms import ask_consent, ask_form
from handlers.residents.check.questions import ask_say, pause_say, scale_say
from handlers.residents.check.results import next_steps_say, result_say
from handlers.residents.check.states import (
    Answering,
    Choosing,
    Closing,
    Consenting,
    Facts,
    Reviewing,
    States,
    asks_for_next_steps,
    gather,
)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Ask for consent if it is missing, then for the form; or show a result or its next steps."""
    if not facts.allowed:
        return _ask_consent()
    finished = facts.finished
    if asks_for_next_steps(opened) and finished is not None:
        form = facts.reference_data.self_check.form(finished.form, finished.version)
        if form is not None:
            return Step(None, (next_steps_say(facts.reference_data, form, finished),))
    if not asks_for_results(opened):
        return _choose(facts)
    if not facts.results.finished:
        return _choose(facts, _("No self-check is finished yet. Please begin one below."))
    return _show_result(facts)


def _ask_consent(*before: Line) -> Step[States]:
    return Step(Consenting(), (ask_consent(*before),))


def _choose(facts: Facts, *before: Line) -> Step[States]:
    begun = facts.begun or ((facts.check,) if facts.check else ())
    finished = facts.results.finished
    say = ask_form(facts.reference_data.self_check, begun, finished, facts.now, *before)
    return Step(Choosing(), (say,))


def _ask_which(facts: Facts, *before: Line) -> Step[States]:
    finished = facts.results.finished
    say = ask_which(facts.reference_data.self_check, finished, facts.now, *before)
    return Step(Reviewing(), (say,))


def _show_result(facts: Facts) -> Step[States]:
    """The result of a finished self-check as it was, compared with the one before it."""
    check = facts.results.shown
    form = facts.reference_data.self_check.form(check.form, check.version) if check else None
    if check is None or form is None or check.ended_at is None:
        return _choose(facts, phrases.why("check_unknown"))
    ended = check.ended_at.astimezone(facts.now.tzinfo)
    say = result_say(facts.reference_data, form, check, facts.results.before, ended)
    return Step(None, (say,))


def _to(
    facts: Facts, form: Form, check: SelfCheckAttempt, item: Item, *before: Line
) -> Step[States]:
    say = ask_say(facts.reference_data, form, check, item, *before)
    return Step(Answering(check.key, item.id), (say,))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """One turn of a self-check."""
    match state, event:
        case Consenting(), Pressed("yes"):
            step = _choose(facts)
            return Step(step.state, step.says, (Consent("check", True),))
        case Consenting(), Pressed("no"):
            line = _("Then nothing is asked and nothing is kept. Your notebook stays as it is.")
            return Step(None, (Say((line,), ((phrases.LOG, phrases.MENU),), "nothing"),))
        case Consenting(), _event:
            return unread(_ask_consent(*not_understood(event)), event)
        case _state, _event if not facts.allowed:
            return _ask_consent()
        case _state, Refused(code):
            return _choose(facts, phrases.why(code))
        case Choosing(), Pressed(key) if key[:2] == "f:":
            return _start(key[2:], facts)
        case Choosing(), Pressed(key) if key[:2] == "c:":
            return _resume(key[2:], facts)
        case ((Choosing() | Reviewing()), Pressed(key)) if key[:2] == "r:":
            return _show_result(facts)
        case Choosing(), Pressed("results") if facts.results.finished:
            return _ask_which(facts)
        case Reviewing(), Pressed("back"):
            return _choose(facts)
        case Reviewing(), _event if facts.results.finished:
            return unread(_ask_which(facts, *not_understood(event)), event)
        case Choosing(), Said():
            return Step(None, then=event)
        case ((Answering() | Closing()), _event) if facts.check and facts.form:
            return _under_way(state, event, facts, facts.check, facts.form)
        case ((Answering() | Closing()), _event):
            # The self-check is open, so this release must lack its form.
            return _choose(facts, phrases.why("form_unknown" if facts.check else "check_ended"))
        case _:
            return _choose(facts)


def _start(name: str, facts: Facts) -> Step[States]:
    form = facts.reference_data.self_check.form(name)
    if form is None:
        return _choose(facts)
    open_one = next((each.key for each in facts.begun if each.form == form.id), None)
    check = SelfCheckAttempt(facts.new_key, form.id, form.version, facts.now)
    step = _to(facts, form, check, form.items[0])
    start = StartCheck(check.key, form.id, form.version, open_one)
    return Step(step.state, (scale_say(facts.reference_data), *step.says), (start,))


def _resume(key: str, facts: Facts) -> Step[States]:
    check = next((each for each in facts.begun if each.key == key), None)
    form = facts.reference_data.self_check.form(check.form, check.version) if check else None
    if check is None or form is None:
        return _choose(facts)
    item = next_question(form, check.answers)
    if item is None:
        return _close(facts, form, check)
    step = _to(facts, form, check, item)
    return Step(step.state, (scale_say(facts.reference_data), *step.says))


def _under_way(
    state: Answering | Closing, event: Event, facts: Facts, check: SelfCheckAttempt, form: Form
) -> Step[States]:
    item = form.item(state.item) if isinstance(state, Answering) else None
    if item is None or item not in question_order(form, check.answers):
        left = next_question(form, check.answers)
        if left is not None:
            return _to(facts, form, check, left)
        return _closing(event, facts, form, check)
    match event:
        case Pressed(key) if key[:2] == "a:" and key[2:].isdecimal():
            return _answer(facts, form, check, item, int(key[2:]))
        case Pressed("skip"):
            return _answer(facts, form, check, item, None)
        case Pressed("keep") if check.answers.get(item.id) is not None:
            return _go_on(facts, form, check, item)
        case Pressed("top"):
            top = facts.reference_data.self_check.scale[-1].label
            line = _("“{step}” means here: {meaning}", step=top, meaning=item.top)
            return _to(facts, form, check, item, line)
        case Pressed("back"):
            before = question_before(form, check.answers, item)
            if before is not None:
                return _to(facts, form, check, before)
            return _choose(replace(facts, begun=(check,)))
        case Pressed("pause"):
            return Step(None, (pause_say(form, check),))
        case _:
            return unread(_to(facts, form, check, item, *not_understood(event)), event)


def _answer(
    facts: Facts, form: Form, check: SelfCheckAttempt, item: Item, value: int | None
) -> Step[States]:
    if value is not None and value not in [o.value for o in facts.reference_data.self_check.scale]:
        return _to(facts, form, check, item)
    command = AnswerQuestion(check.key, item.id, value)
    after = replace(check, answers={**check.answers, item.id: value})
    step = _go_on(facts, form, after, item)
    return Step(step.state, step.says, (command, *step.commands))


def _go_on(facts: Facts, form: Form, check: SelfCheckAttempt, at: Item) -> Step[States]:
    """Ask the first question not reached yet, or close."""
    following = next_question(form, check.answers)
    if following is not None:
        return _to(facts, form, check, following)
    return _close(facts, form, check, at)


# --- after the questions --------------------------------------------------------------------------


def _close(
    facts: Facts, form: Form, check: SelfCheckAttempt, at: Item | None = None, *before: Line
) -> Step[States]:
    """After the last question: the next skipped one, the choice, or the result."""
    found = result(
        facts.reference_data.self_check, facts.reference_data.framework, form, check.answers
    )
    if found.answered >= found.needed or starts_at_device(form, check.answers):
        return _finish(facts, form, check)
    items = question_order(form, check.answers)
    later = items[items.index(at) + 1 :] if at in items else ()
    following = next((item for item in skipped(form, check.answers) if item in later), None)
    if following is not None:
        return _to(facts, form, check, following)
    lines = (
        *before,
        _("{answered} of {all} questions are answered; an overall result needs {needed}.",
          answered=found.answered, all=found.asked, needed=found.needed),
        _("Would you like to answer some that you skipped?"),
    )  # fmt: skip
    rows = ((Choice("more", _("Answer skipped questions")),), (Choice("end", _("See the result")),))
    return Step(Closing(check.key), (Say(lines, rows, "nothing"),))


def _closing(event: Event, facts: Facts, form: Form, check: SelfCheckAttempt) -> Step[States]:
    match event:
        case Pressed("end"):
            return _finish(facts, form, check)
        case Pressed("more") if skipped(form, check.answers):
            return _to(facts, form, check, skipped(form, check.answers)[0])
        case _:
            return unread(_close(facts, form, check, None, *not_understood(event)), event)


def _finish(facts: Facts, form: Form, check: SelfCheckAttempt) -> Step[States]:
    commands: tuple[Command, ...] = (FinishCheck(check.key),)
    say = result_say(facts.reference_data, form, check, facts.before, facts.now)
    return Step(None, (say,), commands)


CONVERSATION = Conversation(
    name="check",
    triggers=("check", "kỹ năng", "tự đánh giá", "skills", *WORDS),
    description=_("Check your digital skills"),
    group="skills",
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
