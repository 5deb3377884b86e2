"""A backup that was made while people write is restored: whole, and nobody hears anything twice."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from random import Random

from tests.commands.test_backup import KEY, TOOLS
from tests.e2e.recorder import Recorder
from tests.e2e.residents import receipts_told
from tests.e2e.service import Service
from tests.e2e.service import served_on_telegram as served


async def command(service: Service, *arguments: str) -> str:
    """Run one command as the operator of a service; what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments,
        env={**service.environment, "BOT_BACKUP_KEY": KEY, "PATH": f"{TOOLS}:{os.defpath}"},
        cwd=Path(__file__).parents[3],
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    out, _err = await process.communicate()
    assert process.returncode == 0, out.decode()
    return out.decode()


async def test_a_backup_made_under_load_has_every_receipt_that_was_told_before(
    tmp_path: Path, database_url: str
) -> None:
    async with served(tmp_path, database_url, webhook=False) as (telegram, service, kept):
        recorders = [Recorder(telegram, Random(number), number) for number in range(4)]
        await asyncio.gather(*(recorder.joins() for recorder in recorders))
        enough = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for recorder in recorders:
                group.create_task(recorder.records_until(enough))
            await kept.until("SELECT id FROM activity", lambda rows: len(rows) > 4)
            before = {
                receipt for each in recorders for _title, receipt in receipts_told(each.person)
            }
            await command(service, "backup", str(tmp_path / "a.backup"))
            enough.set()
        await kept.outbox_settled()
        told = {receipt for each in recorders for _title, receipt in receipts_told(each.person)}
        await service.stop()
        messages = {each.person.id: len(each.person.messages) for each in recorders}

        said = await command(service, "restore", str(tmp_path / "a.backup"), "--replace")
        assert "Restored: 4 people" in said
        found = {receipt for (receipt,) in await kept.rows("SELECT receipt FROM activity")}
        assert before
        assert before <= found <= told

        await service.start()
        # Somebody is answered again, and nobody heard anything else meanwhile.
        newcomer = Recorder(telegram, Random(9), len(recorders))
        await newcomer.joins()
        await newcomer.records()
        await kept.until(
            "SELECT id FROM outbox WHERE state IN ('planned', 'claimed')", lambda rows: not rows
        )
        assert {each.person.id: len(each.person.messages) for each in recorders} == messages
        assert [event for event in service.events() if event["level"] == "error"] == []
