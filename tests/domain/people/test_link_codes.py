"""Link codes: read as people type them, with all letters equally likely."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people.link_codes import CODE_LETTERS, code_of, read_code
from bot.domain.text.alphabet import LETTERS

keys = st.integers(0, 2**80 - 1).map(lambda number: f"{number:020x}")


@given(keys)
def test_a_code_is_read_back_however_it_is_typed(new_key: str) -> None:
    code = code_of(new_key)
    for typed in (code, code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')} . "):
        assert read_code(typed) == code


@pytest.mark.parametrize("text", ["", "7K3M", "7K3M-92A", "7K3M-92ABC", "7K3M-92A0", "mã là gì"])
def test_what_is_no_code_is_not_read_as_one(text: str) -> None:
    assert read_code(text) is None


def test_every_place_of_a_code_takes_every_letter() -> None:
    step = (2**80 - 1) // 20_011
    codes = [code_of(f"{number * step:020x}").replace("-", "") for number in range(20_000)]
    assert len(set(codes)) == len(codes)
    for place in range(CODE_LETTERS):
        assert {code[place] for code in codes} == set(LETTERS)
