"""`campaigns` as an operator meets it: what was sent, and a run that is paused or cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog

from bot.commands import cli
from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.content import CampaignContent
from tests.storage.campaigns.campaign_people import FRIDAY, begun_and_planned, due, settle_people
from tests.storage.stores import open_store, query

Call = Callable[..., tuple[int, str]]


@pytest.fixture
def call(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    sqlite_url: str,
    capsys: pytest.CaptureFixture[str],
) -> Call:
    """Run the command against a database with one run; how it ends and what it prints."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("BOT_FILES_DIR", "files")
    monkeypatch.setenv("BOT_WEB_PORT", "1")

    async def fill() -> None:
        async with open_store(sqlite_url) as store:
            await settle_people(store, 3)
            await begun_and_planned(store, due())

    asyncio.run(fill())

    def run(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            cli.main(["campaigns", *arguments])
        told = capsys.readouterr()
        structlog.reset_defaults()
        return int(end.value.code or 0), told.out + told.err

    return run


def test_the_runs_are_listed(call: Call) -> None:
    code, said = call()
    assert code == 0
    assert "r1  notice     sending" in said
    assert "planned 3: nothing sent, 3 open" in said


def test_a_run_is_paused_resumed_and_cancelled(call: Call, sqlite_url: str) -> None:
    for act, state in (("pause", "paused"), ("resume", "sending"), ("cancel", "cancelled")):
        code, said = call(act, "r1")
        assert (code, state in said) == (0, True)
        stored = asyncio.run(query(sqlite_url, "SELECT state FROM campaign_run"))
        assert stored == [(state,)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("pause",), "Say which run"),
        (("pause", "zz"), "no run zz"),
        (("pause", "../x"), "Say which"),
    ],
)
def test_a_wrong_order_changes_nothing(
    call: Call, sqlite_url: str, arguments: tuple[str, ...], words: str
) -> None:
    code, said = call(*arguments)
    assert code != 0
    assert words in said
    assert asyncio.run(query(sqlite_url, "SELECT state FROM campaign_run")) == [("sending",)]


def test_what_is_over_is_not_resumed(call: Call) -> None:
    call("cancel", "r1")
    code, said = call("resume", "r1")
    assert code != 0
    assert "run_over" in said


def test_an_unknown_campaign_or_form_writes_nothing(call: Call, tmp_path: Path) -> None:
    for words in (("export",), ("export", "c1", "--format", "pdf"), ("export", "c9")):
        code, _said = call(*words)
        assert code != 0
    assert list(tmp_path.glob("ket-qua*")) == []


def test_the_result_of_a_campaign_is_written_into_files(
    call: Call, tmp_path: Path, sqlite_url: str
) -> None:
    async def fill() -> None:
        async with open_store(sqlite_url) as store:
            written = Campaign("c1", 1, CampaignContent(text_vi="Lớp học"))
            await store.transact(lambda work: work.campaigns.add_campaign(written, FRIDAY))

    asyncio.run(fill())
    code, said = call("export", "c1", "--format", "csv,xlsx")
    assert code == 0
    assert said.split() == ["ket-qua-c1.csv", "ket-qua-c1.xlsx"]
    assert ",chưa gửi,2" in (tmp_path / "ket-qua-c1.csv").read_text("utf-8-sig")
    assert (tmp_path / "ket-qua-c1.xlsx").read_bytes().startswith(b"PK")
