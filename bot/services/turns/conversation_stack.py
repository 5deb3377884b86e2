"""The conversation stack: which conversation interrupts another, and which one resumes.

A person has at most one open conversation, and at most one paused one below it. A conversation is
*ordinary*, or an *aside* that resumes the previous one (help, language). It *asks* while its state
waits for an answer; a `PassiveState` only shows something. A stored state that this release cannot
read counts as a question: it must not be lost. A conversation with a *draft* that is dropped while
it asks is *kept*, so that the person can take it back (`taken_back`).

Who decides about an event (`before`):

| event             | open now         | who decides                                     |
|-------------------|------------------|-------------------------------------------------|
| an aside opens    | an ordinary one  | the aside; the ordinary one is paused           |
| an aside opens    | an aside         | the new aside; the paused one stays paused      |
| an aside opens    | nothing          | the aside; the paused one stays paused          |
| an ordinary opens | any              | the new one; the stack has no paused one        |
| joining opens     | joining          | joining, in its current state                   |
| any other         | any              | the open one                                    |
| any other         | nothing          | home; joining, for people who have not joined   |

What follows a step (`after`):

| the step               | paused  | choices | what follows in the same turn                  |
|------------------------|---------|---------|------------------------------------------------|
| opens another          | any     | any     | that one opens, whatever the state of the step |
| passes a text on       | asks    | any     | the same as without the text                   |
| passes a text on       | other   | any     | the open one or home reads the text            |
| drops the paused one   | any     | no      | home shows the menu                            |
| has a state            | any     | any     | nothing: it waits for the person               |
| ends                   | asks    | any     | the paused one resumes and asks again          |
| ends                   | shows   | no      | the paused one resumes and shows again         |
| ends                   | shows   | yes     | nothing: the choices must stay visible         |
| ends                   | nothing | no      | home shows the menu                            |
| ends                   | nothing | yes     | nothing: there are choices                     |

A conversation after which `nothing_follows` counts as one with choices.

A button of a notification belongs to no turn, so it never expires. If its conversation already
asks something, open or paused, that question is asked again (`with_question_of`). An unknown
command repeats the open question too (`with_question`).
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.ports.dialogs import Dialog
from bot.services.turns.registry import ConversationRegistry
from bot.talk.conversations import AnyConversation
from bot.talk.events import Event, Opened, Repeat
from bot.talk.steps import PassiveState, State, Step


@dataclass(frozen=True, slots=True)
class OpenConversation:
    """A conversation and its state."""

    conversation: AnyConversation
    state: State | None = None
    """None: it begins, or the stored state cannot be read."""
    stored: str | None = None
    """The stored text of the state; None: the state was decided in this turn."""

    @property
    def asks(self) -> bool:
        """True while it waits for an answer, also when its stored state cannot be read."""
        return not isinstance(self.state, PassiveState)

    @property
    def outdated(self) -> bool:
        """True when an older release stored a state that this release cannot read."""
        return self.state is None and self.stored is not None

    @property
    def has_draft(self) -> bool:
        """True while it asks and dropping it would lose what the person has told."""
        if self.conversation.draft is None or not self.asks or self.outdated:
            return False
        return self.state is None or not self.state.holds_nothing

    def asks_again(self, conversation: AnyConversation) -> bool:
        """True when it is this conversation, with a question that can be asked again."""
        return self.conversation is conversation and self.asks and not self.outdated


@dataclass(frozen=True, slots=True)
class ConversationStack:
    """The open conversation and the paused one."""

    current: OpenConversation | None = None
    paused: OpenConversation | None = None
    kept: OpenConversation | None = None
    """The draft that was dropped last, and not taken back yet."""

    @property
    def staff_ask(self) -> bool:
        """Whether staff are asked something: a warning of a flood is no cry for help."""
        current = self.current
        return current is not None and current.asks and current.conversation.access != "resident"

    @classmethod
    def stored_in(cls, dialog: Dialog, registry: ConversationRegistry) -> ConversationStack:
        """The stored stack, without conversations that this release does not have."""
        return cls(
            _read(dialog.name, dialog.state, registry),
            _read(dialog.paused_name, dialog.paused_state, registry),
            _read(dialog.kept_name, dialog.kept_state, registry),
        )

    def store_in(self, dialog: Dialog, registry: ConversationRegistry) -> None:
        """Store the stack in the dialog; a state that did not change keeps its stored text."""
        dialog.name, dialog.state = _written(self.current, registry)
        dialog.paused_name, dialog.paused_state = _written(self.paused, registry)
        dialog.kept_name, dialog.kept_state = _written(self.kept, registry)

    def before(
        self, event: Event, registry: ConversationRegistry, *, joined: bool
    ) -> tuple[ConversationStack, OpenConversation]:
        """The stack and the conversation that decides about an event, which is on top of it."""
        match event:
            case Opened(word):
                stack, top = self._opened(registry.entered_by(word, joined=joined), registry)
            case _ if self.current is not None:
                stack, top = self, self.current
            case _:
                home = OpenConversation(registry.home, registry.idle)
                top = home if joined else OpenConversation(registry.join)
                stack = ConversationStack(top, None, self.kept)
        return stack, top

    def _opened(
        self, opened: AnyConversation, registry: ConversationRegistry
    ) -> tuple[ConversationStack, OpenConversation]:
        current = self.current
        top = OpenConversation(opened)
        if current is None or current.conversation.resumes_previous:
            interrupted = self.paused
        elif opened is current.conversation is registry.join and current.state is not None:
            return self, current
        else:
            interrupted = current
        if opened.resumes_previous:
            return ConversationStack(top, interrupted, self.kept), top
        return ConversationStack(top, None, self._kept_of(interrupted)), top

    def _kept_of(self, dropped: OpenConversation | None) -> OpenConversation | None:
        """The draft to keep when a conversation is dropped."""
        return dropped if dropped is not None and dropped.has_draft else self.kept

    def after(
        self, conversation: AnyConversation, step: Step[State], *, choices: bool
    ) -> tuple[ConversationStack, Event | None]:
        """The stack after a step of a conversation, and the next event of the same turn.

        `choices`: the last message of this turn has choices.
        """
        paused = None if step.drops_paused else self.paused
        kept = self._kept_of(self.paused) if step.drops_paused else self.kept
        question_waits = paused is not None and paused.asks
        ended = step.state is None
        current = None if ended else OpenConversation(conversation, step.state)
        if step.then is not None and (isinstance(step.then, Opened) or not question_waits):
            return ConversationStack(current, paused, kept), step.then
        if not ended:
            return ConversationStack(current, paused, kept), None
        if paused is not None and (question_waits or not choices):
            return ConversationStack(paused, None, kept), Repeat()
        return ConversationStack(None, None, kept), None if choices else Repeat()

    def with_question(self) -> ConversationStack | None:
        """The stack with an open question on top; None without a question."""
        if self.current is not None and self.current.asks:
            return self
        if self.paused is not None and self.paused.asks:
            return ConversationStack(self.paused, None, self.kept)
        return None

    def taken_back(self) -> ConversationStack | None:
        """The stack with the kept draft on top; None when no draft is kept.

        A draft that is open now is kept in its turn.
        """
        if self.kept is None:
            return None
        drafts = (each for each in (self.current, self.paused) if each and each.has_draft)
        return ConversationStack(self.kept, None, next(drafts, None))

    def with_question_of(self, conversation: AnyConversation) -> ConversationStack | None:
        """The stack with the open question of this conversation on top; None without one."""
        if self.current is not None and self.current.asks_again(conversation):
            return self
        if self.paused is not None and self.paused.asks_again(conversation):
            return ConversationStack(self.paused, None, self.kept)
        return None


def _read(
    name: str | None, stored: str | None, registry: ConversationRegistry
) -> OpenConversation | None:
    conversation = registry.named(name)
    if conversation is None:
        return None
    text = stored or ""
    return OpenConversation(conversation, registry.load(conversation, text), text)


def _written(
    opened: OpenConversation | None, registry: ConversationRegistry
) -> tuple[str | None, str | None]:
    if opened is None:
        return None, None
    text = registry.dump(opened.state) if opened.stored is None else opened.stored
    return opened.conversation.name, text
