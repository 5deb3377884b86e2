"""A receipt number is read in any spelling, and words are not taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.learning.receipts import draw_receipt, read_receipt


@pytest.mark.parametrize(
    ("typed", "receipt"),
    [
        ("HT-7K3M-92", "HT-7K3M-92"),
        ("ht 7k3m 92", "HT-7K3M-92"),
        ("7k3m92", "HT-7K3M-92"),
        ("7K3M-92", "HT-7K3M-92"),
        ("HT-NGAY-15", "HT-NGAY-15"),
        ("ngay-15", "HT-NGAY-15"),
    ],
)
def test_a_receipt_is_read_in_any_spelling(typed: str, receipt: str) -> None:
    assert read_receipt(typed) == receipt


@pytest.mark.parametrize("typed", ["toán 45", "nghe 30", "ngày 15", "toan 45", "học 2026", "45"])
def test_words_and_a_number_are_no_receipt(typed: str) -> None:
    assert read_receipt(typed) is None


@given(st.integers(0, 10**9))
def test_every_receipt_that_is_drawn_is_read_back(seed: int) -> None:
    receipt = draw_receipt(lambda below: seed % below)
    assert read_receipt(receipt) == receipt
    assert read_receipt(receipt.lower().replace("-", " ")) == receipt
