"""Advancing: conversations decide one after another until one waits for the person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.people.wrong_codes import WrongCodes
from bot.domain.reference_data import ReferenceData
from bot.domain.refusals import Refusal
from bot.domain.staff.roles import NO_ROLES
from bot.phrases.not_taken import PHOTO_NOT_TAKEN
from bot.services.ports.messages import RandomBelow
from bot.services.ports.unit_of_work import CommandContext
from bot.services.staff.access import StaffCommand, require
from bot.services.turns.access import commands_of, is_open_to, read_roles, turn_away
from bot.services.turns.conversation_stack import ConversationStack, OpenConversation
from bot.services.turns.registry import ConversationRegistry
from bot.services.turns.turn_in_progress import TurnInProgress
from bot.talk.conversations import Interrupted, Preview, Turn
from bot.talk.events import CommandsDone, Event, Opened, Refused, Said, Sent
from bot.talk.steps import Say, State, Step, Wants
from bot.talk.text import _, plain

_MAX_HOPS = 5
_KEYS = (1 << 80) - 1
"""How many keys there are; drawing below 1 << 80 itself would draw twice on average."""


class _Unread(Exception):
    """A conversation could not read a typed text, which may mean something else."""


@dataclass(frozen=True, slots=True)
class Advancer:
    """Lets conversations decide about an event, and carries out their commands.

    `reference_data` returns the current data files, `provinces` are the codes of the served ones,
    `public_url` is the address of the page.
    """

    registry: ConversationRegistry
    command_handlers: Mapping[type, Callable[..., Awaitable[None]]]
    random_below: RandomBelow
    reference_data: Callable[[], ReferenceData]
    wrong_codes: WrongCodes
    provinces: frozenset[str]
    public_url: str = ""
    opens_paths: frozenset[str] = frozenset()
    """The channels on which a link without an address opens."""
    preview: Preview = lambda _say, _locale: ()
    channels: tuple[str, ...] = ()

    async def advance(self, turn: TurnInProgress, events: Sequence[Event]) -> Event:
        """Let conversations decide until one waits for the person; returns the event that counted.

        A text that no conversation can read is given up for the next event; the last event counts
        in any case.
        """
        stack, says = turn.stack, list(turn.says)
        *earlier, last = events
        for event in earlier:
            if await self._advance(turn, event):
                return event
            turn.stack, turn.says = stack, list(says)
        await self._advance(turn, last, counts=True)
        return last

    async def _advance(self, turn: TurnInProgress, event: Event, *, counts: bool = False) -> bool:
        """False when the text of the event could not be read, unless it `counts` anyway."""
        for _hop in range(_MAX_HOPS):
            try:
                following = await self._decide(turn, event, counts=counts)
            except _Unread:
                return False
            if following is None:
                return True
            event = following
        raise RuntimeError("conversations handed a turn around without end")

    async def _decide(self, turn: TurnInProgress, event: Event, *, counts: bool) -> Event | None:
        """Make one decision; returns the next event of the same turn, or None."""
        joined = turn.dialog.person.joined
        before = turn.stack
        turn.stack, top = before.before(event, self.registry, joined=joined)
        await read_roles(turn)
        if not is_open_to(top.conversation, turn):
            return turn_away(turn, before)
        if turn.stack.kept is not before.kept and turn.stack.kept is not None:
            turn.says.append(_kept_say(turn.stack.kept))
        if top.outdated:
            turn.says.append(
                Say((_("The service was renewed meanwhile. Let us start this over."),))
            )
        conversation = top.conversation
        interrupted = _interrupted(before, turn.stack)
        facts = await conversation.gather(
            turn.work, self._turn_facts(turn, top, event, interrupted)
        )
        if top.state is None:
            words = event.text if isinstance(event, Said) else ""
            opened = event if isinstance(event, Opened) else Opened("", words)
            step = conversation.begin(opened, facts)
        else:
            step = conversation.decide(top.state, event, facts)
        if step.unread and not counts:
            raise _Unread
        if isinstance(event, Sent) and _only_asks_again(top, step):
            turn.says.append(Say((PHOTO_NOT_TAKEN,)))
        step = await self._carry_out(turn, top, step, facts)
        turn.conversation = conversation.name
        turn.says.extend(step.says)
        if turn.dialog.erased:
            return None
        choices = conversation.nothing_follows or bool(turn.says and turn.says[-1].choices)
        turn.stack, following = turn.stack.after(conversation, step, choices=choices)
        return following

    def _turn_facts(
        self,
        turn: TurnInProgress,
        top: OpenConversation,
        event: Event,
        interrupted: Interrupted | None,
    ) -> Turn:
        new_key = f"{self.random_below(_KEYS):020x}"
        return Turn(
            turn.dialog.person,
            turn.now,
            top.state,
            event,
            new_key,
            self.reference_data(),
            commands_of(self.registry, turn),
            interrupted,
            self.provinces,
            self.public_url,
            bool(self.public_url) or turn.incoming.channel in self.opens_paths,
            self.preview,
            turn.written,
            turn.roles or NO_ROLES,
            self.channels,
        )

    async def _carry_out(
        self, turn: TurnInProgress, top: OpenConversation, step: Step[State], facts: Any
    ) -> Step[State]:
        """Carry out the commands of a step; a refusal becomes an event."""
        if not step.commands:
            return step
        conversation, person = top.conversation, turn.dialog.person
        context = CommandContext(
            turn.dialog,
            turn.now,
            self.random_below,
            self.reference_data(),
            turn.incoming,
            wrong_codes=self.wrong_codes,
        )

        async def handle_commands() -> None:
            for command in step.commands:
                if isinstance(command, StaffCommand):
                    await require(turn.work, person.id, command.access, (), turn.now)
                await self.command_handlers[type(command)](command, turn.work, context)

        turn.roles = None
        try:
            await turn.work.savepoint(handle_commands)
        except Refusal as refusal:
            turn.dialog.person = person
            turn.refusal = refusal.code
            state = top.state if top.state is not None else step.state
            refused: Step[State] = conversation.decide(state, Refused(refusal.code), facts)
            return refused
        if turn.dialog.person.id != person.id:
            # The address belongs to another person now, with another paused conversation.
            turn.stack = ConversationStack.stored_in(turn.dialog, self.registry)
        if context.result is not None and step.state is not None:
            done: Step[State] = conversation.decide(step.state, CommandsDone(context.result), facts)
            return done
        return step


def _interrupted(before: ConversationStack, after: ConversationStack) -> Interrupted | None:
    """The question below the open conversation, or that of the aside which it replaced."""
    if after.paused is not None and after.paused.asks:
        draft = after.paused.conversation.draft
        return Interrupted(draft if after.paused.has_draft else None)
    replaced = before.current
    if replaced is None or after.current is None or replaced == after.current:
        return None
    return Interrupted() if replaced.asks else None


def _only_asks_again(top: OpenConversation, step: Step[State]) -> bool:
    """True when a step does nothing but ask its question again."""
    same = top.state is not None and top.asks and step.state == top.state
    return same and not step.commands and step.then is None and _wanted(step) != "evidence"


def _wanted(step: Step[State]) -> Wants:
    """What the last message of a step wants."""
    return step.says[-1].wants if step.says else "nothing"


def _kept_say(kept: OpenConversation) -> Say:
    """Tells that a draft was dropped, and how to take it back."""
    draft = kept.conversation.draft or plain("")
    return Say((_("Not recorded yet: {draft}. To go on with it, type: continue", draft=draft),))
