"""The states of recording an activity."""

from __future__ import annotations

from typing import Final, TypeAlias

from bot.domain.learning.activity import Draft
from bot.talk.steps import PassiveState, State
from handlers.activity_form import Field

MAX_WAITING: Final = 4
"""Further activities that wait until the open one is recorded."""


class Asking(State, frozen=True, tag="Asking"):
    """One field is open; `left` are the fields after it, `trail` those before it.

    `correcting`: the person chose it from the summary, so "back" returns there. `waiting` are the
    drafts of further activities, which come after this one; they have no key yet.
    """

    draft: Draft
    field: Field
    left: tuple[Field, ...] = ()
    trail: tuple[Field, ...] = ()
    kind: str | None = None
    correcting: bool = False
    waiting: tuple[Draft, ...] = ()

    @property
    def holds_nothing(self) -> bool:
        """True before the first answer."""
        return self.draft == Draft(self.draft.key) and not self.waiting


class Confirming(State, frozen=True, tag="Confirming"):
    """The summary is shown, with one button that records it."""

    draft: Draft
    waiting: tuple[Draft, ...] = ()


class Choosing(State, frozen=True, tag="Choosing"):
    """Which field is corrected before recording?"""

    draft: Draft
    waiting: tuple[Draft, ...] = ()


class Recorded(PassiveState, frozen=True, tag="Recorded"):
    """The activity is recorded; its receipt can be shown again."""

    draft: Draft
    receipt: str


States: TypeAlias = Asking | Confirming | Choosing | Recorded
