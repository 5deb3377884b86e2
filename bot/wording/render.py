"""Rendering: a say in one language, in the manners of one channel, becomes messages."""

from __future__ import annotations

from dataclasses import replace

from bot.talk.messages import Button, Manners, Message, pack_press
from bot.talk.pictures import Drawing, DrawnSeries, Picture
from bot.talk.steps import DeliveryClass, Say
from bot.talk.text import Blank, Text, _, plain
from bot.wording.catalog import Words
from bot.wording.splitting import length, split

_HOW_TO_CHOOSE = _("Please answer with the number of your choice.")
_TYPE_FOR = _("{choice}: type {command}")
_TYPE_TO_CHOOSE = _("To answer or to change this, type {command}")


class CannotSay(Exception):
    """The channel's manners cannot carry this say: an error to count, never dropped in silence."""


_ANSWERS: tuple[DeliveryClass, ...] = ("reply", "receipt")


def render(say: Say, manners: Manners, words: Words, locale: str, turn: int) -> tuple[Message, ...]:
    """The messages of a say: buttons where there are buttons, a numbered list where not.

    Only the last message has the choices. A picture comes last, with the choices; what it shows is
    said in words too, once. Raises `CannotSay` for more choices than fit.
    """
    said = [words.line(line, locale) for line in say.lines]
    if say.picture is None:
        return _in_words("\n".join(said), say, manners, words, locale, turn)
    title = words.line(say.picture.title, locale)
    facts = "\n".join(words.line(fact, locale) for fact in say.picture.facts)
    if manners.pictures == "none":
        text = "\n".join((*said, "", title, facts))
        return _in_words(text.strip(), say, manners, words, locale, turn)
    drawing = _drawing(say.picture, words, locale)
    if manners.pictures == "fetched":
        below = Message(title, drawing=drawing, facts=facts)
    elif length(f"{title}\n{facts}", manners.unit) <= manners.caption_limit:
        below = Message(f"{title}\n{facts}", drawing=drawing)
    else:
        below = Message(split(title, manners.caption_limit, manners.unit)[0], drawing=drawing)
        said += ["", facts]
    parts = split("\n".join(said).strip(), manners.text_limit, manners.unit)
    before = [Message(part, wants="nothing") for part in parts if part.strip()]
    if not say.choices:
        return (*before, replace(below, wants=say.wants))
    if manners.buttons == 0:
        listed = _listed(say, words, locale)
        if length(listed, manners.unit) > manners.text_limit:
            raise CannotSay("the list of choices is longer than a message")
        return (*before, replace(below, wants="nothing"), Message(listed, wants=say.wants))
    return (
        *before,
        replace(below, buttons=_buttons(say, manners, words, locale, turn), wants=say.wants),
    )


def _in_words(
    text: str, say: Say, manners: Manners, words: Words, locale: str, turn: int
) -> tuple[Message, ...]:
    """The messages of a text and the choices below it."""
    if not say.choices:
        return tuple(
            Message(part, wants=say.wants)
            for part in split(text, manners.text_limit, manners.unit)
            if part.strip()
        )
    if manners.buttons == 0:
        return _with_list(text, _listed(say, words, locale), manners, say)
    *before, last = split(text, manners.text_limit, manners.unit)
    messages = [Message(part, wants="nothing") for part in before if part.strip()]
    return (*messages, Message(last, _buttons(say, manners, words, locale, turn), say.wants))


def _drawing(picture: Picture, words: Words, locale: str) -> Drawing:
    return Drawing(
        chart=picture.chart,
        title=words.line(picture.title, locale),
        labels=tuple(words.line(label, locale) for label in picture.labels),
        series=tuple(
            DrawnSeries(words.line(series.name, locale), series.values) for series in picture.series
        ),
        unit=words.line(picture.unit, locale),
        most=picture.most,
        goal=picture.goal,
        goal_name=words.line(picture.goal_name, locale) if picture.goal_name else "",
        locale=locale,
    )


def _listed(say: Say, words: Words, locale: str) -> str:
    """The choices as a numbered list, and how to choose.

    What came unasked says what to type: a number would answer the question that is open.
    """
    if say.kind not in _ANSWERS:
        return _typed(say, words, locale)
    flat = [choice for row in say.choices for choice in row]
    if len(flat) > 99:
        raise CannotSay(f"{len(flat)} choices do not make a list")
    listed = "\n".join(
        f"{number}. {words.line(choice.label, locale)}" for number, choice in enumerate(flat, 1)
    )
    return f"{listed}\n{words.line(_HOW_TO_CHOOSE, locale)}"


def _typed(say: Say, words: Words, locale: str) -> str:
    """The commands behind the choices, each once: by its label where it is the whole choice."""
    lines: dict[str, str] = {}
    for choice in (choice for row in say.choices for choice in row):
        command, *more = choice.key.split()
        line = _TYPE_TO_CHOOSE if more else _TYPE_FOR
        blanks: dict[str, Blank] = {"command": plain(command)}
        if not more:
            blanks["choice"] = choice.label
        lines.setdefault(command, words.line(Text(line.msgid, blanks), locale))
    return "\n".join(lines.values())


def _buttons(
    say: Say, manners: Manners, words: Words, locale: str, turn: int
) -> tuple[tuple[Button, ...], ...]:
    count = sum(len(row) for row in say.choices)
    if count > manners.buttons:
        raise CannotSay(f"{count} choices where {manners.buttons} buttons fit")
    return tuple(
        tuple(
            Button(
                _shorten(words.line(choice.label, locale), manners), pack_press(turn, choice.key)
            )
            for choice in row
        )
        for row in say.choices
    )


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
