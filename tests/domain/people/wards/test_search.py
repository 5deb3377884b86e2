"""A ward is found with any spelling of its name; what is no ward is told from one."""

import string
import unicodedata
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.people.wards import (
    HANOI,
    Ward,
    all_provinces,
    all_wards,
    old_units,
    search_wards,
    ward,
    wards_of_province,
)
from bot.domain.people.wards.found import wards_in
from bot.domain.people.wards.names import Names
from bot.domain.people.wards.reading import OldUnits
from bot.domain.people.wards.search import WardSearch
from bot.domain.people.wards.units import Province
from bot.domain.text.normalizing import fold

WARDS = wards_of_province("01")
EVERYWHERE = frozenset(each.code for each in all_provinces())
HANOI_CITY = Province("01", "thành phố", "Hà Nội")
FOLDED_NAMES = {fold(each.name).replace(" ", "") for each in WARDS}
OLD_NAMES = {
    fold(name).replace(" ", "")
    for name in (
        *(each.name for each in old_units().units),
        *(each.name for each in old_units().districts),
        *(each.name for each in all_provinces()),
    )
}
"""Also of other provinces: "Quang Ninh" is none of the wards of Hanoi with an error."""


def found(query: str) -> list[str]:
    return [each.title for each in search_wards(query)]


def test_the_country_has_its_3321_units_and_hanoi_its_126() -> None:
    kinds = Counter(each.kind for each in all_wards())
    assert kinds == {"phuong": 687, "xa": 2621, "dac_khu": 13}
    assert len({each.code for each in all_wards()}) == 3321
    assert Counter(each.kind for each in WARDS) == {"phuong": 51, "xa": 75}


def test_the_34_provinces_have_each_their_wards() -> None:
    assert len(all_provinces()) == 34
    assert HANOI_CITY in all_provinces()
    assert sum(len(wards_of_province(each.code)) for each in all_provinces()) == 3321
    assert wards_of_province("99") == ()


def test_a_ward_is_had_by_its_code_as_text_wherever_it_is() -> None:
    assert ward("00190") == Ward("00190", "phuong", "Ô Chợ Dừa", HANOI_CITY)
    assert ward("190") is None
    assert all(ward(each.code) is each for each in all_wards())


def test_a_title_is_the_kind_and_the_name_and_a_place_the_province_too() -> None:
    assert Ward("00190", "phuong", "Ô Chợ Dừa", HANOI_CITY).title == "phường Ô Chợ Dừa"
    assert Ward("00376", "xa", "Sóc Sơn", HANOI_CITY).place == "xã Sóc Sơn, Hà Nội"
    phu_quoc = ward("31078")
    assert phu_quoc is not None
    assert phu_quoc.place == "đặc khu Phú Quốc, An Giang"


def old_tone_marks(text: str) -> str:
    return text.replace("òa", "oà").replace("ủy", "uỷ").replace("óa", "oá")


SPELLINGS: dict[str, Callable[[str], str]] = {
    "accented": str,
    "lower": str.lower,
    "upper": str.upper,
    "unaccented": fold,
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "NFD upper": lambda text: unicodedata.normalize("NFD", text.upper()),
    "old tone marks": old_tone_marks,
    "no spaces": lambda text: fold(text).replace(" ", ""),
    "wide spaces": lambda text: f"  {text.replace(' ', '   ')} ",
    "no hyphen": lambda text: text.replace(" - ", " "),
    "with the city": lambda text: f"{text}, Hà Nội",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_full_name_finds_its_ward_alone(spelling: str) -> None:
    spell = SPELLINGS[spelling]
    written = [(spell(text), each) for each in WARDS for text in (each.name, each.title)]
    assert len(written) == 2 * 126
    assert [text for text, each in written if search_wards(text) != (each,)] == []


@pytest.mark.parametrize(
    "form", ["{0.code}", "{1}. {2}", "{1}.{0.name}", "{1} {2}", "{2} {3}", "{0.name} {3}"]
)
def test_every_code_and_short_kind_word_finds_its_ward_alone(form: str) -> None:
    short = {"phuong": ("P", "ward"), "xa": ("X", "commune")}
    written = []
    for each in WARDS:
        letter, english = short[each.kind]
        written.append((form.format(each, letter, fold(each.name), english), each))
    assert len(written) == 126
    assert [text for text, each in written if search_wards(text) != (each,)] == []


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("phuong o cho dua", ["phường Ô Chợ Dừa"]),
        ("ochodua", ["phường Ô Chợ Dừa"]),
        ("o cho", ["phường Ô Chợ Dừa"]),
        ("o cho dau", ["phường Ô Chợ Dừa"]),
        ("đ đ", []),
        ("VMQTG", ["phường Văn Miếu - Quốc Tử Giám"]),
        ("văn miếu", ["phường Văn Miếu - Quốc Tử Giám"]),
        ("van mieuu", ["phường Văn Miếu - Quốc Tử Giám"]),
        ("phường quoc tu giam", ["phường Văn Miếu - Quốc Tử Giám"]),
        ("2 Bà Trưng", ["phường Hai Bà Trưng"]),
        ("bà trưng", ["phường Hai Bà Trưng"]),
        ("Yên Hoà", ["phường Yên Hòa"]),
        ("phường Phúc Thọ", ["xã Phúc Thọ"]),
        ("phuong liet", ["phường Phương Liệt"]),
        ("phương liệt", ["phường Phương Liệt"]),
        ("phuong phuong liet", ["phường Phương Liệt"]),
        ("xa hoa xa", ["xã Hòa Xá"]),
        ("xã Phúc", ["xã Phúc Lộc", "xã Phúc Sơn", "xã Phúc Thọ", "xã Phúc Thịnh"]),
        ("phường Phúc", ["phường Phúc Lợi"]),
    ],
)
def test_what_is_typed_finds(query: str, titles: list[str]) -> None:
    assert found(query)[: len(titles) or None] == titles


@pytest.mark.parametrize("kind", ["phường", "xã"])
def test_a_kind_word_leaves_only_that_kind_of_today(kind: str) -> None:
    wards = (*search_wards(f"{kind} Hòa"), *search_wards(f"{kind} thanh"))
    assert wards
    of_that_name = [each for each in wards if {"Hòa", "Thanh"} & set(each.name.split())]
    assert all(each.title.startswith(kind) for each in of_that_name[:4])


def test_no_more_are_offered_than_asked_for() -> None:
    assert [len(search_wards("phú", most)) for most in (1, 2, 5)] == [1, 2, 5]
    assert all("Phú" in each.name for each in search_wards("phú"))


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        "zzzz",
        "😀",
        "...",
        "a",
        "phường",
        "xã",
        "p",
        "Hà Nội",
        "99999",
        "hello",
        "x" * 5000,
    ],
)
def test_hopeless_input_finds_nothing(query: str) -> None:
    assert search_wards(query) == ()


def twins() -> WardSearch:
    wards = (
        Ward("00001", "phuong", "Hồng Hà", HANOI_CITY),
        Ward("00002", "xa", "Hồng Hà", HANOI_CITY),
        Ward("00003", "xa", "Hông Hạ", HANOI_CITY),
        Ward("00004", "xa", "Hồng Hải", HANOI_CITY),
        Ward("00005", "xa", "Thủy An", HANOI_CITY),
        Ward("00006", "xa", "Thúy An", HANOI_CITY),
        Ward("00007", "phuong", "Phương An", HANOI_CITY),
        Ward("00008", "phuong", "Phượng An", HANOI_CITY),
    )
    by_code = {each.code: each for each in wards}
    names = Names(wards, OldUnits((), (), ()), [("HHa", by_code["00003"])])
    return WardSearch(names, by_code, HANOI)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("hồng hạ", ["00001", "00002", "00003"]),
        ("hong ha", ["00001", "00002", "00003"]),
        ("Hông Hạ", ["00003"]),
        ("Hồng Hà", ["00001", "00002"]),
        ("xã Hồng Hà", ["00002"]),
        ("phường hồng hà", ["00001"]),
        ("xa hong ha", ["00002", "00003"]),
        ("phường Hông Hạ", ["00001"]),
        ("hha", ["00003"]),
        ("hồng hả", ["00001", "00002", "00003"]),
        ("p. hong ha", ["00001"]),
        ("x. hong ha", ["00002", "00003"]),
        ("thuỷ an", ["00005"]),
        ("Thuý An", ["00006"]),
        ("thuy an", ["00005", "00006"]),
        ("phượng an", ["00008"]),
        ("phường phương an", ["00007"]),
        ("phuong an", ["00007", "00008"]),
    ],
)
def test_accents_choose_between_names_that_fold_alike(query: str, codes: list[str]) -> None:
    assert [each.code for each in wards_in(twins().find(query))] == codes


@st.composite
def slips(draw: st.DrawFn) -> tuple[Ward, str]:
    """A ward with a name of six letters or more, and that name with one typing error."""
    long_names = [each for each in WARDS if sum(map(str.isalpha, each.name)) >= 6]
    meant = draw(st.sampled_from(long_names))
    name = draw(st.sampled_from([meant.name, fold(meant.name), meant.name.upper()]))
    at = draw(st.sampled_from([i for i, letter in enumerate(name) if letter.isalpha()]))
    match draw(st.sampled_from(["delete", "replace", "swap"])):
        case "delete":
            typed = name[:at] + name[at + 1 :]
        case "replace":
            typed = name[:at] + draw(st.sampled_from(string.ascii_lowercase)) + name[at + 1 :]
        case _:
            assume(at + 1 < len(name) and name[at + 1].isalpha())
            typed = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return meant, typed


@given(slips())
def test_one_slip_keeps_the_ward_among_the_first_five(slip: tuple[Ward, str]) -> None:
    meant, typed = slip
    # "Phúc Lộc" with one changed letter is "Phúc Lợi", and some errors make an old name; then that
    # is meant.
    assume(fold(typed).replace(" ", "") not in FOLDED_NAMES | OLD_NAMES)
    assert meant in search_wards(typed)


@given(st.one_of(st.text(), st.text(alphabet="phườngxãôPX .,-đĐ0019\u0300\u0323 ")))
def test_any_text_is_searched_without_failing(query: str) -> None:
    hits = search_wards(query)
    assert len(hits) <= 5
    assert len(set(hits)) == len(hits)
    assert set(hits) <= set(WARDS)
