"""The desk: the one door in. Read, decide, write, post — all of a turn or nothing of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.domain.reference_data import ReferenceData
from bot.domain.refusals import Refusal
from bot.services.people.wrong_codes import WrongCodes
from bot.services.ports.messages import (
    Clock,
    Incoming,
    NotStored,
    OutboxMessage,
    RandomBelow,
    Received,
    Translate,
)
from bot.services.ports.unit_of_work import CommandContext, Database, Dialog, UnitOfWork
from bot.services.turns.interpreting import Reader
from bot.services.turns.merging import merge
from bot.services.turns.registry import ConversationRegistry
from bot.talk.conversations import AnyConversation, Turn
from bot.talk.events import CommandsDone, Event, Left, Opened, Refused, Repeat, Said
from bot.talk.messages import Capabilities
from bot.talk.steps import Choice, Say, State, Step
from bot.talk.text import _, plain

_MAX_HOPS = 5
_KEY_BITS = 80

_log = structlog.get_logger("desk")


@dataclass(slots=True)
class _Talk:
    """One turn as it goes: what it holds and what it will leave behind."""

    work: UnitOfWork
    incoming: Incoming
    dialog: Dialog
    now: Any
    says: list[Say] = field(default_factory=list)
    conversation: str = ""
    again: bool = False
    refusal: str | None = None


class Desk:
    """Takes every update of every channel through one turn, in one transaction.

    `on_posted` is told what was posted, after the commit; `capabilities` says per channel whether
    choices are shown as a numbered list; `reference_data` gives the data files as they stand.
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
    ) -> None:
        self._database = database
        self._registry = registry
        self._reader = Reader(registry)
        self._command_handlers = command_handlers
        self._manners = capabilities
        self._translate = translate
        self._clock = clock
        self._random_below = random_below
        self._on_posted = on_posted
        self._reference_data = reference_data
        self._wrong_codes = WrongCodes()

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
        self._on_posted(posted)
        return received

    # --- one turn -----------------------------------------------------------------------------

    async def _turn(
        self, work: UnitOfWork, incoming: Incoming
    ) -> tuple[Received, tuple[OutboxMessage, ...]]:
        now = self._clock()
        if not await work.first_time(incoming, now):
            return Received(new=False), ()
        dialog = await work.open_dialog(incoming, now)
        if isinstance(incoming.channel_event, Left):
            await work.mark_blocked(incoming.channel, incoming.address, now)
            _log.info("turn", channel=incoming.channel, person=dialog.person.id, happened="Left")
            return Received(new=True), ()
        if dialog.blocked:
            await work.mark_blocked(incoming.channel, incoming.address, None)
        talk = _Talk(work, incoming, dialog, now)
        if self._reader.goes_back(incoming.channel_event, dialog):
            dialog.end_aside()
        event = self._read(incoming, dialog)
        talk.again = isinstance(event, Repeat)
        unknown = self._reader.unknown_command(incoming.channel_event)
        if unknown is not None:
            line = _("I do not know the command {word} yet.", word=plain(f"/{unknown}"))
            talk.says.append(Say((line,)))
        await self._advance(talk, event)
        posted = await self._leave(talk, incoming)
        _log.info(
            "turn",
            channel=incoming.channel,
            person=dialog.person.id,
            conversation=talk.conversation,
            happened=type(event).__name__,
            refusal=talk.refusal,
            says=len(posted),
        )
        return Received(new=True, posted=len(posted)), posted

    def _read(self, incoming: Incoming, dialog: Dialog) -> Event:
        """What the channel reported, as an event."""
        labels: list[str] = []
        if isinstance(incoming.channel_event, Said):
            labels = [self._translate(c.label, dialog.person.locale) for c in dialog.prompt]
        numbered = self._manners[incoming.channel].buttons == 0
        return self._reader.read(incoming.channel_event, dialog, labels, numbered=numbered)

    async def _leave(self, talk: _Talk, incoming: Incoming) -> tuple[OutboxMessage, ...]:
        """Keep the place and post the words."""
        dialog = talk.dialog
        talk.says = merge(talk.says)
        asked_before = dialog.prompt
        dialog.prompt, dialog.prompt_wants = (), "text"
        for say in talk.says:
            if say.choices:
                dialog.prompt = tuple(choice for row in say.choices for choice in row)
            dialog.prompt_wants = say.wants
        # The same question asked again is the same turn: its buttons above stay good, so somebody
        # who taps each message as it comes catches up.
        if not talk.again or dialog.prompt != asked_before:
            dialog.turn += 1
        if not talk.dialog.erased:
            await talk.work.save_dialog(dialog, talk.now)
        return await talk.work.post(incoming, dialog, talk.says, talk.now)

    async def _apologise(
        self, work: UnitOfWork, incoming: Incoming
    ) -> tuple[Received, tuple[OutboxMessage, ...]]:
        now = self._clock()
        if not await work.first_time(incoming, now):
            return Received(new=False), ()
        talk = _Talk(work, incoming, await work.open_dialog(incoming, now), now)
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
        dialog = talk.dialog
        for _hop in range(_MAX_HOPS):
            conversation, state = self._where(talk, event)
            turn = Turn(
                dialog.person, talk.now, state, event, self._new_key(), self._reference_data()
            )
            facts = await conversation.gather(talk.work, turn)
            if state is None:
                asked = event if isinstance(event, Opened) else Opened("", "")
                step = conversation.begin(asked, facts)
            else:
                step = conversation.decide(state, event, facts)
            step = await self._act(talk, conversation, state, step, facts)
            talk.conversation = conversation.name
            talk.says.extend(step.says)
            if talk.dialog.erased:
                return
            following = self._settle(talk, conversation, step)
            if following is None:
                return
            event = following
        raise RuntimeError("conversations handed a turn around without end")

    def _where(self, talk: _Talk, event: Event) -> tuple[AnyConversation, State | None]:
        """The conversation that has the word, and its state; None: it begins."""
        dialog, registry = talk.dialog, self._registry
        current = registry.named(dialog.name)
        if isinstance(event, Opened):
            opened = registry.opened_by(event.word) or registry.home
            if not (dialog.person.joined or opened.without_joining):
                opened = registry.join
            if opened is registry.join and current is opened:
                # Joining goes on where it was, whatever was asked for.
                state = registry.load(opened, dialog.state or "")
                if state is not None:
                    return opened, state
            if opened.resumes_previous and current is not None and not current.resumes_previous:
                dialog.paused_name, dialog.paused_state = dialog.name, dialog.state
            elif not opened.resumes_previous:
                dialog.paused_name = dialog.paused_state = None
            return opened, None
        if current is None:
            current = registry.home if dialog.person.joined else registry.join
            return current, registry.idle if current is registry.home else None
        state = registry.load(current, dialog.state or "")
        if state is None:
            # An older release wrote it: begin anew, kindly.
            talk.says.append(
                Say((_("The service was renewed meanwhile. Let us start this over."),))
            )
        return current, state

    async def _act(
        self,
        talk: _Talk,
        conversation: AnyConversation,
        state: State | None,
        step: Step[State],
        facts: Any,
    ) -> Step[State]:
        """Carry out a step's commands; what the rules refuse comes back as an event."""
        if not step.commands:
            return step
        person = talk.dialog.person
        out = CommandContext(
            talk.dialog,
            talk.now,
            self._random_below,
            self._reference_data(),
            talk.incoming,
            wrong_codes=self._wrong_codes,
        )

        async def command_handlers() -> None:
            for command in step.commands:
                await self._command_handlers[type(command)](command, talk.work, out)

        try:
            await talk.work.savepoint(command_handlers)
        except Refusal as refusal:
            talk.dialog.person = person
            talk.refusal = refusal.code
            refused: Step[State] = conversation.decide(
                state if state is not None else step.state, Refused(refusal.code), facts
            )
            return refused
        if out.result is not None and step.state is not None:
            told: Step[State] = conversation.decide(step.state, CommandsDone(out.result), facts)
            return told
        return step

    def _settle(
        self, talk: _Talk, conversation: AnyConversation, step: Step[State]
    ) -> Event | None:
        """Put the place where the step left it; what happens next in the same turn, if anything."""
        dialog = talk.dialog
        if step.state is not None:
            dialog.name, dialog.state = conversation.name, self._registry.dump(step.state)
        else:
            dialog.name = dialog.state = None
        said_on = isinstance(step.then, Said)
        if step.then is not None and not (said_on and self._waits(dialog)):
            return step.then
        if step.state is not None:
            return None
        chosen_from = bool(talk.says and talk.says[-1].choices)
        # A page on which nothing was asked would only hide what there is to choose now.
        goes_on = dialog.paused_name is not None and (self._waits(dialog) or not chosen_from)
        if goes_on:
            dialog.name, dialog.state = dialog.paused_name, dialog.paused_state
        dialog.paused_name = dialog.paused_state = None
        if goes_on:
            return Repeat()
        # Where nothing is open and nothing can be chosen it goes on at home.
        return None if chosen_from else Repeat()

    def _waits(self, dialog: Dialog) -> bool:
        """True when what was interrupted asks something."""
        return self._registry.asks(dialog.paused_name, dialog.paused_state)

    def _new_key(self) -> str:
        """A new unguessable key: 80 bits in 20 hexadecimal digits."""
        return f"{self._random_below(1 << _KEY_BITS):020x}"
