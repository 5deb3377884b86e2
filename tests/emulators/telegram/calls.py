"""Carrying out the bot's calls, and the record of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiogram import methods as m
from aiogram.methods import TelegramMethod

from tests.emulators.telegram import messages, profile
from tests.emulators.telegram.profile import Profile
from tests.emulators.telegram.rules.refusals import Refusal, breach, not_found
from tests.emulators.telegram.updates import Updates
from tests.emulators.telegram.webhook import Webhook
from tests.emulators.telegram.wire.objects import as_json
from tests.emulators.telegram.wire.parameters import METHODS, model_of, readable
from tests.emulators.telegram.world import World

NOT_ACTED = frozenset(
    {
        "business_connection_id",
        "message_thread_id",
        "direct_messages_topic_id",
        "suggested_post_parameters",
        "ephemeral_message_parameters",
        "receiver_user_id",
        "message_effect_id",
        "inline_message_id",
        "rich_message",
        "thumbnail",
        "certificate",
        "ip_address",
    }
)
"""Parameters that Telegram knows and the emulator does not implement: it refuses them."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot. `ok` says that it was carried out, `error` what was answered instead
    of its result; `breach` that a correct bot would not have made it."""

    method: str
    params: Mapping[str, Any]
    chat_id: int | None
    at: float
    ok: bool
    error: str | None = None
    breach: bool = False
    in_webhook_answer: bool = False


class Calls:
    """Routes calls to the functions that carry them out."""

    def __init__(self, world: World, updates: Updates, profiles: Profile, webhook: Webhook) -> None:
        self._world = world
        self._updates = updates
        self.made: list[Call] = []
        self._acts: dict[type[TelegramMethod[Any]], Callable[[Any], Any]] = {
            m.GetMe: lambda _: world.bot,
            m.SetWebhook: webhook.set,
            m.DeleteWebhook: lambda call: webhook.set(
                m.SetWebhook(url="", drop_pending_updates=call.drop_pending_updates)
            ),
            m.GetWebhookInfo: lambda _: webhook.info(),
            m.SendMessage: lambda call: messages.send_message(world, call),
            m.SendPhoto: lambda call: messages.send_photo(world, call),
            m.SendDocument: lambda call: messages.send_document(world, call),
            m.SendChatAction: lambda call: messages.send_chat_action(world, call),
            m.EditMessageText: lambda call: messages.edit_message_text(world, call),
            m.EditMessageReplyMarkup: lambda call: messages.edit_message_reply_markup(world, call),
            m.DeleteMessage: lambda call: messages.delete_message(world, call),
            m.AnswerCallbackQuery: lambda call: messages.answer_callback_query(world, call),
            m.SetMyCommands: profiles.set_commands,
            m.GetMyCommands: profiles.get_commands,
            m.DeleteMyCommands: profiles.delete_commands,
            m.SetMyDescription: profiles.set_description,
            m.GetMyDescription: profiles.get_description,
            m.SetMyShortDescription: profiles.set_short_description,
            m.GetMyShortDescription: profiles.get_short_description,
            m.GetChat: lambda call: profile.get_chat(world, call),
            m.GetFile: lambda call: profile.get_file(world, call),
        }

    async def carry_out(
        self, name: str, raw: Mapping[str, object], *, in_webhook_answer: bool = False
    ) -> Any:
        """Carry out a call; returns its result as JSON or raises `Refusal`. Both are recorded."""
        try:
            result = as_json(await self._act(name, raw))
        except Refusal as refusal:
            self.record(name, raw, refusal, in_webhook_answer=in_webhook_answer)
            raise
        self.record(name, raw, None, in_webhook_answer=in_webhook_answer)
        return result

    async def _act(self, name: str, raw: Mapping[str, object]) -> Any:
        if name.lower() not in METHODS:
            raise not_found()
        method = model_of(name, raw)
        for given in method.model_fields_set & NOT_ACTED:
            if getattr(method, given) is not None:
                raise breach(f'the emulator does not act "{given}"')
        if isinstance(method, m.GetUpdates):
            return await self._updates.fetch(method)
        act = self._acts.get(type(method))
        if act is None:
            raise not_found(f"the emulator does not act {method.__api_method__}")
        return act(method)

    def record(
        self,
        name: str,
        raw: Mapping[str, object],
        refusal: Refusal | None,
        *,
        error: str | None = None,
        ok: bool | None = None,
        in_webhook_answer: bool = False,
    ) -> None:
        """Record a call."""
        model = METHODS.get(name.lower())
        self.made.append(
            Call(
                method=model.__api_method__ if model else name,
                params=readable(name, raw),
                chat_id=chat_id_of(raw),
                at=self._world.clock(),
                ok=refusal is None if ok is None else ok,
                error=refusal.description if refusal else error,
                breach=bool(refusal and refusal.breach),
                in_webhook_answer=in_webhook_answer,
            )
        )
        self._world.bell.ring()


def chat_id_of(raw: Mapping[str, object]) -> int | None:
    """The chat that a call is about."""
    given = str(raw.get("chat_id", ""))
    return int(given) if given.lstrip("-").isdecimal() else None
