"""The desk: takes one update through its turn; a turn is stored whole or not at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog

from bot.domain.people.wards import HANOI
from bot.domain.people.wrong_codes import WrongCodes
from bot.domain.reference_data import ReferenceData
from bot.domain.text.list_marks import ListMarks, marks_of
from bot.phrases.not_taken import NOT_TAKEN
from bot.services.ports.messages import (
    Clock,
    Incoming,
    NotStored,
    OutboxMessage,
    RandomBelow,
    Received,
    Translate,
)
from bot.services.ports.unit_of_work import Database, UnitOfWork
from bot.services.turns.advancing import Advancer
from bot.services.turns.changes import change_of
from bot.services.turns.conversation_stack import ConversationStack
from bot.services.turns.interpreted import Interpreted
from bot.services.turns.interpreting import Interpreter
from bot.services.turns.meanings import Meanings
from bot.services.turns.merging import merge
from bot.services.turns.registry import ConversationRegistry
from bot.services.turns.turn_in_progress import TurnInProgress
from bot.talk.conversations import Preview
from bot.talk.events import Left, Repeat, Said
from bot.talk.messages import Capabilities
from bot.talk.steps import Choice, Say
from bot.talk.text import _, plain


class Desk:
    """Takes every update of every channel through one turn, in one transaction.

    `on_posted` gets the posted messages after the commit. `capabilities` tells for each channel
    whether choices are a written list. `reference_data` returns the current data files.
    `provinces` are the codes of those that are served, `public_url` is the address of the page.
    `preview` tells what each channel would show of a notification.
    """

    def __init__(
        self,
        *,
        database: Database,
        registry: ConversationRegistry,
        command_handlers: Mapping[type, Callable[..., Awaitable[None]]],
        capabilities: Mapping[str, Capabilities],
        translate: Translate,
        clock: Clock,
        random_below: RandomBelow,
        on_posted: Callable[[Sequence[OutboxMessage]], None],
        reference_data: Callable[[], ReferenceData],
        meanings: Meanings | None = None,
        provinces: frozenset[str] = HANOI,
        public_url: str = "",
        preview: Preview = lambda _say, _locale: (),
    ) -> None:
        self._database = database
        self._registry = registry
        self._advancer = Advancer(
            registry,
            command_handlers,
            random_below,
            reference_data,
            WrongCodes(),
            provinces,
            public_url.rstrip("/"),
            frozenset(name for name, each in capabilities.items() if each.opens_paths),
            preview,
            tuple(sorted(capabilities)),
        )
        self._capabilities = capabilities
        self._translate = translate
        self._clock = clock
        self._on_posted = on_posted
        self._meanings = meanings or Meanings()
        # Bound once: a logger of the module would be bound anew in every turn.
        self._log = structlog.get_logger("desk").bind()

    async def receive(self, incoming: Incoming) -> Received:
        """Process one update; returns after the commit. Raises `NotStored` when that fails."""
        lane = f"{incoming.channel} {incoming.account} {incoming.address}"
        try:
            received, posted = await self._database.transact(
                lambda work: self._turn(work, incoming), lane
            )
        except NotStored as error:
            self._log.error("turn_not_stored", channel=incoming.channel, why=str(error))
            raise
        except Exception as error:
            # A fault of ours: the turn was rolled back. The person gets a message, the operator a
            # log line.
            self._log.error(
                "turn_failed", channel=incoming.channel, fault=type(error).__name__, exc_info=True
            )
            received, posted = await self._database.transact(
                lambda work: self._apologise(work, incoming), lane
            )
        self._on_posted(posted)
        return received

    async def _turn(
        self, work: UnitOfWork, incoming: Incoming
    ) -> tuple[Received, tuple[OutboxMessage, ...]]:
        turn = await self._begin(work, incoming)
        if turn is None:
            return Received(new=False), ()
        address = incoming.channel, incoming.account, incoming.address
        if isinstance(incoming.channel_event, Left):
            await work.people.mark_blocked(*address, turn.now)
            person = turn.dialog.person.id
            self._log.info("turn", channel=incoming.channel, person=person, happened="Left")
            return Received(new=True), ()
        if turn.dialog.blocked:
            await work.people.mark_blocked(*address, None)
        interpreted = self._interpret(turn)
        turn.stack, turn.chosen = interpreted.stack, interpreted.chosen
        if interpreted.not_taken is not None and interpreted.not_taken in NOT_TAKEN:
            turn.says.append(Say((NOT_TAKEN[interpreted.not_taken],)))
        if interpreted.unclear:
            turn.says.append(_unclear_say(interpreted.unclear))
        if interpreted.unknown_command is not None:
            word = plain(f"/{interpreted.unknown_command}")
            turn.says.append(Say((_("I do not know the command {word} yet.", word=word),)))
        event = await self._advancer.advance(turn, interpreted.events)
        posted = await self._end(turn, repeats=isinstance(event, Repeat))
        self._log.info(
            "turn",
            channel=incoming.channel,
            person=turn.dialog.person.id,
            conversation=turn.conversation,
            happened=type(event).__name__,
            refusal=turn.refusal,
            says=len(posted),
        )
        joined = turn.dialog.person.joined and not turn.dialog.erased
        return Received(new=True, posted=len(posted), joined=joined), posted

    async def tell(self, incoming: Incoming, say: Say) -> None:
        """Say something to whoever sent an update that is not taken in. Raises `NotStored`."""

        async def job(work: UnitOfWork) -> tuple[OutboxMessage, ...]:
            now = self._clock()
            dialog = await work.dialogs.open_dialog(incoming, now)
            return await work.outbox.post(incoming, dialog, (say,), now)

        self._on_posted(await self._database.transact(job))

    async def _begin(self, work: UnitOfWork, incoming: Incoming) -> TurnInProgress | None:
        """Load the person's dialog; None when this update was processed before."""
        now = self._clock()
        if not await work.dialogs.first_time(incoming, now):
            return None
        dialog = await work.dialogs.open_dialog(incoming, now)
        stack = ConversationStack.stored_in(dialog, self._registry)
        written = incoming.written.astimezone(now.tzinfo) if incoming.written else None
        return TurnInProgress(work, incoming, dialog, now, stack, written)

    def _interpret(self, turn: TurnInProgress) -> Interpreted:
        """Interpret the report of the channel as an event."""
        incoming, dialog = turn.incoming, turn.dialog
        labels: list[str] = []
        if isinstance(said := incoming.channel_event, Said) and not said.text.startswith("/"):
            labels = [self._translate(c.label, dialog.person.locale) for c in dialog.prompt]
        marks: ListMarks = "none"
        if labels and self._capabilities[incoming.channel].buttons == 0:
            marks = marks_of(labels, number_wanted=dialog.prompt_wants == "text")
        interpreter = Interpreter(
            self._registry,
            dialog,
            turn.stack,
            (turn.written or turn.now).date(),
            labels,
            marks,
            self._meanings,
        )
        return interpreter.interpret(incoming.channel_event)

    async def _end(self, turn: TurnInProgress, *, repeats: bool) -> tuple[OutboxMessage, ...]:
        """Store the dialog and post the messages."""
        dialog = turn.dialog
        says = merge(turn.says)
        asked_before = dialog.prompt
        dialog.prompt, dialog.prompt_wants = (), "text"
        for say in says:
            if say.choices:
                dialog.prompt = tuple(choice for row in say.choices for choice in row)
            if say.choices or not dialog.prompt:
                dialog.prompt_wants = say.wants
        # A repeated question keeps its turn, so the buttons above stay valid for somebody who is
        # still tapping older messages.
        if not repeats or dialog.prompt != asked_before:
            dialog.turn += 1
        change = None
        if self._capabilities[turn.incoming.channel].edits:
            change = change_of(dialog.prompt_row, says, turn.chosen)
        posted = await turn.work.outbox.post(turn.incoming, dialog, says, turn.now, change)
        asking = (row.first for row in reversed(posted) if row.say.choices)
        dialog.prompt_row = next(asking, None)
        if not dialog.erased:
            turn.stack.store_in(dialog, self._registry)
            await turn.work.dialogs.save_dialog(dialog, turn.now)
        return posted

    async def _apologise(
        self, work: UnitOfWork, incoming: Incoming
    ) -> tuple[Received, tuple[OutboxMessage, ...]]:
        turn = await self._begin(work, incoming)
        if turn is None:
            return Received(new=False), ()
        turn.says.append(
            Say(
                (
                    _("Sorry, something went wrong on our side, so this step was not recorded."),
                    _("What you recorded before is safe. Please try again, or choose Menu."),
                ),
                ((Choice("/menu", _("Menu")),),),
            )
        )
        return Received(new=True, posted=1), await self._end(turn, repeats=False)


def _unclear_say(spellings: Sequence[str]) -> Say:
    """Asks which of some words was meant; what follows is the open question."""
    words = plain(", ".join(f"“{each}”" for each in spellings))
    return Say((_("That may mean {words}. Please choose a button, or type it with accents.",
                  words=words),))  # fmt: skip
