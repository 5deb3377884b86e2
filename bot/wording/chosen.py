"""The choice that was made: a message without its choices, which tells the one that was chosen."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from bot.talk.messages import Capabilities, Message
from bot.talk.steps import Say
from bot.wording.catalog import Translator
from bot.wording.splitting import length

CHECK = "✔"
_ARROWS = "‹›\ufe0f"  # a guillemet, and what makes a symbol an emoji


def with_choice(
    message: Message,
    say: Say,
    chosen: str,
    capabilities: Capabilities,
    translator: Translator,
    locale: str,
) -> Message | None:
    """The last message of a say with the chosen label below its words, and without choices.

    None: it is no text, it does not fit, or nothing of this key was to be chosen.
    """
    labels = (choice.label for row in say.choices for choice in row if choice.key == chosen)
    label = next(labels, None)
    if label is None or not message.is_text:
        return None
    text = f"{message.text}\n\n{CHECK} {_words(translator.line(label, locale))}"
    if length(text, capabilities.unit) > capabilities.text_limit:
        return None
    return replace(message, text=text, buttons=(), wants="nothing")


def _words(label: str) -> str:
    """A label without the symbols and arrows at its ends, which belong to a button."""
    start, end = 0, len(label)
    while start < end and _is_symbol(label[start]):
        start += 1
    while end > start and _is_symbol(label[end - 1]):
        end -= 1
    return label[start:end] or label


def _is_symbol(letter: str) -> bool:
    return letter in _ARROWS or unicodedata.category(letter) in ("So", "Zs")
