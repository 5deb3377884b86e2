"""Access of a turn: who may use the conversation that would decide, by the roles of now.

It is checked at every turn, also for a question that was asked, a draft that was kept and a button
that was shown before a role was lost.
"""

from __future__ import annotations

from dataclasses import replace

from bot.domain.staff.roles import NO_ROLES
from bot.services.turns.conversation_stack import ConversationStack, OpenConversation
from bot.services.turns.registry import ConversationRegistry
from bot.services.turns.turn_in_progress import TurnInProgress
from bot.talk.conversations import AnyConversation, ListedCommand
from bot.talk.events import Event, Repeat
from bot.talk.steps import Say
from bot.talk.text import _


async def read_roles(turn: TurnInProgress) -> None:
    """Read the roles, once a turn; for who never had one nothing is read."""
    if turn.roles is None:
        person = turn.dialog.person
        turn.roles = await turn.work.staff.roles_of(person.id) if person.staff else NO_ROLES


def is_open_to(conversation: AnyConversation, turn: TurnInProgress) -> bool:
    """Whether the person may use a conversation now, for any ward."""
    return (turn.roles or NO_ROLES).may(conversation.access, None, turn.now)


def commands_of(registry: ConversationRegistry, turn: TurnInProgress) -> tuple[ListedCommand, ...]:
    """The commands that the person may use now."""
    roles = turn.roles or NO_ROLES
    if not roles.roles:
        return registry.commands
    more = (each for each in registry.staff_commands if roles.may(each.access, None, turn.now))
    return (*registry.commands, *more)


def turn_away(turn: TurnInProgress, before: ConversationStack) -> Event:
    """Say that the role is missing; what was open before goes on, unless it needs the role too."""
    turn.says.append(
        Say(
            (
                _("Only ward staff with the right for this can use it."),
                _("If that should be you, please ask the administrator of your ward."),
            )
        )
    )
    turn.refusal = "not_allowed"

    def still(opened: OpenConversation | None) -> OpenConversation | None:
        return opened if opened is not None and is_open_to(opened.conversation, turn) else None

    current, paused = still(before.current), still(before.paused)
    if current is None:
        current, paused = paused, None
    turn.stack = replace(before, current=current, paused=paused, kept=still(before.kept))
    return Repeat()
