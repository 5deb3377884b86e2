"""The archive: what was put in comes out, and nothing else does."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import cast

import pytest

from bot.storage.backups.archive import About, is_known, read_about, read_archive, write_archive
from bot.storage.backups.sealing import CannotUnseal, Sealer

KEY = bytes(32)
ABOUT = About("sqlite", "0018", 1_800_000_000_000, "0.1.0", 2, 3)


def archive_of(folder: Path) -> io.BytesIO:
    """An archive with a database and a file, and with one that is gone by then."""
    (folder / "db").write_bytes(b"the database")
    (folder / "photo").write_bytes(b"")
    members = [
        ("database", folder / "db"),
        ("files/ab/photo", folder / "photo"),
        ("files/gone", folder / "gone"),
    ]
    file = io.BytesIO()
    assert set(write_archive(file, KEY, ABOUT, members)) == {"database", "files/ab/photo"}
    file.seek(0)
    return file


def test_what_was_put_in_comes_out(tmp_path: Path) -> None:
    stored = archive_of(tmp_path)
    assert read_about(stored, KEY) == ABOUT
    stored.seek(0)
    out = tmp_path / "out"
    read = read_archive(stored, KEY, lambda name: out / name)
    assert read.about == ABOUT
    assert (out / "database").read_bytes() == b"the database"
    assert (out / "files" / "ab" / "photo").read_bytes() == b""


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("database", True),
        ("files/ab/photo", True),
        ("data/lessons.toml", True),
        ("erasures.jsonl", True),
        ("files/../../etc/passwd", False),
        ("/etc/passwd", False),
        ("files", False),
        ("other/thing", False),
    ],
)
def test_only_known_names_are_taken(name: str, known: bool) -> None:
    assert is_known(name) is known


@pytest.mark.parametrize("name", ["../out", "database"])
def test_a_foreign_archive_is_refused_though_the_key_is_right(name: str) -> None:
    file = io.BytesIO()
    sealer = Sealer(file, KEY)
    with tarfile.open(fileobj=cast("io.BytesIO", sealer), mode="w|") as tar:
        tar.addfile(tarfile.TarInfo(name))
    sealer.finish()
    file.seek(0)
    with pytest.raises(CannotUnseal):
        read_archive(file, KEY)
