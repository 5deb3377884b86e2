"""Sealing: what is read is what was written, and any change to it is seen."""

from __future__ import annotations

import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.storage.backups.sealing import (
    MAGIC,
    PIECE_BYTES,
    CannotUnseal,
    Sealer,
    Unsealer,
)

KEY = bytes(range(32))
SIZES = st.sampled_from([0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES])


def sealed(content: bytes, key: bytes = KEY) -> bytes:
    """A content as it is stored."""
    file = io.BytesIO()
    sealer = Sealer(file, key)
    for start in range(0, len(content), 700_001):
        sealer.write(content[start : start + 700_001])
    sealer.finish()
    return file.getvalue()


def unsealed(stored: bytes, key: bytes = KEY) -> bytes:
    """What is read of it."""
    return Unsealer(io.BytesIO(stored), key).readall() or b""


@given(size=SIZES)
def test_what_is_read_is_what_was_written(size: int) -> None:
    content = bytes(size)
    assert unsealed(sealed(content)) == content


@given(size=SIZES, place=st.integers(0, 10**7), bit=st.integers(0, 7))
@example(size=1, place=0, bit=0)
def test_a_changed_bit_is_seen(size: int, place: int, bit: int) -> None:
    stored = bytearray(sealed(bytes(size)))
    stored[place % len(stored)] ^= 1 << bit
    with pytest.raises(CannotUnseal):
        unsealed(bytes(stored))


@given(size=SIZES, cut=st.integers(1, 10**7))
def test_a_cut_end_is_seen(size: int, cut: int) -> None:
    stored = sealed(bytes(size))
    with pytest.raises(CannotUnseal):
        unsealed(stored[: -(1 + cut % (len(stored) - 1))])


def test_a_piece_that_is_left_out_is_seen() -> None:
    stored = sealed(bytes(3 * PIECE_BYTES))
    head = len(sealed(b"")) - 16
    whole = PIECE_BYTES + 16
    for left_out in range(3):
        start = head + left_out * whole
        with pytest.raises(CannotUnseal):
            unsealed(stored[:start] + stored[start + whole :])


def test_what_follows_the_end_is_seen() -> None:
    with pytest.raises(CannotUnseal):
        unsealed(sealed(b"a") + b"b")


def test_the_content_is_not_in_what_is_stored() -> None:
    stored = sealed("học excel".encode() * 20)
    assert stored.startswith(MAGIC)
    assert "học".encode() not in stored


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        (b"PK\3\4 something else", "no backup"),
        (b"", "no backup"),
        (MAGIC, "not whole"),
        (sealed(b"a", bytes(32)), "another key"),
    ],
    ids=["another file", "empty", "beginning only", "another key"],  # what is sealed is random
)
def test_why_it_cannot_be_read_is_said(stored: bytes, said: str) -> None:
    with pytest.raises(CannotUnseal, match=said):
        unsealed(stored)
