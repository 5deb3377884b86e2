"""Every short answer at every open question: none does the opposite, and none loses a draft."""

from __future__ import annotations

import csv
import datetime as dt
import json
from dataclasses import replace
from importlib.resources import files
from typing import Any, Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.intents.reading import read_intent
from bot.domain.people.persons import Person
from bot.domain.quick_log.splitting import read_quick_logs
from bot.domain.text.answers import read_answer
from bot.services.learning.evidence import AddEvidence, RemoveEvidence, RestoreEvidence
from bot.services.learning.goals import PauseLearning, ResumeLearning, SetGoal
from bot.services.learning.logging import RecordActivity, RestoreActivity, VoidActivity
from bot.services.notifications.reminders import (
    PauseReminders,
    ResumeReminders,
    SetReminder,
    StopReminders,
)
from bot.services.people.joining import Consent, Forget, Join
from bot.services.people.linking import TakeLink, Unlink
from bot.services.ports.dialogs import Dialog
from bot.services.turns.conversation_stack import ConversationStack, OpenConversation
from bot.services.turns.interpreting import Interpreter
from bot.services.turns.meanings import Meanings
from bot.talk.conversations import AnyConversation, Interrupted
from bot.talk.events import Event, Opened, Repeat, Said
from bot.talk.steps import Command, PassiveState, State, Step
from handlers.residents import cancel, log
from handlers.residents.check.earlier import Results
from tests.examples import examples
from tests.handlers.every import (
    EVERY,
    REFERENCE_DATA,
    REGISTRY,
    TODAY,
    asked,
    asked_with_photo,
    channel_events,
    facts_after,
    facts_of,
    happens,
    on_the_way,
)
from tests.handlers.test_every_conversation import TRANSLATOR
from tests.stored.collecting import RELEASES

MAKING: Final = (
    RecordActivity, RestoreActivity, AddEvidence, RestoreEvidence, SetGoal, SetReminder,
    ResumeReminders, ResumeLearning, Join, TakeLink,
)  # fmt: skip
"""What a no, a stop, a "back", a "later" and a "skip" must not do."""
UNDOING: Final = (
    VoidActivity, RemoveEvidence, StopReminders, PauseReminders, PauseLearning, Forget, Unlink,
)  # fmt: skip
"""What a no, a "back", a "later" and a "skip" must not do; nor a yes to something else."""

PERSON: Final = Person(1, "vi", joined_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
MEANINGS: Final = Meanings(
    lambda text, today: bool(read_quick_logs(text, today)),
    lambda text: read_intent(text, REFERENCE_DATA.intents),
    lambda text: read_intent(text, REFERENCE_DATA.intents) == "distress",
)


def lexicon() -> list[str]:
    """Every phrase of the lexicon of short answers, as a person types it."""
    file = files("bot.domain.text") / "answer_words.csv"
    rows = csv.DictReader(file.read_text("utf-8").splitlines())
    return sorted({word.strip() for row in rows for word in row["words"].split(";")})


FURTHER: Final = {
    "remind": (
        '{"type": "ConsentingFirst", "words": "thứ 7 lúc 9h"}',
        '{"type": "Confirming", "purpose": "log", "days": [5], "minute": 1380}',
        '{"type": "OnceConfirming", "purpose": "log", "day": "2026-11-21", "minute": 1380}',
        '{"type": "Weekend", "purpose": "log", "saturday": "2026-11-28", "minutes": [420]}',
        '{"type": "Planned", "words": "mai học excel"}',
    ),
    "campaign": (
        '{"type": "AskLabel", "key": "0123456789abcdef0123", "version": 1, "kind": "answer"}',
        '{"type": "AskBehind", "key": "0123456789abcdef0123", "version": 1, "kind": "link",'
        ' "label": "Xem"}',
        '{"type": "AskUntil", "key": "0123456789abcdef0123", "version": 1, "weekday": 1,'
        ' "minute": 540}',
        '{"type": "Discarding", "key": "0123456789abcdef0123", "version": 1}',
        '{"type": "AskAnswer", "key": "0123456789abcdef0123", "version": 1,'
        ' "earlier": "ffffffffffffffffffff"}',
        '{"type": "Asking", "key": "0123456789abcdef0123", "version": 1, "field": "text"}',
        '{"type": "AskKind"}',
    ),
    "campaigns": tuple(
        f'{{"type": "{tag}", "key": "0123456789abcdef0123", "version": 1}}'
        for tag in ("Returning", "Discarding", "Starting", "Cancelling")
    ),
    "staff": (
        '{"type": "Ending", "role": 1}',
        '{"type": "Naming"}',
        '{"type": "Placing", "called": "Nguyễn Thị Hoa"}',
        '{"type": "Choosing", "called": "Nguyễn Thị Hoa", "ward": "00190"}',
    ),
    "check": ('{"type": "Reviewing"}',),
    "photos": ('{"type": "Removing", "receipt": "HT-7K3M-92", "item": 1}',),
}
"""States that no release has stored yet, or that a walk seldom comes to."""

NEVER_STORED: Final = {"Helped", "Told", "Answered", "Looked", "Stopped", "Copying", "Agreed"}
"""States of conversations that end at once, and of what is done within a turn: they ask nothing."""

WORDS: Final = lexicon()
typed_words = st.sampled_from(WORDS).flatmap(
    lambda word: st.sampled_from((word, word.capitalize(), f"{word} ạ", f"dạ {word}"))
)
every_conversation = pytest.mark.parametrize("conversation", EVERY, ids=[c.name for c in EVERY])


def heard(
    conversation: AnyConversation, step: Step[State], facts: Any, word: str
) -> tuple[Step[State] | None, ConversationStack]:
    """What a typed word leads to at an open question.

    The step of the question's own conversation (None: another one opens), and the stack.
    """
    say = step.says[-1] if step.says else None
    prompt = tuple(c for row in say.choices for c in row) if say is not None else ()
    joined = conversation is not REGISTRY.join
    dialog = Dialog(PERSON if joined else replace(PERSON, joined_at=None))
    dialog.prompt, dialog.prompt_wants = prompt, say.wants if say is not None else "text"
    stack = ConversationStack(OpenConversation(conversation, step.state))
    labels = [TRANSLATOR.line(choice.label, "vi") for choice in prompt]
    interpreter = Interpreter(REGISTRY, dialog, stack, TODAY, labels, "none", MEANINGS)
    interpreted = interpreter.interpret(Said(word))
    *earlier, last = interpreted.events
    for event in (*earlier, last):
        after, top = interpreted.stack.before(event, REGISTRY, joined=joined)
        if top.conversation is not conversation or isinstance(event, Opened):
            return None, after
        assert step.state is not None
        decided: Step[State] = conversation.decide(step.state, event, facts)
        if not decided.unread or event is last:
            return decided, after
    raise AssertionError("no event counted")


def check_answer(step: Step[State], decided: Step[State], word: str) -> None:
    """The commands of a step are not the opposite of what the word says."""
    answers = set(read_answer(word).answers)
    commands = decided.commands
    given_ = [each for each in commands if isinstance(each, Consent) and each.given]
    if answers and not answers & {"yes", "record"}:
        assert not any(isinstance(each, MAKING) for each in commands), (step.state, commands)
        assert not given_, (step.state, commands)
    if answers and not answers & {"yes", "record", "stop"}:
        assert not any(isinstance(each, UNDOING) for each in commands), (step.state, commands)
        assert not decided.drops_paused
    if answers and answers <= {"yes", "record"}:
        refused = [each for each in commands if isinstance(each, Consent) and not each.given]
        assert not refused, (step.state, commands)


def stored_states(conversation: AnyConversation) -> dict[str, list[Any]]:
    """The states of a conversation that ask, as a release has stored them, by their class."""
    found = [*FURTHER.get(conversation.name, ())]
    for path in sorted(RELEASES.glob("*.json")):
        tags = json.loads(path.read_text())["states"].get(conversation.name, {})
        found += [json.dumps(state) for states in tags.values() for state in states]
    by_class: dict[str, list[Any]] = {}
    for raw in found:
        state = REGISTRY.load(conversation, raw)
        if state is not None and not isinstance(state, PassiveState):
            by_class.setdefault(type(state).__name__, []).append(state)
    return by_class


def check_at_its_end(conversation: AnyConversation) -> st.SearchStrategy[Any]:
    """The same facts, with a self-check that has too few answers, or with finished ones."""

    def skipped(facts: Any) -> Any:
        results = getattr(facts, "results", None)
        if isinstance(results, Results) and results.shown is not None:
            finished = results.finished or (results.shown,)
            return replace(facts, allowed=True, results=replace(results, finished=finished))
        attempt = getattr(facts, "check", None)
        form = attempt and REFERENCE_DATA.self_check.form(attempt.form, attempt.version)
        if attempt is None or not form:
            return facts
        answers = dict.fromkeys(item.id for item in form.every_item())
        return replace(facts, allowed=True, check=replace(attempt, answers=answers))

    return facts_of(conversation).map(skipped)


def draft_of(state: Any) -> Any:
    """What a state holds that is not stored yet."""
    return getattr(state, "draft", None) or getattr(state, "sent", None)


def check_draft(
    conversation: AnyConversation,
    step: Step[State],
    decided: Step[State] | None,
    stack: ConversationStack,
) -> None:
    """What the person has told is recorded, still open, or kept to be taken back."""
    if conversation.draft is None or draft_of(step.state) is None:
        return
    if step.state is not None and step.state.holds_nothing:
        return
    if decided is None:
        places = (stack.current, stack.paused, stack.kept)
        held = [each for each in places if each is not None and each.state == step.state]
        assert held, step.state
        return
    recorded: list[Command] = [
        each for each in decided.commands if isinstance(each, (RecordActivity, AddEvidence))
    ]
    passed_on = isinstance(decided.then, Opened)
    assert recorded or passed_on or draft_of(decided.state) is not None, step.state


@every_conversation
def test_no_word_of_the_lexicon_does_the_opposite_or_loses_a_draft(
    conversation: AnyConversation,
) -> None:
    met: set[str] = set()
    stored = stored_states(conversation)

    def walk(data: st.DataObject, tag: str | None) -> None:
        facts = data.draw(facts_of(conversation) | check_at_its_end(conversation))
        if tag is not None:
            step = conversation.decide(data.draw(st.sampled_from(stored[tag])), Repeat(), facts)
        else:
            step = conversation.begin(data.draw(asked | asked_with_photo), facts)
        facts = facts_after(step, facts)
        deeper = data.draw(st.integers(0, 14))
        for number in range(deeper + 2):
            if step.state is None:
                return
            channel_event = data.draw(on_the_way if number < deeper else channel_events)
            if not isinstance(step.state, PassiveState):
                met.add(type(step.state).__name__)
                word = data.draw(typed_words)
                decided, stack = heard(conversation, step, facts, word)
                if decided is not None:
                    check_answer(step, decided, word)
                check_draft(conversation, step, decided, stack)
            event: Event = happens(channel_event, step)
            step = conversation.decide(step.state, event, facts)
            facts = facts_after(step, facts)

    def walk_from(tag: str | None, count: int) -> None:
        @examples(count)
        @given(st.data())
        def begin(data: st.DataObject) -> None:
            walk(data, tag)

        begin()

    walk_from(None, 100)
    for tag in sorted(stored):
        walk_from(tag, 20)
    asking = {
        state.__name__
        for state in get_args(conversation.states) or (conversation.states,)
        if not issubclass(state, PassiveState)
    }
    assert asking - met <= NEVER_STORED


@pytest.mark.parametrize("word", WORDS)
def test_a_typed_stop_never_drops_a_draft_by_itself(word: str) -> None:
    facts = cancel.Facts(True, Interrupted(log.CONVERSATION.draft))
    step = cancel.begin(Opened("cancel", typed=True), facts)
    assert not step.drops_paused
    decided, _stack = heard(cancel.CONVERSATION, step, facts, word)
    if decided is not None and not set(read_answer(word).answers) & {"yes", "stop"}:
        assert not decided.drops_paused
