"""Every conversation answers every event, and every channel can show the answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.console import CAPABILITIES as CONSOLE
from bot.channels.telegram import CAPABILITIES as TELEGRAM
from bot.channels.web.channel import CAPABILITIES as WEB
from bot.domain.people.persons import LOCALES
from bot.domain.text.shortening import shortened
from bot.services import COMMAND_HANDLERS
from bot.serving import LOCALES_DIR
from bot.talk.conversations import AnyConversation
from bot.talk.events import CommandsDone, Event, Pressed, Refused, Said
from bot.talk.messages import pack_press
from bot.talk.steps import State, Step
from bot.talk.text import Text, plain
from bot.wording.catalog import Translator
from bot.wording.render import render
from bot.wording.splitting import length
from handlers import phrases
from handlers.phrases import MAX_REPEATED
from tests.examples import examples
from tests.handlers.every import (
    CODES,
    EVERY,
    REGISTRY,
    asked,
    asked_with_photo,
    channel_events,
    facts_after,
    facts_of,
    happens,
    lines_of,
    on_the_way,
)
from tests.handlers.labels import too_long

TRANSLATOR = Translator.load(LOCALES_DIR)
NOT_UNDERSTOOD = "I did not understand: {typed}"
EXPLAINED = {
    *(phrases.why(code).msgid for code in CODES),
    "A word has letters or numbers.",
    "Corrected.",
    "All right. When you have learnt something, just write it here.",
    "This is what you just wrote.",
    "That activity is waiting already: it comes after this one.",
    "Please finish this one first, then write the next activity again.",
}
UNKNOWN_KEY = "never:offered"

every_conversation = pytest.mark.parametrize("conversation", EVERY, ids=[c.name for c in EVERY])


def check_says(step: Step[State]) -> None:
    """Every say can be shown on each channel and in each language, its labels whole."""
    for say in step.says:
        choices = [choice for row in say.choices for choice in row]
        keys = [choice.key for choice in choices]
        assert len(set(keys)) == len(keys)
        for choice in choices:
            assert choice.key.isascii()
            assert 0 < len(choice.key) <= 40
            assert len(pack_press(999_999_999, choice.key).encode()) <= 64
            assert all(TRANSLATOR.line(choice.label, locale).strip() for locale in LOCALES)
        for capabilities in (TELEGRAM, WEB, CONSOLE):
            for locale in LOCALES:
                messages = render(say, capabilities, TRANSLATOR, locale, turn=7)
                assert messages
                assert all(m.text.strip() for m in messages)
                assert too_long(messages[-1]) == [], too_long(messages[-1])
                assert all(
                    length(m.text, capabilities.unit) <= capabilities.text_limit for m in messages
                )


def check_step(conversation: AnyConversation, step: Step[State], facts: Any) -> None:
    """A step speaks, ends or passes on; it can be stored, shown and carried out."""
    for command in step.commands:
        assert type(command) in COMMAND_HANDLERS
    if step.state is not None:
        assert REGISTRY.load(conversation, REGISTRY.dump(step.state)) == step.state
    if not step.says and step.state is not None and step.then is None:
        assert step.commands, "it neither speaks nor acts nor ends"
        outcomes: tuple[Event, ...] = (CommandsDone("HT-7K3M-92"), *map(Refused, CODES))
        for outcome in outcomes:
            assert conversation.decide(step.state, outcome, facts).says
    check_says(step)


def check_choices(conversation: AnyConversation, step: Step[State], facts: Any) -> None:
    """Every offered choice is understood: an invented key is decided differently."""
    if step.state is None:
        return
    strange = conversation.decide(step.state, Pressed(UNKNOWN_KEY), facts)
    for say in step.says:
        for choice in (choice for row in say.choices for choice in row):
            if choice.key.startswith("/"):
                word = choice.key.split()[0]
                assert REGISTRY.opened_by(word) is not None, choice.key
                continue
            pressed = conversation.decide(step.state, Pressed(choice.key), facts)
            assert NOT_UNDERSTOOD not in _msgids(pressed)
            # A choice that opens another day, entry or page needs its facts: the walks in this
            # folder press those.
            of_facts = choice.key[:2] in ("e:", "p:", "w:", "b:") or choice.key == "newest"
            assert pressed != strange or of_facts, choice.key


def check_shown_back(before: State, event: Event, step: Step[State]) -> None:
    """When typed text changed nothing, the reply repeats its beginning or explains the rule."""
    if not isinstance(event, Said) or step.state != before or step.commands or step.then:
        return
    lines = lines_of(step.says)
    blanks = [blank for line in lines if isinstance(line, Text) for blank in line.blanks.values()]
    assert plain(shortened(event.text, MAX_REPEATED)) in blanks or _msgids(step) & EXPLAINED


def _msgids(step: Step[State]) -> set[str]:
    return {line.msgid for line in lines_of(step.says) if isinstance(line, Text)}


@every_conversation
@examples(200)
@given(st.data())
def test_whatever_happens_it_answers_and_goes_on(
    conversation: AnyConversation, data: st.DataObject
) -> None:
    facts = data.draw(facts_of(conversation), "facts")
    step = conversation.begin(data.draw(asked | asked_with_photo, "asked"), facts)
    check_step(conversation, step, facts)
    facts = facts_after(step, facts)
    deeper = data.draw(st.integers(0, 18), "how many events go deeper")
    for number in range(deeper + 4):
        if step.state is None:
            break  # what would come then is not drawn either: to draw takes most of the time
        channel_event = data.draw(on_the_way if number < deeper else channel_events, "event")
        check_choices(conversation, step, facts)
        event = happens(channel_event, step)
        before = step.state
        step = conversation.decide(before, event, facts)
        check_step(conversation, step, facts)
        check_shown_back(before, event, step)
        facts = facts_after(step, facts)


@every_conversation
def test_its_first_word_is_a_command_and_none_opens_another(conversation: AnyConversation) -> None:
    assert conversation.triggers[0].isascii()
    assert conversation.triggers[0].isalnum()
    for word in conversation.triggers:
        assert REGISTRY.opened_by(word) is conversation


@every_conversation
def test_what_an_older_release_kept_is_not_misread(conversation: AnyConversation) -> None:
    for raw in ("", "null", "[]", '{"type":"Gone"}', "{", '{"type":"Asking","draft":1}'):
        assert REGISTRY.load(conversation, raw) is None
