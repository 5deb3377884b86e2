"""File modes: which files are the service's alone, and how those of older releases become so."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.storage.databases.file_modes import Narrowed, kept_paths, narrow, open_to_others


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def make(path: Path, mode: int = 0o644) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    path.chmod(mode)
    return path


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder as an older release left it, with a file in a folder in it."""
    folder = tmp_path / "files"
    make(folder / "ab" / "abcd")
    for each in (folder, folder / "ab"):
        each.chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("sqlite+aiosqlite:///var/so.db",
         ["var/so.db", "var/so.db-wal", "var/so.db-shm", "var/so.db-journal", "files"]),
        ("sqlite+aiosqlite:////srv/so.db",
         ["/srv/so.db", "/srv/so.db-wal", "/srv/so.db-shm", "/srv/so.db-journal", "files"]),
        ("sqlite+aiosqlite://", ["files"]),
        ("postgresql+asyncpg://bot:secret@db/so", ["files"]),
    ],
)  # fmt: skip
def test_kept_are_the_files_of_the_database_and_the_uploads(url: str, kept: list[str]) -> None:
    assert [str(path) for path in kept_paths(url, Path("files"))] == kept


@pytest.mark.parametrize("wide", [0o640, 0o604, 0o620, 0o601, 0o666, 0o777])
def test_whatever_others_may_do_with_a_file_they_may_not_any_more(
    tmp_path: Path, wide: int
) -> None:
    file = make(tmp_path / "so.db", wide)
    assert open_to_others([file]) == (file,)
    assert narrow([file]) == Narrowed(1, 0)
    assert mode(file) == wide & 0o700
    assert open_to_others([file]) == ()
    assert narrow([file]) == Narrowed(0, 0)


def test_a_folder_is_narrowed_with_all_that_lies_in_it(files: Path) -> None:
    assert narrow([files]) == Narrowed(3, 0)
    assert [mode(path) for path in (files, files / "ab", files / "ab" / "abcd")] == [
        0o700, 0o700, 0o600,
    ]  # fmt: skip


def test_what_lies_in_a_folder_that_nobody_else_can_enter_is_not_open(files: Path) -> None:
    files.chmod(0o700)
    assert open_to_others([files]) == ()
    assert narrow([files]) == Narrowed(0, 0)


def test_what_is_not_there_is_not_open(tmp_path: Path) -> None:
    assert open_to_others([tmp_path / "so.db"]) == ()
    assert narrow([tmp_path / "so.db"]) == Narrowed(0, 0)


def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path, files: Path) -> None:
    outside, other = make(tmp_path / "outside"), make(tmp_path / "other" / "file")
    other.parent.chmod(0o755)
    (files / "link").symlink_to(outside)
    (files / "folder").symlink_to(other.parent)
    assert narrow([files]) == Narrowed(3, 0)
    assert [mode(path) for path in (outside, other, other.parent)] == [0o644, 0o644, 0o755]


def test_a_file_of_somebody_else_is_counted_and_keeps_no_other_back(
    monkeypatch: pytest.MonkeyPatch, files: Path
) -> None:
    chmod = Path.chmod

    def refused(path: Path, mode: int) -> None:
        if path.name == "abcd":
            raise PermissionError
        chmod(path, mode)

    monkeypatch.setattr(Path, "chmod", refused)
    assert narrow([files]) == Narrowed(2, 1)
    assert mode(files) == 0o700


def test_what_was_ended_half_way_is_done_again(
    monkeypatch: pytest.MonkeyPatch, files: Path
) -> None:
    chmod = Path.chmod

    def ended(path: Path, mode: int) -> None:
        if path.name == "ab":
            raise KeyboardInterrupt
        chmod(path, mode)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "chmod", ended)
        with pytest.raises(KeyboardInterrupt):
            narrow([files])
    assert narrow([files]) == Narrowed(2, 0)
    assert [mode(path) for path in (files, files / "ab", files / "ab" / "abcd")] == [
        0o700, 0o700, 0o600,
    ]  # fmt: skip
