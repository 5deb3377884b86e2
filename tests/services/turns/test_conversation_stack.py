"""The conversation stack: a table of its cases, and the laws that hold whatever happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.domain.people.persons import Person
from bot.services.ports.dialogs import Dialog
from bot.services.turns.conversation_stack import ConversationStack, OpenConversation
from bot.services.turns.registry import ConversationRegistry
from bot.talk.conversations import AnyConversation, Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Repeat, Returned, Said, Sent
from bot.talk.steps import PassiveState, State, Step
from bot.talk.text import plain


class Asking(State, frozen=True, tag="Asking"):
    """A question is open."""

    number: int = 0


class Showing(PassiveState, frozen=True, tag="Showing"):
    """Something is shown."""

    number: int = 0


async def _gather(queries: object, turn: Turn) -> None:
    raise AssertionError("the stack reads nothing")


def _decide(_about: Any, *_more: Any) -> Step[Asking | Showing]:
    raise AssertionError("the stack decides nothing for a conversation")


def made(name: str, **more: Any) -> AnyConversation:
    return Conversation(
        name=name,
        triggers=(name,),
        states=Asking | Showing,
        gather=_gather,
        begin=_decide,
        decide=_decide,
        **more,
    )


HOME, JOIN = made("home"), made("join", without_joining=True)
LOG, CHECK = made("log", draft=plain("the entry")), made("check")
HELP = made("help", resumes_previous=True, without_joining=True)
REMIND = made("remind", resumes_previous=True)
ALL = (HOME, JOIN, LOG, CHECK, HELP, REMIND)
REGISTRY = ConversationRegistry(ALL, home=HOME, idle=Showing(), join=JOIN)

Frame = OpenConversation
ASKS, SHOWS, NEW = Asking(1), Showing(1), None
UNREADABLE = Frame(LOG, None, "of an older release")


def stack(*frames: OpenConversation | None) -> ConversationStack:
    return ConversationStack(*frames)


LOG_ASKS, LOG_SHOWS = Frame(LOG, ASKS), Frame(LOG, SHOWS)
HELP_ASKS, HELP_SHOWS = Frame(HELP, ASKS), Frame(HELP, SHOWS)
JOIN_ASKS, CHECK_ASKS = Frame(JOIN, ASKS), Frame(CHECK, ASKS)
HOME_IDLE = Frame(HOME, Showing())

# --- the table of cases ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "event", "after"),
    [
        # an aside opens
        (stack(LOG_ASKS), Opened("help"), stack(Frame(HELP), LOG_ASKS)),
        (stack(LOG_SHOWS), Opened("help"), stack(Frame(HELP), LOG_SHOWS)),
        (stack(HOME_IDLE), Opened("help"), stack(Frame(HELP), HOME_IDLE)),
        (stack(UNREADABLE), Opened("help"), stack(Frame(HELP), UNREADABLE)),
        (stack(HELP_ASKS, LOG_ASKS), Opened("remind"), stack(Frame(REMIND), LOG_ASKS)),
        (stack(HELP_ASKS, LOG_ASKS), Opened("help"), stack(Frame(HELP), LOG_ASKS)),
        (stack(None, LOG_ASKS), Opened("help"), stack(Frame(HELP), LOG_ASKS)),
        (stack(), Opened("help"), stack(Frame(HELP))),
        # an ordinary one opens
        (stack(CHECK_ASKS), Opened("log"), stack(Frame(LOG))),
        (stack(LOG_SHOWS), Opened("check"), stack(Frame(CHECK))),
        (stack(UNREADABLE), Opened("check"), stack(Frame(CHECK))),
        (stack(), Opened("log"), stack(Frame(LOG))),
        # a draft that it takes the place of is kept, and one that was kept stays
        (stack(LOG_ASKS), Opened("check"), stack(Frame(CHECK), None, LOG_ASKS)),
        (stack(LOG_ASKS), Opened("log"), stack(Frame(LOG), None, LOG_ASKS)),
        (stack(HELP_ASKS, LOG_ASKS), Opened("check"), stack(Frame(CHECK), None, LOG_ASKS)),
        (stack(LOG_ASKS), Opened("no such word"), stack(Frame(HOME), None, LOG_ASKS)),
        (stack(CHECK_ASKS, None, LOG_ASKS), Opened("help"),
         stack(Frame(HELP), CHECK_ASKS, LOG_ASKS)),
        (stack(CHECK_ASKS, None, LOG_ASKS), Opened("join"), stack(Frame(JOIN), None, LOG_ASKS)),
        # joining goes on where it was, also beside others
        (stack(JOIN_ASKS), Opened("join"), stack(JOIN_ASKS)),
        (stack(Frame(JOIN, None, "{")), Opened("join"), stack(Frame(JOIN))),
        (stack(LOG_ASKS), Opened("join"), stack(Frame(JOIN), None, LOG_ASKS)),
        # any other event
        (stack(LOG_ASKS), Said("a book"), stack(LOG_ASKS)),
        (stack(HELP_ASKS, LOG_ASKS), Pressed("x"), stack(HELP_ASKS, LOG_ASKS)),
        (stack(UNREADABLE), Repeat(), stack(UNREADABLE)),
        (stack(), Said("a book"), stack(HOME_IDLE)),
        (stack(None, LOG_SHOWS), Said("a book"), stack(HOME_IDLE)),
    ],
)  # fmt: skip
def test_who_decides_about_an_event(
    before: ConversationStack, event: Event, after: ConversationStack
) -> None:
    found, top = before.before(event, REGISTRY, joined=True)
    assert found == after
    assert top is found.current


@pytest.mark.parametrize(
    ("before", "event", "after"),
    [
        (stack(), Said("hello"), stack(Frame(JOIN))),
        (stack(), Opened("log"), stack(Frame(JOIN))),
        (stack(), Opened("no such word"), stack(Frame(JOIN))),
        (stack(), Opened("help"), stack(Frame(HELP))),
        (stack(JOIN_ASKS), Opened("log"), stack(JOIN_ASKS)),
        (stack(JOIN_ASKS), Opened("remind"), stack(JOIN_ASKS)),
        (stack(JOIN_ASKS), Opened("help"), stack(Frame(HELP), JOIN_ASKS)),
        (stack(HELP_ASKS, JOIN_ASKS), Opened("log"), stack(Frame(JOIN))),
    ],
)
def test_who_has_not_joined_comes_to_joining(
    before: ConversationStack, event: Event, after: ConversationStack
) -> None:
    assert before.before(event, REGISTRY, joined=False)[0] == after


ENDS: Step[State] = Step(None)
WAITS: Step[State] = Step(ASKS)
DROPS: Step[State] = Step(None, drops_paused=True)
SAID, LEADS_ON = Said("a book"), Opened("check")


@pytest.mark.parametrize(
    ("paused", "step", "choices", "after", "following"),
    [
        # it leads on
        (None, Step(None, then=LEADS_ON), False, stack(), LEADS_ON),
        (None, Step(ASKS, then=LEADS_ON), False, stack(HELP_ASKS), LEADS_ON),
        (LOG_ASKS, Step(None, then=LEADS_ON), False, stack(None, LOG_ASKS), LEADS_ON),
        (LOG_SHOWS, Step(None, then=SAID), False, stack(None, LOG_SHOWS), SAID),
        (None, Step(None, then=SAID), True, stack(), SAID),
        # what was said is not handed on where a question waits
        (LOG_ASKS, Step(None, then=SAID), True, stack(LOG_ASKS), Repeat()),
        (LOG_ASKS, Step(ASKS, then=SAID), True, stack(HELP_ASKS, LOG_ASKS), None),
        (UNREADABLE, Step(None, then=SAID), True, stack(UNREADABLE), Repeat()),
        # it waits for the person
        (None, WAITS, False, stack(HELP_ASKS), None),
        (LOG_ASKS, WAITS, True, stack(HELP_ASKS, LOG_ASKS), None),
        # it ends
        (LOG_ASKS, ENDS, False, stack(LOG_ASKS), Repeat()),
        (LOG_ASKS, ENDS, True, stack(LOG_ASKS), Repeat()),
        (UNREADABLE, ENDS, True, stack(UNREADABLE), Repeat()),
        (LOG_SHOWS, ENDS, False, stack(LOG_SHOWS), Repeat()),
        (LOG_SHOWS, ENDS, True, stack(), None),
        (None, ENDS, False, stack(), Repeat()),
        (None, ENDS, True, stack(), None),
        # it drops what is paused: a draft is kept
        (LOG_ASKS, DROPS, False, stack(None, None, LOG_ASKS), Repeat()),
        (LOG_ASKS, DROPS, True, stack(None, None, LOG_ASKS), None),
        (JOIN_ASKS, DROPS, True, stack(), None),
        (None, DROPS, True, stack(), None),
    ],
)  # fmt: skip
def test_what_follows_a_step(
    paused: OpenConversation | None,
    step: Step[State],
    choices: bool,
    after: ConversationStack,
    following: Event | None,
) -> None:
    before = ConversationStack(Frame(HELP), paused)
    assert before.after(HELP, step, choices=choices) == (after, following)


@pytest.mark.parametrize(
    ("before", "of_log", "of_any"),
    [
        (stack(), None, None),
        (stack(LOG_ASKS), stack(LOG_ASKS), stack(LOG_ASKS)),
        (stack(LOG_SHOWS), None, None),
        (stack(HELP_ASKS), None, stack(HELP_ASKS)),
        (stack(HELP_SHOWS, LOG_ASKS), stack(LOG_ASKS), stack(LOG_ASKS)),
        (stack(HELP_ASKS, LOG_ASKS), stack(LOG_ASKS), stack(HELP_ASKS, LOG_ASKS)),
        (stack(HELP_SHOWS, LOG_SHOWS), None, None),
        (stack(HELP_SHOWS, JOIN_ASKS), None, stack(JOIN_ASKS)),
        # What cannot be read is a question that must not be lost, but it cannot be asked again.
        (stack(UNREADABLE), None, stack(UNREADABLE)),
        (stack(HELP_SHOWS, UNREADABLE), None, stack(UNREADABLE)),
    ],
)
def test_which_question_a_button_of_a_notification_and_an_unknown_command_lead_to(
    before: ConversationStack, of_log: ConversationStack | None, of_any: ConversationStack | None
) -> None:
    assert before.with_question_of(LOG) == of_log
    assert before.with_question() == of_any


OTHER_DRAFT = Frame(LOG, Asking(2))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (stack(), None),
        (stack(LOG_ASKS), None),
        (stack(None, None, LOG_ASKS), stack(LOG_ASKS)),
        (stack(HOME_IDLE, None, LOG_ASKS), stack(LOG_ASKS)),
        (stack(OTHER_DRAFT, None, LOG_ASKS), stack(LOG_ASKS, None, OTHER_DRAFT)),
        (stack(HELP_ASKS, OTHER_DRAFT, LOG_ASKS), stack(LOG_ASKS, None, OTHER_DRAFT)),
    ],
)
def test_a_kept_draft_is_taken_back_and_an_open_one_is_kept_for_it(
    before: ConversationStack, after: ConversationStack | None
) -> None:
    assert before.taken_back() == after


# --- what is stored -------------------------------------------------------------------------------


def dialog_of(
    name: str | None,
    state: str | None,
    paused_name: str | None = None,
    paused_state: str | None = None,
) -> Dialog:
    return Dialog(Person(1), name, state, paused_name, paused_state)


@pytest.mark.parametrize(
    ("dialog", "read"),
    [
        (dialog_of(None, None), stack()),
        (dialog_of("gone", "{}"), stack()),
        (dialog_of("help", None, "gone", "{}"), stack(Frame(HELP, None, ""))),
        (dialog_of("log", "{"), stack(Frame(LOG, None, "{"))),
        (
            dialog_of("log", '{"type":"Asking","of_a_later_release":1}'),
            stack(Frame(LOG, Asking(), '{"type":"Asking","of_a_later_release":1}')),
        ),
    ],
)
def test_the_stack_is_read_from_what_is_stored(dialog: Dialog, read: ConversationStack) -> None:
    assert ConversationStack.stored_in(dialog, REGISTRY) == read


def test_a_state_that_did_not_change_keeps_its_text() -> None:
    dialog = dialog_of("log", '{"type":"Asking","of_a_later_release":1}', "check", "{")
    before = replace(dialog)
    ConversationStack.stored_in(dialog, REGISTRY).store_in(dialog, REGISTRY)
    assert dialog == before


# --- laws -----------------------------------------------------------------------------------------

numbers = st.integers(0, 99)
states = st.one_of(st.builds(Asking, numbers), st.builds(Showing, numbers))
opening = st.sampled_from([*ALL, None]).map(
    lambda each: Opened("gone" if each is None else each.name)
)
happening = st.one_of(
    opening, st.sampled_from((Said("a book"), Pressed("x"), Repeat(), Returned()))
)
steps = st.lists(
    st.tuples(
        st.none() | states,  # the state, or the end
        st.none()
        | opening
        | st.sampled_from((Said("a book"), Sent("photo", "web:1"))),  # what it leads on to
        st.booleans(),  # whether there is something to choose
    ),
    min_size=1,
    max_size=4,
)


class Turns(RuleBasedStateMachine):
    """One person's turns, one after another; each is stored and read again.

    `question` is what an aside interrupted and has to come back: it is followed by rules of its
    own, which know nothing of what is paused.
    """

    def __init__(self) -> None:
        super().__init__()
        self.dialog = Dialog(Person(1))
        self.joined = False
        self.stack = ConversationStack()
        self.silent = False

    @rule()
    def joins(self) -> None:
        """From now on this person has a notebook."""
        self.joined = True

    @rule()
    def is_stored_and_read_again(self) -> None:
        """What is stored between two turns is the whole stack."""
        self.stack.store_in(self.dialog, REGISTRY)
        read = ConversationStack.stored_in(self.dialog, REGISTRY)
        assert frames_of(read) == frames_of(self.stack)
        assert drafts_of(read) == drafts_of(self.stack)
        self.stack = read

    @rule(event=happening, decided=steps)
    def a_turn(self, event: Event, decided: Sequence[Any]) -> None:
        """An event, and the steps that conversations make of it."""
        following: Event | None = event
        choices = False
        for state, then, offers in decided:
            if following is None:
                break
            was, question = self.stack, question_of(self.stack)
            self.stack, top = was.before(following, REGISTRY, joined=self.joined)
            self.check_who_decides(was, following, top)
            assert set(open_drafts(was)) <= set(drafts_of(self.stack)), "a draft was lost"
            if not isinstance(following, Opened) or top.conversation.resumes_previous:
                assert question in (None, *frames_of(self.stack)), "a question was lost"
            step: Step[State] = Step(state, then=then)
            choices = choices or offers
            question = paused_question(self.stack)
            self.stack, following = self.stack.after(top.conversation, step, choices=choices)
            self.check_what_follows(question, step, following, choices)
        else:
            if following is not None:  # home shows what can be done, and waits
                self.stack, top = self.stack.before(Opened("home"), REGISTRY, joined=self.joined)
                self.stack, following = self.stack.after(
                    top.conversation, Step(Showing()), choices=True
                )
        assert following is None
        self.silent = self.stack.current is None and not choices

    def check_who_decides(
        self, was: ConversationStack, event: Event, top: OpenConversation
    ) -> None:
        if not isinstance(event, Opened):
            assert was.current in (None, top), "another than the open one decides"
        elif self.joined or top.conversation.without_joining:
            return
        else:
            raise AssertionError("open to those who joined only")

    def check_what_follows(
        self,
        question: OpenConversation | None,
        step: Step[State],
        following: Event | None,
        choices: bool,
    ) -> None:
        if question is not None:
            assert question in frames_of(self.stack), "a paused question was lost"
            assert not isinstance(following, Said | Sent), "a question was answered by other words"
            if step.state is None and not isinstance(step.then, Opened):
                assert frames_of(self.stack) == [question]
                assert following == Repeat()
        if step.state is None and following is None:
            assert choices, "it ended in silence"

    @precondition(lambda self: self.stack.current is not None)
    @rule(pressed=st.sampled_from(ALL))
    def a_button_of_a_notification(self, pressed: AnyConversation) -> None:
        """The question that it leads to is on top; nothing else is changed."""
        asking = self.stack.with_question_of(pressed)
        mine = [f for f in frames_of(self.stack) if f.conversation is pressed and f.asks]
        assert (asking is not None) == bool(mine)
        if asking is not None:
            assert frames_of(asking)[0] in mine
            self.stack = asking

    @rule()
    def an_unknown_command(self) -> None:
        """A question is on top afterwards, where there is one."""
        asking = self.stack.with_question()
        assert (asking is not None) == any(frame.asks for frame in frames_of(self.stack))
        if asking is not None:
            assert asking.current is not None
            assert asking.current.asks
            assert frames_of(asking)[-1] == frames_of(self.stack)[-1], "a question was lost"
            self.stack = asking

    @invariant()
    def only_an_aside_has_something_paused_and_never_an_aside(self) -> None:
        current, paused = self.stack.current, self.stack.paused
        if paused is not None:
            assert current is not None
            assert current.conversation.resumes_previous
            assert not paused.conversation.resumes_previous

    @invariant()
    def nobody_is_left_without_an_answer(self) -> None:
        assert not self.silent


def frames_of(a_stack: ConversationStack) -> list[OpenConversation]:
    """What is open and what is paused, without the texts that they were read from."""
    both = (a_stack.current, a_stack.paused)
    return [replace(frame, stored=None) for frame in both if frame is not None]


def open_drafts(a_stack: ConversationStack) -> list[tuple[str, State | None]]:
    """The drafts that are open or paused."""
    return [(f.conversation.name, f.state) for f in frames_of(a_stack) if f.has_draft]


def drafts_of(a_stack: ConversationStack) -> list[tuple[str, State | None]]:
    """The drafts of a stack, with the kept one."""
    kept = [a_stack.kept] if a_stack.kept is not None else []
    return [*open_drafts(a_stack), *((f.conversation.name, f.state) for f in kept)]


def paused_question(a_stack: ConversationStack) -> OpenConversation | None:
    """The question that waits below the open conversation."""
    paused = ConversationStack(None, a_stack.paused)
    return next((frame for frame in frames_of(paused) if frame.asks), None)


def question_of(a_stack: ConversationStack) -> OpenConversation | None:
    """The question that must come back: the paused one, or the open one of an ordinary one."""
    last = frames_of(a_stack)[-1:]
    ordinary = [f for f in last if f.asks and not f.conversation.resumes_previous]
    return ordinary[0] if ordinary else None


TestTurns = Turns.TestCase
TestTurns.settings = settings(max_examples=200, stateful_step_count=20)
