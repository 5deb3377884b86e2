"""A ward is found with any spelling of its name, and bad data names its line."""

import string
import unicodedata
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.people.wards import (
    Ward,
    WardRegister,
    all_wards,
    parse_aliases,
    parse_wards,
    search_wards,
    ward,
)
from bot.domain.text.normalizing import fold

WARDS = all_wards()
FOLDED_NAMES = {fold(each.name).replace(" ", "") for each in WARDS}


def found(query: str) -> list[str]:
    return [each.title for each in search_wards(query)]


def test_hanoi_has_its_126_units() -> None:
    assert Counter(each.kind for each in WARDS) == {"phuong": 51, "xa": 75}
    assert len({each.code for each in WARDS}) == 126


def test_a_ward_is_had_by_its_code_as_text() -> None:
    assert ward("00190") == Ward("00190", "phuong", "Ô Chợ Dừa")
    assert ward("190") is None
    assert all(ward(each.code) is each for each in WARDS)


def test_a_title_is_the_kind_and_the_name() -> None:
    assert Ward("00190", "phuong", "Ô Chợ Dừa").title == "phường Ô Chợ Dừa"
    assert Ward("00376", "xa", "Sóc Sơn").title == "xã Sóc Sơn"


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
        ("xã Phúc", ["xã Phúc Thọ", "xã Phúc Lộc", "xã Phúc Sơn", "xã Phúc Thịnh"]),
        ("phường Phúc", ["phường Phúc Lợi"]),
    ],
)
def test_what_is_typed_finds(query: str, titles: list[str]) -> None:
    assert found(query)[: len(titles) or None] == titles


@pytest.mark.parametrize("kind", ["phường", "xã"])
def test_a_kind_word_leaves_only_that_kind(kind: str) -> None:
    titles = found(f"{kind} Hòa") + found(f"{kind} thanh")
    assert titles
    assert all(title.startswith(kind) for title in titles)


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


TWINS = WardRegister(
    (
        Ward("00001", "phuong", "Hồng Hà"),
        Ward("00002", "xa", "Hồng Hà"),
        Ward("00003", "xa", "Hông Hạ"),
        Ward("00004", "xa", "Hồng Hải"),
        Ward("00005", "xa", "Thủy An"),
        Ward("00006", "xa", "Thúy An"),
        Ward("00007", "phuong", "Phương An"),
        Ward("00008", "phuong", "Phượng An"),
    ),
    [("HHa", "00003")],
)


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
    assert [each.code for each in TWINS.search(query)] == codes


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
    # "Phúc Lộc" with one changed letter is "Phúc Lợi"; then that ward is meant.
    assume(fold(typed).replace(" ", "") not in FOLDED_NAMES)
    assert meant in search_wards(typed)


@given(st.one_of(st.text(), st.text(alphabet="phườngxãôPX .,-đĐ0019\u0300\u0323 ")))
def test_any_text_is_searched_without_failing(query: str) -> None:
    hits = search_wards(query)
    assert len(hits) <= 5
    assert len(set(hits)) == len(hits)
    assert set(hits) <= set(WARDS)


HEADER = "code,kind,name\n"


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("", 1, "header"),
        ("code,name\n", 1, "header"),
        (HEADER + "00004,phuong\n", 2, "fields"),
        (HEADER + "4,phuong,Ba Đình\n", 2, "five digits"),
        (HEADER + "00004,phuong,Ba Đình\n00008,quan,Ngọc Hà\n", 3, "kind"),
        (HEADER + "00004,phuong, Ba Đình\n", 2, "clean name"),
        (HEADER + "00004,phuong,\n", 2, "clean name"),
        (HEADER + unicodedata.normalize("NFD", "00004,phuong,Ba Đình\n"), 2, "clean name"),
        (HEADER + "00004,phuong,Ba Đình\n00004,xa,Ba Vì\n", 3, "twice"),
        (HEADER + '00004,phuong,"Ba" Đình\n', 2, "expected"),
    ],
)
def test_bad_ward_data_names_file_and_line(text: str, line: int, why: str) -> None:
    with pytest.raises(ValueError, match=rf"^some\.csv, line {line}: .*{why}"):
        parse_wards(text, "some.csv")


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("alias\n", 1, "header"),
        ("alias,code\nHBT,00257\n", 2, "no ward"),
        ("alias,code\nHBT,00256\nhbt,00256\n", 3, "twice"),
        ("alias,code\n-,00256\n", 2, "empty"),
    ],
)
def test_bad_alias_data_names_file_and_line(text: str, line: int, why: str) -> None:
    with pytest.raises(ValueError, match=rf"^aliases\.csv, line {line}: .*{why}"):
        parse_aliases(text, "aliases.csv", ["00256"])


def test_good_data_is_kept_in_its_order() -> None:
    text = HEADER + "00008,phuong,Ngọc Hà\n00004,xa,Ba Vì\n"
    assert parse_wards(text, "some.csv") == (
        Ward("00008", "phuong", "Ngọc Hà"),
        Ward("00004", "xa", "Ba Vì"),
    )
