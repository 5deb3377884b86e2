"""A person who does one self-check after another, and the stored rows that must agree."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from random import Random

from bot.domain.skills.instruments import Item
from bot.domain.skills.scoring import next_question, result
from tests.domain import reference_files as shelf_files
from tests.e2e import skills
from tests.e2e.residents import join
from tests.e2e.sentences import BACK
from tests.e2e.skills import SHORT, STEPS, facts_of, sheets
from tests.e2e.stored_rows import Kept
from tests.emulators.telegram import Person, Seen, TelegramEmulator

WAIT_SECONDS = 60.0


class Checker:
    """A person who does one self-check after another, whatever happens to the service.

    `luck` decides the answers, repeated and old taps, repeated updates, and when a check is left,
    continued or started again. `sheets` are the answers that the person gave, each check with its
    state.
    """

    def __init__(self, telegram: TelegramEmulator, luck: Random, number: int) -> None:
        self._telegram = telegram
        self._luck = luck
        self.person: Person = telegram.person(f"Người {number}")
        self.sheets: list[tuple[str, dict[str, int]]] = []
        self.busy = False

    async def joins(self) -> None:
        """Join."""
        await join(self.person, WAIT_SECONDS)

    async def checks_until(self, enough: asyncio.Event) -> None:
        """Do one check after another; the last one may remain open."""
        while not enough.is_set():
            await self._checks(enough)

    async def _checks(self, enough: asyncio.Event) -> None:
        """Do one check, up to the first message of its result."""
        self.busy = True
        shown = await self._begins(skills.NAME)
        answers: dict[str, int] = {}
        self.sheets.append(("open", answers))
        while (item := next_question(SHORT, answers)) is not None:
            if enough.is_set():
                return
            luck = self._luck.random()
            if luck < 0.04:
                shown = await self._begins(skills.GO_ON, item)
            elif luck < 0.06:
                self.sheets[-1] = ("dropped", answers)
                shown = await self._begins(skills.ANEW)
                answers = {}
                self.sheets.append(("open", answers))
            elif luck < 0.14 and answers:
                shown = await self._thinks_better(shown, item, answers)
            else:
                shown = await self._answers(shown, item, answers)
        self.sheets[-1] = ("finished", answers)
        self.busy = False

    async def taps_old_buttons(self) -> None:
        """Tap buttons of questions that were answered before."""
        state, answers = self.sheets[-1]
        item = next_question(SHORT, answers) if state == "open" else None
        questions = [
            each
            for each in self.person.messages
            if set(STEPS) <= set(each.labels)
            and (item is None or item.question.vi not in each.text)
        ]
        for question in self._luck.sample(questions, min(5, len(questions))):
            tap = await self.person.tap(self._luck.choice(STEPS), of=question)
            self._maybe_twice(tap.update_id)

    async def _begins(self, label: str, item: Item = SHORT.items[0]) -> Seen:
        """Ask for the check and choose there; the question that is asked then."""
        last = self.person.last.id
        self._maybe_twice((await self.person.say("/check")).update_id)
        page = await self._newer(skills.CHOOSE, last)
        return await self._presses(label, page, skills.CHOOSE, item.question.vi)

    async def _answers(self, shown: Seen, item: Item, answers: dict[str, int]) -> Seen:
        # The first answer is never "not yet": that may lead to the questions about the device.
        value = self._luck.randrange(1 if item == SHORT.items[0] else 0, len(STEPS))
        after = {**answers, item.id: value}
        following = next_question(SHORT, after)
        words = skills.RESULT if following is None else following.question.vi
        came = await self._presses(STEPS[value], shown, item.question.vi, words)
        answers[item.id] = value
        return came

    async def _thinks_better(self, shown: Seen, item: Item, answers: dict[str, int]) -> Seen:
        """Go back by one question, read its answer there, and answer it again."""
        before = SHORT.items[SHORT.items.index(item) - 1]
        said = f"{skills.SO_FAR}{STEPS[answers[before.id]]}"
        again = await self._presses(BACK, shown, item.question.vi, before.question.vi)
        assert said in again.text.splitlines(), again.text
        return await self._answers(again, before, answers)

    async def _presses(self, label: str, shown: Seen, words: str, following: str) -> Seen:
        """Press a button until what follows is there; a question may be asked again meanwhile.

        What follows takes the place of the question, or comes below it.
        """
        tapped: set[int] = set()

        def came() -> Seen | None:
            return self._newest(following, shown.id - 1)

        def untapped() -> Seen | None:
            newest = self._newest(words, shown.id - 1)
            return newest if newest is not None and newest.id not in tapped else None

        while (there := came()) is None:
            if untapped() is not None:
                # Look at the newest message first, so that no old button is tapped.
                await asyncio.sleep(0.05)
            if (page := untapped()) is not None and came() is None:
                tapped.add(page.id)
                tap = await self.person.tap(label, of=page)
                if self._luck.random() < 0.2:
                    await self.person.tap_again(label)
                self._maybe_twice(tap.update_id)
            either = await self._telegram.world.bell.until(
                lambda: came() is not None or untapped() is not None, WAIT_SECONDS
            )
            newest = [message.text for message in self.person.messages[-4:]]
            assert either, f"{following!r} does not come; the newest messages are {newest}"
        return there

    async def _newer(self, words: str, than: int) -> Seen:
        return await skills.newer(self._telegram, self.person, words, than, WAIT_SECONDS)

    def _newest(self, words: str, than: int) -> Seen | None:
        found = [m for m in self.person.messages if m.id > than and words in m.text]
        return found[-1] if found else None

    def _maybe_twice(self, update_id: int | None) -> None:
        if update_id is not None and self._luck.random() < 0.2:
            self._telegram.redeliver(update_id, at_once=self._luck.random() < 0.5)


async def every_answer_is_kept_and_every_result_told(
    telegram: TelegramEmulator, kept: Kept, checkers: Iterable[Checker]
) -> None:
    """The stored rows agree with what people answered and received."""
    await telegram.drained(WAIT_SECONDS)
    assert set(await kept.outbox_settled(WAIT_SECONDS)) == {"sent"}
    results = 0
    for checker in checkers:
        person = checker.person
        stored = await sheets(kept, person)
        last = [(state, {item: value for item, _nth, value in rows}) for state, rows in stored]
        assert last == checker.sheets
        for _state, rows in stored:
            places = Counter((item, nth) for item, nth, _value in rows)
            assert set(places.values()) <= {1}
            for item in {item for item, _nth, _value in rows}:
                values = [value for of, _nth, value in rows if of == item]
                assert all(a != b for a, b in pairwise(values)), item
        finished = [answers for state, answers in checker.sheets if state == "finished"]
        photos = [each for each in person.messages if skills.RADAR in each.text]
        told = {tuple(each.text.splitlines()[1:]) for each in photos}
        compared = zip(finished, [None, *finished], strict=False)
        assert told == {tuple(facts_of(now, before)) for now, before in compared}
        assert {each.kind for each in photos} <= {"photo"}
        assert sum(skills.RESULT in each.text for each in person.messages) >= len(finished)
        assert await _scored(kept, person) == [_score(answers) for answers in finished]
        results += len(finished)
    said = await kept.rows("SELECT count(*) FROM outbox WHERE say LIKE '%\"radar\"%'")
    assert said == [(results,)], "each result was laid out once, however often it was brought"


def _score(answers: dict[str, int]) -> tuple[int, int, int]:
    found = result(shelf_files.self_check(), shelf_files.framework(), SHORT, answers)
    assert found.band is not None
    return found.points, found.answered, found.band.level


async def _scored(kept: Kept, person: Person) -> list[tuple[int, int, int]]:
    return await kept.rows(
        "SELECT points, answered, band FROM self_check "
        "JOIN address ON address.person_id = self_check.person_id "
        f"WHERE external_id = '{person.id}' AND state = 'finished' ORDER BY self_check.id"
    )
