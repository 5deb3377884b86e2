"""What opens a notebook is said once: no code and no link stays where words are kept."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bot.services.ports.messages import Later, Never, Outcome
from tests.applications import BUTTONS, TestApplication

CODE = r"\b(?:[2-9A-Z]{4}-){1,3}[2-9A-Z]{4}\b"
LINK = r"/get/[A-Z0-9]{32}"

NOON = dt.datetime(2026, 11, 20, 5, 0, tzinfo=dt.UTC)

WAYS = {
    "a recovery code": (("mã lấy lại sổ", "Tạo mã lấy lại sổ"), CODE),
    "a code for another channel": (("/link",), CODE),
    "a link to a copy": (("/data copy",), LINK),
    "a link to the year in print": (("in sổ",), LINK),
}
"""What is said, what is pressed then, and what the answer has that opens something."""


@pytest.mark.parametrize("how", WAYS)
async def test_the_words_of_a_secret_go_once_they_were_sent(
    application: TestApplication, how: str
) -> None:
    (said, *pressed), secret = WAYS[how]
    owner = application.visitor()
    await owner.joins()
    await owner.says(said)
    for label in pressed:
        await owner.taps(label)
    assert re.search(secret, owner.last.text)
    kept = str(await application.rows("SELECT say FROM outbox"))
    assert not re.search(secret, kept)
    # A page that is opened again says why nothing is there, and still has the buttons.
    *_before, (_row, shown, *_rest) = await application.application.history(
        "buttons", BUTTONS, owner.address, 0, 60
    )
    assert "không được giữ lại" in shown.text
    assert shown.buttons == owner.last.buttons


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (Never("gone", blocked=True), False),
        (Later(dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC), "busy"), True),
    ],
    ids=["never", "later"],
)
async def test_what_was_not_sent_keeps_its_words_only_while_it_may_still_be_sent(
    application: TestApplication, answer: Outcome, kept: bool
) -> None:
    owner = application.visitor()
    await owner.joins()
    application.recorder.answers = [answer]
    await owner.says("/link")
    stored = str(await application.rows("SELECT say FROM outbox ORDER BY id DESC LIMIT 1"))
    assert bool(re.search(CODE, stored)) is kept
