"""Interpreting: turns the report of a channel into an event for a conversation.

A typed text can mean several things. Its meanings are tried in this order, and the first one that
holds counts (`Interpreter._words`):

 1. distress: somebody needs help now;
 2. the number, letter or whole label of a choice; a short answer that a choice stands for ("lưu"
    for "record", "không", "quay lại", "bỏ qua"), except yes;
 3. a command or a trigger, in chat spelling too ("ghii"); where free words are wanted, only a
    global one;
 4. a stop or a negation that no choice stands for;
 5. the typed answer to the open question (a day, a number, a name);
 6. yes, where a choice stands for it;
 7. the beginning of exactly one label;
 8. the person's own words, where free words are wanted;
 9. an intent of ordinary talk (a greeting, a complaint, "tháng này tôi học mấy tiếng");
10. a look into the notebook ("sổ tháng 9", "tìm excel"), after which the question comes again;
11. a learning activity;
12. nothing: the question is asked again.

So a command that opens a part of the notebook gives a look only while a question is open.

A forwarded message is none of these: somebody else wrote it (`forwarded`). Where nothing is open,
an intent comes before what home reads: a question about learning is no activity. A newcomer is
shown the notice first.

A word without accents that would answer differently with them ("dung": "đúng" or "dừng") is asked
back before all of these but 1 and 2.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from bot.domain.text.answers import ShortAnswer, read_answer
from bot.domain.text.chat_spelling import usual_spelling
from bot.domain.text.list_marks import ListMarks, read_mark
from bot.domain.text.normalizing import fold
from bot.services.ports.dialogs import Dialog
from bot.services.turns.choices import choice_that_means, read_beginning, read_choice
from bot.services.turns.conversation_stack import ConversationStack
from bot.services.turns.interpreted import Interpreted
from bot.services.turns.meanings import Meanings
from bot.services.turns.registry import ConversationRegistry
from bot.talk.conversations import AnyConversation
from bot.talk.events import (
    ChannelEvent,
    Event,
    Left,
    Opened,
    Pressed,
    RawPress,
    Repeat,
    Said,
    Sent,
    SentOther,
)

_COMMAND: Final = re.compile(r"/+(?P<word>[\w-]+)(?:@\w*)?(?P<rest>(?:[\s.,:;!?].*)?)", re.DOTALL)
"""A slash, a word, perhaps a bot's name, and the rest: "/log@a_bot read a book"."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Interprets one report of a channel; only the newest prompt counts.

    `labels` are the choices of that prompt in the person's language. `marks`: what stood before
    each of them where they were a list. `today` is the day on which the text was written.
    """

    registry: ConversationRegistry
    dialog: Dialog
    stack: ConversationStack
    today: dt.date
    labels: Sequence[str] = ()
    marks: ListMarks = "none"
    meanings: Meanings = field(default_factory=Meanings)

    def interpret(self, channel_event: ChannelEvent) -> Interpreted:
        """The events, and the stack with their conversation on top."""
        match channel_event:
            case RawPress(0, key) if key.startswith("/"):
                return self._notification_button(key)
            case RawPress(turn, key):
                known = turn == self.dialog.turn and any(c.key == key for c in self.dialog.prompt)
                return (
                    replace(self._pressed(key), chosen=key)
                    if known
                    else self._interpreted(Repeat())
                )
            case Said(text, True):
                return self._interpreted(self._forwarded(text))
            case Sent(_kind, _reference, caption, True):
                return self._interpreted(self._forwarded(caption, channel_event))
            case Said(text) if (command := _COMMAND.fullmatch(text)) is not None:
                return self._command(command, typed=True)
            case Said(text) if self.meanings.is_distress(text) and not self.stack.staff_ask:
                return self._interpreted(self._talk_of(text))
            case Said(text) if self.dialog.elsewhere and not self._idle():
                # The open question was asked on another address, so typed text cannot answer it.
                opened = self._opened(text)
                return self._interpreted(Repeat()) if opened is None else opened
            case Said(text):
                return self._words(text)
            case SentOther(kind, words) if kind != "edited":
                return replace(self._words(words) if words else self._again(), not_taken=kind)
            case Left():
                return self._interpreted(Repeat())
            case other:
                return self._interpreted(other)

    def _again(self) -> Interpreted:
        """The open question, or the wish for photos, is said again; home without one."""
        asking = self.stack.with_question()
        if asking is None and self.dialog.prompt_wants == "evidence":
            asking = self.stack
        if asking is not None:
            return Interpreted((Repeat(),), asking)
        return self._interpreted(Opened(self.registry.home.triggers[0]))

    def _interpreted(self, *events: Event) -> Interpreted:
        return Interpreted(events, self.stack)

    def _notification_button(self, key: str) -> Interpreted:
        """A button of a notification; it repeats an open question instead of starting anew."""
        opened = self.registry.opened_by(key)
        asking = None if opened is None else self.stack.with_question_of(opened)
        return self._pressed(key) if asking is None else Interpreted((Repeat(),), asking)

    def _pressed(self, key: str) -> Interpreted:
        """A pressed button; a key that is a command opens a conversation."""
        command = _COMMAND.fullmatch(key)
        return self._interpreted(Pressed(key)) if command is None else self._command(command)

    def _command(self, command: re.Match[str], *, typed: bool = False) -> Interpreted:
        """A command; an unknown one must not lose an open question."""
        word = command["word"]
        opening = self.registry.opening(word + command["rest"])
        if opening is not None:
            return self._opens(*opening, typed=typed)
        return replace(self._again(), unknown_command=word)

    def _opens(self, word: str, rest: str = "", *, typed: bool) -> Interpreted:
        """A trigger opens its conversation, or takes a kept draft back."""
        opened = self.registry.opened_by(word)
        if opened is not None and opened.takes_back:
            kept = self.stack.taken_back() or self.stack.with_question()
            if kept is not None:  # without a kept draft, what is open goes on
                return Interpreted((Repeat(),), kept)
        if typed and opened is not None and opened.looks_up and self._question_open():
            return self._interpreted(self._look_of(f"{opened.triggers[0]} {rest}".strip()))
        return self._interpreted(Opened(word, rest, typed=typed))

    def _opened(self, text: str) -> Interpreted | None:
        """What a typed trigger opens; None for other words."""
        if self._opens_here(text) is None:
            return None
        return self._opens(fold(text), typed=True)

    def _opens_here(self, text: str) -> AnyConversation | None:
        """The conversation that a word opens; the words of staff mean nothing to all others."""
        opened = self.registry.opened_by(text)
        if opened is None or opened.access == "resident" or self.dialog.person.staff:
            return opened
        return None

    def _idle(self) -> bool:
        """True while no conversation waits for an answer."""
        current = self.stack.current
        return current is None or current.conversation is self.registry.home

    def _asks_joined(self) -> bool:
        """True while a conversation waits for somebody who has joined."""
        return self.dialog.person.joined and not self._idle()

    def _question_open(self) -> bool:
        """True while a question is open to somebody who has joined."""
        return self.dialog.person.joined and self.stack.with_question() is not None

    # --- a typed text -----------------------------------------------------------------------------

    def _words(self, text: str) -> Interpreted:
        chosen = self._chosen(text)
        if chosen is not None:
            return chosen
        answer = read_answer(text)
        if answer.unclear and self.stack.with_question() is not None:
            return self._unclear(answer)
        opened = self._trigger(text) or self._trigger(usual_spelling(text))
        if opened is not None:
            return opened
        if self._stops(answer):
            return self._opens(self.registry.cancel.triggers[0], typed=True)
        return self._interpreted(*self._readings(text, answer))

    def _chosen(self, text: str) -> Interpreted | None:
        """The choice that was named by its mark, its label or a short answer, except yes."""
        prompt = () if self.dialog.elsewhere else self.dialog.prompt
        labels = self.labels if prompt else ()
        place = read_choice(text, labels, marks=self.marks)
        if place is not None:
            key = prompt[place].key
            named = read_mark(text, self.marks) is None
            if key.startswith("/") and named and (command := _COMMAND.fullmatch(key)):
                return self._command(command, typed=True)
            return self._pressed(key)
        answers = [answer for answer in read_answer(text).answers if answer != "yes"]
        meant = choice_that_means(prompt, *answers)
        return None if meant is None else self._pressed(meant.key)

    def _trigger(self, text: str) -> Interpreted | None:
        """What a trigger opens; where free words are wanted, only a global one does."""
        free = self.dialog.prompt_wants == "free" and not self._idle()
        opened = self._opens_here(text)
        if opened is None:
            coded = None if free else self.registry.opening_with_code(text)
            return None if coded is None else self._opens(*coded, typed=True)
        if opened.takes_back and self.stack.kept is None and self._begun(text) is not None:
            return None  # "lấy lại" with nothing kept is the beginning of "Lấy lại mục này"
        return self._opened(text) if not free or opened.global_command else None

    def _stops(self, answer: ShortAnswer) -> bool:
        """True for a stop; also for a no where free words are wanted, which would be kept."""
        if "stop" in answer.answers:
            return True
        asks = self.stack.with_question() is not None
        return asks and self.dialog.prompt_wants == "free" and "no" in answer.answers

    def _readings(self, text: str, answer: ShortAnswer) -> list[Event]:
        """The meanings 5 to 12 of a text; the last one asks again."""
        prompt = () if self.dialog.elsewhere else self.dialog.prompt
        free = self.dialog.prompt_wants == "free"
        said, events = Said(text), list[Event]()
        talk = None if self.meanings.intent_of(text) is None else self._talk_of(text)
        meant = choice_that_means(prompt, *answer.answers)
        asked_back = self.stack.with_question() is not None
        if talk is not None and meant is None and not asked_back and self.dialog.person.joined:
            events.append(talk)
        if meant is not None and not asked_back:
            events.append(self._event_of(meant.key))  # home would take a yes for small talk
        if not free:
            events.append(said)
        if meant is not None and asked_back:
            events.append(self._event_of(meant.key))
        if (key := self._begun(text)) is not None:
            events.append(self._event_of(key))
        asks = self._question_open()
        asked = self.meanings.asks_notebook(text, self.today) if asks else "no"
        if asked == "by name":
            events.append(self._look_of(text))
        if free and not answer.answers:
            events.append(said)
        if talk is not None and talk not in events:
            events.append(talk)
        if asked != "no" and self._look_of(text) not in events:
            events.append(self._look_of(text))
        # Home reads activities by itself, and joining keeps them.
        if self._asks_joined() and self.meanings.tells_activity(text, self.today):
            events.append(Opened(self.registry.record.triggers[0], text, typed=True))
        # A short answer that answers nothing here must not become the person's own words.
        last = Repeat() if free and answer.answers else said
        if events[-1:] != [last]:
            events.append(last)
        return events

    def _begun(self, text: str) -> str | None:
        """The key of the only choice whose label begins with a text, or None."""
        prompt = () if self.dialog.elsewhere else self.dialog.prompt
        place = read_beginning(text, self.labels if prompt else ())
        return None if place is None else prompt[place].key

    def _event_of(self, key: str) -> Event:
        """The event of a choice that was meant by typed words."""
        return self._pressed(key).events[0]

    def _forwarded(self, text: str, sent: Sent | None = None) -> Event:
        """What somebody else wrote; it answers nothing, and a newcomer's page is shown again."""
        word = self.registry.forwarded.triggers[0]
        return Opened(word, text, sent) if self.dialog.person.joined else Opened(word)

    def _talk_of(self, text: str) -> Event:
        """The event that answers an intent of ordinary talk."""
        return Opened(self.registry.talk.triggers[0], text)

    def _look_of(self, text: str) -> Event:
        """The event that looks into the notebook."""
        return Opened(self.registry.look.triggers[0], text, typed=True)

    def _unclear(self, answer: ShortAnswer) -> Interpreted:
        asking = self.stack.with_question() or self.stack
        return Interpreted((Repeat(),), asking, unclear=answer.unclear)
