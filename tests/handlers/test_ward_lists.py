"""The lists of wards: few choices a page, every ward can be reached, and every way leads back."""

from __future__ import annotations

import pytest

from bot.domain.people.wards import HANOI, Ward, all_wards, ward, wards_of_province
from bot.settings import ALL_PROVINCES
from bot.talk.text import Plain
from handlers.ward_lists import (
    LONGEST_LABEL,
    MOST_CHOICES,
    WardList,
    at_letter,
    before,
    first_list,
    list_of,
    press,
    show,
)

SERVED = (HANOI, frozenset({"01", "79"}), ALL_PROVINCES)
every_service = pytest.mark.parametrize("provinces", SERVED, ids=["one", "two", "all"])


def keys(at: WardList, provinces: frozenset[str]) -> list[str]:
    return [choice.key for row in show(at, provinces).choices for choice in row]


def labels(at: WardList, provinces: frozenset[str]) -> list[str]:
    choices = [choice for row in show(at, provinces).choices for choice in row]
    return [each.label.text for each in choices if isinstance(each.label, Plain)]


def lists_within(first: WardList, provinces: frozenset[str]) -> dict[WardList, set[Ward]]:
    """Every list that choices lead to, with the wards that it offers."""
    found: dict[WardList, set[Ward]] = {}
    waiting = [first]
    while waiting:
        at = waiting.pop()
        if at in found:
            continue
        found[at] = set()
        for key in keys(at, provinces):
            match press(at, key, provinces):
                case WardList() as new if key != "list":
                    waiting.append(new)
                case Ward() as chosen:
                    found[at].add(chosen)
    return found


@every_service
def test_every_served_ward_is_reached_in_a_few_choices(provinces: frozenset[str]) -> None:
    lists = lists_within(first_list(provinces), provinces)
    served = {each for each in all_wards() if each.province.code in provinces}
    assert set().union(*lists.values()) == served


@every_service
def test_a_page_has_ten_choices_at_most_and_short_labels(provinces: frozenset[str]) -> None:
    lists = [*lists_within(first_list(provinces), provinces), list_of(all_wards()[:200])]
    lists += [list_of(all_wards()[::160])]
    for at in lists:
        assert len(keys(at, provinces)) <= MOST_CHOICES, at
        assert len(set(keys(at, provinces))) == len(keys(at, provinces))
        assert all(len(label) <= LONGEST_LABEL for label in labels(at, provinces)), at


@every_service
def test_every_list_leads_back_to_the_question(provinces: frozenset[str]) -> None:
    for at in lists_within(first_list(provinces), provinces):
        steps = 0
        earlier: WardList | None = at
        while earlier is not None:
            earlier, steps = before(earlier, provinces), steps + 1
        assert steps <= 4


def test_some_wards_have_pages_and_the_list_of_all_beside_them() -> None:
    at = list_of(wards_of_province("01")[:9])
    assert keys(at, HANOI)[:5] == [f"w:{code}" for code in at.found[:5]]
    assert keys(at, HANOI)[5:] == ["more", "list", "back", "/cancel"]
    second = press(at, "more", HANOI)
    assert isinstance(second, WardList)
    assert keys(second, HANOI) == [
        *(f"w:{code}" for code in at.found[5:]), "less", "list", "back", "/cancel"
    ]  # fmt: skip
    assert press(second, "more", HANOI) is None
    assert press(at, "less", HANOI) is None


def test_the_province_is_told_only_where_several_are_listed() -> None:
    lang, phu_quoc = ward("00199"), ward("31078")
    assert lang is not None
    assert phu_quoc is not None
    assert labels(list_of([lang]), ALL_PROVINCES) == ["phường Láng"]
    assert labels(list_of([lang, phu_quoc]), ALL_PROVINCES) == [
        "phường Láng, Hà Nội",
        "đặc khu Phú Quốc, An Giang",
    ]


@pytest.mark.parametrize(
    ("typed", "letters"),
    [("t", "T"), ("T", "T"), ("đ", "Đ"), ("d", "D"), ("o", "O"), ("w", None), ("th", None)],
)
def test_a_typed_letter_opens_its_wards(typed: str, letters: str | None) -> None:
    at = at_letter(WardList(province="01"), typed, HANOI)
    assert (at.letters if at else None) == letters


@pytest.mark.parametrize("key", ["w:31078", "w:", "p:99", "n:9", "n:-1", "n:x", "back", "nope"])
def test_a_key_that_is_not_offered_leads_nowhere(key: str) -> None:
    assert press(WardList(province="01"), key, HANOI) is None


def test_codes_that_are_gone_and_provinces_that_are_gone_break_nothing() -> None:
    for at in (WardList(found=("99999",)), WardList(province="99"), WardList(page=7)):
        assert {"back", "/cancel"} <= set(keys(at, HANOI))


def meanings(at: WardList) -> dict[str, tuple[str, ...]]:
    choices = [choice for row in show(at, HANOI).choices for choice in row]
    return {choice.key: choice.means for choice in choices if choice.means}


def test_a_yes_takes_only_the_one_ward_of_a_list_and_a_no_leads_to_the_list_of_all() -> None:
    no = {"list": ("no", "unsure"), "back": ("back",)}
    assert meanings(WardList(found=("00199",))) == {"w:00199": ("yes",), **no}
    assert meanings(WardList(found=("00160", "00166"))) == no
    assert meanings(WardList(province="01", letters="T")) == {"back": ("back",)}
