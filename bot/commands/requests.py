"""`requests`: open requests about personal data with their deadlines, and the answer to one."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy.engine import make_url

from bot.application import Application
from bot.domain.privacy.requests import MAX_ANSWER, STAFF_OUTCOMES, DataRequest, RequestOutcome
from bot.schedule.request_clock import LaidAnswer, due_soon, lay_answer
from bot.settings import Settings

NUMBER = re.compile(r"YC-[0-9A-Z]{4}-[0-9A-Z]{4}")


class WrongAnswer(Exception):
    """The answer cannot be given so; the message says why."""


def add_requests(commands: Any) -> None:
    """Add the command to the parser of the command line."""
    asking = commands.add_parser(
        "requests",
        help="open requests about personal data with their deadlines; answer one",
        description="Requests of people about their data that need somebody. Deadlines and days "
        "off stand in data_requests.toml (docs/operate.md).",
    )
    asking.add_argument("action", nargs="?", choices=("done",), help="close a request")
    asking.add_argument("number", nargs="?", metavar="NUMBER", help="as YC-7K3M-92AB")
    asking.add_argument("--outcome", choices=STAFF_OUTCOMES, default="answered")
    asking.add_argument("--answer", default="", metavar="TEXT", help="what the person is told")


async def run_requests(
    settings: Settings, given: argparse.Namespace, *, service_runs: bool
) -> None:
    """List the open requests, or close one. Raises `WrongAnswer`.

    `service_runs`: a service listens here, which on SQLite is the only one that writes.
    """
    application = Application(settings)
    application.data.look()
    if given.action is None:
        await list_requests(application)
        return
    if given.number is None:
        raise WrongAnswer("Say which: “requests done YC-7K3M-92AB --answer …”.")
    sqlite = make_url(settings.database_url.get_secret_value()).get_backend_name() == "sqlite"
    await answer_request(
        application,
        given.number,
        given.outcome,
        given.answer,
        service_runs=sqlite and service_runs,
    )


async def list_requests(application: Application) -> None:
    """Print the open requests, the ones that are due first."""
    await application.database.open()
    try:
        requests = await application.requests.open()
    finally:
        await application.close()
    today = application.clock().date()
    rules = application.data.reference_data.request_rules
    waiting = [each for each in requests if each.kind != "erase"]
    for each in waiting:
        print("\n".join(_lines(each, today)))
    planned = len(requests) - len(waiting)
    print(f"{len(waiting)} open, {len(due_soon(requests, rules, today))} due within "
          f"{rules.remind_days} days; {planned} erasures wait for their hour.")  # fmt: skip
    if waiting:
        print("To answer one: python -m bot requests done NUMBER --outcome answered --answer “…”")


def _lines(request: DataRequest, today: dt.date) -> Sequence[str]:
    left = request.days_left(today)
    how = f"{left} days left" if left >= 0 else f"{-left} days LATE"
    person = "gone" if request.person is None else f"person {request.person}"
    received = f"{request.received.date():%d/%m/%Y}"
    head = (f"{request.number}  {request.kind:<8}  received {received}  "
            f"due {request.due:%a %d/%m/%Y}  {how:<14}  {person}")  # fmt: skip
    # Control characters would write over the operator's terminal.
    wish = "".join(c if c.isprintable() else " " for c in request.wish or "")
    return (head, f"    {wish}") if wish else (head,)


async def answer_request(
    application: Application,
    number: str,
    outcome: RequestOutcome,
    answer: str,
    *,
    service_runs: bool,
) -> None:
    """Close a request and tell the person; on SQLite the running service does it.

    Raises `WrongAnswer`.
    """
    number = number.strip().upper()
    if not NUMBER.fullmatch(number):
        raise WrongAnswer("Give the number of a request, as YC-7K3M-92AB.")
    if len(answer) > MAX_ANSWER:
        raise WrongAnswer(f"The answer is too long: {MAX_ANSWER} characters at most.")
    if outcome == "refused" and not answer.strip():
        raise WrongAnswer("A person is told why: add --answer “…” (Law 91/2025/QH15, art. 14).")
    laid = LaidAnswer(number, outcome, answer.strip())
    await application.database.open()
    try:
        if number not in [each.number for each in await application.requests.open()]:
            raise WrongAnswer(f"There is no open request {number}.")
        if service_runs:
            lay_answer(application.answers_dir, laid, application.database.sealer.seal_file)
        else:
            await application.requests.close(laid)
    finally:
        await application.close()
    print(f"{number}: {outcome}. The person is told"
          f"{' within a minute' if service_runs else ' when the service runs'}.")  # fmt: skip
