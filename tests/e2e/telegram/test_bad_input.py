"""People send anything: there is always an answer, what was typed is shown, no log is lost."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
import pytest_asyncio

from bot.domain.text.shortening import shortened
from tests.databases import PostgresqlServer
from tests.e2e import sentences as said
from tests.e2e.residents import joined, record, told_receipt
from tests.e2e.service import QuickService, served_on_telegram
from tests.e2e.stored_rows import Kept
from tests.emulators.telegram import Person, Seen, TelegramEmulator

pytestmark = pytest.mark.asyncio(loop_scope="module")

ANSWERED_BY_US = ("Traceback", "Error", "Exception", ".py", "None")


@dataclass(slots=True)
class Dialog:
    """A service and those who write to it; `private` is what its log may not hold."""

    telegram: TelegramEmulator
    service: QuickService
    kept: Kept
    private: set[str] = field(default_factory=set)

    async def somebody(self) -> Person:
        """A person who has joined, at home."""
        name = f"Nguyễn Thị Kín {len(self.private)}"
        (person,) = await joined(self.telegram, name)
        self.private |= {name, str(person.id)}
        return person

    async def does(self, person: Person, act: Callable[[], Awaitable[Any]]) -> str:
        """Let a person do something; all that is answered to it."""
        await self.telegram.drained()
        await self.kept.outbox_settled()
        before = len(person.messages)
        await act()
        await self.telegram.drained()
        await self.kept.outbox_settled()
        answers = [message.text for message in person.messages[before:]]
        assert answers, "there was no answer"
        assert person.messages[-1].buttons, "there is no way on"
        for text in answers:
            assert not any(words in text for words in ANSWERED_BY_US)
        return "\n".join(answers)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(
    tmp_path_factory: pytest.TempPathFactory, postgresql_server: PostgresqlServer
) -> AsyncIterator[Dialog]:
    # PostgreSQL is the stricter one about what a text may hold.
    folder, url = tmp_path_factory.mktemp("input"), postgresql_server.fresh()
    async with served_on_telegram(folder, url) as (telegram, service, kept):
        made = Dialog(telegram, service, kept)
        yield made
        logged = service.log.read_text()
        for private in (*made.private, telegram.token):
            assert private not in logged
            assert json.dumps(private)[1:-1] not in logged
        assert [event for event in service.events() if event["level"] == "error"] == []


TEXTS = {
    "emoji only": "🎉🎉🎉",
    "a family of joined emoji": "👨‍👩‍👧‍👦🏳️‍🌈",
    "right to left": "مرحبا بالعالم שלום",
    "turned around": "\u202eabc\u202c xyz",
    "zalgo": "x̷̛͓̪̀͛ę̵̛͙͐͝m̶̢̛̙͗ ̶͖̑n̵̰͋à̷̡̛y̵͈͑",
    "SQL": "'; DROP TABLE activity; --",
    "SQL wildcards": "100% _\\' OR 1=1",
    "HTML": "<b>xờ</b> & <script>alert(1)</script> &lt;",
    "Markdown": "*đậm* _nghiêng_ [x](http://y.z) `mã` ~gạch~",
    "shell": "$(rm -rf /) `id` | cat /etc/passwd; echo $HOME",
    "blanks": "{typed} {0} %s %(a)d ${x} {{",
    "a path": "../../etc/passwd",
    "zero width": "xờ\u200bxờ\u200dxờ\ufeffxờ",
    "lines": "dòng xờ\n\ndòng xì\n\tdòng xà",
    "backslashes": "\\n \\u0041 \\",
    "old letters": "𝖝𝖔 𝓶𝓸𝓽 ﷽",
    "one letter": "ỷ",
    "only marks": "?!…",
    "one long word": "ờ" * 4096,
    "many words": ("xờ " * 1366)[:4096].strip(),
    "emoji of 4,096 units": "🎉" * 2048,
}  # fmt: skip


def same(text: str) -> str:
    """A text without what a split between two messages may take: white space."""
    return "".join(text.split())


def told_back(typed: str) -> str:
    """What is told back of a text: all of a short one, the beginning of a long one."""
    return shortened(unicodedata.normalize("NFC", typed), 80)


@pytest.mark.parametrize("name", TEXTS)
async def test_what_is_not_understood_at_home_is_shown_back(place: Dialog, name: str) -> None:
    person, typed = await place.somebody(), TEXTS[name]
    if len(typed) > 3:
        place.private.add(typed)
    answer = await place.does(person, lambda: person.say(typed))
    assert same(f"{said.NOT_UNDERSTOOD}{told_back(typed)}") in same(answer)
    assert said.MENU in answer


async def begins(place: Dialog) -> tuple[Person, str]:
    """Somebody who is asked how long it took; and what they learnt."""
    person = await place.somebody()
    title = "đọc sách tập kín đáo"
    place.private.add(title)
    answer = await place.does(person, lambda: person.say(f"hôm nay {title}"))
    assert said.HOW_LONG in answer
    return person, title


async def ends(place: Dialog, person: Person, title: str) -> None:
    """The log goes on where it was: the open question is answered, and it is recorded."""
    answer = await place.does(person, lambda: person.say("45 phút"))
    assert f"{said.CHECK}\n{said.TITLE}{title}\n" in answer
    assert ": 45 phút" in answer
    await person.tap(said.RECORD)
    receipt = await told_receipt(place.telegram, person, title)
    rows = await place.kept.rows(f"SELECT title, minutes FROM activity WHERE receipt = '{receipt}'")
    assert rows == [(title, 45)]


@pytest.mark.parametrize("name", TEXTS)
async def test_what_is_not_understood_amid_a_log_is_shown_back_and_asked_again(
    place: Dialog, name: str
) -> None:
    person, title = await begins(place)
    typed = TEXTS[name]
    if len(typed) > 3:
        place.private.add(typed)
    answer = await place.does(person, lambda: person.say(typed))
    assert same(told_back(typed)) in same(answer)
    assert said.HOW_LONG in answer
    await ends(place, person, title)


DEEDS: dict[str, Callable[[Person], Awaitable[Any]]] = {
    "sticker": lambda person: person.sticker("🌻"),
    "voice": lambda person: person.voice(9),
    "location": lambda person: person.location(),
    "contact": lambda person: person.contact("+84912345678"),
    "edit": lambda person: person.edit("xờ xờ đã sửa"),
    "forward": lambda person: person.forward("xờ xờ chuyển tiếp", author="Tổ dân phố kín"),
    "album": lambda person: person.album(3, caption="xờ xờ"),
    "photo": lambda person: person.photo(),
    "document": lambda person: person.document("giấy khen kín.pdf", caption="xờ xờ"),
    "unknown command": lambda person: person.say("/xoxo_kin"),
    "command of another bot": lambda person: person.say("/xoxo_kin@another_bot xờ xờ"),
    "slash alone": lambda person: person.say("/"),
    "two slashes": lambda person: person.say("//help"),
}
PRIVATE = (
    "+84912345678", "84912345678", "21.0285", "xờ xờ", "Tổ dân phố kín", "giấy khen", "xoxo_kin",
)  # fmt: skip


@pytest.mark.parametrize("name", DEEDS)
async def test_anything_sent_at_home_is_answered(place: Dialog, name: str) -> None:
    place.private |= set(PRIVATE)
    person = await place.somebody()
    await place.does(person, lambda: DEEDS[name](person))
    await place.does(person, lambda: person.say("/menu"))
    await record(place.telegram, person, "đọc sách tập xk")


@pytest.mark.parametrize("name", DEEDS)
async def test_anything_sent_amid_a_log_leaves_it_open(place: Dialog, name: str) -> None:
    place.private |= set(PRIVATE)
    person, title = await begins(place)
    answer = await place.does(person, lambda: DEEDS[name](person))
    assert said.HOW_LONG in answer
    await ends(place, person, title)


@pytest.mark.parametrize("word", ["/help", "/language", "trợ giúp"])
async def test_a_look_aside_comes_back_to_the_open_question(place: Dialog, word: str) -> None:
    person, title = await begins(place)
    answer = await place.does(person, lambda: person.say(word))
    if said.LANGUAGE in answer and said.HOW_LONG not in answer:
        answer = await place.does(person, lambda: person.tap(said.BACK))
    assert said.HOW_LONG in answer
    await ends(place, person, title)


async def test_an_album_is_kept_where_evidence_is_asked_for(place: Dialog) -> None:
    person = await place.somebody()
    await person.say("/log")
    asked: list[tuple[str, Callable[[], Awaitable[Any]]]] = [
        (said.HOW, lambda: person.tap(said.ON_MY_OWN)),
        (said.WHICH, lambda: person.tap(said.READING)),
        (said.WHAT, lambda: person.say("cách trồng rau <sạch> & 'an toàn'")),
        (said.WHEN, lambda: person.tap(said.TODAY)),
        (said.HOW_LONG, lambda: person.say("４５ phút")),
        (said.WHERE, lambda: person.tap(said.IN_PERSON)),
        (said.WITH_WHOM, lambda: person.tap(said.SKIP)),
        (said.EVIDENCE, lambda: person.album(3)),
    ]
    for question, answered in asked:
        await person.sees(question)
        await answered()
    await person.sees("3 ảnh")
    await person.tap(said.DONE)
    check = await person.sees(said.CHECK)
    assert f"{said.TITLE}cách trồng rau <sạch> & 'an toàn'\n" in check.text
    assert ": 45 phút" in check.text
    assert {each.type for each in check.entities} == {"bold"}
    await person.tap(said.RECORD)
    receipt = await told_receipt(place.telegram, person, "cách trồng rau <sạch> & 'an toàn'")
    rows = await place.kept.rows(
        "SELECT count(DISTINCT reference) FROM evidence JOIN activity "
        f"ON activity.id = evidence.activity_id WHERE receipt = '{receipt}'"
    )
    assert rows == [(3,)]


async def test_decomposed_vietnamese_is_read_and_kept_composed(place: Dialog) -> None:
    person = await place.somebody()
    typed = unicodedata.normalize("NFD", "hôm nay đọc sách về trồng rau sạch 45 phút")
    answer = await place.does(person, lambda: person.say(typed))
    assert f"{said.TITLE}đọc sách về trồng rau sạch\n" in answer
    await person.tap(said.RECORD)
    await told_receipt(place.telegram, person, "đọc sách về trồng rau sạch")


@pytest.mark.parametrize(
    "data", ["không phải của sổ", "1:save:x", "999999:k:own", ":", "1:", "-1:x"]
)
async def test_a_press_that_is_not_ours_asks_the_open_question_again(
    place: Dialog, data: str
) -> None:
    person, title = await begins(place)
    user = {"id": person.id, "is_bot": False, "first_name": "Nguyễn Thị Kín", "language_code": "vi"}
    press = {"id": "1", "from": user, "chat_instance": "1", "data": data}

    async def presses() -> None:
        place.telegram.raw_update({"callback_query": press})

    assert said.HOW_LONG in await place.does(person, presses)
    await ends(place, person, title)


async def test_a_button_of_an_old_message_asks_the_open_question_again(place: Dialog) -> None:
    person = await place.somebody()
    menu = person.last
    await place.does(person, lambda: person.say("hôm nay đọc sách tập xk"))
    for label in (said.LOG, said.MY_LOG):
        assert said.HOW_LONG in await place.does(person, partial(person.tap, label, of=menu))
    await ends(place, person, "đọc sách tập xk")


@pytest.mark.parametrize("payload", ["", "phuong_o_cho_dua", "x" * 64])
async def test_start_again_welcomes_back_whatever_the_link_carries(
    place: Dialog, payload: str
) -> None:
    person = await place.somebody()
    answer = await place.does(person, lambda: person.start(payload))
    assert said.WELCOME_BACK in answer
    assert said.MENU in answer


async def test_a_newcomer_with_a_link_sees_the_notice(place: Dialog) -> None:
    person = place.telegram.person("Cô Tám Kín")
    assert said.NOTICE in await place.does(person, lambda: person.start("phuong_o_cho_dua"))


async def test_a_newcomer_who_sends_anything_else_sees_the_notice_too(place: Dialog) -> None:
    for name, deed in DEEDS.items():
        if name == "edit":
            continue  # there is nothing to edit yet
        person = place.telegram.person("Cô Chín Kín")
        assert said.NOTICE in await place.does(person, partial(deed, person)), name


async def test_nothing_is_said_in_a_group(place: Dialog) -> None:
    person = await place.somebody()
    await place.kept.outbox_settled()
    before = len(place.telegram.calls)
    group = {"id": -100_200_300, "type": "supergroup", "title": "Tổ dân phố kín"}
    user = {"id": person.id, "is_bot": False, "first_name": "Nguyễn Thị Kín"}
    for text in ("/start", "/log@so_hoc_tap_bot", "hôm nay đọc sách 30 phút"):
        place.telegram.raw_update(
            {"message": {"message_id": 5, "date": 1_790_000_000, "chat": group, "from": user,
                         "text": text}}
        )  # fmt: skip
    await place.telegram.drained()
    await place.kept.outbox_settled()
    assert len(place.telegram.calls) == before


def marked_parts(told: Seen) -> list[str]:
    """The bold and italic parts of a message; entities count UTF-16 code units."""
    units = told.text.encode("utf-16-le")
    spans = ((2 * each.offset, 2 * (each.offset + each.length)) for each in told.entities)
    return [units[start:end].decode("utf-16-le") for start, end in spans]


async def test_texts_of_all_kinds_are_kept_as_titles(place: Dialog) -> None:
    person = await place.somebody()
    for name in ("SQL", "HTML", "Markdown", "blanks", "zalgo", "right to left", "shell"):
        title = unicodedata.normalize("NFC", TEXTS[name])
        await place.does(person, lambda: person.say("/log"))
        for label in (said.ON_MY_OWN, said.READING):
            await place.does(person, partial(person.tap, label))
        await place.does(person, partial(person.say, title))
        for label in (said.TODAY, "30 phút", *[said.SKIP] * 3, said.RECORD):
            await place.does(person, partial(person.tap, label))
        told = person.last
        assert f"\n{said.TITLE}{title}\n" in told.text
        assert said.RECORDED in told.text
        assert {each.type for each in told.entities} <= {"bold", "italic"}
        assert title not in marked_parts(told)
        kept = await place.kept.rows("SELECT title FROM activity ORDER BY id DESC LIMIT 1")
        assert kept == [(title,)]
