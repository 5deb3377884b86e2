"""Previews: what each channel would show of a notification, as the delivery renders it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.talk.conversations import ChannelPreview
from bot.talk.messages import Capabilities
from bot.talk.steps import Say
from bot.wording.catalog import Translator
from bot.wording.render import render


def previews(
    translator: Translator, capabilities: Mapping[str, Capabilities], say: Say, locale: str
) -> tuple[ChannelPreview, ...]:
    """The messages of each channel, by its name; a notification belongs to no turn."""
    return tuple(
        (name, render(say, each, translator, locale, turn=0)) for name, each in capabilities.items()
    )
