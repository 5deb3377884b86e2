"""Rendering: a say in one language, in the manners of one channel, becomes messages."""

from __future__ import annotations

from bot.talk.messages import Button, Manners, Message, pack_press
from bot.talk.steps import Say
from bot.talk.text import _
from bot.wording.catalog import Words
from bot.wording.splitting import length, split

_HOW_TO_CHOOSE = _("Please answer with the number of your choice.")


class CannotSay(Exception):
    """The channel's manners cannot carry this say: an error to count, never dropped in silence."""


def render(say: Say, manners: Manners, words: Words, locale: str, turn: int) -> tuple[Message, ...]:
    """The messages of a say: buttons where there are buttons, a numbered list where not.

    Only the last message has the choices. Raises `CannotSay` for more choices than fit.
    """
    text = "\n".join(words.line(line, locale) for line in say.lines)
    flat = [choice for row in say.choices for choice in row]
    if not flat:
        return tuple(
            Message(part, wants=say.wants)
            for part in split(text, manners.text_limit, manners.unit)
            if part.strip()
        )
    if manners.buttons == 0:
        if len(flat) > 99:
            raise CannotSay(f"{len(flat)} choices do not make a list")
        listed = "\n".join(
            f"{number}. {words.line(choice.label, locale)}" for number, choice in enumerate(flat, 1)
        )
        how = words.line(_HOW_TO_CHOOSE, locale)
        return _with_list(text, f"{listed}\n{how}", manners, say)
    if len(flat) > manners.buttons:
        raise CannotSay(f"{len(flat)} choices where {manners.buttons} buttons fit")
    buttons = tuple(
        tuple(
            Button(
                _shorten(words.line(choice.label, locale), manners), pack_press(turn, choice.key)
            )
            for choice in row
        )
        for row in say.choices
    )
    *before, last = split(text, manners.text_limit, manners.unit)
    messages = [Message(part, wants="nothing") for part in before if part.strip()]
    return (*messages, Message(last, buttons, say.wants))


def _with_list(text: str, listed: str, manners: Manners, say: Say) -> tuple[Message, ...]:
    """The numbered list never parts: where it does not fit below the text it goes by itself."""
    whole = f"{text}\n\n{listed}"
    if length(whole, manners.unit) <= manners.text_limit:
        return (Message(whole, wants=say.wants),)
    if length(listed, manners.unit) > manners.text_limit:
        raise CannotSay("the list of choices is longer than a message")
    parts = split(text, manners.text_limit, manners.unit)
    messages = [Message(part, wants="nothing") for part in parts if part.strip()]
    return (*messages, Message(listed, wants=say.wants))


def _shorten(label: str, manners: Manners) -> str:
    """A label that fits on a button of this channel."""
    if length(label, manners.unit) <= manners.label_limit:
        return label
    return split(label, manners.label_limit - 1, manners.unit)[0].rstrip() + "…"
