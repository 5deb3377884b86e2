"""What a message means is seen on the page: titles, facts, lists and notes as such elements."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from bot.channels.web import frames
from bot.channels.web.channel import CAPABILITIES
from bot.serving import LOCALES_DIR
from bot.talk.steps import Say
from bot.talk.text import Fact, Item, Minutes, Note, SayLine, Title, _, plain
from bot.wording.catalog import Translator
from bot.wording.render import render
from tests.e2e.web.browser import Device

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TRANSLATOR = Translator.load(LOCALES_DIR)
_DRAWN = """async ({ text, marks }) => {
  const { wordsOf } = await import("/marked.js");
  const of = (each) => each.children.length && !each.querySelector(":scope > .number")
    ? [each.localName, ...[...each.children].map(of)]
    : [each.localName, each.textContent];
  const words = wordsOf(text, marks);
  return { shape: of(words), copied: words.textContent };
}"""


async def drawn(phone: Device, *lines: SayLine, marks: bool = True) -> tuple[Any, str]:
    """The elements of a message with their words, and the words alone."""
    (message,) = render(Say(lines), CAPABILITIES, TRANSLATOR, "vi", 7)
    frame = msgspec.to_builtins(frames.words(1, message, "store", str))
    if not marks:
        del frame["marks"]
    tab = await phone.opens()
    found = await tab.page.evaluate(_DRAWN, frame)
    return found["shape"], found["copied"]


async def test_each_kind_of_line_is_an_element_of_its_own(phone: Device) -> None:
    shape, copied = await drawn(
        phone,
        Title(plain("Mục HT-7K3M-92")),
        plain("Đã ghi."),
        Fact(_("Minutes"), Minutes(90)),
        Fact(plain("Nơi học"), plain("Thư viện 😀")),
        plain(""),
        Item(plain("một")),
        Item(plain("hai")),
        plain(""),
        Item(plain("ba")),
        plain("Xong."),
        Note(plain("Đây là ước tính.")),
    )
    assert shape == [
        "div",
        ["h2", "Mục HT-7K3M-92"],
        ["p", "Đã ghi."],
        ["dl", ["div", ["dt", "Số phút:"], ["dd", "1 giờ 30 phút"]],
               ["div", ["dt", "Nơi học:"], ["dd", "Thư viện 😀"]]],
        ["ul", ["li", "một"], ["li", "hai"]],
        ["ul", ["li", "ba"]],
        ["p", "Xong."],
        ["p", "Đây là ước tính."],
    ]  # fmt: skip
    assert copied.startswith("Mục HT-7K3M-92\nĐã ghi.\nSố phút: 1 giờ 30 phút\nNơi học: Thư viện")


async def test_own_words_are_words_wherever_they_stand(phone: Device) -> None:
    bad = "<img src=x onerror=alert(1)>"
    shape, _copied = await drawn(
        phone, Title(plain(bad)), Fact(plain(bad), plain("• 😀: " + bad)), Item(plain(f"• {bad}"))
    )
    assert shape == [
        "div",
        ["h2", bad],
        ["dl", ["div", ["dt", f"{bad}:"], ["dd", f"• 😀: {bad}"]]],
        ["ul", ["li", f"• {bad}"]],
    ]


async def test_a_message_without_marks_is_one_text_with_its_lines(phone: Device) -> None:
    shape, _copied = await drawn(phone, plain("một"), plain(""), plain("• hai"))
    assert shape == ["p", "một\n\n• hai"]
    shape, _copied = await drawn(phone, Title(plain("một")), Item(plain("hai")), marks=False)
    assert shape == ["p", "một\n• hai"]
