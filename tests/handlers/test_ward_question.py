"""The ward question explains what it understood, and takes nothing that was not said."""

from __future__ import annotations

import pytest

from bot.domain.people.wards import HANOI
from bot.settings import ALL_PROVINCES
from bot.talk.events import Pressed, Repeat, Said
from bot.talk.text import Plain, Text
from handlers.ward_lists import WardList
from handlers.ward_question import AskedAgain, Chosen, Listed, WardAnswer, ask, decide

TWO = WardList(found=("00160", "00166"))
SERVES_79 = frozenset({"01", "79"})


def says(answer: WardAnswer) -> str:
    """The sentences of an answer, with their blanks."""
    lines = answer.lines if isinstance(answer, Listed | AskedAgain) else ()
    told = []
    for line in lines:
        assert isinstance(line, Text)
        blanks = {name: each.text for name, each in line.blanks.items() if isinstance(each, Plain)}
        told.append(line.msgid.format(**blanks))
    return " ".join(told)


@pytest.mark.parametrize(
    ("typed", "told", "count"),
    [
        ("Láng Thượng", "Phường Láng Thượng is a name from before July 2025. Today it belongs to "
         "phường Láng.", 1),
        ("Dịch Vọng", "Phường Dịch Vọng is a name from before July 2025.", 2),
        ("quận Ba Đình", "Quận Ba Đình is no unit any more", 8),
        ("Chương Dương", "There are several places of such a name", 2),
        ("mỹ đình", "", 2),
        ("o cho", "", 1),
    ],
)  # fmt: skip
def test_what_is_offered_is_explained(typed: str, told: str, count: int) -> None:
    answer = decide(None, Said(typed), HANOI)
    assert isinstance(answer, Listed)
    assert says(answer).startswith(told)
    assert len(answer.at.found) == count


def test_a_name_of_today_is_taken() -> None:
    answer = decide(None, Said("p. Láng, q. Đống Đa"), HANOI)
    assert isinstance(answer, Chosen)
    assert answer.ward.title == "phường Láng"


def test_elsewhere_is_told_kindly_with_what_is_served() -> None:
    answer = decide(None, Said("hải phòng"), SERVES_79)
    assert isinstance(answer, AskedAgain)
    assert says(answer) == (
        "This notebook does not serve that place yet: hải phòng "
        "The notebook serves people of thành phố Hà Nội, thành phố Hồ Chí Minh for now."
    )


def test_a_served_province_opens_its_letters() -> None:
    assert decide(None, Said("TP HCM"), SERVES_79) == Listed(WardList(province="79"))


@pytest.mark.parametrize(
    "typed",
    [
        "không ở Hà Nội",
        "tôi không sống ở Hà Nội",
        "ngoài Hà Nội",
        "tỉnh khác",
        "ở nước ngoài",
        "elsewhere",
    ],
)
def test_who_says_so_lives_elsewhere(typed: str) -> None:
    answer = decide(None, Said(typed), HANOI)
    assert isinstance(answer, AskedAgain)
    assert "thành phố Hà Nội for now. Thank you" in says(answer)
    assert answer == decide(None, Pressed("elsewhere"), HANOI)
    assert decide(None, Said(typed), ALL_PROVINCES) == Listed(WardList())


def test_one_may_live_elsewhere_unless_all_is_served() -> None:
    for provinces, offered in ((HANOI, True), (SERVES_79, True), (ALL_PROVINCES, False)):
        keys = [choice.key for row in ask(provinces).choices for choice in row]
        assert ("elsewhere" in keys) == offered


@pytest.mark.parametrize("typed", ["danh sách", "không thấy", "khác", "list"])
def test_who_does_not_know_gets_the_list(typed: str) -> None:
    assert decide(None, Said(typed), HANOI) == Listed(WardList(province="01"))


def test_the_same_list_again_says_what_was_typed() -> None:
    answer = decide(TWO, Said("Dịch Vọng"), HANOI)
    assert isinstance(answer, Listed)
    assert answer.at == TWO
    assert "Dịch Vọng" in says(answer)


def test_a_press_leads_on_and_back_and_anything_else_stays() -> None:
    assert decide(None, Pressed("list"), HANOI) == Listed(WardList(province="01"))
    assert decide(TWO, Pressed("back"), HANOI) == AskedAgain()
    letters = WardList(province="01", letters="T")
    assert decide(letters, Pressed("back"), HANOI) == Listed(WardList(province="01"))
    assert decide(TWO, Pressed("w:00166"), HANOI) != Listed(TWO)
    assert decide(TWO, Pressed("w:00004"), HANOI) == Listed(TWO)
    assert decide(TWO, Repeat(), HANOI) == Listed(TWO)
    assert decide(None, Repeat(), HANOI) == AskedAgain()
