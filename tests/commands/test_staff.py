"""`python -m bot staff`: a code that works, the list, the end of a role; what is refused."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence

import pytest

from bot.commands.staff import WrongStaff, add_staff, run_staff
from tests.applications import TestApplication
from tests.handlers.admins.staffing import CODE


async def run(house: TestApplication, *words: str, service_runs: bool = False) -> None:
    """Call the command as the command line does."""
    parser = argparse.ArgumentParser()
    add_staff(parser.add_subparsers(), dt.date.fromisoformat)
    given = parser.parse_args(["staff", *words])
    await run_staff(house.application.settings, given, service_runs=service_runs)


ADMIN = ("invite", "--role", "admin", "--name", "Phạm Thị Quản")
OFFICER = ("invite", "--role", "officer", "--name", "Lê Văn Duyệt")


async def test_an_invitation_a_list_and_an_end(
    application: TestApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    await run(application, *ADMIN)
    await run(application, *ADMIN)
    codes = CODE.findall(capsys.readouterr().out)
    for number, code in enumerate(dict.fromkeys(codes)):
        await application.visitor(str(number)).says(f"/invitation {code}")
    await run(application, "list")
    listed = capsys.readouterr().out
    assert listed.count("Phạm Thị Quản") == 2
    assert "every ward: every right" in listed
    await run(application, "remove", "1")
    await run(application, "list")
    assert "\n1  " not in "\n" + capsys.readouterr().out.split("\n", 1)[1]


async def test_a_running_service_takes_what_was_laid_ready(
    application: TestApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    if "postgresql" in application.application.settings.database_url.get_secret_value():
        return
    await run(application, *OFFICER, "--ward", "00226", "--right", "write", service_runs=True)
    found = CODE.search(capsys.readouterr().out)
    assert found
    (laid,) = application.application.staff_dir.iterdir()
    assert found[0].encode() not in laid.read_bytes()
    assert laid.stat().st_mode & 0o077 == 0
    await application.application.staff.tick()
    assert list(application.application.staff_dir.iterdir()) == []
    assert "Từ nay bạn là cán bộ" in await application.visitor().says(f"/invitation {found[0]}")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (OFFICER, "for which ward"),
        ((*OFFICER, "--ward", "00226"), "what the officer may do"),
        ((*OFFICER, "--ward", "Nowhere at all", "--right", "read"), "No ward"),
        ((*ADMIN, "--right", "read"), "every right"),
        (("invite", "--role", "admin", "--name", "12"), "full name"),
        (("remove", "7"), "no role 7"),
    ],
)
async def test_what_cannot_be_done_says_why(
    application: TestApplication, words: Sequence[str], why: str
) -> None:
    with pytest.raises(WrongStaff, match=why):
        await run(application, *words)


async def test_the_last_admin_stays(
    application: TestApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    await run(application, *ADMIN)
    found = CODE.search(capsys.readouterr().out)
    assert found
    await application.visitor().says(f"/invitation {found[0]}")
    with pytest.raises(WrongStaff, match="last admin"):
        await run(application, "remove", "1")
