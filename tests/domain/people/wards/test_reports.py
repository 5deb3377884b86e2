"""Addresses as people wrote them in public reports and on a walk, each with what is right.

“Offered” is never taken without asking; “named” is.
"""

from __future__ import annotations

import pytest

from bot.domain.people.wards import HANOI, find_wards, named_ward, search_wards
from bot.domain.people.wards.found import (
    Elsewhere,
    Former,
    Named,
    Nothing,
    OfDistrict,
    OfProvince,
    Several,
    Similar,
    WardFound,
    wards_in,
)

OFFERED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Xã Thanh Cao, Huyện Thanh Oai", ("xã Bình Minh",)),
    ("Xã An Mỹ, Huyện Mỹ Đức", ("xã Hồng Sơn",)),
    ("Xã Hồng Dương, Huyện Thanh Oai", ("xã Dân Hòa",)),
    (
        "Phường Cổ Nhuế 1, Quận Bắc Từ Liêm",
        ("phường Nghĩa Đô", "phường Xuân Đỉnh", "phường Phú Diễn"),
    ),
    ("Phường Thụy Phương, Quận Bắc Từ Liêm", ("phường Thượng Cát", "phường Đông Ngạc")),
    ("Xã Liên Phương, Huyện Thường Tín", ("xã Hồng Vân",)),
    ("Xã Bắc Phú, Huyện Sóc Sơn", ("xã Đa Phúc",)),
    ("Xã Mỹ Hưng, Huyện Thanh Oai", ("xã Tam Hưng",)),
    ("Xã Thọ An, Huyện Đan Phượng", ("xã Yên Lãng", "xã Liên Minh")),
    ("Xã Yên Thường, Huyện Gia Lâm", ("xã Phù Đổng",)),
    ("Xã Tân Hưng, Huyện Sóc Sơn", ("xã Đa Phúc",)),
    ("Xã Cao Sơn Tiến, Huyện Ứng Hòa", ("xã Vân Đình",)),
    ("Phường Láng Thượng, Quận Đống Đa", ("phường Láng",)),
    ("Phường Phương Canh, Quận Nam Từ Liêm", ("phường Xuân Phương",)),
    ("Phường Chương Dương, Quận Hoàn Kiếm", ("phường Hồng Hà",)),
    ("Phường Vĩnh Tuy, Quận Hai Bà Trưng", ("phường Vĩnh Tuy", "phường Vĩnh Hưng")),
    ("Phường Bách Khoa, Quận Hai Bà Trưng", ("phường Bạch Mai",)),
    ("quận Đống Đa", ("phường Đống Đa", "phường Láng", "phường Ô Chợ Dừa", "phường Kim Liên")),
    ("quận Nam Từ Liêm", ("phường Từ Liêm", "phường Tây Mỗ", "phường Xuân Phương")),
    ("huyện Sóc Sơn", ("xã Sóc Sơn", "xã Đa Phúc", "xã Nội Bài", "xã Trung Giã")),
    ("Mỹ Đình 2", ("phường Từ Liêm",)),
    ("Xã Thanh Xuân", ("xã Nội Bài",)),
    ("phường Đức Giang, quận Long Biên", ("phường Bồ Đề", "phường Việt Hưng")),
)
"""Reports: what must be among the offered, and nothing may be named."""


@pytest.mark.parametrize(("typed", "titles"), OFFERED, ids=[typed for typed, _titles in OFFERED])
def test_an_old_address_is_offered_and_never_taken_unasked(
    typed: str, titles: tuple[str, ...]
) -> None:
    assert named_ward(typed) is None
    assert set(titles) <= {each.title for each in search_wards(typed, 9)}


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("phường Láng, quận Đống Đa", "phường Láng"),
        ("phường Bạch Mai, Hai Bà Trưng", "phường Bạch Mai"),
        ("phường Yên Hòa, quận Cầu Giấy", "phường Yên Hòa"),
        ("phường Cửa Nam, quận Hoàn Kiếm", "phường Cửa Nam"),
    ],
)
def test_a_ward_that_still_exists_is_first_with_its_old_district(typed: str, title: str) -> None:
    assert search_wards(typed)[0].title == title


def test_a_divided_ward_is_asked_also_when_its_name_still_exists() -> None:
    assert named_ward("phường Láng, quận Đống Đa") is not None
    assert named_ward("phường Yên Hòa, quận Cầu Giấy") is None


TOLD: tuple[tuple[str, type[WardFound], tuple[str, ...]], ...] = (
    # districts, however they are written
    ("quận Ba Đình", OfDistrict, ("phường Ba Đình", "phường Giảng Võ", "phường Ngọc Hà")),
    ("q. Đống Đa", OfDistrict, ("phường Đống Đa", "phường Láng")),
    ("q đống đa", OfDistrict, ("phường Đống Đa", "phường Láng")),
    ("quan dong da, ha noi", OfDistrict, ("phường Đống Đa", "phường Láng")),
    ("quận Đốg Đa", OfDistrict, ("phường Đống Đa", "phường Láng")),
    ("Nam Từ Liêm", OfDistrict, ("phường Từ Liêm",)),
    ("Dong Da District", OfDistrict, ("phường Láng",)),
    ("thị xã Sơn Tây", OfDistrict, ("phường Sơn Tây", "xã Đoài Phương")),
    # provinces
    ("hải phòng", Elsewhere, ()),
    ("hai phong", Elsewhere, ()),
    ("TP Hải Dương", Elsewhere, ()),
    ("tỉnh Hải Dương", Elsewhere, ()),
    ("P12", Elsewhere, ()),
    ("P. 12, Q. Gò Vấp, TP HCM", Elsewhere, ()),
    ("phường Tân An, Gia Lai", Elsewhere, ()),
    ("26734", Nothing, ()),
    ("26737", Elsewhere, ()),
    ("Hà Nội", OfProvince, ()),
    ("HN", OfProvince, ()),
    ("Hà Tây", OfProvince, ()),
    # old names
    ("Dịch Vọng", Former, ("phường Cầu Giấy", "phường Nghĩa Đô")),
    ("dich vong", Former, ("phường Cầu Giấy", "phường Nghĩa Đô")),
    ("Dịch Vọng Cầu Giấy", Former, ("phường Cầu Giấy", "phường Nghĩa Đô")),
    ("Cầu Giấy, Dịch Vọng", Former, ("phường Cầu Giấy", "phường Nghĩa Đô")),
    ("Lang Ha Ward, Dong Da District", Former, ("phường Láng", "phường Giảng Võ")),
    ("thị trấn Phùng", Former, ("xã Đan Phượng",)),
    ("tt trau quy", Former, ("xã Gia Lâm",)),
    ("xa kim chung", Former, ("xã Hoài Đức", "xã Thiên Lộc")),
    ("Xã Kim Chung, huyện Đông Anh", Former, ("xã Thiên Lộc",)),
    ("phường Yên Hòa cũ", Former, ("phường Yên Hòa", "phường Cầu Giấy")),
    ("phuong mai", Former, ("phường Kim Liên", "phường Bạch Mai")),
    ("thôn Đoài, xã Nam Hồng, huyện Đông Anh", Former, ("xã Phúc Thịnh",)),
    (
        "số 12 ngõ 34 đường Láng, phường Láng Thượng, quận Đống Đa, thành phố Hà Nội",
        Former,
        ("phường Láng",),
    ),
    # names of today
    ("p. Láng, q. Đống Đa, HN", Named, ("phường Láng",)),
    ("Láng, Đống Đa", Named, ("phường Láng",)),
    ("phường Láng - Đống Đa - Hà Nội", Named, ("phường Láng",)),
    ("Lang ward", Named, ("phường Láng",)),
    ("to 5 phuong lang", Named, ("phường Láng",)),
    ("số 5 Điện Biên, phường Láng", Named, ("phường Láng",)),
    ("phưòng ô chợ dừa", Named, ("phường Ô Chợ Dừa",)),
    ("tôi sống ở phường ô chợ dừa nhé", Named, ("phường Ô Chợ Dừa",)),
    ("ở sóc sơn", Named, ("xã Sóc Sơn",)),
    ("Đống Đa, Hà Nội", Named, ("phường Đống Đa",)),
    ("phuonglang", Named, ("phường Láng",)),
    # a name, but perhaps not where somebody lives
    ("tôi ở đường Láng", Several, ("phường Láng",)),
    ("nhà ở ngõ 12 phố Bạch Mai", Several, ("phường Bạch Mai",)),
    ("Láng, Thanh Xuân", Several, ("phường Láng",)),
    ("phường Phúc Thọ", Several, ("xã Phúc Thọ",)),
    ("Đường Láng, Đống Đa, Hà Nội", Several, ("phường Đống Đa", "phường Láng")),
    ("Kim Liên, Láng", Several, ("phường Kim Liên", "phường Láng")),
    ("kim liên hoặc láng", Several, ("phường Kim Liên", "phường Láng")),
    # parts and errors
    ("mỹ đình", Similar, ("phường Từ Liêm",)),
    ("cổ nhuế", Similar, ("phường Nghĩa Đô", "phường Xuân Đỉnh")),
    ("phường Thịnh Quan, quận Đống Đa", Similar, ("phường Đống Đa",)),
    ("quận Láng", Similar, ("phường Láng",)),
    ("không biết", Nothing, ()),
    ("không có nơi nào", Nothing, ()),
    ("em ở Tân An", Elsewhere, ()),
    ("xin chào", Nothing, ()),
    ("phường nào cũng được", Nothing, ()),
    ("12", Nothing, ()),
)
"""What is typed, what is said of it, and what must be among the wards."""


@pytest.mark.parametrize(("typed", "kind", "titles"), TOLD, ids=[each[0] for each in TOLD])
def test_what_was_found_is_told_from_what_was_not(
    typed: str, kind: type[WardFound], titles: tuple[str, ...]
) -> None:
    found = find_wards(typed, HANOI)
    assert isinstance(found, kind)
    offered = {each.title for each in wards_in(found)}
    assert set(titles) <= offered
    assert titles or not offered


ELSEWHERE = (
    ("P12", frozenset({"79"}), Former, "phường Hòa Hưng"),
    ("P. 12, Q. Gò Vấp, TP HCM", frozenset({"79"}), Former, "phường An Hội Tây"),
    ("quận 1", frozenset({"79", "01"}), OfDistrict, "phường Bến Thành"),
    ("Hải Dương", frozenset({"31"}), OfProvince, "phường Hải Dương"),
    ("Tân An", frozenset({"92", "80"}), Several, "phường Tân An"),
    ("phường Tân An, Cần Thơ", frozenset({"92", "80"}), Named, "phường Tân An"),
    ("phú quốc", frozenset({"91"}), Named, "đặc khu Phú Quốc"),
    ("Ba Đình", frozenset({"91"}), Elsewhere, None),
)


@pytest.mark.parametrize(("typed", "served", "kind", "title"), ELSEWHERE)
def test_the_served_provinces_decide(
    typed: str, served: frozenset[str], kind: type[WardFound], title: str | None
) -> None:
    found = find_wards(typed, served)
    assert isinstance(found, kind)
    titles = [each.title for each in wards_in(found)]
    assert title in titles if title else not titles
    assert all(each.province.code in served for each in wards_in(found))
