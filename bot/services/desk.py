"""The desk: the one door in. Read, decide, write, post — all of a turn or nothing of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.domain.refusals import Refusal
from bot.domain.shelf import Shelf
from bot.services.book import Book
from bot.services.merging import merge
from bot.services.ports import (
    Clock,
    Draw,
    Incoming,
    NotStored,
    Posted,
    Received,
    Translate,
    Turn,
)
from bot.services.reading import Reader
from bot.services.work import CarriedOut, Database, Place, Work
from bot.talk.events import Again, Asked, Carried, Event, Left, Refused, Said
from bot.talk.messages import Manners
from bot.talk.steps import Choice, Conversation, Say, State, Step
from bot.talk.text import _, plain

_HOPS_MOST = 5
_KEY_BITS = 80

_log = structlog.get_logger("desk")


@dataclass(slots=True)
class _Talk:
    """One turn as it goes: what it holds and what it will leave behind."""

    work: Work
    incoming: Incoming
    place: Place
    now: Any
    says: list[Say] = field(default_factory=list)
    conversation: str = ""
    again: bool = False
    refusal: str | None = None


class Desk:
    """Takes every update of every channel through one turn, in one transaction.

    `outlet` is told what was posted, after the commit; `manners` says per channel whether choices
    are shown as a numbered list; `shelf` gives the data files as they stand.
    """

    def __init__(
        self,
        *,
        database: Database,
        book: Book,
        carry_out: Mapping[type, Callable[..., Awaitable[None]]],
        manners: Mapping[str, Manners],
        translate: Translate,
        clock: Clock,
        draw: Draw,
        outlet: Callable[[Sequence[Posted]], None],
        shelf: Callable[[], Shelf],
    ) -> None:
        self._database = database
        self._book = book
        self._reader = Reader(book)
        self._carry_out = carry_out
        self._manners = manners
        self._translate = translate
        self._clock = clock
        self._draw = draw
        self._outlet = outlet
        self._shelf = shelf

    async def receive(self, incoming: Incoming) -> Received:
        """Take in one update; returns when it is committed. Raises `NotStored` when it is not."""
        lane = f"{incoming.channel} {incoming.address}"
        try:
            received, posted = await self._database.transact(
                lambda work: self._turn(work, incoming), lane
            )
        except NotStored as error:
            _log.error("turn_not_stored", channel=incoming.channel, why=str(error))
            raise
        except Exception as error:
            # A fault of ours: the turn was undone. The person is told, the operator sees where.
            _log.error(
                "turn_failed", channel=incoming.channel, fault=type(error).__name__, exc_info=True
            )
            received, posted = await self._database.transact(
                lambda work: self._apologise(work, incoming), lane
            )
        self._outlet(posted)
        return received

    # --- one turn -----------------------------------------------------------------------------

    async def _turn(self, work: Work, incoming: Incoming) -> tuple[Received, tuple[Posted, ...]]:
        now = self._clock()
        if not await work.first_time(incoming, now):
            return Received(new=False), ()
        place = await work.open_place(incoming, now)
        if isinstance(incoming.happening, Left):
            await work.mark_blocked(incoming.channel, incoming.address, now)
            _log.info("turn", channel=incoming.channel, person=place.person.id, happened="Left")
            return Received(new=True), ()
        if place.blocked:
            await work.mark_blocked(incoming.channel, incoming.address, None)
        talk = _Talk(work, incoming, place, now)
        if self._reader.goes_back(incoming.happening, place):
            place.end_aside()
        event = self._read(incoming, place)
        talk.again = isinstance(event, Again)
        unknown = self._reader.unknown_command(incoming.happening)
        if unknown is not None:
            line = _("I do not know the command {word} yet.", word=plain(f"/{unknown}"))
            talk.says.append(Say((line,)))
        await self._advance(talk, event)
        posted = await self._leave(talk, incoming)
        _log.info(
            "turn",
            channel=incoming.channel,
            person=place.person.id,
            conversation=talk.conversation,
            happened=type(event).__name__,
            refusal=talk.refusal,
            says=len(posted),
        )
        return Received(new=True, posted=len(posted)), posted

    def _read(self, incoming: Incoming, place: Place) -> Event:
        """What the channel reported, as an event."""
        labels: list[str] = []
        if isinstance(incoming.happening, Said):
            labels = [self._translate(c.label, place.person.locale) for c in place.prompt]
        numbered = self._manners[incoming.channel].buttons == 0
        return self._reader.read(incoming.happening, place, labels, numbered=numbered)

    async def _leave(self, talk: _Talk, incoming: Incoming) -> tuple[Posted, ...]:
        """Keep the place and post the words."""
        place = talk.place
        talk.says = merge(talk.says)
        asked_before = place.prompt
        place.prompt, place.prompt_wants = (), "text"
        for say in talk.says:
            if say.choices:
                place.prompt = tuple(choice for row in say.choices for choice in row)
            place.prompt_wants = say.wants
        # The same question asked again is the same turn: its buttons above stay good, so somebody
        # who taps each message as it comes catches up.
        if not talk.again or place.prompt != asked_before:
            place.turn += 1
        if not talk.place.forgotten:
            await talk.work.keep_place(place, talk.now)
        return await talk.work.post(incoming, place, talk.says, talk.now)

    async def _apologise(
        self, work: Work, incoming: Incoming
    ) -> tuple[Received, tuple[Posted, ...]]:
        now = self._clock()
        if not await work.first_time(incoming, now):
            return Received(new=False), ()
        talk = _Talk(work, incoming, await work.open_place(incoming, now), now)
        talk.says.append(
            Say(
                (
                    _("Sorry, something went wrong on our side, so this step was not recorded."),
                    _("What you recorded before is safe. Please try again, or choose Menu."),
                ),
                ((Choice("/menu", _("Menu")),),),
            )
        )
        return Received(new=True, posted=1), await self._leave(talk, incoming)

    # --- advancing ----------------------------------------------------------------------------

    async def _advance(self, talk: _Talk, event: Event) -> None:
        """Let conversations decide until one waits for the person."""
        place = talk.place
        for _hop in range(_HOPS_MOST):
            conversation, state = self._where(talk, event)
            turn = Turn(place.person, talk.now, state, event, self._fresh(), self._shelf())
            facts = await conversation.gather(talk.work, turn)
            if state is None:
                asked = event if isinstance(event, Asked) else Asked("", "")
                step = conversation.begin(asked, facts)
            else:
                step = conversation.decide(state, event, facts)
            step = await self._act(talk, conversation, state, step, facts)
            talk.conversation = conversation.NAME
            talk.says.extend(step.says)
            if talk.place.forgotten:
                return
            following = self._settle(talk, conversation, step)
            if following is None:
                return
            event = following
        raise RuntimeError("conversations handed a turn around without end")

    def _where(self, talk: _Talk, event: Event) -> tuple[Conversation, State | None]:
        """The conversation that has the word, and its state; None: it begins."""
        place, book = talk.place, self._book
        current = book.named(place.name)
        if isinstance(event, Asked):
            opened = book.opened_by(event.word) or book.home
            if not (place.person.joined or opened.OPEN_TO_ALL):
                opened = book.join
            if opened is book.join and current is opened:
                # Joining goes on where it was, whatever was asked for.
                state = book.load(opened, place.state or "")
                if state is not None:
                    return opened, state
            if opened.ASIDE and current is not None and not current.ASIDE:
                place.paused_name, place.paused_state = place.name, place.state
            elif not opened.ASIDE:
                place.paused_name = place.paused_state = None
            return opened, None
        if current is None:
            current = book.home if place.person.joined else book.join
            return current, book.idle if current is book.home else None
        state = book.load(current, place.state or "")
        if state is None:
            # An older release wrote it: begin anew, kindly.
            talk.says.append(
                Say((_("The service was renewed meanwhile. Let us start this over."),))
            )
        return current, state

    async def _act(
        self,
        talk: _Talk,
        conversation: Conversation,
        state: State | None,
        step: Step[State],
        facts: Any,
    ) -> Step[State]:
        """Carry out a step's commands; what the rules refuse comes back as an event."""
        if not step.commands:
            return step
        person = talk.place.person
        out = CarriedOut(talk.place, talk.now, self._draw, self._shelf(), talk.incoming)

        async def carry_out() -> None:
            for command in step.commands:
                await self._carry_out[type(command)](command, talk.work, out)

        try:
            await talk.work.savepoint(carry_out)
        except Refusal as refusal:
            talk.place.person = person
            talk.refusal = refusal.code
            refused: Step[State] = conversation.decide(
                state if state is not None else step.state, Refused(refusal.code), facts
            )
            return refused
        if out.carried is not None and step.state is not None:
            told: Step[State] = conversation.decide(step.state, Carried(out.carried), facts)
            return told
        return step

    def _settle(self, talk: _Talk, conversation: Conversation, step: Step[State]) -> Event | None:
        """Put the place where the step left it; what happens next in the same turn, if anything."""
        place = talk.place
        if step.state is not None:
            place.name, place.state = conversation.NAME, self._book.dump(step.state)
        else:
            place.name = place.state = None
        said_on = isinstance(step.then, Said)
        if step.then is not None and not (said_on and self._waits(place)):
            return step.then
        if step.state is not None:
            return None
        chosen_from = bool(talk.says and talk.says[-1].choices)
        # A page on which nothing was asked would only hide what there is to choose now.
        goes_on = place.paused_name is not None and (self._waits(place) or not chosen_from)
        if goes_on:
            place.name, place.state = place.paused_name, place.paused_state
        place.paused_name = place.paused_state = None
        if goes_on:
            return Again()
        # Where nothing is open and nothing can be chosen it goes on at home.
        return None if chosen_from else Again()

    def _waits(self, place: Place) -> bool:
        """True when what was interrupted asks something."""
        return self._book.asks(place.paused_name, place.paused_state)

    def _fresh(self) -> str:
        """A new unguessable key: 80 bits in 20 hexadecimal digits."""
        return f"{self._draw(1 << _KEY_BITS):020x}"
