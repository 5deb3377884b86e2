"""How calls reach the emulated Telegram: every way to send parameters, and the record."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio

from tests.emulators.telegram import TelegramEmulator

pytest_plugins = ("tests.emulators.telegram.fixtures",)

MARKUP = {"inline_keyboard": [[{"text": "Gửi", "callback_data": "x"}]]}


@pytest_asyncio.fixture
async def http(telegram_emulator: TelegramEmulator) -> AsyncIterator[aiohttp.ClientSession]:
    base = f"{telegram_emulator.base}/bot{telegram_emulator.token}/"
    async with aiohttp.ClientSession(base) as session:
        yield session


@pytest.mark.parametrize("way", ["json", "json of texts", "form", "multipart", "query"])
async def test_parameters_arrive_by_every_way(
    telegram_emulator: TelegramEmulator, http: aiohttp.ClientSession, way: str
) -> None:
    person = telegram_emulator.person()
    await person.start()
    typed = {"chat_id": person.id, "text": "Chào bà", "reply_markup": MARKUP}
    texts = {"chat_id": str(person.id), "text": "Chào bà", "reply_markup": json.dumps(MARKUP)}
    match way:
        case "json":
            answer = await http.post("sendMessage", json=typed)
        case "json of texts":
            answer = await http.post("sendmessage", json=texts)
        case "form":
            answer = await http.post("sendMessage", data=texts)
        case "multipart":
            form = aiohttp.FormData(texts, default_to_multipart=True)
            answer = await http.post("sendMessage", data=form)
        case _:
            answer = await http.get("sendMessage", params=texts)
    body = await answer.json()
    assert answer.status == 200
    assert body["ok"] is True
    assert body["result"]["reply_markup"] == MARKUP
    assert (person.last.text, person.last.rows) == ("Chào bà", (("Gửi",),))
    [call] = telegram_emulator.calls_of("sendMessage")
    assert (call.ok, call.chat_id, call.params["reply_markup"]) == (True, person.id, MARKUP)


@pytest.mark.parametrize(
    ("method", "body", "status", "told"),
    [
        ("sendMesage", {}, 404, "Not Found"),
        ("sendDice", {"chat_id": 1}, 404, "Not Found: the emulator does not act sendDice"),
        ("sendMessage", {"text": "a"}, 400, "Bad Request: chat_id is empty"),
        ("sendMessage", {"chat_id": 1}, 400, "Bad Request: message text is empty"),
        (
            "sendMessage",
            {"chat_id": 1, "text": 5},
            400,
            'Bad Request: wrong parameter "text": Input should be a valid string',
        ),
        (
            "sendMessage",
            {"chat_id": 1, "text": "a", "entities": "[{"},
            400,
            'Bad Request: can\'t parse "entities": '
            "Expecting property name enclosed in double quotes: line 1 column 3 (char 2)",
        ),
        (
            "sendPhoto",
            {"chat_id": 1, "photo": "attach://none"},
            400,
            'Bad Request: there is no attached file "none"',
        ),
        (
            "sendChatAction",
            {"chat_id": 1, "action": "dancing"},
            400,
            "Bad Request: wrong parameter action in request",
        ),
    ],
)
async def test_a_wrong_call_is_told_why(
    telegram_emulator: TelegramEmulator,
    http: aiohttp.ClientSession,
    method: str,
    body: dict[str, object],
    status: int,
    told: str,
) -> None:
    answer = await http.post(method, json=body)
    expected = {"ok": False, "error_code": status, "description": told}
    assert (answer.status, await answer.json()) == (status, expected)
    assert [call.error for call in telegram_emulator.violations] == [told]
    telegram_emulator.clear_violations()


@pytest.mark.parametrize("content", ["[1]", "{", "\udcff"])
async def test_a_body_that_is_no_object_is_refused(
    telegram_emulator: TelegramEmulator, http: aiohttp.ClientSession, content: str
) -> None:
    data = content.encode("utf-8", "surrogateescape")
    headers = {"Content-Type": "application/json"}
    answer = await http.post("sendMessage", data=data, headers=headers)
    assert answer.status == 400
    assert telegram_emulator.violations[0].error == (await answer.json())["description"]
    telegram_emulator.clear_violations()


async def test_a_file_that_belongs_to_nothing_is_refused(
    telegram_emulator: TelegramEmulator, http: aiohttp.ClientSession
) -> None:
    person = telegram_emulator.person()
    await person.start()
    form = aiohttp.FormData({"chat_id": str(person.id), "text": "a"})
    form.add_field("stray", b"a", filename="a.txt")
    answer = await http.post("sendMessage", data=form)
    assert "belongs to no parameter" in (await answer.json())["description"]
    assert person.messages == []
    telegram_emulator.clear_violations()


async def test_violations_fail_a_test_until_they_are_cleared(
    telegram_emulator: TelegramEmulator, http: aiohttp.ClientSession
) -> None:
    await http.post("sendMessage", json={"chat_id": 1, "text": ""})
    with pytest.raises(AssertionError, match="message text is empty"):
        telegram_emulator.assert_no_violations()
    telegram_emulator.clear_violations()
    telegram_emulator.assert_no_violations()
    await http.post("sendMessage", json={"chat_id": 1, "text": "a"})
    telegram_emulator.assert_no_violations()
    assert telegram_emulator.calls[-1].error == "Bad Request: chat not found"
