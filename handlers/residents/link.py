"""A resident opens the same notebook on one more channel, with a code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.people.link_codes import VALID_FOR, code_of, read_code
from bot.services.people.linking import OfferLink, TakeLink, Unlink
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Choice, Say, State, Step
from bot.talk.text import Line, Minutes, _, plain, plural
from handlers import phrases
from handlers.phrases import not_understood, unread


class AwaitingCode(State, frozen=True, tag="AwaitingCode"):
    """The code from the other channel is expected."""


States: TypeAlias = AwaitingCode


@dataclass(frozen=True, slots=True)
class Facts:
    """Whether this address has a notebook, and a key for a new code."""

    joined: bool
    new_key: str
    others: int = 0
    """The number of other addresses with the same notebook."""


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Count the other addresses of the notebook."""
    others = await queries.people.addresses(turn.person.id) - 1
    return Facts(turn.person.joined, turn.new_key, others)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """With a notebook, offer a code; without one, take the typed code or ask for it."""
    if facts.joined and opened.rest == "only":
        done = Say((_("From now on your notebook is open here only."),))
        return Step(None, (done,), (Unlink(),), then=Opened("menu"))
    if facts.joined:
        return _offer(facts, phrases.why("link_joined")) if opened.rest else _offer(facts)
    return _take(opened.rest) if read_code(opened.rest) else _ask()


def _offer(facts: Facts, *before: Line) -> Step[States]:
    code = code_of(facts.new_key)
    lines: tuple[Line, ...] = (
        *before,
        _("To use this notebook on another channel (Telegram, the web page):"),
        _("• Open the notebook there and choose “I have a notebook”, or type: link"),
        _("• Type this code there: {code}", code=plain(code)),
        _("The code is good once, for {time}. Please give it to nobody else: it opens your "
          "notebook.", time=Minutes(int(VALID_FOR.total_seconds()) // 60)),
    )  # fmt: skip
    rows: tuple[tuple[Choice, ...], ...] = ((phrases.MENU,),)
    if facts.others > 0:
        open_ = plural("It is open on {count} other channel now.",
                       "It is open on {count} other channels now.", facts.others)  # fmt: skip
        lines = (*lines, open_)
        rows = ((Choice("/link only", _("Use it here only")),), *rows)
    return Step(None, (Say(lines, rows, "nothing", secret=True),), (OfferLink(code),))


def _ask(*before: Line) -> Step[States]:
    lines = (
        *before,
        _("Please type the code from the other channel, for example: 7K3M-92AB"),
        _("There it is shown when you type: link"),
    )
    new = Choice("/start", _("I have no notebook yet"))
    return Step(AwaitingCode(), (Say(lines, ((new,), (phrases.CANCEL,)), "text"),))


def _take(code: str) -> Step[States]:
    done = Say((_("Done: your notebook is open here too."),))
    return Step(None, (done,), (TakeLink(code),), then=Opened("menu"))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Take the code, or ask again."""
    del state
    match event:
        case Refused(code):
            return _ask(phrases.why(code))
        case _event if facts.joined:
            return Step(None, then=Opened("menu"))
        case Said(text) if read_code(text):
            return _take(text)
        case Said() | Pressed():
            return unread(_ask(*not_understood(event)), event)
        case _:
            return _ask()


CONVERSATION = Conversation(
    name="link",
    triggers=("link", "nối", "nối sổ"),
    description=_("Use the notebook on another channel too"),
    without_joining=True,
    takes_code=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
