"""Choosing: what was typed is a choice when it can mean only one, and nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text.answers import Answer
from bot.domain.text.list_marks import ListMarks
from bot.domain.text.normalizing import fold
from bot.services.turns.choices import choice_that_means, read_beginning, read_choice
from bot.talk.steps import Choice
from bot.talk.text import plain

LABELS = ("Đồng ý", "Không đồng ý", "◀ Quay lại", "✖ Hủy")
TIMES = ("15 phút", "30 phút", "45 phút", "1 giờ", "1 giờ 30 phút", "2 giờ", "✖ Hủy")
SAME = ("Đọc sách", "đọc sách", "Nghe đài")


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("Đồng ý", 0),
        ("đồng ý", 0),
        ("dong y", 0),
        ("ĐỒNG  Ý", 0),
        ("đồng ý.", 0),
        ("“đồng ý”", 0),
        ("đồng ý 👍", 0),
        (unicodedata.normalize("NFD", "không đồng ý"), 1),
        ("không", None),
        ("đổng ý", None),
        ("đong y", None),
        ("◀ quay lại", 2),
        ("✖ Hủy", 3),
        ("huỷ", 3),
        ("hụy", None),
        ("hu", None),
        ("ý", None),
        ("có", None),
        ("tôi đồng ý", None),
        ("đồng ý nhưng mà", None),
        ("1", None),
        ("", None),
        ("  ", None),
        ("👍", None),
        ("\u0301", None),
    ],
)
def test_a_whole_label_chooses(typed: str, place: int | None) -> None:
    assert read_choice(typed, LABELS, marks="none") == place


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("không", 1),
        ("khong", 1),
        ("khổng", None),
        ("quay", 2),
        ("quay lạ", 2),
        ("đồng", 0),
        ("hu", 3),
        ("h", None),
        ("ý", None),
        ("", None),
    ],
)
def test_the_beginning_of_only_one_label_chooses(typed: str, place: int | None) -> None:
    assert read_beginning(typed, LABELS) == place


MEANING = (
    Choice("save", plain("Ghi"), ("record", "yes")),
    Choice("edit", plain("Sửa"), ("no",)),
    Choice("a", plain("Một"), ("later",)),
    Choice("b", plain("Hai"), ("later",)),
)


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        (("yes",), "save"),
        (("record",), "save"),
        (("no", "stop"), "edit"),
        (("stop", "no"), "edit"),
        (("stop",), None),
        (("later",), None),
        ((), None),
    ],
)
def test_a_short_answer_chooses_the_only_choice_that_stands_for_it(
    answers: tuple[Answer, ...], key: str | None
) -> None:
    found = choice_that_means(MEANING, *answers)
    assert (found.key if found else None) == key


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("1", 0),
        ("2", 1),
        ("2.", 1),
        ("2)", 1),
        ("số 2", 1),
        ("So 2", 1),
        ("chọn 2", 1),
        ("option 2", 1),
        ("number 2", 1),
        ("no. 2", 1),
        ("2️⃣", 1),
        ("2\u20e3", 1),
        ("２", 1),
        ("٢", None),
        ("4", 3),
        ("5", None),
        ("0", None),
        ("02", None),
        ("44", None),
        ("100", None),
        ("2 2", None),
        ("2 đồng ý", None),
        ("mục 2", None),
    ],
)
def test_a_number_chooses_where_the_choices_are_a_list(typed: str, place: int | None) -> None:
    assert read_choice(typed, LABELS, marks="numbers") == place
    assert read_choice(typed, LABELS, marks="none") is None


@pytest.mark.parametrize(
    ("typed", "place"),
    [("30 phút", 1), ("1 giờ", 3), ("1 gio 30 phut", 4), ("hủy", 6), ("hu", None)],
)
def test_a_label_with_a_number_is_chosen_whole(typed: str, place: int | None) -> None:
    assert read_choice(typed, TIMES, marks="none") == place


@pytest.mark.parametrize("typed", ["đọc sách", "Đọc", "doc sach"])
def test_what_could_be_two_is_none(typed: str) -> None:
    assert read_choice(typed, SAME, marks="none") is None
    assert read_beginning(typed, SAME) is None


any_marks: st.SearchStrategy[ListMarks] = st.sampled_from(("none", "numbers", "letters"))
labels = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12), max_size=12)


@given(st.text(st.characters(codec="utf-8"), max_size=20), labels, any_marks)
def test_a_choice_is_one_of_the_list(typed: str, offered: list[str], marks: ListMarks) -> None:
    for place in (
        read_choice(typed, offered, marks=marks),
        read_beginning(typed, offered),
    ):
        assert place is None or 0 <= place < len(offered)


@given(st.data(), labels)
def test_a_label_of_its_own_typed_as_it_is_shown_chooses_itself(
    data: st.DataObject, offered: list[str]
) -> None:
    words = st.text("abcdefg ", min_size=2, max_size=9).filter(lambda text: text.strip() != "")
    own = data.draw(words.filter(lambda word: fold(word) not in {fold(each) for each in offered}))
    offered = [label for label in offered if not any(c.isalnum() for c in label)]
    place = data.draw(st.integers(0, len(offered)))
    offered.insert(place, own)
    assert read_choice(own.upper(), offered, marks="numbers") == place


@given(st.integers(1, 99), st.integers(0, 99))
def test_every_number_of_a_list_chooses_its_place_and_no_other_does(count: int, typed: int) -> None:
    offered = ["một lựa chọn"] * count
    expected = typed - 1 if 1 <= typed <= count else None
    assert read_choice(str(typed), offered, marks="numbers") == expected


AGES = ("Dưới 16", "16–24", "Từ 60", "◀ Quay lại")


@pytest.mark.parametrize(
    ("typed", "place"),
    [("b", 1), ("chọn 2", 1), ("C.", 2), ("16–24", 1), ("từ 60", 2), ("3", None), ("67", None),
     ("e", None), ("chọn 5", None)],
)  # fmt: skip
def test_where_a_number_is_an_answer_only_letters_and_labels_choose(
    typed: str, place: int | None
) -> None:
    assert read_choice(typed, AGES, marks="letters") == place
