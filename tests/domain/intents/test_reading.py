"""Ordinary words are read as what they want, distress first, and no activity is taken for them.

`phrasings.csv` was used to improve the data file. `phrasings_held.csv` was not looked at meanwhile,
only counted: its share is the honest one. Do not mend the data file by a look at it.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.intents.intents import INTENT_CODES
from bot.domain.intents.reading import read_intent
from bot.domain.text.normalizing import fold, nfc, plain_words
from tests.domain import reference_files

INTENTS = reference_files.intents()
DATA = Path(__file__).parent / "data"
QUICK_LOG = Path(__file__).parents[1] / "quick_log" / "data"
LEAST_PHRASINGS = 40
LEAST_SHARE = {"phrasings.csv": 0.97, "phrasings_held.csv": 0.87}
MOST_FALSE = 0.01


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A text, and the intent that a careful reader finds in it."""

    intent: str
    text: str


def phrasings(name: str) -> tuple[Phrasing, ...]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return tuple(Phrasing(row["intent"], row["text"]) for row in csv.DictReader(lines))


def activities() -> Iterator[str]:
    for name in ("quick_log.csv", "quick_log_unseen.csv"):
        with (QUICK_LOG / name).open(encoding="utf-8", newline="") as lines:
            yield from (row["sentence"] for row in csv.DictReader(lines) if row["type"] != "-")


SEEN, HELD = phrasings("phrasings.csv"), phrasings("phrasings_held.csv")
ACTIVITIES = tuple(activities())
NO_INTENT = tuple((DATA / "no_intent.csv").read_text("utf-8").splitlines()[1:])


def words_of_the_file() -> set[str]:
    """Every phrase of the data file, without accents and signs."""
    phrases = [*INTENTS.small_words, *INTENTS.other_meanings]
    phrases += [word for group in INTENTS.groups for word in group.words]
    phrases += [phrase for intent in INTENTS.intents for phrase in intent.phrases]
    return {plain_words(phrase) for phrase in phrases}


# --- the corpora ----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", INTENT_CODES)
def test_each_intent_has_at_least_40_phrasings(code: str) -> None:
    assert sum(each.intent == code for each in SEEN) >= LEAST_PHRASINGS


def test_no_phrasing_is_written_twice_or_stands_in_the_data_file() -> None:
    texts = [plain_words(each.text) for each in (*SEEN, *HELD)]
    assert len(set(texts)) == len(texts)
    assert not set(texts) & words_of_the_file()


@pytest.mark.parametrize("name", LEAST_SHARE)
def test_almost_every_phrasing_is_understood(name: str) -> None:
    corpus = phrasings(name)
    asked = Counter(each.intent for each in corpus)
    right: dict[str, int] = defaultdict(int)
    for each in corpus:
        right[each.intent] += read_intent(each.text, INTENTS) == each.intent
    shares = ", ".join(f"{code} {right[code]}/{count}" for code, count in asked.items())
    share = sum(right.values()) / len(corpus)
    print(f"\n{name} ({len(corpus)} phrasings): {share:.1%} ({shares})")  # noqa: T201 - the figure is the result
    assert share >= LEAST_SHARE[name]


@pytest.mark.parametrize("phrasing", [each for each in SEEN if each.intent == "distress"],
                         ids=lambda each: each.text)  # fmt: skip
def test_every_word_of_distress_is_heard(phrasing: Phrasing) -> None:
    assert read_intent(phrasing.text, INTENTS) == "distress"


def test_no_activity_is_taken_for_an_intent() -> None:
    found = [text for text in ACTIVITIES if read_intent(text, INTENTS) is not None]
    assert len(ACTIVITIES) > 400
    assert len(found) <= MOST_FALSE * len(ACTIVITIES), found


def test_other_answers_and_words_are_no_intent() -> None:
    found = [text for text in NO_INTENT if read_intent(text.strip('"'), INTENTS) is not None]
    assert len(NO_INTENT) >= 150
    assert len(found) <= MOST_FALSE * len(NO_INTENT), found


# --- what decides ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("xin chào, tôi muốn chết", "distress"),
        ("đồ ngu, đừng nhắn nữa, tôi không muốn sống nữa", "distress"),
        ("cảm ơn bạn, nhưng xóa dữ liệu của tôi đi", "delete_data"),
        ("chào bot, cho tôi gặp cán bộ", "see_person"),
        ("chào cháu, bác chuyển nhà rồi, đổi phường giúp bác", "change_ward"),
        ("bot ngu quá, đừng nhắn nữa", "stop_messages"),
        ("chào ad, tháng này mình học mấy tiếng", "learning_time"),
        ("hay quá, cảm ơn bạn", "thanks"),
        ("Hôm qua đọc sách 30 phút. Tôi muốn tự tử.", "distress"),
        ("Em bị xâm hại. Giờ xem phim gì cũng sợ", "distress"),
    ],
)
def test_of_several_intents_the_most_pressing_counts(text: str, code: str) -> None:
    assert read_intent(text, INTENTS) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dừng nhắn tin", "stop_messages"),
        ("đúng rồi", None),
        ("cứ từ từ thôi", None),
        ("tự tử", "distress"),
        ("cháo gà", None),
        ("đang ngủ", None),
        ("mày ngu", "insult"),
        ("dung nhan tin nua", "stop_messages"),
        ("toi muon tu tu", "distress"),
    ],
)
def test_typed_accents_must_be_the_right_ones(text: str, code: str | None) -> None:
    assert read_intent(text, INTENTS) == code


@pytest.mark.parametrize(
    "text",
    [
        "chết máy giữa đường",
        "điện thoại chết nguồn rồi",
        "học sơ cứu người tự tử",
        "đọc sách về trầm cảm",
        "cười muốn chết",
        "tập huấn phòng chống bạo lực gia đình",
        "xem phóng sự về trẻ em bị xâm hại",
    ],
)
def test_the_words_of_distress_have_other_uses(text: str) -> None:
    assert read_intent(text, INTENTS) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("xin chàooooo", "greeting"),
        ("camr ơn nhiều", "thanks"),
        ("ca3m o7n ban5", "thanks"),
        ("k mún sống nữa", "distress"),
        ("thank youuuu", "thanks"),
    ],
)
def test_what_a_keyboard_left_in_a_word_does_not_matter(text: str, code: str) -> None:
    assert read_intent(text, INTENTS) == code


# --- laws -----------------------------------------------------------------------------------------


@given(st.sampled_from((*SEEN, *HELD)), st.sampled_from(("", "!", " …", "  ", " 🙏", "?!")))
def test_capitals_signs_and_spaces_change_nothing(phrasing: Phrasing, end: str) -> None:
    plain = read_intent(phrasing.text, INTENTS)
    assert read_intent(f"  {phrasing.text.upper()}{end}", INTENTS) == plain


@given(st.sampled_from([each for each in SEEN if each.intent == "distress"]),
       st.sampled_from((*SEEN, *HELD)))  # fmt: skip
def test_no_other_sentence_hides_distress(distress: Phrasing, other: Phrasing) -> None:
    assert read_intent(f"{nfc(other.text)}. {distress.text}", INTENTS) == "distress"


@given(st.one_of(st.text(), st.sampled_from([fold(each.text) for each in SEEN])))
def test_any_text_has_one_intent_or_none(text: str) -> None:
    assert read_intent(text, INTENTS) in (None, *INTENT_CODES)


@pytest.mark.parametrize(
    ("text", "intent"),
    [("🙏", "thanks"), ("🙏🙏🙏", "thanks"), ("❤️", "thanks"), ("👋", "greeting"), ("👍", "praise"),
     ("🤷", None), ("...", None), ("đọc sách 🙏", None)],
)  # fmt: skip
def test_signs_alone_are_read(text: str, intent: str | None) -> None:
    assert read_intent(text, INTENTS) == intent
