"""The page about personal data says what the service says, and names what there is."""

from __future__ import annotations

import pytest

from bot.domain.people.persons import NOTICE_VERSION
from bot.storage.declarations import PERSONAL
from tests.architecture.personal_data import LAST, PAGE, begins, declared, renewed, section
from tests.domain import reference_files

TEXT = PAGE.read_text("utf-8")


def test_the_notice_on_the_page_is_the_one_that_is_shown() -> None:
    assert section() in TEXT
    assert renewed(TEXT) == TEXT


def test_the_table_on_the_page_is_made_from_the_declarations() -> None:
    assert declared() in TEXT
    assert all(f"`{each.table.name}`" in declared() for each in PERSONAL)


def test_a_new_version_is_added_and_an_earlier_one_stays() -> None:
    earlier = TEXT.replace(NOTICE_VERSION, "2020-01-01")
    both = renewed(earlier)
    assert begins("2020-01-01") in both
    assert begins(NOTICE_VERSION) in both
    assert both.index(begins("2020-01-01")) < both.index(begins(NOTICE_VERSION)) < both.index(LAST)
    assert renewed(both) == both


def test_the_deadlines_on_the_page_are_those_of_the_data_file() -> None:
    rules = reference_files.request_rules()
    names = {
        "acknowledge": "Xác nhận đã nhận",
        "copy": "Xin bản sao",
        "correct": "Sửa thông tin",
        "withdraw": "Rút đồng ý, phản đối",
        "erase": "Xóa",
        "ask": "Hỏi hoặc phản ánh",
    }
    for kind, name in names.items():
        deadline = getattr(rules, kind)
        days = "ngày làm việc" if deadline.counted == "working" else "ngày"
        assert f"| {name} | {deadline.days} {days} |" in TEXT, kind


@pytest.mark.parametrize(
    "part",
    ["<!-- declarations -->", "python -m bot report affected", "72 giờ", "python -m bot requests"],
)
def test_the_page_has_what_a_controller_looks_for(part: str) -> None:
    assert part in TEXT
