"""A message of Telegram in words that no channel owns; what nobody wrote; what an edit changes."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
from aiogram.types import Message

from bot.channels.telegram.reading import SERVICE_FIELDS, is_service, version_of

KEY = b"k" * 32
CHAT = {"id": 7, "type": "private"}
PHOTO = [{"file_id": "A", "file_unique_id": "a", "width": 9, "height": 6}]


def message(**content: Any) -> Message:
    return Message.model_validate({"message_id": 5, "date": 1_790_000_000, "chat": CHAT, **content})


# --- service messages -----------------------------------------------------------------------------

_DOCUMENTED = re.compile(r'^    (\w+): .*?\n    """(.*?)"""', re.DOTALL | re.MULTILINE)
_WITHOUT_THE_WORD = frozenset(
    {
        "new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo",
        "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message", "connected_website",
        "passport_data",
    }
)  # fmt: skip
"""Those that the app writes too, and whose paragraph does not say “service message”."""


def test_every_field_that_telegram_documents_as_a_service_message_is_known() -> None:
    documented = {
        name
        for name, words in _DOCUMENTED.findall(inspect.getsource(Message))
        if "service message" in words.lower()
    }
    assert len(documented) > 40
    assert set(SERVICE_FIELDS) == documented | _WITHOUT_THE_WORD


@pytest.mark.parametrize("field", SERVICE_FIELDS)
def test_a_message_with_such_a_field_is_a_service_message(field: str) -> None:
    assert is_service(message().model_copy(update={field: "what came"}))


@pytest.mark.parametrize(
    "content", [{"text": "đọc"}, {"photo": PHOTO}, {"dice": {"emoji": "🎲", "value": 3}}]
)
def test_what_a_person_sends_is_none(content: dict[str, Any]) -> None:
    assert not is_service(message(**content))


# --- versions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ({"text": "đọc 30 phút"}, {"text": "đọc 30 phút", "edit_date": 9}, True),
        ({"text": "đọc 30 phút"}, {"text": "đọc 45 phút", "edit_date": 9}, False),
        (
            {"text": "đọc"},
            {"text": "đọc", "entities": [{"type": "bold", "offset": 0, "length": 3}]},
            True,
        ),
        ({"text": "đọc"}, {"text": "đọc"}, True),
        ({"text": "x.vn"}, {"text": "x.vn", "link_preview_options": {"url": "http://x"}}, True),
        ({"photo": PHOTO}, {"photo": PHOTO, "caption": "lớp"}, False),
        ({"photo": PHOTO}, {"photo": [{**PHOTO[0], "file_unique_id": "b"}]}, False),
        ({"photo": PHOTO}, {"photo": [{**PHOTO[0], "file_id": "B"}]}, True),
    ],
)
def test_a_version_is_the_same_where_the_words_and_the_file_are(
    before: dict[str, Any], after: dict[str, Any], same: bool
) -> None:
    old, new = (version_of(message(**each), "1", KEY) for each in (before, after))
    assert old.message == new.message
    assert (old.says == new.says) is same


def test_a_version_tells_messages_chats_bots_and_keys_apart_and_holds_no_words() -> None:
    first = message(text="đọc sách")
    versions = [
        version_of(first, "1", KEY),
        version_of(first, "2", KEY),
        version_of(first, "1", b"z" * 32),
        version_of(first.model_copy(update={"message_id": 6}), "1", KEY),
        version_of(message(text="đọc sách", chat={"id": 8, "type": "private"}), "1", KEY),
    ]
    assert len({version.message for version in versions}) == len(versions)
    assert len({version.says for version in versions}) == len(versions)
    assert all(len(f"{each.message}{each.says}") == 20 for each in versions)
