"""A message whose choice was made tells it, and offers nothing any more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.serving import LOCALES_DIR
from bot.talk.messages import Button, Capabilities, Mark, Message
from bot.talk.pictures import Drawing
from bot.talk.steps import Choice, Say
from bot.talk.text import plain
from bot.wording.catalog import Translator
from bot.wording.chosen import with_choice

LIMIT = 40
BUTTONS = Capabilities(LIMIT, "utf16", buttons=8, label_limit=20, edits=True, files_in=True)
TRANSLATOR = Translator.load(LOCALES_DIR)
MARKS = (Mark("title", 0, 4),)
ASKED = Message("Phiếu nào?", ((Button("a", "1:a"),),), marks=MARKS)


def told(label: str, asked: Message = ASKED, chosen: str = "a") -> Message | None:
    """The message after the choice of this label, whose key is `a`."""
    say = Say((plain(asked.text),), ((Choice("a", plain(label)), Choice("b", plain("Khác"))),))
    return with_choice(asked, say, chosen, BUTTONS, TRANSLATOR, "vi")


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Phiếu ngắn", "Phiếu ngắn"),
        ("▼ Xem thêm", "Xem thêm"),
        ("Giữ nguyên ▶", "Giữ nguyên"),
        ("‹ Tháng trước", "Tháng trước"),
        ("✏️ Sửa", "Sửa"),
        ("+30 phút", "+30 phút"),
        ("🙂", "🙂"),
    ],
)
def test_the_choice_stands_below_the_words(label: str, words: str) -> None:
    assert told(label) == Message(f"Phiếu nào?\n\n✔ {words}", wants="nothing", marks=MARKS)


def test_what_cannot_be_told_is_not_told() -> None:
    drawing = Drawing("weeks", "t", (), (), "", 1.0)
    assert told("Có", chosen="c") is None
    assert told("Có", Message("a" * (LIMIT - 3))) is None
    assert told("Có", replace(ASKED, drawing=drawing)) is None
    assert told("Có", replace(ASKED, png=b"png")) is None
    assert told("Có", Message("a" * (LIMIT - 6))) is not None
