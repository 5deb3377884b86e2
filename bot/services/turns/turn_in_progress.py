"""The turn in progress: its dialog, its stack, and what was said so far."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from bot.domain.staff.roles import StaffRoles
from bot.services.ports.dialogs import Dialog
from bot.services.ports.messages import Incoming
from bot.services.ports.unit_of_work import UnitOfWork
from bot.services.turns.conversation_stack import ConversationStack
from bot.talk.steps import Say


@dataclass(slots=True)
class TurnInProgress:
    """One turn in progress: its dialog, its stack, and the messages so far.

    The stored states are read into `stack` once; nothing reads them from `dialog` again.
    """

    work: UnitOfWork
    incoming: Incoming
    dialog: Dialog
    now: dt.datetime
    stack: ConversationStack
    written: dt.datetime | None = None
    """When the person wrote, in the service's zone, where the channel tells it."""
    says: list[Say] = field(default_factory=list)
    conversation: str = ""
    """The conversation that decided last, for the log."""
    refusal: str | None = None
    roles: StaffRoles | None = None
    """The roles of the person, once they were read; a command may change them."""
