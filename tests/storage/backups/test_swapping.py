"""Swapping: everything takes its place or nothing does; what was there is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.storage.backups.staging import PREFIX, staging_folder
from bot.storage.backups.swapping import swap_in


def test_what_was_there_is_kept(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("new")
    (tmp_path / "db").write_text("old")
    (aside,) = swap_in([(tmp_path / "new", tmp_path / "db")], "before")
    assert (tmp_path / "db").read_text() == "new"
    assert aside.name == "db.before"
    assert aside.read_text() == "old"


def test_what_two_in_one_second_set_aside_is_both_kept(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / "new").write_text(f"{number}")
        (tmp_path / "folder").mkdir()
        (tmp_path / "folder" / f"{number}").touch()
        places = [(tmp_path / "new", tmp_path / "db"), (tmp_path / "folder", tmp_path / "files")]
        swap_in(places, "before")
    assert {each.name: each.read_text() for each in tmp_path.glob("db*")} == {
        "db": "2", "db.before": "0", "db.before-2": "1",
    }  # fmt: skip
    assert (tmp_path / "files.before-2" / "1").exists()


def test_nothing_is_changed_when_one_cannot_take_its_place(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("new")
    (tmp_path / "db").write_text("old")
    (tmp_path / "other").write_text("other")
    swaps = [(tmp_path / "new", tmp_path / "db"), (tmp_path / "gone", tmp_path / "other")]
    with pytest.raises(OSError, match="gone"):
        swap_in(swaps, "before")
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {
        "new": "new", "db": "old", "other": "other",
    }  # fmt: skip


def test_a_staging_folder_goes_and_takes_along_what_a_killed_command_left(tmp_path: Path) -> None:
    stale = tmp_path / f"{PREFIX}stale"
    stale.mkdir()
    (stale / "database").write_text("somebody's notebook")
    with staging_folder(tmp_path) as folder:
        assert not stale.exists()
        (folder / "database").write_text("x")
        with staging_folder(tmp_path) as other:
            assert folder.exists()
            assert other != folder
    assert list(tmp_path.iterdir()) == []
