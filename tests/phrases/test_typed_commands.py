"""The words that stand for commands open what they name."""

from __future__ import annotations

import pytest

from bot.phrases.typed_commands import WORDS, typed_word
from bot.services.turns.registry import ConversationRegistry
from bot.serving import LOCALES_DIR
from bot.talk.messages import Capabilities
from bot.talk.steps import Choice, DeliveryClass, Say
from bot.talk.text import plain
from bot.wording.catalog import Translator
from bot.wording.render import render
from handlers import conversations
from handlers.residents import join, menu

REGISTRY = ConversationRegistry(
    conversations.CONVERSATIONS, home=menu.CONVERSATION, idle=menu.Idle(), join=join.CONVERSATION
)
TALKED_OF = [each.triggers for each in conversations.CONVERSATIONS if each.description is not None]
TRANSLATOR = Translator.load(LOCALES_DIR)
NUMBERS = Capabilities(2000, "utf16", buttons=0, label_limit=100, edits=False, files_in=False)


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("command", WORDS)
def test_a_word_opens_what_its_command_opens(command: str, locale: str) -> None:
    word = WORDS[command].within(locale)
    assert REGISTRY.opened_by(word) is REGISTRY.opened_by(command) is not None
    assert typed_word(command, locale) == f"“{word}”"


@pytest.mark.parametrize("triggers", TALKED_OF)
def test_every_listed_command_has_a_word(triggers: tuple[str, ...]) -> None:
    assert f"/{triggers[0]}" in WORDS


@pytest.mark.parametrize(
    ("kind", "turn"), [("reminder", 0), ("announcement", 0), ("campaign", 0), ("reply", 0)]
)
def test_what_answers_no_turn_says_what_to_type(kind: DeliveryClass, turn: int) -> None:
    rows = (
        (Choice("/log", plain("Ghi ngay")), Choice("/remind later 5", plain("Để sau"))),
        (Choice("/remind stop 5", plain("Bỏ")), Choice("/new", plain("Mới"))),
    )
    (message,) = render(
        Say((plain("Đến giờ học."),), rows, "nothing", kind), NUMBERS, TRANSLATOR, "vi", turn
    )
    assert message.text.splitlines()[2:] == [
        "Ghi ngay: gõ “ghi”",
        "Muốn trả lời hoặc thay đổi, bạn gõ “nhắc”",
        "Mới: gõ /new",
    ]
