"""A say becomes messages within a channel's limits: with buttons, or with a whole numbered list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.serving import LOCALES_DIR
from bot.talk.messages import Capabilities, Message
from bot.talk.steps import Choice, Say, Wants
from bot.talk.text import _, plain
from bot.wording.catalog import Translator
from bot.wording.marked_text import in_words
from bot.wording.render import CannotSay, render
from bot.wording.splitting import length

TRANSLATOR = Translator.load(LOCALES_DIR)
BUTTONS = Capabilities(200, "utf16", buttons=8, label_limit=20, edits=False, files_in=True)
NUMBERS = Capabilities(200, "chars", buttons=0, label_limit=20, edits=False, files_in=False)
HOW = "Xin trả lời bằng số thứ tự."
TYPE = "Bạn gõ câu trả lời, hoặc chữ cái đứng trước một mục."
OWN = "Bạn gõ câu trả lời, hoặc số thứ tự của một mục."


def rows_of(*labels: str) -> tuple[tuple[Choice, ...], ...]:
    return tuple((Choice(f"k{n}", plain(label)),) for n, label in enumerate(labels))


def shown(
    say: Say, capabilities: Capabilities, locale: str = "vi", turn: int = 7
) -> tuple[Message, ...]:
    return render(say, capabilities, TRANSLATOR, locale, turn)


def test_buttons_stand_in_their_rows_and_carry_their_turn() -> None:
    choices = ((Choice("a", plain("Một")), Choice("b", plain("Hai"))), (Choice("c", _("Skip")),))
    (message,) = shown(Say((plain("Chọn đi"),), choices, "nothing"), BUTTONS)
    assert message.text == "Chọn đi"
    assert [[(b.label, b.data) for b in row] for row in message.buttons] == [
        [("Một", "7:a"), ("Hai", "7:b")],
        [("Bỏ qua", "7:c")],
    ]
    assert message.wants == "nothing"


def test_without_buttons_the_choices_are_a_numbered_list() -> None:
    say = Say((plain("Chọn đi"),), rows_of("Một", "Hai"), "nothing")
    (message,) = shown(say, NUMBERS)
    assert message.text == f"Chọn đi\n\n1. Một\n2. Hai\n{HOW}"
    assert message.buttons == ()


@pytest.mark.parametrize(
    ("wants", "listed"),
    [
        ("nothing", f"1. Một\n2. Hai\n{HOW}"),
        ("evidence", f"1. Một\n2. Hai\n{HOW}"),
        ("free", f"1. Một\n2. Hai\n{OWN}"),
        ("text", f"A. Một\nB. Hai\n{TYPE}"),
    ],
)
def test_letters_stand_before_the_choices_where_a_number_is_an_answer(
    wants: Wants, listed: str
) -> None:
    (message,) = shown(Say((plain("Chọn đi"),), rows_of("Một", "Hai"), wants), NUMBERS)
    assert message.text == f"Chọn đi\n\n{listed}"


def test_each_line_is_a_line_of_its_own_in_the_recipients_language() -> None:
    say = Say((_("Online"), plain(""), plain("<b>&amp;</b>")))
    assert shown(say, BUTTONS, "en")[0].text == "Online\n\n<b>&amp;</b>"
    assert shown(say, BUTTONS, "vi")[0].text == "Trực tuyến\n\n<b>&amp;</b>"


def test_only_the_last_of_many_messages_has_the_buttons() -> None:
    say = Say((plain("dài " * 120),), rows_of("Một"), "evidence")
    *before, last = shown(say, BUTTONS)
    assert before
    assert all(message.buttons == () and message.wants == "nothing" for message in before)
    assert last.buttons[0][0].data == "7:k0"
    assert last.wants == "evidence"


def test_a_list_that_does_not_fit_below_the_text_goes_by_itself() -> None:
    labels = [f"lựa chọn {n}" for n in range(5)]
    *before, last = shown(Say((plain("chữ " * 45),), rows_of(*labels)), NUMBERS)
    assert len(before) == 1
    listed = (f"{letter}. {label}" for letter, label in zip("ABCDE", labels, strict=True))
    assert last.text == "\n".join([*listed, TYPE])


def test_a_list_that_does_not_fit_in_a_message_cannot_be_said() -> None:
    with pytest.raises(CannotSay, match="longer than a message"):
        shown(Say((plain("?"),), rows_of(*["một lựa chọn"] * 20)), NUMBERS)


def test_more_choices_than_a_list_can_number_cannot_be_said() -> None:
    wants: Wants
    wide = Capabilities(20_000, "chars", buttons=0, label_limit=20, edits=False, files_in=False)
    for wants, most in (("nothing", 99), ("text", 38)):
        assert shown(Say((plain("?"),), rows_of(*["xy"] * most), wants), wide)
        with pytest.raises(CannotSay, match=f"{most + 1} choices"):
            shown(Say((plain("?"),), rows_of(*["xy"] * (most + 1)), wants), wide)


def test_more_choices_than_buttons_cannot_be_said() -> None:
    assert shown(Say((plain("?"),), rows_of(*["x"] * 8)), BUTTONS)
    with pytest.raises(CannotSay, match="9 choices where 8 buttons fit"):
        shown(Say((plain("?"),), rows_of(*["x"] * 9)), BUTTONS)


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("vừa đúng hai mươi chữ", "vừa đúng hai mươi…"),
        ("đúng hai mươi chữ nhé", "đúng hai mươi chữ…"),
        ("ngắn", "ngắn"),
        ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦…"),
    ],
)
def test_a_label_that_is_too_long_is_shortened(label: str, short: str) -> None:
    (message,) = shown(Say((plain("?"),), rows_of(label)), BUTTONS)
    assert message.buttons[0][0].label == short


texts = st.text(st.characters(codec="utf-8"), max_size=700)
# A say of a conversation always begins with a sentence of its own, before a person's text.
lines = texts.map(lambda text: (plain("Chưa hiểu:"), plain(text.strip()), plain("Chọn đi.")))


@given(lines, st.lists(st.just("Một"), max_size=6), st.sampled_from((BUTTONS, NUMBERS)))
def test_whatever_is_said_fits_and_nothing_of_it_is_lost(
    said: tuple[object, ...], labels: list[str], capabilities: Capabilities
) -> None:
    say = Say(said, rows_of(*labels))  # type: ignore[arg-type]  # three plain lines
    messages = shown(say, capabilities)
    assert all(
        length(message.text, capabilities.unit) <= capabilities.text_limit for message in messages
    )
    assert all(message.text.strip() for message in messages)
    joined = "".join(message.text for message in messages)
    whole = in_words(say.lines, TRANSLATOR, "vi").text
    assert "".join(whole.split()) in "".join(joined.split())
    if labels and capabilities is NUMBERS:
        assert messages[-1].text.endswith(TYPE)
        assert all(TYPE not in message.text for message in messages[:-1])
    if labels and capabilities is BUTTONS:
        assert sum(len(row) for row in messages[-1].buttons) == len(labels)
    assert not any(message.buttons for message in messages[:-1])
