"""Language: Vietnamese or English, from the next message on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.people.persons import LOCALES
from bot.domain.text.normalizing import fold
from bot.services.people.joining import SetLanguage
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Said
from bot.talk.steps import Choice, Say, State, Step
from bot.talk.text import Line, _, plain
from handlers import phrases
from handlers.phrases import not_understood, unread


class Choosing(State, frozen=True, tag="Choosing"):
    """Which language?"""


States: TypeAlias = Choosing

_NAMES = {"vi": "Tiếng Việt", "en": "English"}
_TYPED = {"vi": "vi", "tieng viet": "vi", "vietnamese": "vi", "viet": "vi",
          "en": "en", "english": "en", "tieng anh": "en", "anh": "en"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """No facts are needed."""


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Nothing is read."""
    del queries, turn
    return Facts()


def choices() -> tuple[Choice, ...]:
    """One choice for each language, with its own name."""
    return tuple(Choice(f"l:{locale}", plain(_NAMES[locale])) for locale in LOCALES)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """With a language in the text, switch; otherwise ask."""
    del facts
    named = _TYPED.get(fold(opened.rest)) or _TYPED.get(fold(opened.word))
    if named is not None:
        return _switch(named)
    return _ask()


def _ask(*before: Line) -> Step[States]:
    lines = (*before, _("Which language would you like?"))
    return Step(Choosing(), (Say(lines, (choices(), (phrases.BACK,)), "nothing"),))


def _switch(locale: str) -> Step[States]:
    # Messages are translated when they are posted, so this one is in the new language.
    done = Say((_("From now on I will write in English."),))
    return Step(None, (done,), (SetLanguage(locale),))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Switch, go back, or ask again."""
    del state, facts
    match event:
        case Pressed(key) if key[:2] == "l:" and key[2:] in LOCALES:
            return _switch(key[2:])
        case Said(text) if fold(text) in _TYPED:
            return _switch(_TYPED[fold(text)])
        case Pressed("back"):
            return Step(None)
        case _:
            return unread(_ask(*not_understood(event)), event)


CONVERSATION = Conversation(
    name="language",
    triggers=(
        "language",
        "ngôn ngữ",
        "tiếng",
        "lang",
        "english",
        "vietnamese",
        "tiếng việt",
        "đổi ngôn ngữ",
        "chọn ngôn ngữ",
        "chuyển ngôn ngữ",
        "change language",
    ),
    description=_("Change the language"),
    resumes_previous=True,
    without_joining=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
