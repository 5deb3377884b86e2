"""Rendering: a say becomes messages in one language, for the capabilities of one channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from bot.domain.text.list_marks import MOST, mark, marks_of
from bot.phrases.typed_commands import typed_word
from bot.talk.files import ShownFile
from bot.talk.messages import Button, Capabilities, Message, pack_press
from bot.talk.pictures import Drawing, DrawnSeries, Picture
from bot.talk.steps import DeliveryClass, Say
from bot.talk.text import Blank, Text, _, plain
from bot.wording.catalog import Translator
from bot.wording.marked_text import MarkedText, below, in_words, marked
from bot.wording.splitting import length, split

_HOW_TO_CHOOSE = _("Please answer with the number of your choice.")
_HOW_TO_ANSWER = _("Please type your answer, or the number of a choice.")
_HOW_TO_ANSWER_BY_LETTER = _("Please type your answer, or the letter of a choice.")
_TYPE_FOR = _("{choice}: type {command}")
_TYPE_TO_CHOOSE = _("To answer or to change this, type {command}")


class CannotSay(Exception):
    """The say does not fit the channel's capabilities: an error to report."""


_ANSWERS: tuple[DeliveryClass, ...] = ("reply", "receipt")


def render(
    say: Say, capabilities: Capabilities, translator: Translator, locale: str, turn: int
) -> tuple[Message, ...]:
    """The messages of a say, with buttons where the channel has them, else a numbered list.

    Only the last message has the choices. A picture comes last, with the choices; its facts are
    also said in words, once. Raises `CannotSay` for more choices than the channel can show.
    """
    said = _with_files(say, capabilities, translator, locale, turn)
    return tuple(replace(message, locale=locale) for message in said)


def _with_files(
    say: Say, capabilities: Capabilities, translator: Translator, locale: str, turn: int
) -> tuple[Message, ...]:
    """The messages with the files that the channel can show; the others are said in words."""
    alone: list[Message] = []
    words: list[str] = []
    for file in say.files:
        channel, _colon, handle = file.reference.partition(":")
        elsewhere = translator.line(file.elsewhere, locale)
        if channel != capabilities.kept_files:
            words.append(elsewhere)
            continue
        name = translator.line(file.name, locale)
        shown = ShownFile(file.kind, handle, name)
        alone.append(Message(name, wants="nothing", facts=elsewhere, files=(shown,)))
    rest = _rendered(say, words, capabilities, translator, locale, turn)
    if capabilities.pictures != "fetched" or not alone:
        return (*alone, *rest)
    *before, last = rest  # a page shows them in one message, above its choices
    return (*before, replace(last, files=tuple(each.files[0] for each in alone)))


def _rendered(
    say: Say,
    words: Sequence[str],
    capabilities: Capabilities,
    translator: Translator,
    locale: str,
    turn: int,
) -> tuple[Message, ...]:
    """The messages of the lines, with `words` below them, and of the picture."""
    said = in_words(say.lines, translator, locale)
    if words:
        said = below(said, *(MarkedText(each) for each in words))
    if say.picture is None:
        return _in_words(said, say, capabilities, translator, locale, turn)
    title = marked("title", translator.line(say.picture.title, locale))
    facts = "\n".join(translator.line(fact, locale) for fact in say.picture.facts)
    if capabilities.pictures == "none":
        text = below(said, MarkedText(""), title, MarkedText(facts))
        return _in_words(text.strip(), say, capabilities, translator, locale, turn)
    drawing = _drawing(say.picture, translator, locale)
    with_facts = below(title, MarkedText(facts))
    if capabilities.pictures == "fetched":
        under = Message(title.text, drawing=drawing, facts=facts)
    elif length(with_facts.text, capabilities.unit) <= capabilities.caption_limit:
        under = Message(with_facts.text, drawing=drawing, marks=with_facts.marks)
    else:
        short = title.parts(capabilities.caption_limit, capabilities.unit)[0]
        under = Message(short.text, drawing=drawing, marks=short.marks)
        said = below(said, MarkedText(""), MarkedText(facts))
    before = _before(said.strip().parts(capabilities.text_limit, capabilities.unit))
    if not say.choices:
        return (*before, replace(under, wants=_wants(say)))
    if capabilities.buttons == 0:
        listed = _listed(say, translator, locale, turn)
        if length(listed, capabilities.unit) > capabilities.text_limit:
            raise CannotSay("the list of choices is longer than a message")
        return (*before, replace(under, wants="nothing"), Message(listed, wants=_wants(say)))
    return (
        *before,
        replace(
            under, buttons=_buttons(say, capabilities, translator, locale, turn), wants=_wants(say)
        ),
    )


def _before(parts: Sequence[MarkedText]) -> tuple[Message, ...]:
    """The messages that lead to another: nothing answers them."""
    return tuple(
        Message(part.text, wants="nothing", marks=part.marks) for part in parts if part.text.strip()
    )


def _in_words(
    text: MarkedText,
    say: Say,
    capabilities: Capabilities,
    translator: Translator,
    locale: str,
    turn: int,
) -> tuple[Message, ...]:
    """The messages of a text and the choices below it."""
    if not say.choices:
        return tuple(
            Message(part.text, wants=_wants(say), marks=part.marks)
            for part in text.parts(capabilities.text_limit, capabilities.unit)
            if part.text.strip()
        )
    if capabilities.buttons == 0:
        return _with_list(text, _listed(say, translator, locale, turn), capabilities, say)
    *before, last = text.parts(capabilities.text_limit, capabilities.unit)
    buttons = _buttons(say, capabilities, translator, locale, turn)
    return (*_before(before), Message(last.text, buttons, _wants(say), marks=last.marks))


def _drawing(picture: Picture, translator: Translator, locale: str) -> Drawing:
    return Drawing(
        chart=picture.chart,
        title=translator.line(picture.title, locale),
        labels=tuple(translator.line(label, locale) for label in picture.labels),
        series=tuple(
            DrawnSeries(translator.line(series.name, locale), series.values)
            for series in picture.series
        ),
        unit=translator.line(picture.unit, locale),
        most=picture.most,
        goal=picture.goal,
        goal_name=translator.line(picture.goal_name, locale) if picture.goal_name else "",
        goals=picture.goals,
        locale=locale,
    )


def _listed(say: Say, translator: Translator, locale: str, turn: int) -> str:
    """The choices as a list with numbers or letters, and how to choose.

    What belongs to no turn names words to type: a number would answer the open question.
    """
    if say.kind not in _ANSWERS or turn == 0:
        return _typed(say, translator, locale)
    labels = [translator.line(choice.label, locale) for row in say.choices for choice in row]
    marks = marks_of(labels, number_wanted=say.wants == "text")
    if len(labels) > MOST[marks]:
        raise CannotSay(f"{len(labels)} choices do not make a list of {marks}")
    listed = "\n".join(f"{mark(place, marks)}. {label}" for place, label in enumerate(labels))
    how = _HOW_TO_CHOOSE if _wants(say) != "text" else _HOW_TO_ANSWER
    if marks == "letters":
        how = _HOW_TO_ANSWER_BY_LETTER
    return f"{listed}\n{translator.line(how, locale)}"


def _typed(say: Say, translator: Translator, locale: str) -> str:
    """What to type for the choices, each command once; one that is only a command has its label."""
    lines: dict[str, str] = {}
    for choice in (choice for row in say.choices for choice in row):
        command, *more = choice.key.split()
        line = _TYPE_TO_CHOOSE if more else _TYPE_FOR
        blanks: dict[str, Blank] = {"command": plain(typed_word(command, locale))}
        if not more:
            blanks["choice"] = choice.label
        lines.setdefault(command, translator.line(Text(line.msgid, blanks), locale))
    return "\n".join(lines.values())


def _wants(say: Say) -> Literal["nothing", "text", "evidence"]:
    """What a channel offers: it makes no difference whether the words are read or kept."""
    return "text" if say.wants == "free" else say.wants


def _buttons(
    say: Say, capabilities: Capabilities, translator: Translator, locale: str, turn: int
) -> tuple[tuple[Button, ...], ...]:
    count = sum(len(row) for row in say.choices)
    if count > capabilities.buttons:
        raise CannotSay(f"{count} choices where {capabilities.buttons} buttons fit")
    return tuple(
        tuple(
            Button(
                _shorten(translator.line(choice.label, locale), capabilities),
                pack_press(turn, choice.key),
                choice.cancelled,
            )
            for choice in row
        )
        for row in say.choices
    )


def _with_list(
    text: MarkedText, listed: str, capabilities: Capabilities, say: Say
) -> tuple[Message, ...]:
    """The numbered list stays whole: when it does not fit below the text it is a message alone."""
    whole = f"{text.text}\n\n{listed}"
    if length(whole, capabilities.unit) <= capabilities.text_limit:
        return (Message(whole, wants=_wants(say), marks=text.marks),)
    if length(listed, capabilities.unit) > capabilities.text_limit:
        raise CannotSay("the list of choices is longer than a message")
    before = _before(text.parts(capabilities.text_limit, capabilities.unit))
    return (*before, Message(listed, wants=_wants(say)))


def _shorten(label: str, capabilities: Capabilities) -> str:
    """The label, shortened to fit on a button of this channel."""
    if length(label, capabilities.unit) <= capabilities.label_limit:
        return label
    return split(label, capabilities.label_limit - 1, capabilities.unit)[0].rstrip() + "…"
