"""A title, a fact, an item and a note are lines of the text; their marks say where they are."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.serving import LOCALES_DIR
from bot.talk.messages import Capabilities, Mark, Message
from bot.talk.pictures import Picture, Series
from bot.talk.steps import Choice, Say
from bot.talk.text import Day, Fact, Item, Minutes, Note, SayLine, Title, _, plain
from bot.wording.catalog import Translator
from bot.wording.marked_text import BULLET, MarkedText, in_utf16, in_words
from bot.wording.render import render
from bot.wording.splitting import length

TRANSLATOR = Translator.load(LOCALES_DIR)
BUTTONS = Capabilities(200, "utf16", buttons=8, label_limit=20, edits=False, files_in=True)
NUMBERS = Capabilities(200, "chars", buttons=0, label_limit=20, edits=False, files_in=False)
SENT = Capabilities(
    200, "utf16", buttons=8, label_limit=20, edits=False, files_in=True, pictures="sent",
    caption_limit=60,
)  # fmt: skip
NOVEMBER = Day(dt.date(2026, 11, 20))


def pieces(message: Message | MarkedText) -> list[tuple[str, str]]:
    """The kind and the words of each mark."""
    return [(mark.kind, message.text[mark.start : mark.end]) for mark in message.marks]


@pytest.mark.parametrize(
    ("line", "locale", "text", "marks"),
    [
        (Title(_("Online")), "vi", "Trực tuyến", [("title", "Trực tuyến")]),
        (Title(plain("Phở 😀")), "en", "Phở 😀", [("title", "Phở 😀")]),
        (Fact(_("Minutes"), Minutes(90)), "vi", "Số phút: 1 giờ 30 phút", [("label", "Số phút:")]),
        (Fact(_("Minutes"), 12), "en", "Minutes: 12", [("label", "Minutes:")]),
        (Fact(plain("a: b"), plain("c: d")), "en", "a: b: c: d", [("label", "a: b:")]),
        (Fact(plain("Khi"), NOVEMBER), "en", "Khi: Friday, 20/11/2026", [("label", "Khi:")]),
        (Item(plain("• một")), "vi", "• • một", [("item", "• • một")]),
        (Note(_("Online")), "en", "Online", [("note", "Online")]),
        (Title(plain("")), "en", "", []),
        (plain("một"), "vi", "một", []),
    ],
)  # fmt: skip
def test_a_line_has_its_words_and_its_mark(
    line: SayLine, locale: str, text: str, marks: list[tuple[str, str]]
) -> None:
    found = in_words((line,), TRANSLATOR, locale)
    assert (found.text, pieces(found)) == (text, marks)


def test_a_message_has_plain_lines_for_every_channel_and_the_marks_beside_them() -> None:
    lines = (Title(plain("Tuần này")), plain(""), Item(plain("một")), Note(plain("ước tính")))
    for capabilities in (BUTTONS, NUMBERS):
        (message,) = render(
            Say(lines, ((Choice("a", plain("Một")),),), "nothing"),
            capabilities,
            TRANSLATOR,
            "vi",
            7,
        )
        assert message.text.split("\n")[:4] == ["Tuần này", "", "• một", "ước tính"]
        assert pieces(message) == [
            ("title", "Tuần này"), ("item", "• một"), ("note", "ước tính"),
        ]  # fmt: skip


def test_a_say_of_plain_lines_has_no_marks() -> None:
    (message,) = render(Say((plain("• một"), plain("a: b"))), BUTTONS, TRANSLATOR, "vi", 7)
    assert (message.text, message.marks) == ("• một\na: b", ())


def test_the_title_of_a_picture_is_marked_above_its_facts() -> None:
    def picture(fact: str) -> Picture:
        return Picture("weeks", plain("Phút"), (plain(fact),), (plain("t"),),
                       (Series(plain("s"), (1.0,)),), plain("phút"))  # fmt: skip

    say = Say((Title(plain("Tuần này")),), picture=picture("Thứ Hai: 5"))
    before, below = render(say, SENT, TRANSLATOR, "vi", 7)
    assert (pieces(before), pieces(below)) == ([("title", "Tuần này")], [("title", "Phút")])
    assert below.text == "Phút\nThứ Hai: 5"
    before, below = render(
        Say(say.lines, picture=picture("Thứ Hai 5 " * 9)), SENT, TRANSLATOR, "vi", 7
    )
    assert (pieces(before), pieces(below)) == ([("title", "Tuần này")], [("title", "Phút")])
    (message,) = render(Say((), picture=picture("Thứ Hai: 5")), NUMBERS, TRANSLATOR, "vi", 7)
    assert (message.text, pieces(message)) == ("Phút\nThứ Hai: 5", [("title", "Phút")])


# --- laws -----------------------------------------------------------------------------------------

own_words = st.text(st.characters(codec="utf-8"), max_size=80)
marked_lines = st.one_of(
    own_words.map(plain),
    own_words.map(lambda text: Title(plain(text))),
    own_words.map(lambda text: Item(plain(text))),
    own_words.map(lambda text: Note(plain(text))),
    st.builds(lambda label, value: Fact(plain(label), plain(value)), own_words, own_words),
)
say_lines = st.lists(marked_lines, max_size=12)


def expected(line: SayLine) -> list[tuple[str, str]]:
    """What a line of a person's own words is to be marked as."""
    match line:
        case Title(said) | Note(said) if TRANSLATOR.line(said, "vi"):
            return [(type(line).__name__.lower(), TRANSLATOR.line(said, "vi"))]
        case Item(said):
            return [("item", BULLET + TRANSLATOR.line(said, "vi"))]
        case Fact(label, _value):
            return [("label", f"{TRANSLATOR.line(label, 'vi')}:")]
        case _:
            return []


@given(say_lines)
def test_own_words_never_change_what_is_marked(lines: list[SayLine]) -> None:
    found = in_words(lines, TRANSLATOR, "vi")
    assert pieces(found) == [each for line in lines for each in expected(line)]


@given(say_lines, st.integers(2, 60), st.sampled_from(("utf16", "chars")))
def test_marks_survive_the_splitting_of_a_text(lines: list[SayLine], limit: int, unit: str) -> None:
    whole = in_words(lines, TRANSLATOR, "vi")
    parts = whole.parts(limit, "utf16" if unit == "utf16" else "chars")
    assert "".join(part.text for part in parts) == whole.text
    marked = [mark.kind if mark else "" for mark in _letters(whole)]
    assert [mark.kind if mark else "" for part in parts for mark in _letters(part)] == marked
    assert all(mark.length > 0 for part in parts for mark in part.marks)


@given(say_lines)
def test_the_text_without_white_space_at_its_ends_has_the_same_marks(lines: list[SayLine]) -> None:
    whole = in_words(lines, TRANSLATOR, "vi")
    stripped = whole.strip()
    assert stripped.text == whole.text.strip()
    words = [text.strip() for _kind, text in pieces(stripped)]
    assert [text for text in words if text] == [
        text.strip() for _kind, text in pieces(whole) if text.strip()
    ]


@given(say_lines)
def test_places_in_utf16_show_the_same_words(lines: list[SayLine]) -> None:
    found = in_words(lines, TRANSLATOR, "vi")
    raw = found.text.encode("utf-16-le")
    shown = [
        raw[2 * mark.start : 2 * mark.end].decode("utf-16-le")
        for mark in in_utf16(found.text, found.marks)
    ]
    assert shown == [words for _kind, words in pieces(found)]


def _letters(text: MarkedText) -> list[Mark | None]:
    """The mark of each character."""
    found: list[Mark | None] = [None] * len(text.text)
    for mark in text.marks:
        assert found[mark.start : mark.end] == [None] * mark.length, "two marks overlap"
        found[mark.start : mark.end] = [mark] * mark.length
    return found


def test_a_long_text_is_cut_where_it_would_be_without_marks() -> None:
    lines: list[SayLine] = [Title(plain("Tuần này"))]
    lines += (Item(plain("đọc sách " * 3)) for _n in range(20))
    messages = render(Say(tuple(lines)), BUTTONS, TRANSLATOR, "vi", 7)
    assert len(messages) > 2
    assert all(length(message.text, "utf16") <= 200 for message in messages)
    assert [kind for message in messages for kind, _words in pieces(message)].count("title") == 1
