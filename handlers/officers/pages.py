"""Staff get a link that signs them in to their pages on the web, once, within 15 minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.staff.pages import LINK_VALID_FOR
from bot.services.ports.unit_of_work import ReadQueries
from bot.services.staff.pages import OfferPages
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import CommandsDone, Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Choice, PassiveState, Say, Step
from bot.talk.text import Minutes, Note, SayLine, Title, _, plain
from handlers import phrases

ENTER = "/staff/enter"
"""A link is this path and the word of the link."""

_AGAIN = (Choice("again", _("Make a new link")),)


class Offered(PassiveState, frozen=True, tag="Offered"):
    """A link was offered, or it was said where one opens."""


States: TypeAlias = Offered


@dataclass(frozen=True, slots=True)
class Facts:
    """The address of the page, and whether a link to it opens where the person writes."""

    public_url: str
    opens_links: bool


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """The facts come from the turn alone."""
    del queries
    return Facts(turn.public_url, turn.opens_links)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Make a link where it opens; else say where to ask for one."""
    del opened
    return _offer(facts)


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Show the link that was made, or make another."""
    del state
    match event:
        case CommandsDone(token):
            return Step(Offered(), (_link(f"{facts.public_url}{ENTER}/{token}"),))
        case Refused(code):
            return Step(None, (Say((phrases.why(code),), ((phrases.MENU,),), "nothing"),))
        case Pressed("again"):
            return Step(Offered(), (), (OfferPages(),))
        case Said():
            return Step(None, then=event)
        case _:
            return _ask() if facts.opens_links else _offer(facts)


def _offer(facts: Facts) -> Step[States]:
    if facts.opens_links:
        return Step(Offered(), (), (OfferPages(),))
    lines = (
        Title(_("Pages of ward staff")),
        _("They open on the web page of the notebook. This channel does not know its address: "
          "please ask whoever runs the service for it."),
        _("On the page choose “I have a notebook”, then type there: pages"),
    )  # fmt: skip
    rows = ((Choice("/link", _("Get the code")),), (phrases.MENU,))
    return Step(Offered(), (Say(lines, rows, "nothing"),))


def _ask() -> Step[States]:
    """What an old button or a photo is answered with: a link is made when it is wanted."""
    lines = (Title(_("Pages of ward staff")), _("Press “Make a new link” to sign in."))
    return Step(Offered(), (Say(lines, (_AGAIN, (phrases.MENU,)), "nothing"),))


def _link(link: str) -> Say:
    minutes = Minutes(int(LINK_VALID_FOR.total_seconds()) // 60)
    lines: tuple[SayLine, ...] = (
        Title(_("Pages of ward staff")),
        _("Open this link and press “Sign in”: {link}", link=plain(link)),
        _("It is good once, for {time}.", time=minutes),
        Note(_("Do not pass the link on: it signs in as you. Earlier links are closed.")),
    )
    return Say(lines, (_AGAIN, (phrases.MENU,)), "nothing", secret=True)


CONVERSATION = Conversation(
    name="staff_pages",
    triggers=("pages", "trang cán bộ"),
    description=_("Pages of ward staff on the web"),
    group="staff",
    access="staff",
    without_joining=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
