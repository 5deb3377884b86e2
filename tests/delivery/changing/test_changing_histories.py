"""Every history of replies, edits, faults, crashes and restarts ends with the last form shown."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TypeAlias

from hypothesis import given, note
from hypothesis import strategies as st

from bot.services.ports.messages import Change, EditOutcome, Later, NotEditable, Unsure
from tests.databases import SqliteFiles
from tests.delivery.changing.platform import ChangingOffice, asking
from tests.examples import examples

Step: TypeAlias = tuple[str, ...]

FAULTS = ("soon", "flood", "unsure", "lost", "gone")
DOUBTS = {"unsure", "lost"}

doing = st.tuples(st.sampled_from(("press", "press", "type", "choose", "service")))
faults = st.tuples(
    st.just("answer"), st.sampled_from(("speak", "edit", "edit", "take")), st.sampled_from(FAULTS)
)
ending = st.tuples(st.sampled_from(("crash", "restart", "wait")))
histories = st.lists(st.one_of(doing, doing, faults, ending), max_size=20)


@dataclass
class Told:
    """What was posted: the last words of each message by its first row, the newest prompt's."""

    forms: dict[int, str] = field(default_factory=dict)
    prompt: int = 0
    count: int = 0

    def next(self) -> str:
        """New words."""
        self.count += 1
        return f"Lời {self.count}."


def outcome(office: ChangingOffice, name: str) -> EditOutcome | str:
    """A prepared answer."""
    match name:
        case "soon":
            return Later(office.soon(5), "slow")
        case "flood":
            return Later(office.soon(20), "flood", whole_channel=True)
        case "unsure":
            return Unsure("no_answer")
        case "gone":
            return NotEditable()
    return name


async def carry_out(office: ChangingOffice, told: Told, step: Step) -> None:
    """Carry out one step of a history."""
    match step:
        case ("press",):
            text = told.next()
            await office.reply(asking(text), change=Change(told.prompt, edits=True))
            told.forms[told.prompt] = text
        case ("type" | "choose" as how,):
            text = told.next()
            change = Change(told.prompt, chosen="a" if how == "choose" else "")
            (told.prompt,) = await office.reply(asking(text), change=change)
            told.forms[told.prompt] = text
        case ("service",):
            text = told.next()
            await office.edit(told.prompt, asking(text))
            await office.worker.look()
            await office.settle()
            told.forms[told.prompt] = text
        case ("answer", call, name):
            if call != "speak" or name != "gone":
                office.platform.answer(call, outcome(office, name))
        case ("wait",):
            await office.pass_time(3)
        case ("crash",):
            await office.crash()
            await office.start()
        case ("restart",):
            await office.finish()
            await office.start()


async def live(url: str, history: list[Step]) -> None:
    """Run a history, let every row end, and check what people read then."""
    office = ChangingOffice(url)
    await office.start()
    told = Told()
    text = told.next()
    (told.prompt,) = await office.reply(asking(text))
    told.forms[told.prompt] = text
    for step in history:
        await carry_out(office, told, step)
    office.platform.answers.clear()
    await office.pass_time(400)
    states = await office.states()
    await office.finish()
    texts = [each.partition("\n")[0] for each in office.platform.texts()]
    note(f"{told} {office.platform.texts()} {office.platform.calls}")
    assert set(states) == {"sent"}
    assert all(text in texts for text in told.forms.values())
    # What stands below everything else is the newest prompt, in its last form and with buttons.
    newest = [each for each in office.platform.with_buttons() if each == told.forms[told.prompt]]
    assert newest
    ends = {step[0] for step in history}
    meets = {step[2] for step in history if step[0] == "answer" and step[1] != "take"}
    if not meets & (DOUBTS | {"gone"}) and "crash" not in ends:
        assert texts == list(told.forms.values())
        if "restart" not in ends and not any(step[0] == "answer" for step in history):
            assert office.platform.with_buttons() == newest


@examples(30)
@given(history=histories)
def test_no_history_loses_the_last_form_of_a_message(
    sqlite_files: SqliteFiles, history: list[Step]
) -> None:
    asyncio.run(live(sqlite_files.fresh(), history))
