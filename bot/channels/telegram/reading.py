"""Reading a message of Telegram: what it is, in words that no channel owns."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from typing import Final

from aiogram.types import Message

from bot.channels.telegram import NAME
from bot.domain.text.normalizing import nfc
from bot.services.ports.messages import MessageVersion
from bot.talk.events import ChannelEvent, Edited, OtherKind, Said, Sent, SentOther

MAX_TEXT = 4096

SERVICE_FIELDS: Final[tuple[str, ...]] = (
    "new_chat_members", "left_chat_member", "chat_owner_left", "chat_owner_changed",
    "new_chat_title", "new_chat_photo", "delete_chat_photo", "group_chat_created",
    "supergroup_chat_created", "channel_chat_created", "message_auto_delete_timer_changed",
    "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message", "successful_payment",
    "refunded_payment", "users_shared", "user_shared", "chat_shared", "gift", "unique_gift",
    "gift_upgrade_sent", "connected_website", "write_access_allowed", "passport_data",
    "proximity_alert_triggered", "boost_added", "chat_background_set", "checklist_tasks_done",
    "checklist_tasks_added", "direct_message_price_changed", "forum_topic_created",
    "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
    "general_forum_topic_hidden", "general_forum_topic_unhidden", "giveaway_created",
    "giveaway_completed", "managed_bot_created", "paid_message_price_changed",
    "poll_option_added", "poll_option_deleted", "suggested_post_approved",
    "suggested_post_approval_failed", "suggested_post_declined", "suggested_post_paid",
    "suggested_post_refunded", "video_chat_scheduled", "video_chat_started", "video_chat_ended",
    "video_chat_participants_invited", "web_app_data", "community_chat_added",
    "community_chat_removed", "community_chat_joined",
)  # fmt: skip
"""The fields of a service message (core.telegram.org/bots/api#message): the app wrote it.

Nobody said anything, so nobody is answered.
"""

_OTHERS: Final[tuple[tuple[str, OtherKind], ...]] = (
    ("sticker", "sticker"), ("voice", "voice"), ("audio", "voice"), ("video", "video"),
    ("video_note", "video"), ("animation", "video"), ("location", "place"), ("venue", "place"),
    ("contact", "contact"),
)  # fmt: skip
_FILES: Final = (
    "animation", "audio", "document", "live_photo", "sticker", "video", "video_note", "voice",
)  # fmt: skip


def is_service(message: Message) -> bool:
    """Whether the app wrote it and not the person."""
    if message.text is not None:
        return False
    return any(getattr(message, field, None) is not None for field in SERVICE_FIELDS)


def read_message(message: Message) -> ChannelEvent:
    """What a message is, in words that no channel owns."""
    forwarded = message.forward_origin is not None
    if message.text is not None:
        return Said(words_of(message), forwarded)
    if message.photo:
        reference = f"{NAME}:{message.photo[-1].file_id}"
        return Sent("photo", reference, words_of(message), forwarded)
    if message.document is not None and message.animation is None:
        reference = f"{NAME}:{message.document.file_id}"
        return Sent("file", reference, words_of(message), forwarded)
    for field, kind in _OTHERS:
        if getattr(message, field) is not None:
            return SentOther(kind, "" if forwarded else words_of(message))
    return SentOther("other")


def read_edit(message: Message) -> ChannelEvent | None:
    """What an edit is; None where a live location has moved, which the app reports by itself."""
    if message.location is not None:
        return None
    if message.text is None and message.caption is None:
        return SentOther("edited")
    return Edited(words_of(message))


def words_of(message: Message) -> str:
    """The text, or the words below a picture or a file."""
    return nfc(message.text or message.caption or "").strip()[:MAX_TEXT]


def version_of(message: Message, account: str, key: bytes) -> MessageVersion:
    """What a message says now, as hashes under a key that is in no database.

    Telegram also reports as edited what only looks different: its formatting, a preview of a link
    (core.telegram.org/bots/api#update). So its words and its file count, and nothing else.
    """
    files = [each.file_unique_id for name in _FILES if (each := getattr(message, name, None))]
    if message.photo:
        files.append(message.photo[-1].file_unique_id)
    where = f"{account} {message.chat.id} {message.message_id}"
    says = "\n".join((where, *files, words_of(message)))
    return MessageVersion(_hash(where, 6, key), _hash(says, 9, key))


def _hash(text: str, size: int, key: bytes) -> str:
    data = text.encode("utf-8", "surrogatepass")
    return urlsafe_b64encode(hashlib.blake2b(data, digest_size=size, key=key).digest()).decode()
