"""Any history of words, answers, crashes and restarts keeps the loss rules (docs/adr/0005)."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TypeAlias

from hypothesis import given, note, settings
from hypothesis import strategies as st

from bot.delivery.rules import REPEATABLE
from bot.delivery.worker import Outlet
from bot.services.ports import Delivered, Later, Never, Outcome, Unsure
from bot.talk.messages import Message
from bot.talk.steps import DeliveryClass
from tests.databases import SqliteFiles
from tests.delivery.posts import CHANNEL, PostOffice
from tests.houses import BUTTONS

AnswerName: TypeAlias = str
Step: TypeAlias = tuple[str, ...]

ANSWERS = ("delivered", "soon", "far", "flood", "never", "blocked", "unsure", "raises", "hangs")
FAR_SECONDS = 310
KINDS: tuple[DeliveryClass, ...] = ("reply", "receipt", "reminder", "campaign")

posting = st.tuples(st.just("post"), st.sampled_from("ab"), st.sampled_from(KINDS))
losing = st.tuples(st.just("lose"), st.sampled_from("ab"), st.sampled_from(KINDS))
answering = st.tuples(st.just("answer"), st.sampled_from("ab"), st.sampled_from(ANSWERS))
waiting = st.tuples(st.just("wait"), st.sampled_from(("0", "1", "40", "400")))
ending = st.sampled_from([("crash",), ("restart",)])
histories = st.lists(
    st.one_of(posting, posting, losing, answering, answering, waiting, ending), max_size=25
)


@dataclass
class Heard:
    """A speaker that answers from a list and remembers what each row may have done to a person."""

    office: PostOffice | None = None
    ready: dict[str, list[AnswerName]] = field(default_factory=lambda: defaultdict(list))
    reached: list[int] = field(default_factory=list)
    perhaps: list[int] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Answer as the history says."""
        assert self.office is not None
        name = self.ready[address].pop(0) if self.ready[address] else "delivered"
        if name in ("delivered", "unsure", "raises", "hangs"):
            self.perhaps.append(row)
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
        self.reached.append(row)
        return Delivered(str(row))


async def live(url: str, history: list[Step]) -> None:
    """Go through a history, let what is left come to its end, and judge it."""
    heard = Heard()
    office = PostOffice(url, {CHANNEL: Outlet(heard, BUTTONS)})
    heard.office = office
    await office.start()
    posted: dict[int, tuple[str, DeliveryClass]] = {}
    handed_over: set[int] = set()
    for step in history:
        match step:
            case ("post" | "lose" as how, address, kind):
                kind = next(known for known in KINDS if known == kind)
                rows = await office.post(kind, address=address, hand_over=how == "post")
                posted.update(dict.fromkeys(rows, (address, kind)))
                handed_over.update(rows if how == "post" else ())
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
    heard.ready.clear()
    await office.pass_time(FAR_SECONDS + 100)
    states = dict(zip(sorted(posted), await office.states(), strict=True))
    await office.finish()
    note(f"{states} {heard}")
    judge(posted, handed_over, states, heard)


def judge(
    posted: dict[int, tuple[str, DeliveryClass]],
    handed_over: set[int],
    states: dict[int, str],
    heard: Heard,
) -> None:
    """The rules of every class, and the order of every address."""
    for row, (_address, kind) in posted.items():
        if row in heard.refused:
            assert states[row] in ("failed", "blocked")
        elif kind in REPEATABLE:
            assert states[row] == "sent"
            assert row in heard.reached
        else:
            assert states[row] in ("sent", "unsure")
        if kind not in REPEATABLE:
            assert heard.perhaps.count(row) <= 1
            if states[row] == "sent":
                assert heard.reached.count(row) == 1
    for address in "ab":
        # What was lost on its way to the worker is found later; a new word does not wait for that.
        order = [
            row
            for row in dict.fromkeys(heard.reached)
            if posted[row][0] == address and posted[row][1] in REPEATABLE and row in handed_over
        ]
        assert order == sorted(order)


@settings(max_examples=30)
@given(history=histories)
def test_no_history_breaks_the_loss_rules(sqlite_files: SqliteFiles, history: list[Step]) -> None:
    asyncio.run(live(sqlite_files.fresh(), history))
