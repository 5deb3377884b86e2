"""What a turn reads and writes of its dialog: the update, and where the conversation stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.people.persons import Person
from bot.services.ports.messages import Incoming
from bot.talk.steps import Choice, Wants


@dataclass(slots=True)
class Dialog:
    """Where a person's conversation stands; locked while the turn lasts."""

    person: Person
    name: str | None = None
    state: str | None = None
    paused_name: str | None = None
    paused_state: str | None = None
    kept_name: str | None = None
    kept_state: str | None = None
    turn: int = 0
    prompt: tuple[Choice, ...] = ()
    prompt_wants: Wants = "text"
    prompt_row: int | None = field(default=None, compare=False)
    """The row of the outbox that showed the prompt; where it was changed, the first one."""
    blocked: bool = False
    channel: str = field(default="", compare=False)
    account: str = field(default="", compare=False)
    address: str = field(default="", compare=False)
    """Where the turn happens: notifications are sent there from now on."""
    elsewhere: bool = field(default=False, compare=False)
    """The newest prompt was shown at another address of the person."""
    versions: str = field(default="", compare=False)
    """What the person's newest messages say, as hashes; this turn's message is among them."""
    erased: bool = False
    """The person was erased; remaining replies have no person_id."""


class DialogRepository(Protocol):
    """Updates that were seen, and where each person's conversation stands."""

    async def first_time(self, incoming: Incoming, now: dt.datetime) -> bool:
        """Note an update; False when it was here before.

        An edit is here for the first time when it changes what the message says. An update with
        `collected` is it while those wait; then they wait no more.
        """

    async def open_dialog(self, incoming: Incoming, now: dt.datetime) -> Dialog:
        """Find or make the person behind an address, and lock the conversation."""

    async def save_dialog(self, dialog: Dialog, now: dt.datetime) -> None:
        """Store where the conversation stands now."""
