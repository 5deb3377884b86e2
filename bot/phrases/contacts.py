"""Whom to ask, in words: the contact card of a ward, and a line for people in distress."""

from __future__ import annotations

from bot.domain.people.contacts import ContactCard, HelpLine
from bot.talk.text import Fact, SayLine, _, plain


def contact_said(card: ContactCard) -> list[SayLine]:
    """The contact card in up to three lines."""
    lines: list[SayLine] = [Fact(_("You can ask"), card.name)]
    if card.telephone is not None:
        lines.append(Fact(_("Telephone"), plain(card.telephone)))
    if card.hours is not None:
        lines.append(Fact(_("Working hours"), card.hours))
    return lines


def help_line_said(line: HelpLine) -> list[SayLine]:
    """The line for people in distress: its number first."""
    said = _("Somebody to listen: {telephone}, {name}",
             telephone=plain(line.telephone), name=line.name)  # fmt: skip
    hours = () if line.hours is None else (Fact(_("Working hours"), line.hours),)
    return [said, *hours]
