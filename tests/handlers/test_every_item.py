"""Every question of every form, and any result, fits every channel in every language."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.console import CAPABILITIES as CONSOLE
from bot.channels.telegram import CAPABILITIES as TELEGRAM
from bot.channels.web.channel import CAPABILITIES as WEB
from bot.domain.people.persons import LOCALES
from bot.domain.skills.attempts import SelfCheckAttempt
from bot.domain.skills.instruments import Form, Item
from bot.domain.skills.scoring import question_order
from bot.serving import LOCALES_DIR
from bot.talk.events import Opened
from bot.talk.messages import Capabilities, Message
from bot.talk.steps import Say
from bot.wording.catalog import Translator
from bot.wording.render import render
from bot.wording.splitting import length
from handlers.residents.check import conversation, states
from handlers.residents.check.questions import ask_say
from handlers.residents.check.results import result_say
from tests.applications import BUTTONS, NUMBERS
from tests.examples import examples
from tests.handlers.every import REFERENCE_DATA, ZONE, sheets

TRANSLATOR = Translator.load(LOCALES_DIR)
NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=ZONE)
CHANNELS = {"telegram": TELEGRAM, "web": WEB, "console": CONSOLE}
MAX_CAPTION = 1024
"""The limit of a photo's caption on Telegram, in UTF-16 units."""

EVERY_ITEM = [
    (form, item) for form in REFERENCE_DATA.self_check.forms for item in form.every_item()
]


def name_of(value: object) -> str:
    return str(getattr(value, "id", value))


every_item = pytest.mark.parametrize(("form", "item"), EVERY_ITEM, ids=name_of)
every_locale = pytest.mark.parametrize("locale", LOCALES)
every_channel = pytest.mark.parametrize("capabilities", CHANNELS.values(), ids=CHANNELS)


def check_of(form: Form, answers: dict[str, int | None]) -> SelfCheckAttempt:
    return SelfCheckAttempt("c" * 20, form.id, form.version, NOW, answers)


def on_the_way_to(form: Form, item: Item) -> SelfCheckAttempt:
    """A self-check just before an item; items about the device need answers of 0."""
    in_starter = form.starter is not None and item in form.starter.items
    answers: dict[str, int | None] = {}
    for each in (*form.items, *(form.starter.items if form.starter else ())):
        if each == item:
            break
        answers[each.id] = 0 if in_starter else 3
    check = check_of(form, answers)
    assert item in question_order(form, check.answers)
    return check


def rendered(say: Say, capabilities: Capabilities, locale: str) -> tuple[Message, ...]:
    """The messages of a say, each within the channel's limits, with every choice whole."""
    messages = render(say, capabilities, TRANSLATOR, locale, turn=999_999)
    assert messages
    for message in messages:
        limit = capabilities.text_limit
        if capabilities.pictures == "sent" and message.drawing is not None:
            limit = MAX_CAPTION
            assert capabilities.caption_limit <= MAX_CAPTION
        assert message.text.strip()
        assert length(message.text, capabilities.unit) <= limit
    labels = [TRANSLATOR.line(choice.label, locale) for row in say.choices for choice in row]
    if capabilities.buttons:
        shown = [button.label for row in messages[-1].buttons for button in row]
        assert shown == labels
        assert len(shown) <= capabilities.buttons
    for number, label in enumerate(labels, 1):
        assert length(label, capabilities.unit) <= capabilities.label_limit
        if not capabilities.buttons:
            assert f"{number}. {label}" in messages[-1].text
    return messages


@every_channel
@every_locale
@every_item
def test_every_question_is_one_whole_message(
    form: Form, item: Item, locale: str, capabilities: Capabilities
) -> None:
    check = on_the_way_to(form, item)
    (message,) = rendered(ask_say(REFERENCE_DATA, form, check, item), capabilities, locale)
    assert getattr(item.question, locale) in message.text


@every_channel
@every_locale
@every_item
def test_every_question_is_one_whole_message_with_all_that_can_stand_above_it(
    form: Form, item: Item, locale: str, capabilities: Capabilities
) -> None:
    check = on_the_way_to(form, item)
    answered = replace(check, answers={**check.answers, item.id: None})
    if item not in question_order(form, answered.answers):
        answered = check
    say = ask_say(REFERENCE_DATA, form, answered, item, item.top)
    (message,) = rendered(say, capabilities, locale)
    assert message.text.startswith(getattr(item.top, locale))


@every_item
def test_every_answer_to_every_question_is_a_key_of_its_own(form: Form, item: Item) -> None:
    say = ask_say(REFERENCE_DATA, form, on_the_way_to(form, item), item)
    keys = [choice.key for row in say.choices for choice in row]
    assert keys[: len(REFERENCE_DATA.self_check.scale)] == ["a:0", "a:1", "a:2", "a:3"]
    assert len(set(keys)) == len(keys)


@every_channel
@every_locale
def test_the_choice_of_forms_is_whole_with_everything_open(
    locale: str, capabilities: Capabilities
) -> None:
    begun = tuple(
        replace(check_of(form, {}), key=f"{number:020x}")
        for number, form in enumerate(REFERENCE_DATA.self_check.forms)
    )
    facts = states.Facts(NOW, "f" * 20, True, REFERENCE_DATA, begun)
    for each in (facts, replace(facts, begun=()), replace(facts, allowed=False)):
        (say,) = conversation.begin(Opened("check"), each).says
        rendered(say, capabilities, locale)


# --- results --------------------------------------------------------------------------------------

_forms = st.sampled_from(REFERENCE_DATA.self_check.forms)
_whole = st.integers(0, 3)


@st.composite
def results(draw: st.DrawFn) -> Say:
    """The result of any answers, many of them complete, with or without an earlier self-check."""
    form = draw(_forms)
    whole = st.fixed_dictionaries({item.id: st.none() | _whole for item in form.every_item()})
    answers = draw(st.one_of(sheets(form), whole, whole))
    before = draw(st.one_of(st.none(), sheets(form), whole))
    earlier = None
    if before is not None:
        ended = NOW - dt.timedelta(days=draw(st.integers(1, 2000)))
        earlier = replace(check_of(form, before), ended_at=ended)
    return result_say(REFERENCE_DATA, form, check_of(form, answers), earlier, NOW)


@examples(60)
@given(results())
def test_any_result_is_said_whole_and_what_its_picture_shows_is_said_once(say: Say) -> None:
    for locale in LOCALES:
        disclaimer = getattr(REFERENCE_DATA.self_check.disclaimer, locale)
        for capabilities in (*CHANNELS.values(), BUTTONS, NUMBERS):
            messages = rendered(say, capabilities, locale)
            said = "\n".join(f"{message.text}\n{message.facts}" for message in messages)
            assert disclaimer in said
            drawn = [message for message in messages if message.drawing is not None]
            assert len(drawn) == (say.picture is not None and capabilities.pictures != "none")
            if say.picture is None:
                continue
            facts = "\n".join(TRANSLATOR.line(fact, locale) for fact in say.picture.facts)
            assert said.count(facts) == 1
            assert TRANSLATOR.line(say.picture.title, locale) in said


@examples(60)
@given(results())
def test_a_picture_has_a_number_or_none_for_each_of_its_names(say: Say) -> None:
    if say.picture is None:
        return
    picture = say.picture
    assert 1 <= len(picture.series) <= 2
    assert len(picture.facts) == len(picture.labels)
    assert picture.most is not None
    for series in picture.series:
        assert len(series.values) == len(picture.labels)
        assert all(value is None or 0 <= value <= picture.most for value in series.values)
