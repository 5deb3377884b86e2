"""A say with a picture: its facts are said once on every channel, and nothing is too long."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.serving import LOCALES_DIR
from bot.talk.messages import Capabilities, Message
from bot.talk.pictures import Drawing, DrawnSeries, Picture, Series
from bot.talk.steps import Choice, Say
from bot.talk.text import _, plain
from bot.wording.catalog import Translator
from bot.wording.render import CannotSay, render
from bot.wording.splitting import length

TRANSLATOR = Translator.load(LOCALES_DIR)
HOW = "Xin trả lời bằng số thứ tự."
TITLE = "Ba tuần qua"

WORDY = Capabilities(200, "utf16", buttons=8, label_limit=20, edits=False, files_in=True)
WORDY_NUMBERS = replace(WORDY, unit="chars", buttons=0)
FETCHED = replace(WORDY, unit="chars", pictures="fetched")
SENT = replace(WORDY, pictures="sent", caption_limit=80)
SENT_NUMBERS = replace(SENT, buttons=0)
FETCHED_NUMBERS = replace(FETCHED, buttons=0)
EVERY = (WORDY, WORDY_NUMBERS, FETCHED, SENT, SENT_NUMBERS, FETCHED_NUMBERS)


def say(
    *facts: str, lines: tuple[str, ...] = ("Sổ tuần này:",), labels: tuple[str, ...] = (),
    title: str = TITLE,
) -> Say:  # fmt: skip
    """A say with a picture of these facts."""
    return Say(
        tuple(plain(line) for line in lines),
        tuple((Choice(f"k{n}", plain(label)),) for n, label in enumerate(labels)),
        "evidence",
        picture=Picture(
            chart="weeks",
            title=plain(title),
            facts=tuple(plain(fact) for fact in facts),
            labels=(plain("46"), plain("47")),
            series=(Series(_("Online"), (3.0, None)),),
            unit=plain("giờ"),
            most=5.0,
            goal=4.0,
            goal_name=_("Online"),
        ),
    )


def shown(said: Say, capabilities: Capabilities, locale: str = "vi") -> tuple[Message, ...]:
    return render(said, capabilities, TRANSLATOR, locale, 7)


SHORT = ("Tuần 46: 3 giờ.", "Tuần 47: chưa có.")
LONG = tuple(f"Tuần {week}: đã ghi {week} giờ." for week in range(40, 48))
LABELS = ("Một", "Hai")


def data(message: Message) -> list[str]:
    return [button.data for row in message.buttons for button in row]


# --- the position of the facts --------------------------------------------------------------------


def test_where_no_picture_can_be_shown_its_title_and_facts_are_said_below_the_lines() -> None:
    (message,) = shown(say(*SHORT, labels=LABELS), WORDY)
    assert message.text == "\n".join(("Sổ tuần này:", "", TITLE, *SHORT))
    assert data(message) == ["7:k0", "7:k1"]
    assert message.drawing is None


def test_without_buttons_and_pictures_the_list_stands_below_the_facts() -> None:
    (message,) = shown(say(*SHORT, labels=LABELS), WORDY_NUMBERS)
    assert message.text == "\n".join(
        ("Sổ tuần này:", "", TITLE, *SHORT, "", "1. Một", "2. Hai", HOW)
    )
    assert message.drawing is None


def test_a_page_fetches_the_picture_and_has_its_facts_for_who_cannot_see_it() -> None:
    before, below = shown(say(*LONG, labels=LABELS), FETCHED)
    assert (before.text, before.wants, before.drawing) == ("Sổ tuần này:", "nothing", None)
    assert (below.text, below.facts, below.wants) == (TITLE, "\n".join(LONG), "evidence")
    assert below.drawing is not None
    assert data(below) == ["7:k0", "7:k1"]


def test_facts_that_fit_are_the_caption() -> None:
    before, below = shown(say(*SHORT, labels=LABELS), SENT)
    assert (before.text, before.wants) == ("Sổ tuần này:", "nothing")
    assert (below.text, below.facts) == ("\n".join((TITLE, *SHORT)), "")
    assert below.drawing is not None
    assert data(below) == ["7:k0", "7:k1"]


def test_facts_that_are_longer_than_a_caption_are_said_before_the_picture() -> None:
    *before, below = shown(say(*LONG, labels=LABELS), SENT)
    assert "".join(message.text for message in before) == "\n".join(("Sổ tuần này:", "", *LONG))
    assert (below.text, below.facts) == (TITLE, "")
    assert data(below) == ["7:k0", "7:k1"]


@pytest.mark.parametrize(("beyond", "in_caption"), [(0, True), (1, False)])
def test_the_caption_is_counted_in_the_units_of_its_channel(beyond: int, in_caption: bool) -> None:
    # 11 of the title and a line break; an emoji has two units.
    fact = "🎉" * 34 + "a" * beyond
    below = shown(say(fact), SENT)[-1]
    assert (fact in below.text) is in_caption
    assert length(f"{TITLE}\n{fact}", "utf16") == SENT.caption_limit + beyond


@pytest.mark.parametrize("facts", [SHORT, LONG])
def test_with_pictures_but_no_buttons_the_list_comes_last(facts: tuple[str, ...]) -> None:
    *_before, below, last = shown(say(*facts, labels=LABELS), SENT_NUMBERS)
    assert below.drawing is not None
    assert below.wants == "nothing"
    assert (last.text, last.wants) == (f"1. Một\n2. Hai\n{HOW}", "evidence")


def test_without_choices_the_picture_comes_last_and_wants_the_answer() -> None:
    for capabilities in (SENT, SENT_NUMBERS, FETCHED, FETCHED_NUMBERS):
        before, below = shown(say(*SHORT), capabilities)
        assert (before.wants, below.wants) == ("nothing", "evidence")
        assert below.drawing is not None


def test_a_say_of_nothing_but_a_picture_is_one_message() -> None:
    for capabilities in (WORDY, FETCHED, SENT):
        (message,) = shown(say(*SHORT, lines=()), capabilities)
        assert message.text.startswith(TITLE)
    assert shown(say(*SHORT, lines=()), WORDY)[0].text == "\n".join((TITLE, *SHORT))


def test_a_drawing_is_in_the_language_of_its_recipient() -> None:
    for locale, name in (("vi", "Trực tuyến"), ("en", "Online")):
        below = shown(say(*SHORT), SENT, locale)[-1]
        assert below.drawing == Drawing(
            chart="weeks",
            title=TITLE,
            labels=("46", "47"),
            series=(DrawnSeries(name, (3.0, None)),),
            unit="giờ",
            most=5.0,
            goal=4.0,
            goal_name=name,
            locale=locale,
        )


def test_more_choices_than_buttons_cannot_be_said_below_a_picture_either() -> None:
    for capabilities in (WORDY, SENT, FETCHED):
        assert shown(say(*SHORT, labels=("x",) * 8), capabilities)
        with pytest.raises(CannotSay, match="9 choices where 8 buttons fit"):
            shown(say(*SHORT, labels=("x",) * 9), capabilities)


# --- any say --------------------------------------------------------------------------------------

letters = st.text(st.sampled_from("aăâđêôơư \n.🎉👨‍👩‍👧"), max_size=120)
# Each has its own sign and number, so that no fact is part of another or of a line.
facts_ = st.lists(letters, min_size=1, max_size=6).map(
    lambda drawn: tuple(f"§{n}:{text}§" for n, text in enumerate(drawn))
)
lines_ = st.lists(letters, max_size=4).map(tuple)
labels_ = st.integers(0, 6).map(lambda count: ("Một",) * count)
titles_ = letters.map(lambda text: f"Hình {text}".strip())


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(lines_, facts_, labels_, titles_, st.sampled_from(EVERY))
def test_facts_are_said_once_choices_come_last_and_nothing_is_too_long(
    lines: tuple[str, ...],
    facts: tuple[str, ...],
    labels: tuple[str, ...],
    title: str,
    capabilities: Capabilities,
) -> None:
    messages = shown(say(*facts, lines=lines, labels=labels, title=title), capabilities)
    *before, last = messages
    # Every fact and every line once.
    texts = squeezed("".join(message.text for message in messages))
    told = texts + squeezed("".join(message.facts for message in messages))
    for fact in facts:
        assert told.count(squeezed(fact)) == 1
    assert squeezed("\n".join(lines)) in texts
    # There is one picture where there are pictures, and facts only where a page shows them.
    pictured = [message for message in messages if message.drawing is not None]
    assert len(pictured) == (capabilities.pictures != "none")
    assert all(message.png is None for message in messages)
    assert any(message.facts for message in messages) == (capabilities.pictures == "fetched")
    # The choices are at the end, and only there.
    assert not any(message.buttons or HOW in message.text for message in before)
    if labels and capabilities.buttons:
        assert data(last) == [f"7:k{n}" for n in range(len(labels))]
        assert last in pictured or capabilities.pictures == "none"
    elif labels:
        assert last.text.endswith(HOW)
    assert last.wants == "evidence"
    # Nothing is too long or empty.
    for message in messages:
        sent = message.drawing is not None and capabilities.pictures == "sent"
        limit = capabilities.caption_limit if sent else capabilities.text_limit
        assert length(message.text, capabilities.unit) <= limit
        assert message.text.strip()


@given(lines_, facts_, labels_, st.sampled_from((SENT, SENT_NUMBERS)))
def test_without_its_picture_the_words_of_a_message_still_say_everything_once(
    lines: tuple[str, ...],
    facts: tuple[str, ...],
    labels: tuple[str, ...],
    capabilities: Capabilities,
) -> None:
    messages = shown(say(*facts, lines=lines, labels=labels), capabilities)
    spoken = [message.in_words() for message in messages]
    assert all(
        length(message.text, capabilities.unit) <= capabilities.text_limit for message in spoken
    )
    assert all(message.drawing is None and message.text.strip() for message in spoken)
    assert [message.buttons for message in spoken] == [message.buttons for message in messages]
    assert [message.wants for message in spoken] == [message.wants for message in messages]
    whole = squeezed("".join(message.text for message in spoken))
    for translator in (TITLE, *facts):
        assert whole.count(squeezed(translator)) == 1
