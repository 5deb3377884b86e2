"""The emulated Telegram's reading of HTML."""

from __future__ import annotations

from html import escape

import pytest
from aiogram.types import MessageEntity
from hypothesis import given
from hypothesis import strategies as st

from tests.emulators.telegram.rules.limits import formatted
from tests.emulators.telegram.rules.refusals import Refusal
from tests.emulators.telegram.wire.markup import parse_html
from tests.emulators.telegram.wire.objects import utf16_units

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("một", "một", []),
        ("<b>một</b> hai", "một hai", [("bold", 0, 3)]),
        ("😀<i>một</i>", "😀một", [("italic", 2, 3)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("a &lt;b&gt; &amp; &#7845;", "a <b> & ấ", []),
        ("a & b &nbsp; > c", "a & b &nbsp; > c", []),
        ('<a href="https://vi.dụ">x</a>', "x", [("text_link", 0, 1)]),
        ('<a href="lạ">x</a>', "x", []),
        ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
        ('<pre><code class="language-py">x</code></pre>', "x", [("pre", 0, 1)]),
        ("<B>x</B>", "x", [("bold", 0, 1)]),
        ("<b></b>x", "x", []),
    ],
)
def test_tags_become_entities(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    found, marks = parse_html(source)
    assert (found, [(each.type, each.offset, each.length) for each in marks]) == (text, entities)


def test_a_link_keeps_its_address_and_code_its_language() -> None:
    _, [link] = parse_html('<a href="https://example.org/?a=1&amp;b=2">x</a>')
    _, [code] = parse_html('<pre><code class="language-py">x</code></pre>')
    assert (link.url, code.language) == ("https://example.org/?a=1&b=2", "py")


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("1 < 2 > 0", 'Unsupported start tag "" at byte offset 2'),
        ("ấ<br>", 'Unsupported start tag "br" at byte offset 3'),
        ("a <", "Unclosed start tag at byte offset 2"),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
    ],
)
def test_wrong_html_is_refused(source: str, complaint: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {complaint}"
    assert refused.value.breach


@given(ANY_TEXT, ANY_TEXT)
def test_escaped_words_are_shown_as_they_were(before: str, marked: str) -> None:
    text, marks = parse_html(f"{escape(before)}<b>{escape(marked)}</b>")
    assert text == before + marked
    start, length = utf16_units(before), utf16_units(marked)
    assert [(m.offset, m.length) for m in marks] == ([(start, length)] if marked else [])


@pytest.mark.parametrize(
    ("source", "shown", "where"),
    [
        ("  😀 <b>một</b> ", "😀 một", [(3, 3)]),
        (" <b> một </b>\n", "một", [(0, 3)]),
        ("một<b>  </b>", "một", []),
    ],
)
def test_white_space_at_the_ends_goes_and_entities_move_with_their_words(
    source: str, shown: str, where: list[tuple[int, int]]
) -> None:
    text, marks = formatted(source, "HTML", None)
    assert (text, [(mark.offset, mark.length) for mark in marks]) == (shown, where)


@given(ANY_TEXT, ANY_TEXT)
def test_entities_stay_inside_the_text_that_is_shown(before: str, marked: str) -> None:
    text, marks = formatted(f"{escape(before)}<b>{escape(marked)}</b>", "HTML", None)
    assert text == text.strip()
    assert all(0 <= m.offset < m.offset + m.length <= utf16_units(text) for m in marks)


@pytest.mark.parametrize(
    ("text", "places", "why"),
    [
        ("một", [(0, 3)], ""),
        ("😀 một", [(0, 2), (3, 3)], ""),
        ("một", [(0, 4)], "ends after the end of the text"),
        ("một", [(3, 1)], "ends after the end of the text"),
        ("một", [(0, 0)], "a wrong offset or length"),
        ("một", [(-1, 2)], "a wrong offset or length"),
        ("😀một", [(1, 2)], "in a middle of a UTF-16 symbol"),
        ("a😀", [(0, 2)], "in a middle of a UTF-16 symbol"),
        ("một hai", [(0, 5), (4, 3)], "overlap"),
        ("một hai", [(4, 3), (0, 3)], "overlap"),
    ],
)
def test_entities_of_a_correct_bot_lie_in_the_text_one_after_another(
    text: str, places: list[tuple[int, int]], why: str
) -> None:
    entities = [MessageEntity(type="bold", offset=at, length=size) for at, size in places]
    if not why:
        assert formatted(text, None, entities) == (text, entities)
        return
    with pytest.raises(Refusal, match=why) as refused:
        formatted(text, None, entities)
    assert refused.value.breach


def test_entities_of_no_known_style_and_beside_a_parse_mode_are_refused() -> None:
    link = MessageEntity(type="text_link", offset=0, length=1, url="https://example.org")
    with pytest.raises(Refusal, match="unsupported type"):
        formatted("a", None, [link])
    with pytest.raises(Refusal, match="beside a parse_mode"):
        formatted("a", "HTML", [MessageEntity(type="bold", offset=0, length=1)])
