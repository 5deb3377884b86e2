"""Every name before July 2025 finds the wards of today on its land, and none is taken unasked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.domain.people.wards import HANOI, all_provinces, all_wards, find_wards, old_units
from bot.domain.people.wards.found import Former, Named, OfDistrict, OfProvince, wards_in
from bot.domain.people.wards.units import OldUnit
from bot.domain.text.normalizing import fold, plain_words

EVERYWHERE = frozenset(each.code for each in all_provinces())
OLD = old_units()
SHORT = {"phường": "p.", "xã": "x.", "thị trấn": "tt"}
SHORT_DISTRICTS = {"quận": "q.", "huyện": "h.", "thị xã": "tx", "thành phố": "tp"}

WRITTEN: dict[str, Callable[[OldUnit], str]] = {
    "in full": lambda unit: f"{unit.title}, {unit.district.title}",
    "without accents": lambda unit: fold(f"{unit.title} {unit.district.title} ha noi"),
    "in short": lambda unit: (
        f"{SHORT[unit.kind]} {unit.name} {SHORT_DISTRICTS[unit.district.kind]} {unit.district.name}"
    ),
    "with a hamlet": lambda unit: f"thôn 3, {unit.title}, {unit.district.title}, Hà Nội",
}


def of_hanoi() -> list[OldUnit]:
    return [each for each in OLD.units if each.district.province == "Hà Nội"]


@pytest.mark.parametrize("way", WRITTEN)
def test_every_old_address_of_hanoi_offers_its_wards_of_today(way: str) -> None:
    units = of_hanoi()
    assert len(units) == 526
    for unit in units:
        found = find_wards(WRITTEN[way](unit), HANOI)
        assert set(unit.wards) <= set(wards_in(found)), unit.title
        # Taken without asking is only a ward that has the name and all the land.
        assert isinstance(found, Named | Former), unit.title
        if isinstance(found, Named):
            assert (found.ward.name, unit.wards) == (unit.name, (found.ward,))


def test_every_old_name_of_hanoi_alone_is_offered_unless_a_ward_of_today_has_it() -> None:
    today = {plain_words(each.name) for each in all_wards() if each.province.code == "01"}
    for unit in of_hanoi():
        found = find_wards(unit.name)
        if plain_words(unit.name) not in today:
            assert isinstance(found, Former), unit.title
            assert set(unit.wards) <= set(found.wards), unit.title


def test_a_ward_of_today_whose_name_an_old_unit_elsewhere_had_is_asked() -> None:
    for name, ward, also in (
        ("Chương Dương", "xã Chương Dương", ["phường Hồng Hà"]),
        ("thanh xuan", "phường Thanh Xuân", ["xã Nội Bài"]),
        ("Yên Sở", "phường Yên Sở", ["xã Dương Hòa"]),
    ):
        found = find_wards(name)
        assert isinstance(found, Named)
        assert found.ward.title == ward
        assert [each.title for each in found.also] == also


@pytest.mark.parametrize("spell", [str, fold], ids=["accented", "unaccented"])
def test_every_old_address_of_the_country_offers_its_wards_of_today(
    spell: Callable[[str], str],
) -> None:
    assert len(OLD.units) > 10_000
    for unit in OLD.units:
        text = spell(f"{unit.title}, {unit.district.title}, {unit.district.province}")
        found = find_wards(text, EVERYWHERE)
        assert set(unit.wards) <= set(wards_in(found)), text
        if isinstance(found, Named):
            assert fold(found.ward.name) == fold(unit.name)
            assert unit.wards == (found.ward,)


def test_every_district_of_the_country_offers_the_wards_on_its_land() -> None:
    assert len(OLD.districts) == 691
    for district in OLD.districts:
        found = find_wards(f"{district.title}, {district.province}", EVERYWHERE)
        assert isinstance(found, OfDistrict), district.title
        assert set(district.wards) <= set(found.wards)


@pytest.mark.parametrize("spell", [str, fold], ids=["accented", "unaccented"])
def test_no_province_of_today_or_before_is_taken_for_a_ward(spell: Callable[[str], str]) -> None:
    assert len(OLD.provinces) == 63
    today = [text for each in all_provinces() for text in (each.name, each.title)]
    before = [text for each in OLD.provinces for text in (each.name, each.title)]
    for text in (*today, *before):
        assert isinstance(find_wards(spell(text), EVERYWHERE), OfProvince), text
        assert not isinstance(find_wards(spell(text)), Named), text


def test_every_ward_of_the_country_is_named_with_its_province() -> None:
    for each in all_wards():
        found = find_wards(each.place, EVERYWHERE)
        assert isinstance(found, Named), each.place
        assert found.ward == each
