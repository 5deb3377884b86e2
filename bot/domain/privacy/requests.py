"""Requests of a person about their data: what was asked, by when it is due, how it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.domain.privacy.request_rules import RequestKind, RequestRules
from bot.domain.refusals import Refusal
from bot.domain.text.alphabet import LETTERS

RequestOutcome: TypeAlias = Literal["done", "answered", "refused", "cancelled", "erased"]
"""How a request ended.

`done` by the service itself, `answered` or `refused` by somebody, `cancelled` by the person.
`erased`: the person was erased before it was answered.
"""

STAFF_OUTCOMES: tuple[RequestOutcome, ...] = ("done", "answered", "refused")
"""Outcomes that somebody may give to an open request."""

MAX_WISH = 1_000
"""Maximum characters of a wish in a person's own words."""

MAX_ANSWER = 1_000
"""Maximum characters of the answer to it."""


@dataclass(frozen=True, slots=True)
class DataRequest:
    """One request; its number tells nothing about the person.

    `due` is the last local day on which it may be carried out. `person` is None after an erasure.
    """

    number: str
    kind: RequestKind
    received: dt.datetime
    acknowledged: dt.datetime
    due: dt.date
    done: dt.datetime | None = None
    outcome: RequestOutcome | None = None
    person: int | None = None
    wish: str | None = None

    @property
    def open(self) -> bool:
        """True while it waits for somebody or for its hour."""
        return self.done is None

    def days_left(self, today: dt.date) -> int:
        """Days until it is due; below 0 when it is late."""
        return (self.due - today).days


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """An open request that somebody has to answer; `ward` is the person's, None: none is known."""

    request: DataRequest
    ward: str | None


def draw_request_number(random_below: Callable[[int], int]) -> str:
    """Draw the number of a request, such as YC-7K3M-92AB; `random_below(n)` is below n."""
    letters = "".join(LETTERS[random_below(len(LETTERS))] for _place in range(8))
    return f"YC-{letters[:4]}-{letters[4:]}"


def new_request(
    number: str,
    kind: RequestKind,
    now: dt.datetime,
    rules: RequestRules,
    person: int | None,
    wish: str | None = None,
) -> DataRequest:
    """Receive a request: the reply that names its number acknowledges it at once."""
    return DataRequest(
        number, kind, now, now, rules.due(kind, now.date()), None, None, person, wish
    )


def check_answer(text: str) -> str:
    """The answer without spaces around it; refuses `answer_empty`, `answer_long`."""
    answer = text.strip()
    if not answer:
        raise Refusal("answer_empty")
    if len(answer) > MAX_ANSWER:
        raise Refusal("answer_long")
    return answer


def check_wish(text: str) -> str:
    """The wish without spaces around it; refuses `wish_empty`, `wish_long`."""
    wish = text.strip()
    if not wish:
        raise Refusal("wish_empty")
    if len(wish) > MAX_WISH:
        raise Refusal("wish_long")
    return wish
