"""A number that is a value and a mark that chooses are never the same words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text.answers import read_answer
from bot.domain.text.list_marks import LETTERS, MOST, ListMarks, mark, marks_of, read_mark


@pytest.mark.parametrize(
    ("labels", "number_wanted", "marks"),
    [
        (("Đồng ý", "Không đồng ý"), False, "numbers"),
        (("16–24", "25–59"), True, "letters"),
        (("1 giờ một tuần", "◀ Quay lại"), True, "letters"),
        (("Hôm nay", "Hôm qua"), True, "letters"),
        (("A Ă Â", "B C", "◀ Quay lại"), True, "numbers"),
        ((), True, "letters"),
    ],
)
def test_letters_stand_where_a_number_may_be_the_answer(
    labels: tuple[str, ...], number_wanted: bool, marks: ListMarks
) -> None:
    assert marks_of(labels, number_wanted=number_wanted) == marks


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("a", 0),
        ("A", 0),
        ("b.", 1),
        ("B)", 1),
        ("chọn b", 1),
        ("chon B", 1),
        ("câu c", 2),
        ("mục c", 2),
        ("option a", 0),
        ("chọn 1", 0),
        ("chọn số 3", 2),
        ("Option 2", 1),
        ("aa", len(LETTERS)),
        ("zz", 2 * len(LETTERS) - 1),
        ("1", None),
        ("2.", None),
        ("số 2", None),
        ("2️⃣", None),
        ("5", None),
        ("67", None),
        ("k", None),
        ("n", None),
        ("o", None),
        ("y", None),
        ("u", None),
        ("l", None),
        ("ạ", None),
        ("đ", None),
        ("ab", None),
        ("a b", None),
        ("ba", None),
        ("5h", None),
        ("c hay d", None),
        ("", None),
    ],
)
def test_a_letter_chooses_and_a_number_alone_does_not(typed: str, place: int | None) -> None:
    assert read_mark(typed, "letters") == place
    assert read_mark(typed, "none") is None


@given(st.sampled_from(("numbers", "letters")), st.data())
def test_every_mark_is_read_back_as_its_place(marks: ListMarks, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, MOST[marks] - 1))
    shown = mark(place, marks)
    for typed in (shown, shown.lower(), f"{shown}.", f"chọn {shown}", f"chọn {place + 1}"):
        assert read_mark(typed, marks) == place


@given(st.integers(0, 10**6))
def test_no_number_chooses_where_letters_do(number: int) -> None:
    assert read_mark(str(number), "letters") is None


@pytest.mark.parametrize("place", range(MOST["letters"]))
def test_no_letter_of_a_list_is_a_short_answer(place: int) -> None:
    answer = read_answer(mark(place, "letters"))
    assert (answer.answers, answer.unclear) == ((), ())
