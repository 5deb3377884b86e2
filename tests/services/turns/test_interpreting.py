"""Interpreting: what a typed text may mean, in the written order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people.persons import Person
from bot.domain.quick_log.reading import read_quick_log
from bot.domain.text.list_marks import ListMarks
from bot.services.ports.dialogs import Dialog
from bot.services.turns.conversation_stack import ConversationStack, OpenConversation
from bot.services.turns.interpreted import Interpreted
from bot.services.turns.interpreting import Interpreter
from bot.services.turns.meanings import Meanings
from bot.services.turns.registry import ConversationRegistry
from bot.talk.conversations import AnyConversation, Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, RawPress, Repeat, Said
from bot.talk.steps import Choice, State, Step, Wants
from bot.talk.text import plain

TODAY = dt.date(2026, 11, 27)


class Asking(State, frozen=True, tag="Asking"):
    """A question is open."""


async def _gather(queries: object, turn: Turn) -> None:
    raise AssertionError("interpreting reads nothing")


def _decide(*_about: object) -> Step[Asking]:
    raise AssertionError("interpreting decides nothing")


def made(name: str, *triggers: str, **more: Any) -> AnyConversation:
    return Conversation(
        name=name,
        triggers=(name, *triggers),
        states=Asking,
        gather=_gather,
        begin=_decide,
        decide=_decide,
        draft=plain("the draft") if name == "log" else None,
        **more,
    )


HOME, JOIN, TALK = made("home"), made("join"), made("talk")
LOG, NOTEBOOK = made("log", "ghi"), made("mylog", "sổ")
REMIND = made("remind", "nhắc")
CANCEL = made("cancel", "hủy", "dừng", "thôi", global_command=True, resumes_previous=True)
HELP = made("help", "trợ giúp", global_command=True)
RESUME = made("resume", "ghi tiếp", takes_back=True)
REGISTRY = ConversationRegistry(
    (HOME, JOIN, TALK, LOG, NOTEBOOK, REMIND, CANCEL, HELP, RESUME),
    home=HOME,
    idle=Asking(),
    join=JOIN,
    cancel=CANCEL,
    record=LOG,
    talk=TALK,
)
INTENTS = {"cảm ơn": "thanks", "tôi muốn chết": "distress"}
MEANINGS = Meanings(
    lambda text, today: read_quick_log(text, today) is not None,
    INTENTS.get,
    lambda text: INTENTS.get(text) == "distress",
)


@dataclass(frozen=True)
class Question:
    """An open question: its choices, and what else can answer it."""

    choices: tuple[Choice, ...]
    wants: Wants = "nothing"


BACK, STOP = Choice("back", plain("◀ Quay lại"), ("back",)), Choice("/cancel", plain("✖ Hủy"))
CONSENT = Question(
    (
        Choice("yes", plain("Đồng ý"), ("yes",)),
        Choice("no", plain("Không đồng ý"), ("no",)),
        BACK,
        STOP,
    )
)
CHECK_PAGE = Question(
    (
        Choice("save", plain("✔ Ghi vào sổ"), ("record", "yes")),
        Choice("edit", plain("Sửa lại"), ("no",)),
        STOP,
    )
)
TITLE = Question((BACK, STOP), "free")
PLACE = Question((Choice("skip", plain("Bỏ qua"), ("skip", "no")), BACK, STOP), "free")
DAY = Question((Choice("d:0", plain("Hôm nay")), Choice("d:1", plain("Hôm qua")), BACK), "text")
PAUSED = Question((Choice("new", plain("➕ Lời nhắc mới")), Choice("on", plain("Nhắc tiếp"))))
NOTHING = Question(())


def interpret(
    question: Question, channel_event: object, *, marks: ListMarks = "none"
) -> Interpreted:
    open_one = OpenConversation(LOG, Asking()) if question is not NOTHING else None
    dialog = Dialog(
        Person(1, joined_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
        turn=7,
        prompt=question.choices,
        prompt_wants=question.wants,
    )
    labels = [str(getattr(choice.label, "text", "")) for choice in question.choices]
    interpreter = Interpreter(
        REGISTRY, dialog, ConversationStack(open_one), TODAY, labels, marks, MEANINGS
    )
    return interpreter.interpret(channel_event)  # type: ignore[arg-type]


def said(text: str) -> Event:
    return Said(text)


def opened(word: str, rest: str = "") -> Event:
    return Opened(word, rest, typed=True)


ACTIVITY = "hôm nay đọc sách 30 phút"

ORDER: list[tuple[Question, str, tuple[Event, ...]]] = [
    # 1 distress comes before all, also where free words are wanted
    (TITLE, "tôi muốn chết", (Opened("talk", "tôi muốn chết"),)),
    # 2 labels, and short answers that a choice stands for
    (CONSENT, "Không đồng ý", (Pressed("no"),)),
    (CONSENT, "không", (Pressed("no"),)),
    (CONSENT, "thôi", (Pressed("no"),)),
    (CONSENT, "quay lại", (Pressed("back"),)),
    (CHECK_PAGE, "lưu", (Pressed("save"),)),
    (CHECK_PAGE, "ghi", (Pressed("save"),)),
    (CHECK_PAGE, "sai rồi", (Pressed("edit"),)),
    (PLACE, "không", (Pressed("skip"),)),
    (PLACE, "bỏ qua", (Pressed("skip"),)),
    (CONSENT, "Hủy", (opened("cancel"),)),
    # 3 commands and triggers
    (DAY, "sổ", (opened("so"),)),
    (PAUSED, "nhắc", (opened("nhac"),)),
    (TITLE, "nhắc", (said("nhắc"),)),
    (TITLE, "trợ giúp", (opened("tro giup"),)),
    (TITLE, "/mylog", (opened("mylog"),)),
    # 4 a stop or a negation that no choice stands for
    (CHECK_PAGE, "dừng lại", (opened("cancel"),)),
    (TITLE, "thôi không ghi nữa", (opened("cancel"),)),
    (TITLE, "không", (opened("cancel"),)),
    (DAY, "hủy đi", (opened("cancel"),)),
    # 5 the typed answer; then 6 yes, 7 the beginning of a label, 9 an intent, 10 an activity
    (DAY, "15/11", (said("15/11"),)),
    (CONSENT, "vâng", (said("vâng"), Pressed("yes"), said("vâng"))),
    (CHECK_PAGE, "đúng rồi", (said("đúng rồi"), Pressed("save"), said("đúng rồi"))),
    (PAUSED, "lời", (said("lời"), Pressed("new"), said("lời"))),
    (DAY, ACTIVITY, (said(ACTIVITY), opened("log", ACTIVITY), said(ACTIVITY))),
    (DAY, "cảm ơn", (said("cảm ơn"), Opened("talk", "cảm ơn"), said("cảm ơn"))),
    # 8 the person's own words
    (TITLE, "Truyện Kiều", (said("Truyện Kiều"),)),
    # nothing is open
    (NOTHING, "xờ một", (said("xờ một"),)),
    (NOTHING, "cảm ơn", (Opened("talk", "cảm ơn"), said("cảm ơn"))),
    (NOTHING, "hủy", (opened("huy"),)),
]  # fmt: skip


@pytest.mark.parametrize(("question", "text", "events"), ORDER)
def test_a_text_is_tried_in_the_written_order(
    question: Question, text: str, events: tuple[Event, ...]
) -> None:
    assert interpret(question, Said(text)).events == events


@pytest.mark.parametrize("question", [CONSENT, CHECK_PAGE, TITLE, PLACE, DAY])
def test_a_word_that_may_be_yes_or_stop_is_asked_back(question: Question) -> None:
    found = interpret(question, Said("dung"))
    assert found.events == (Repeat(),)
    assert {"đúng", "dừng"} <= set(found.unclear)


@pytest.mark.parametrize("typed", ["đúng", "dùng", "dũng", "đụng"])
@pytest.mark.parametrize("question", [CONSENT, CHECK_PAGE, TITLE, PLACE, DAY])
def test_another_accent_never_stops(question: Question, typed: str) -> None:
    assert opened("cancel") not in interpret(question, Said(typed)).events


def test_a_number_presses_a_button_and_a_label_is_typed() -> None:
    assert interpret(CONSENT, Said("4"), marks="numbers").events == (Opened("cancel"),)
    assert interpret(CONSENT, Said("hủy"), marks="numbers").events == (opened("cancel"),)


def test_a_letter_presses_a_button_and_a_number_is_an_answer() -> None:
    assert interpret(DAY, Said("b"), marks="letters").events == (Pressed("d:1"),)
    assert interpret(DAY, Said("chọn 2"), marks="letters").events == (Pressed("d:1"),)
    assert interpret(DAY, Said("2"), marks="letters").events == (said("2"),)
    stop = Question((BACK, STOP), "text")
    assert interpret(stop, Said("b"), marks="letters").events == (Opened("cancel"),)


def test_a_button_is_no_typed_text() -> None:
    assert interpret(CONSENT, RawPress(7, "/cancel")).events == (Opened("cancel"),)
    assert interpret(CONSENT, RawPress(6, "/cancel")).events == (Repeat(),)


def test_distress_is_heard_while_the_question_is_open_on_another_channel() -> None:
    dialog = Dialog(
        Person(1, joined_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)), elsewhere=True, turn=7
    )
    stack = ConversationStack(OpenConversation(LOG, Asking()))
    interpreter = Interpreter(REGISTRY, dialog, stack, TODAY, meanings=MEANINGS)
    found = interpreter.interpret(Said("tôi muốn chết"))
    assert found.events == (Opened("talk", "tôi muốn chết"),)
    assert interpreter.interpret(Said("vâng")).events == (Repeat(),)


def test_a_kept_draft_is_taken_back_by_its_word() -> None:
    kept = OpenConversation(LOG, Asking(), "kept")
    dialog = Dialog(Person(1, joined_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))
    stack = ConversationStack(None, None, kept)
    found = Interpreter(REGISTRY, dialog, stack, TODAY).interpret(Said("ghi tiếp"))
    assert found == Interpreted((Repeat(),), ConversationStack(kept))


@given(st.sampled_from((CONSENT, CHECK_PAGE, TITLE, PLACE, DAY, PAUSED, NOTHING)), st.text())
def test_every_text_has_a_meaning_and_ends_with_one_that_counts(
    question: Question, text: str
) -> None:
    events = interpret(question, Said(text)).events
    assert events
    assert len(events) <= 6
