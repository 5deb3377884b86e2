"""Kept files are shown where they were sent, and said in words everywhere else."""

from __future__ import annotations

from dataclasses import replace

from bot.channels.console import CAPABILITIES as CONSOLE
from bot.channels.telegram import CAPABILITIES as TELEGRAM
from bot.channels.web.channel import CAPABILITIES as WEB
from bot.serving import LOCALES_DIR
from bot.talk.files import KeptFile, ShownFile
from bot.talk.messages import Capabilities, Message
from bot.talk.steps import Choice, Say
from bot.talk.text import plain
from bot.wording.catalog import Translator
from bot.wording.render import render

TRANSLATOR = Translator.load(LOCALES_DIR)
FILES = (
    KeptFile("photo", "telegram:a:b", plain("Ảnh 1"), plain("Ảnh 1 ở Telegram.")),
    KeptFile("file", "telegram:c", plain("Tệp 1"), plain("Tệp 1 ở Telegram.")),
    KeptFile("photo", "web:d.jpg", plain("Ảnh 2"), plain("Ảnh 2 ở trang web.")),
)
ROWS = ((Choice("k", plain("Về")),),)
SAY = Say((plain("Ba ảnh"),), ROWS, "nothing", files=FILES)


def shown(say: Say, capabilities: Capabilities) -> tuple[Message, ...]:
    return render(say, capabilities, TRANSLATOR, "vi", 7)


def test_each_goes_by_itself_before_the_words_and_only_the_words_have_choices() -> None:
    first, second, words = shown(SAY, TELEGRAM)
    assert first.files == (ShownFile("photo", "a:b", "Ảnh 1"),)
    assert second.files == (ShownFile("file", "c", "Tệp 1"),)
    assert (first.buttons, second.buttons, words.files) == ((), (), ())
    assert words.text == "Ba ảnh\nẢnh 2 ở trang web."
    assert words.buttons[0][0].label == "Về"


def test_a_page_shows_them_in_one_message() -> None:
    (message,) = shown(SAY, WEB)
    assert message.files == (ShownFile("photo", "d.jpg", "Ảnh 2"),)
    assert message.text == "Ba ảnh\nẢnh 1 ở Telegram.\nTệp 1 ở Telegram."
    assert message.buttons


def test_a_channel_that_shows_none_says_where_each_is() -> None:
    (message,) = shown(SAY, CONSOLE)
    for file in ("Ảnh 1 ở Telegram.", "Tệp 1 ở Telegram.", "Ảnh 2 ở trang web."):
        assert file in message.text
    assert message.files == ()


def test_a_reference_of_no_channel_is_shown_by_none() -> None:
    lost = replace(TELEGRAM, kept_files="")
    say = Say((plain("Ảnh"),), files=(KeptFile("photo", "x", plain("a"), plain("b")),))
    assert [message.text for message in shown(say, lost)] == ["Ảnh\nb"]
