"""What Telegram shows of the bot before anybody writes to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.services.ports.messages import Translate
from bot.talk.text import Line, _

_DESCRIPTION: tuple[Line, ...] = (
    _("The learning notebook keeps what you learn: a book, a class, a video, a skill."),
    _("Write one line, for example: today read a book 30 minutes. No name, no phone number."),
    _("Press Start to begin."),
)
_SHORT_DESCRIPTION = _("Keep what you learn, check your digital skills, get a reminder.")


@dataclass(frozen=True, slots=True)
class Profile:
    """The bot's words in one language: 512 and 120 characters at most, as Telegram wants."""

    description: str
    short_description: str
    commands: Sequence[tuple[str, str]]


def profiles(
    commands: Mapping[str, Sequence[tuple[str, str]]], sentences: Translate
) -> Mapping[str, Profile]:
    """The profile of each language that has commands; "" is every other, as the first of them."""
    told = {
        locale: Profile(
            "\n".join(sentences(line, locale) for line in _DESCRIPTION),
            sentences(_SHORT_DESCRIPTION, locale),
            listed,
        )
        for locale, listed in commands.items()
    }
    return {"": next(iter(told.values())), **told}
