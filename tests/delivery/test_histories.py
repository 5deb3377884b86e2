"""Every history of posts, outcomes, crashes and restarts keeps the loss rules (docs/adr/0005)."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TypeAlias

from hypothesis import given, note
from hypothesis import strategies as st

from bot.delivery.outcomes import REPEATABLE
from bot.delivery.worker import ChannelEnd
from bot.services.ports.messages import Delivered, Later, Never, Outcome, Unsure
from bot.talk.messages import Message
from bot.talk.steps import DeliveryClass
from tests.databases import SqliteFiles
from tests.delivery.outbox_rows import (
    CHANNEL,
    SHORT,
    FaultyWords,
    PostOffice,
    long_text,
    no_descriptor,
)
from tests.examples import examples

AnswerName: TypeAlias = str
Step: TypeAlias = tuple[str, ...]

ANSWERS = ("delivered", "soon", "far", "flood", "never", "blocked", "unsure", "raises", "hangs")
FAR_SECONDS = 310
KINDS: tuple[DeliveryClass, ...] = ("reply", "receipt", "reminder", "campaign")

DOUBTFUL = ("unsure", "raises", "hangs")
"""Outcomes after which it is unknown whether a message arrived."""

PARTS = ("", "", "soon", "far", "flood", "hangs")
"""What its second message of three meets; a row of one message where there is nothing."""

posted = (st.sampled_from("ab"), st.sampled_from(KINDS), st.sampled_from(PARTS))
posting = st.tuples(st.just("post"), *posted)
losing = st.tuples(st.just("lose"), *posted)
answering = st.tuples(st.just("answer"), st.sampled_from("ab"), st.sampled_from(ANSWERS))
waiting = st.tuples(st.just("wait"), st.sampled_from(("0", "1", "40", "400")))
ending = st.sampled_from([("crash",), ("restart",), ("fault",)])
histories = st.lists(
    st.one_of(posting, posting, losing, answering, answering, waiting, ending), max_size=25
)

Part: TypeAlias = tuple[int, int]
"""A row and which of its messages."""


@dataclass(frozen=True)
class Posting:
    """What was posted in a row."""

    address: str
    kind: DeliveryClass
    parts: int
    handed_over: bool


@dataclass
class Heard:
    """A speaker that answers from a list and remembers what each part may have done to a person."""

    office: PostOffice | None = None
    ready: dict[str, list[AnswerName]] = field(default_factory=lambda: defaultdict(list))
    reached: list[Part] = field(default_factory=list)
    perhaps: list[Part] = field(default_factory=list)
    doubts: Counter[int] = field(default_factory=Counter)
    refused: set[int] = field(default_factory=set)

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Answer as the history says."""
        assert self.office is not None
        name = self.ready[address].pop(0) if self.ready[address] else "delivered"
        part = (row, int(message.text[0]))
        self.doubts[row] += name in DOUBTFUL
        if name == "delivered" or name in DOUBTFUL:
            self.perhaps.append(part)
        match name:
            case "soon":
                return Later(self.office.soon(5), "slow")
            case "far":
                return Later(self.office.soon(FAR_SECONDS), "slow")
            case "flood":
                return Later(self.office.soon(20), "flood", whole_channel=True)
            case "never" | "blocked":
                self.refused.add(row)
                return Never(name, blocked=name == "blocked")
            case "unsure":
                return Unsure("no_answer")
            case "raises":
                raise ZeroDivisionError
            case "hangs":
                # The answer is lost, and the speaker's own patience ends after a while.
                await self.office.sleeps(30)
                return Unsure("no_answer")
        self.reached.append(part)
        return Delivered(str(row))


async def live(url: str, history: list[Step]) -> None:
    """Run a history, let every row reach its end state, and check the result."""
    heard = Heard()
    office = PostOffice(url, {CHANNEL: ChannelEnd(heard, SHORT)})
    office.translator = translator = FaultyWords()
    heard.office = office
    await office.start()
    posted: dict[int, Posting] = {}
    for step in history:
        match step:
            case ("post" | "lose" as how, address, kind, then):
                kind = next(known for known in KINDS if known == kind)
                posting = Posting(address, kind, 3 if then else 1, how == "post")
                heard.ready[address] += ["delivered", then] if then else []
                text = long_text(posting.parts)
                rows = await office.post(
                    kind, address=address, text=text, hand_over=posting.handed_over
                )
                posted.update(dict.fromkeys(rows, posting))
            case ("answer", address, name):
                heard.ready[address].append(name)
            case ("wait", seconds):
                await office.pass_time(float(seconds))
            case ("crash",):
                await office.crash()
                await office.start()
            case ("restart",):
                await office.finish()
                await office.start()
            case ("fault",):
                translator.faults.append(no_descriptor())
    heard.ready.clear()
    translator.faults.clear()
    await office.pass_time(FAR_SECONDS + 100)
    states = dict(zip(sorted(posted), await office.states(), strict=True))
    await office.finish()
    note(f"{states} {heard}")
    check_ends(posted, states, heard, crashes=history.count(("crash",)))


def check_ends(
    posted: dict[int, Posting], states: dict[int, str], heard: Heard, *, crashes: int
) -> None:
    """The rules of every class, and the order of every address."""
    for row, posting in posted.items():
        parts = [(row, number) for number in range(1, posting.parts + 1)]
        reached = [heard.reached.count(part) for part in parts]
        perhaps = [heard.perhaps.count(part) for part in parts]
        if row in heard.refused:
            assert states[row] in ("failed", "blocked")
        elif posting.kind in REPEATABLE:
            assert states[row] == "sent"
            assert min(reached) >= 1
        else:
            assert states[row] in ("sent", "unsure")
        if posting.kind in REPEATABLE:
            # A doubt or a crash repeats one part at most; a stop repeats nothing.
            again = sum(count - 1 for count in perhaps if count)
            assert again <= heard.doubts[row] + crashes
        else:
            assert max(perhaps) <= 1
            if states[row] == "sent":
                assert set(reached) == {1}
    for address in "ab":
        # What was lost on its way to the worker is found later; a new word does not wait for that.
        order = [
            part
            for part in dict.fromkeys(heard.reached)
            if (posting := posted[part[0]]).address == address
            and posting.kind in REPEATABLE
            and posting.handed_over
        ]
        assert order == sorted(order)


@examples(30)
@given(history=histories)
def test_no_history_breaks_the_loss_rules(sqlite_files: SqliteFiles, history: list[Step]) -> None:
    asyncio.run(live(sqlite_files.fresh(), history))
