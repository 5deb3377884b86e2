"""Bad data of wards names its file and line, and good data is kept."""

from __future__ import annotations

import unicodedata

import pytest

from bot.domain.people.wards.reading import parse_aliases, parse_old_units, parse_wards
from bot.domain.people.wards.units import Province, Ward

HEADER = "province_code,province,code,kind,name\n"
HANOI = Province("01", "thành phố", "Hà Nội")
BA_DINH = "01,Thành phố Hà Nội,00004,phuong,Ba Đình\n"


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("", 1, "header"),
        ("code,name\n", 1, "header"),
        (HEADER + "01,Thành phố Hà Nội,00004,phuong\n", 2, "fields"),
        (HEADER + "1,Thành phố Hà Nội,00004,phuong,Ba Đình\n", 2, "two digits"),
        (HEADER + "01,Hà Nội,00004,phuong,Ba Đình\n", 2, "clean title"),
        (HEADER + "01,Thành phố Hà Nội,4,phuong,Ba Đình\n", 2, "five digits"),
        (HEADER + BA_DINH + "01,Thành phố Hà Nội,00008,quan,Ngọc Hà\n", 3, "kind"),
        (HEADER + "01,Thành phố Hà Nội,00004,phuong, Ba Đình\n", 2, "clean name"),
        (HEADER + "01,Thành phố Hà Nội,00004,phuong,\n", 2, "clean name"),
        (
            HEADER + BA_DINH.replace("Ba Đình", unicodedata.normalize("NFD", "Ba Vì")),
            2,
            "clean name",
        ),
        (HEADER + BA_DINH + "01,Thành phố Hà Nội,00004,xa,Ba Vì\n", 3, "twice"),
        (HEADER + BA_DINH + "01,Tỉnh Hà Nội,00008,xa,Ba Vì\n", 3, "two names"),
        (HEADER + '01,Thành phố Hà Nội,00004,phuong,"Ba" Đình\n', 2, "expected"),
    ],
)
def test_bad_ward_data_names_file_and_line(text: str, line: int, why: str) -> None:
    with pytest.raises(ValueError, match=rf"^some\.csv, line {line}: .*{why}"):
        parse_wards(text, "some.csv")


def test_good_data_is_kept_in_its_order() -> None:
    text = HEADER + "01,Thành phố Hà Nội,00008,phuong,Ngọc Hà\n" + BA_DINH
    assert parse_wards(text, "some.csv") == (
        Ward("00008", "phuong", "Ngọc Hà", HANOI),
        Ward("00004", "phuong", "Ba Đình", HANOI),
    )


OLD_HEADER = "province,district,unit,old_code,code,sources\n"
WARDS = parse_wards(HEADER + BA_DINH + "01,Thành phố Hà Nội,00025,phuong,Giảng Võ\n", "wards.csv")
KIM_MA = "Thành phố Hà Nội,Quận Ba Đình,Phường Kim Mã,00031,00025,1\n"


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("", 1, "header"),
        (OLD_HEADER + KIM_MA.replace("00025", "99999"), 2, "no ward"),
        (OLD_HEADER + KIM_MA.replace(",1\n", ",3\n"), 2, "number of sources"),
        (OLD_HEADER + KIM_MA + KIM_MA.replace("Phường Kim Mã", "Kim Mã"), 3, "clean title"),
        (OLD_HEADER + KIM_MA.replace("Quận", "Khu"), 2, "clean title"),
        (OLD_HEADER + KIM_MA.replace("Thành phố Hà", "Hà"), 2, "clean title"),
    ],
)
def test_bad_old_data_names_file_and_line(text: str, line: int, why: str) -> None:
    with pytest.raises(ValueError, match=rf"^old\.csv, line {line}: .*{why}"):
        parse_old_units(text, "old.csv", WARDS)


def test_of_the_wards_of_an_old_unit_the_surest_comes_first_and_its_own_name_before_all() -> None:
    ba_dinh, giang_vo = WARDS
    text = OLD_HEADER + KIM_MA + KIM_MA.replace("00025,1", "00004,2")
    text += KIM_MA.replace("Kim Mã", "Giảng Võ").replace("00025,1", "00004,2")
    text += KIM_MA.replace("Kim Mã", "Giảng Võ")
    old = parse_old_units(text, "old.csv", WARDS)
    assert [(each.title, each.wards) for each in old.units] == [
        ("phường Kim Mã", (ba_dinh, giang_vo)),
        ("phường Giảng Võ", (giang_vo, ba_dinh)),
    ]
    (district,) = old.districts
    assert (district.title, district.province, district.wards) == (
        "quận Ba Đình",
        "Hà Nội",
        (ba_dinh, giang_vo),
    )
    assert [(each.title, each.wards) for each in old.provinces] == [
        ("thành phố Hà Nội", (ba_dinh, giang_vo))
    ]


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
