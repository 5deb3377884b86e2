"""Changes: what a reply does to the message that showed the newest prompt."""

from __future__ import annotations

from collections.abc import Sequence

from bot.services.ports.messages import Change
from bot.talk.steps import Say


def change_of(prompt_row: int | None, says: Sequence[Say], chosen: str) -> Change | None:
    """What the first of these says does to the newest prompt, which the message `prompt_row` shows.

    `chosen`: the key of the choice of it that was pressed. Then a say that wants so takes its
    place. Otherwise its buttons stop being good now, and go.
    """
    if prompt_row is None or not says:
        return None
    if chosen and says[0].replaces_pressed:
        return Change(prompt_row, edits=True)
    return Change(prompt_row, chosen=chosen)
