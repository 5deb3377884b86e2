"""The registry finds conversations by name and by word, and reads states it wrote."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest

from bot.domain.learning.activity import Draft, Evidence
from bot.services.turns.registry import ConversationRegistry
from bot.talk.steps import State
from handlers import conversations
from handlers.residents import entry, join, log, menu, my_log
from handlers.residents.log import states

REGISTRY = ConversationRegistry(
    conversations.CONVERSATIONS, home=menu.CONVERSATION, idle=menu.Idle(), join=join.CONVERSATION
)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("start", "join"),
        ("/start", "join"),
        ("bắt đầu", "join"),
        ("BAT DAU", "join"),
        ("ghi", "log"),
        ("ghi  sổ", "log"),
        ("Sổ", "my_log"),
        ("so", "my_log"),
        (unicodedata.normalize("NFD", "sổ của tôi"), "my_log"),
        ("huỷ", "cancel"),
    ],
)
def test_a_conversation_is_opened_by_its_words_however_typed(word: str, name: str) -> None:
    opened = REGISTRY.opened_by(word)
    assert opened is not None
    assert name == opened.name


@pytest.mark.parametrize("word", ["", "/", "hello", "ghi chép hôm nay", "số liệu", "log in"])
def test_other_words_open_nothing(word: str) -> None:
    assert REGISTRY.opened_by(word) is None


def test_a_conversation_is_found_by_its_name() -> None:
    assert REGISTRY.named("log") is log.CONVERSATION
    assert REGISTRY.named("gone") is None
    assert REGISTRY.named(None) is None
    assert REGISTRY.home is menu.CONVERSATION
    assert REGISTRY.join is join.CONVERSATION


DRAFT = Draft("k" * 20, "I1", 'Truyện “Kiều” 📒 \\ " \u0301', evidence=(Evidence("photo", "a:b"),))


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("menu", menu.Idle()),
        ("join", join.Joining("group", (("log", True), ("check", False)), "00190", ("00190",))),
        ("log", states.Asking(DRAFT, "day", ("minutes",), ("kind", "title"), "own")),
        ("log", states.Confirming(DRAFT)),
        ("log", states.Recorded(DRAFT, "HT-7K3M-92")),
        ("my_log", my_log.Week(dt.date(2026, 11, 16), 2)),
        ("entry", entry.Voiding("HT-7K3M-92")),
    ],
)
def test_a_kept_state_is_the_state_that_was(name: str, state: State) -> None:
    conversation = REGISTRY.named(name)
    assert conversation is not None
    assert REGISTRY.load(conversation, REGISTRY.dump(state)) == state


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "{",
        "null",
        "7",
        '{"type":"Gone"}',
        '{"type":"Asking"}',
        '{"type":"Asking","draft":{"key":"k"},"field":"mood"}',
        '{"type":"Asking","draft":{"key":"k","day":"31/12"},"field":"day"}',
        '{"type":"Recorded","draft":{"key":"k"}}',
    ],
)
def test_what_cannot_be_read_is_no_state(raw: str) -> None:
    assert REGISTRY.load(log.CONVERSATION, raw) is None


def test_a_field_that_an_older_release_did_not_write_has_its_first_value() -> None:
    raw = '{"type":"Asking","draft":{"key":"k"},"field":"day","of_a_later_release":1}'
    assert REGISTRY.load(log.CONVERSATION, raw) == states.Asking(Draft("k"), "day")


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("menu", ("menu", "")),
        ("Ghi đọc  sách", ("ghi", "đọc  sách")),
        ("GHI  SỔ:\nđọc sách", ("ghi so", "đọc sách")),
        ("sổ của", ("so", "của")),
        ("sổ của tôi!", ("so cua toi", "")),
        ("tuần lễ học tập suốt đời all", ("tuan le hoc tap suot doi", "all")),
    ],
)
def test_the_longest_opening_word_of_a_text_is_found(text: str, opening: tuple[str, str]) -> None:
    assert REGISTRY.opening(text) == opening


@pytest.mark.parametrize("text", ["", " ", "hello menu", "ghichép", "lgo"])
def test_a_text_that_begins_with_no_opening_word_opens_nothing(text: str) -> None:
    assert REGISTRY.opening(text) is None
