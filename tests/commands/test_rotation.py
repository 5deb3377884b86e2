"""The master key is changed while the service runs; then the service starts with the new one."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.e2e.operating.test_restore import command
from tests.e2e.recorder import Recorder
from tests.e2e.residents import receipts_told
from tests.e2e.service import served_on_telegram as served


async def test_people_are_served_before_during_and_after_a_rotation(
    tmp_path: Path, database_url: str
) -> None:
    async with served(tmp_path, database_url, webhook=False) as (telegram, service, _kept):
        person = Recorder(telegram, Random(1), 0)
        await person.joins()
        await person.records()
        new = tmp_path / "new.key"
        said = await command(service, "keys", "rotate", "--to", str(new))
        assert f"wrapped under the key in {new}" in said
        await person.records()
        await service.stop()

        with pytest.raises(AssertionError, match="is not its key"):
            await command(service, "keys", "renew")
        service.environment["BOT_DATA_KEY"] = new.read_text().strip()
        assert "The data key" in await command(service, "keys", "renew")
        await service.start()
        await person.records()
        assert len(receipts_told(person.person)) == 3
        assert [event for event in service.events() if event["level"] == "error"] == []
