"""The doctor as an officer meets it: the data files that were edited, and what draws pictures."""

from __future__ import annotations

import datetime as dt
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import structlog
from sqlalchemy.engine import make_url

from bot.commands import cli
from bot.content.files import LAST_GOOD, NAMES, PACKAGED
from bot.storage.backups.last_backup import BackupNote, note_backup
from bot.storage.secrets.master_key import MasterKey
from tests.logs import log_plainly

pytestmark = pytest.mark.server  # the doctor starts the process that draws

NOT_KEPT = "cache_logger_on_first_use"
LAST_GOOD_USED = "the service goes on with the last good version"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str
) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("BOT_DATA_DIR", "edited")
    # A logger that is kept after its first use would write to this test's stderr in later tests.
    configure = structlog.configure
    monkeypatch.setattr(
        structlog, "configure", lambda **given: configure(**given | {NOT_KEPT: False})
    )
    yield
    log_plainly()


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    folder = tmp_path / "edited"
    folder.mkdir()
    return folder


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (PACKAGED / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def examined(capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    """How the doctor ends, and its lines."""
    with pytest.raises(SystemExit) as end:
        cli.main(["doctor"])
    return int(end.value.code or 0), capsys.readouterr().out.splitlines()


def about(what: str, lines: list[str]) -> list[str]:
    return [line for line in lines if line[2:].startswith(f"{what}:")]


def test_the_doctor_says_that_the_data_are_good(capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = examined(capsys)
    assert code == 0
    assert about("data", lines) == ["✔ data: 8 files are good (edited in edited: none)"]
    assert len(NAMES) == 8


HOSTS = (
    "fcm.googleapis.com, updates.push.services.mozilla.com, *.notify.windows.com, *.push.apple.com"
)


@pytest.mark.parametrize(
    ("stored", "hosts", "public_url", "line"),
    [
        ("", None, "", "✔ push: the key is made at the first start; 4 hosts are trusted: "
                       f"{HOSTS}; browsers want https for it: set BOT_PUBLIC_URL"),
        ("1" * 64, "*.push.apple.com", "https://so.example.vn",
         "✔ push: the key is there; 1 hosts are trusted: *.push.apple.com"),
        ("", "", "", "✔ push: switched off (BOT_PUSH_HOSTS is empty)"),
        ("no key", None, "", "✘ push: the stored key is no key: delete the row push_key of the "
         "table secret, and start the service; browsers subscribe again at their next visit"),
    ],
    ids=["new", "in use", "off", "damaged"],
)  # fmt: skip
def test_the_doctor_says_whether_browsers_can_be_reached(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    sqlite_url: str,
    stored: str,
    hosts: str | None,
    public_url: str,
    line: str,
) -> None:
    if stored:
        path = str(make_url(sqlite_url).database)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("INSERT INTO secret VALUES ('push_key', ?)", (stored,))
            connection.execute("INSERT INTO secret VALUES ('sealed', 'done')")
    if hosts is not None:
        monkeypatch.setenv("BOT_PUSH_HOSTS", hosts)
    if public_url:
        monkeypatch.setenv("BOT_PUBLIC_URL", public_url)
    code, lines = examined(capsys)
    assert about("push", lines) == [line]
    assert code == line.startswith("✘")


def test_the_doctor_names_the_files_that_are_edited(
    edited: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(edited, "lessons.toml", "Bước đầu với điện thoại", "Bước đầu tiên")
    edit(edited, "framework.toml", "Khai thác dữ liệu", "Tìm dữ liệu")
    code, lines = examined(capsys)
    assert code == 0
    assert about("data", lines) == [
        "✔ data: 8 files are good (edited in edited: framework.toml, lessons.toml)"
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("self_check.toml", "most = 36", "most = 35",
         "forms.short.most: 12 questions make 36 points"),
        ("self_check.toml", "minutes = 3", 'minutes = "3"',
         "forms.1.minutes: Expected `int`, got `str`"),
        ("lessons.toml", 'safety = "safety"', 'safety = "safe"', "safety: there is no lesson safe"),
        ("lessons.toml", 'version = "2026-1"', 'version = "2026-1',
         "line 12, column 18: Illegal character '\\n'"),
        ("learning_citizen.toml", "total = 100", "sum = 100",
         "the file: Object contains unknown field `sum`"),
        ("intents.toml", 'buttons = ["/notices", "/remind"]', 'buttons = ["/notice", "/remind"]',
         "intents.stop_messages.buttons: there is no command /notice"),
        ("contacts.toml", "[usual]", '[usual]\ntelephone = "ask"',
         "usual.telephone: it must be a telephone number, such as 024 1234 5678"),
        ("framework.toml", 'code = "6.3"', 'code = "9.3"',
         "domains.6.9.3: the code does not begin with 6."),
        ("framework.toml", 'id = "tt02-2025"', 'id = "tt99"',
         "the file: self_check.toml does not fit it (framework: the framework on file is tt99): "
         "edit self_check.toml too"),
    ],
)  # fmt: skip
def test_the_doctor_names_a_mistake_with_its_file_its_entry_and_the_reason(
    edited: Path, capsys: pytest.CaptureFixture[str], name: str, old: str, new: str, told: str
) -> None:
    edit(edited, name, old, new)
    code, lines = examined(capsys)
    assert code == 1
    assert about("data", lines) == [f"✘ data: edited/{name}: {told}; {LAST_GOOD_USED}"]
    assert [line for line in lines if line.startswith("✘")] == about("data", lines)


def test_the_doctor_names_each_mistake_on_a_line_of_its_own(
    edited: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(edited, "learning_citizen.toml", "total = 100", "total = 90")
    special = 'safety = "{}"\ndevice = "{}"'
    edit(edited, "lessons.toml", special.format("safety", "device"), special.format("a", "b"))
    code, lines = examined(capsys)
    assert code == 1
    assert about("data", lines) == [
        f"✘ data: edited/lessons.toml: safety: there is no lesson a; {LAST_GOOD_USED}",
        f"✘ data: edited/lessons.toml: device: there is no lesson b; {LAST_GOOD_USED}",
        "✘ data: edited/learning_citizen.toml: total: the points of the indicators add up to 100; "
        + LAST_GOOD_USED,
    ]


def test_the_doctor_is_content_again_when_the_mistake_is_put_right(
    edited: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(edited, "lessons.toml", 'safety = "safety"', 'safety = "safe"')
    assert examined(capsys)[0] == 1
    edit(edited, "lessons.toml", "Bước đầu với điện thoại", "Bước đầu tiên")
    code, lines = examined(capsys)
    assert code == 0
    assert about("data", lines) == ["✔ data: 8 files are good (edited in edited: lessons.toml)"]
    assert (edited / LAST_GOOD / "lessons.toml").read_bytes() == (
        (edited / "lessons.toml").read_bytes()
    )


def test_the_doctor_says_what_draws_pictures(capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = examined(capsys)
    assert code == 0
    (told,) = about("pictures", lines)
    assert told.startswith("✔ pictures: matplotlib 3.")
    assert told.endswith(", DejaVu Sans")


def test_the_doctor_says_what_to_do_where_nothing_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A module of that name before it is, for the drawing process, a library that is missing."""
    before = tmp_path / "before"
    before.mkdir()
    (before / "matplotlib.py").write_text("raise ModuleNotFoundError")
    monkeypatch.setenv("PYTHONPATH", str(before))
    code, lines = examined(capsys)
    assert code == 1
    assert about("pictures", lines) == [
        "✘ pictures: matplotlib is missing: pip install 'sohoctap[pictures]'"
    ]
    assert about("data", lines)[0].startswith("✔")


BACKED_UP = dt.datetime.now(dt.UTC)  # noqa: TID251  # the doctor reads this machine's clock


@pytest.mark.parametrize(
    ("hours", "begins"),
    [(None, "✔ backups: none was made yet"), (3, "✔ backups: the last good one was made"),
     (60, "✘ backups: the last good one is old")],
    ids=["none", "young", "old"],
)  # fmt: skip
def test_the_doctor_says_when_the_last_good_backup_was_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], hours: int | None, begins: str
) -> None:
    if hours is not None:
        made = BACKED_UP - dt.timedelta(hours=hours, minutes=10)
        note_backup(tmp_path / "var" / "last-backup.json", BackupNote(made, 7, "a.backup"))
    code, lines = examined(capsys)
    (line,) = about("backups", lines)
    assert line.startswith(begins)
    assert hours is None or f"{hours} hours ago (a.backup)" in line
    assert code == (hours == 60)


def test_the_doctor_misses_a_backup_where_there_is_something_to_lose(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        cli.main(["keys", "renew"])  # what opens the database makes its keys
    code, lines = examined(capsys)
    assert (code, about("backups", lines)[0][0]) == (1, "✘")


def test_the_doctor_names_a_key_that_others_can_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BOT_DATA_KEY")
    key = tmp_path / "var" / "data.key"
    assert MasterKey(key).make()
    assert about("files", examined(capsys)[1])[0].startswith("✔")
    key.chmod(0o640)
    assert about("files", examined(capsys)[1]) == [
        "✘ files: others on this machine can read var/data.key: chmod -R go= var/data.key"
    ]


@pytest.mark.parametrize(
    ("token", "public_url", "mark"),
    [("", "", "✔"), ("", "https://so.example.vn", "✔"), ("1:a", "", "✘"),
     ("1:a", "https://so.example.vn", "✔")],
)  # fmt: skip
def test_the_doctor_says_who_cannot_open_a_copy(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    token: str,
    public_url: str,
    mark: str,
) -> None:
    monkeypatch.setenv("BOT_PUBLIC_URL", public_url)
    monkeypatch.setenv("BOT_TELEGRAM_API_BASE", "http://127.0.0.1:9")
    if token:
        monkeypatch.setenv("BOT_TELEGRAM_TOKEN", token)
    assert about("copies", examined(capsys)[1])[0][0] == mark


def test_the_doctor_says_that_nobody_else_can_read_what_is_kept(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, lines = examined(capsys)
    assert code == 0
    assert about("files", lines) == ["✔ files: only their owner can read what is kept here"]


def test_the_doctor_names_what_others_can_read_and_changes_nothing(
    tmp_path: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    database, settings = Path(str(make_url(sqlite_url).database)), tmp_path / ".env"
    settings.write_text("BOT_LOG_LEVEL=INFO\n")
    for file in (database, settings):
        file.chmod(0o644)
    code, lines = examined(capsys)
    assert code == 1
    assert about("files", lines) == [
        f"✘ files: others on this machine can read {database} .env: chmod -R go= {database} .env"
    ]
    assert [stat.S_IMODE(file.stat().st_mode) for file in (database, settings)] == [0o644, 0o644]
