"""Joining: the notice, the age, the consents, the ward and the group, one page after another."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from msgspec import structs

from bot.domain.people.ages import AgeRead, read_age
from bot.domain.people.contacts import ContactCard
from bot.domain.people.persons import JOINING_PURPOSES, Group
from bot.domain.people.wards import HANOI
from bot.domain.quick_log.reading import read_quick_log
from bot.phrases.profiles import AGES, GROUPS
from bot.services.people.joining import Forget, Join, SetLanguage
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Refused, Repeat, Returned, Said
from bot.talk.steps import Say, Step
from bot.talk.text import Line, _, plain
from handlers import phrases, ward_lists, ward_question
from handlers.phrases import not_understood, unread
from handlers.profile_words import read_group
from handlers.residents.join import pages
from handlers.residents.join.states import Browsing, Joining, States, following
from handlers.ward_lists import WardList
from handlers.ward_question import AskedAgain, Chosen, Listed


@dataclass(frozen=True, slots=True)
class Facts:
    """The controller's name, whether this person joined before, the served provinces, the day."""

    controller: str
    joined: bool
    provinces: frozenset[str] = HANOI
    today: dt.date = dt.date(2026, 1, 1)
    contact: ContactCard | None = None
    """Whom to ask, as long as no ward is known."""


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Nothing is read: the name of the controller and the provinces are settings."""
    contact = turn.reference_data.contacts.of(None)
    return Facts(queries.controller, turn.person.joined, turn.provinces, turn.today, contact)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the notice; people who have joined go to the menu, who was invited takes the role."""
    if opened.rest.startswith(phrases.INVITED):
        return Step(None, then=Opened("invitation", opened.rest.removeprefix(phrases.INVITED)))
    if facts.joined:
        line = _("Welcome back to your learning notebook.")
        return Step(None, (Say((line,)),), then=Opened("menu"))
    state = Joining()
    if _tells_activity(opened.rest, facts):
        return _keep(state, opened.rest, facts)
    return _show(state, facts)


def _tells_activity(text: str, facts: Facts) -> bool:
    return bool(text) and read_quick_log(text, facts.today) is not None


def _keep(state: Joining, words: str, facts: Facts) -> Step[States]:
    """Keep an activity that was written before joining, and ask again."""
    line = _("Kept until you have joined: {typed}", typed=plain(words))
    return _show(structs.replace(state, words=words), facts, line)


def _show(state: Joining, facts: Facts, *before: Line) -> Step[States]:
    """Show the open page."""
    match state.page:
        case "notice":
            say = pages.notice(facts.controller)
        case "whole":
            say = pages.whole_notice(facts.controller, facts.contact)
        case "age":
            say = pages.ask_age()
        case "consent":
            say = pages.ask_consent(len(state.answers))
        case "language":
            say = pages.ask_language()
        case "ward":
            say = ward_question.ask(facts.provinces)
            before = (*before, pages.ward_step())
        case "wards":
            return _browse(state, WardList(found=state.found), facts, *before)
        case "group":
            say = pages.ask_group()
    return Step(state, (Say((*before, *say.lines), say.choices, say.wants),))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """One turn of joining."""
    joining = state.joining if isinstance(state, Browsing) else state
    if isinstance(event, Said) and _tells_activity(event.text, facts):
        return _keep(joining, event.text, facts)
    match state:
        case Browsing(_joining, at) if not isinstance(event, Refused):
            return _choose_ward(joining, at, event, facts)
        case _:
            return _answer(joining, event, facts)


def _answer(state: Joining, event: Event, facts: Facts) -> Step[States]:
    match state.page, event:
        case _page, Pressed("back"):
            return _show(_before(state), facts)
        case _page, Refused(code):
            return _show(Joining(words=state.words), facts, phrases.why(code))
        case "notice", Pressed("whole"):
            return _show(structs.replace(state, page="whole"), facts)
        case (("notice" | "whole"), Pressed("go")):
            return _next(state, facts)
        case (("notice" | "language"), Pressed(("l:vi" | "l:en") as key)):
            step = _next(state, facts) if state.page == "language" else _show(state, facts)
            return structs.replace(step, commands=(*step.commands, SetLanguage(key[2:])))
        case "age", _event if (age := _age_of(event, facts)) is not None:
            return _aged(state, age, facts)
        case "consent", Pressed(("yes" | "no") as key):
            return _consented(state, key == "yes", facts)
        case "ward", (Said() | Pressed("list" | "elsewhere")):
            return _choose_ward(state, None, event, facts)
        case "wards", _event:
            return _choose_ward(state, WardList(found=state.found), event, facts)
        case "group", _event if (group := _group_of(event)) is not None:
            return _next(structs.replace(state, group=group), facts)
        case "notice", Repeat():
            return Step(state, (pages.notice(facts.controller, again=True),))
        case _page, (Repeat() | Opened() | Returned()):
            return _show(state, facts)
        case _page, Said():
            hint = _("Please choose one of the choices below.")
            return unread(_show(state, facts, *not_understood(event), hint), event)
        case _:
            return _show(state, facts)


def _next(state: Joining, facts: Facts, *before: Line) -> Step[States]:
    """Ask for the first answer that is missing; with all of them the person joins."""
    page = following(state)
    if page is not None:
        return _show(structs.replace(state, page=page), facts, *before)
    if state.ward is None or state.group is None or state.age is None:
        raise AssertionError("nothing is missing")
    command = Join(state.answers, state.ward, state.group, state.age)
    done = Say((*before, _("Welcome! Your notebook is ready.")))
    then = Opened("log", state.words) if state.words else Opened("menu")
    return Step(None, (done,), (command,), then=then)


def _before(state: Joining) -> Joining:
    """The page before the open one, without its answer."""
    match state.page:
        case "notice" | "whole" | "age":
            return Joining(words=state.words)
        case "consent" if not state.answers:
            return structs.replace(state, page="age", age=None)
        case "consent" | "language":
            return structs.replace(state, page="consent", answers=state.answers[:-1])
        case "ward" | "wards":
            answers = state.answers[:-1]
            return structs.replace(state, page="consent", answers=answers, found=())
        case "group":
            return structs.replace(state, page="ward", ward=None, found=())


def _consented(state: Joining, yes: bool, facts: Facts) -> Step[States]:
    purpose = JOINING_PURPOSES[len(state.answers)]
    if purpose == "log" and not yes:
        line = _("Then nothing is kept. If you change your mind, choose “I agree” below.")
        return _show(state, facts, line)
    return _next(structs.replace(state, answers=(*state.answers, (purpose, yes))), facts)


# --- the age --------------------------------------------------------------------------------------


def _age_of(event: Event, facts: Facts) -> AgeRead | None:
    match event:
        case Said(text):
            return read_age(text, facts.today.year)
        case Pressed(key):
            found = next((each for each in AGES if each[0] == key), None)
            return None if found is None else found[1] or "under_16"
        case _:
            return None


def _aged(state: Joining, age: AgeRead, facts: Facts) -> Step[States]:
    if age == "under_16":
        return Step(None, (pages.too_young(),), (Forget(),))
    return _next(structs.replace(state, age=age), facts)


def _group_of(event: Event) -> Group | None:
    match event:
        case Said(text):
            return read_group(text)
        case Pressed(key):
            return next((group for group in GROUPS if f"g:{group}" == key), None)
        case _:
            return None


# --- the ward question ----------------------------------------------------------------------------


def _choose_ward(joining: Joining, at: WardList | None, event: Event, facts: Facts) -> Step[States]:
    """The answer to the ward question; `at` is the open list, if there is one."""
    match ward_question.decide(at, event, facts.provinces):
        case Chosen(ward):
            line = _("Your place: {ward}.", ward=plain(ward_question.shown(ward, facts.provinces)))
            return _next(structs.replace(joining, ward=ward.code, found=()), facts, line)
        case Listed(new, lines):
            return _browse(joining, new, facts, *lines)
        case AskedAgain(lines, is_unread):
            again = _show(structs.replace(joining, page="ward", found=()), facts, *lines)
            return unread(again, event) if is_unread else again


def _browse(joining: Joining, at: WardList, facts: Facts, *before: Line) -> Step[States]:
    state = Browsing(structs.replace(joining, page="ward", found=()), at)
    return Step(state, (ward_lists.show(at, facts.provinces, *before),))


CONVERSATION = Conversation(
    name="join",
    triggers=("start", "bắt đầu", "join"),
    without_joining=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
