"""Scratch: what is prepared to be sent comes back as it was, and is nowhere on the disk."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.downloads.scratch import Scratch

_PIECES = st.lists(st.tuples(st.integers(0, 300), st.binary(max_size=70)), max_size=12)


@given(_PIECES, st.lists(st.tuples(st.integers(0, 400), st.integers(-1, 90)), max_size=8))
def test_it_reads_as_a_file_in_memory_does(
    pieces: list[tuple[int, bytes]], reads: list[tuple[int, int]]
) -> None:
    plain = io.BytesIO(bytes(400))
    with Scratch() as scratch:
        scratch.write(bytes(400))
        for place, piece in pieces:
            for file in (plain, scratch):
                file.seek(place)
                file.write(piece)
        for place, size in reads:
            plain.seek(place)
            scratch.seek(place)
            assert scratch.read(size) == plain.read(size)
        assert scratch.seek(0, io.SEEK_END) == len(plain.getvalue())


def test_an_archive_in_it_is_whole_and_not_to_be_read_on_the_disk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on_disk = io.BytesIO()
    monkeypatch.setattr("tempfile.TemporaryFile", lambda: on_disk)
    with Scratch() as scratch:
        with zipfile.ZipFile(scratch, "w") as archive:
            archive.writestr("so-hoc-tap.html", "Đọc Truyện Kiều " * 100)
        stored = on_disk.getvalue()
        scratch.seek(0)
        with zipfile.ZipFile(io.BytesIO(scratch.read())) as read:
            assert read.testzip() is None
            assert read.read("so-hoc-tap.html").decode().startswith("Đọc Truyện Kiều")
    assert b"so-hoc-tap" not in stored
    assert "Truyện".encode() not in stored
    with pytest.raises(ValueError, match="closed"):
        scratch.write(b"more")
