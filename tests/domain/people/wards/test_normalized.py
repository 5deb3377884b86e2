"""The fast normalizer of names agrees with the usual one, and lists are sorted as people sort."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people.wards import all_wards, old_units
from bot.domain.people.wards.normalized import in_order, normalized_name, number_bare
from bot.domain.text.normalizing import accented_words, nfc, plain_words


def usual(name: str) -> tuple[str, str]:
    return number_bare(plain_words(name)), number_bare(accented_words(name))


def test_every_name_of_today_and_before_is_normalized_as_usual() -> None:
    old = old_units()
    names = {each.name for each in all_wards()}
    names |= {each.name for each in old.units} | {each.name for each in old.districts}
    assert len(names) > 7_000
    assert [name for name in names if normalized_name(name) != usual(name)] == []


@given(st.text("aăâbcdđeêghiơờớởỡợuưừaàảãáạẦẤẬ-' 0ýÿœØ漢", max_size=20).map(nfc))
def test_any_name_is_normalized_as_usual(name: str) -> None:
    assert normalized_name(name) == usual(name)


def test_a_number_has_no_zeros_before_it() -> None:
    assert [number_bare(word) for word in ("01", "10", "00", "1a")] == ["1", "10", "0", "1a"]


def test_accents_do_not_decide_an_order_and_d_with_a_stroke_comes_after_d() -> None:
    names = [
        "Đa Phúc",
        "Ô Chợ Dừa",
        "Dân Hòa",
        "Ba Vì",
        "Ứng Hòa",
        "Ba Đình",
        "Yên Bài",
        "Dương Nội",
    ]
    assert sorted(names, key=in_order) == [
        "Ba Đình", "Ba Vì", "Dân Hòa", "Dương Nội", "Đa Phúc", "Ô Chợ Dừa", "Ứng Hòa", "Yên Bài"
    ]  # fmt: skip
