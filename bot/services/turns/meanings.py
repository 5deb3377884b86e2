"""What a text may mean beside an answer to the open question, as the rules for texts read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

NotebookAsked: TypeAlias = Literal["no", "perhaps", "by name"]
"""Whether a text asks for a part of the notebook: "tháng 9", or "sổ tháng 9"."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """What the interpreter needs to know about texts beside the open question.

    `tells_activity`: the text tells a learning activity. `intent_of`: the intent of ordinary talk,
    or None. `is_distress`: the intent is that of somebody who needs help now. `asks_notebook`:
    the text asks for a part of the notebook; "by name" comes before the person's own words.
    """

    tells_activity: Callable[[str, dt.date], bool] = field(default=lambda _text, _today: False)
    intent_of: Callable[[str], str | None] = field(default=lambda _text: None)
    is_distress: Callable[[str], bool] = field(default=lambda _text: False)
    asks_notebook: Callable[[str, dt.date], NotebookAsked] = field(
        default=lambda _text, _today: "no"
    )
