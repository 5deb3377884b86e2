"""A newcomer reads the notice, agrees to each purpose, and answers a few questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.domain.people.persons import PURPOSES, AgeBand, Group, Purpose
from bot.domain.people.wards import HANOI
from bot.domain.text.normalizing import fold
from bot.services.people.joining import Forget, Join, SetLanguage
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Refused, Repeat, Returned, Said
from bot.talk.steps import Choice, Say, State, Step
from bot.talk.text import Line, Text, _, plain
from handlers import phrases, ward_lists, ward_question
from handlers.phrases import unread
from handlers.ward_lists import WardList
from handlers.ward_question import AskedAgain, Chosen, Listed

Page: TypeAlias = Literal["notice", "consent", "language", "ward", "wards", "group", "age"]


class Joining(State, frozen=True, tag="Joining"):
    """The progress of the newcomer: the open page and the answers so far."""

    page: Page = "notice"
    answers: tuple[tuple[Purpose, bool], ...] = ()
    ward: str | None = None
    found: tuple[str, ...] = ()
    group: Group | None = None


class Browsing(State, frozen=True, tag="Browsing"):
    """The ward question with a list open; the answers so far are in `joining`."""

    joining: Joining = Joining("ward")
    at: WardList = WardList()


States: TypeAlias = Joining | Browsing


@dataclass(frozen=True, slots=True)
class Facts:
    """The data controller's name, whether this person joined before, the served provinces."""

    controller: str
    joined: bool
    provinces: frozenset[str] = HANOI


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Nothing is read: the name of the controller and the provinces are settings."""
    return Facts(queries.controller, turn.person.joined, turn.provinces)


_PURPOSES: dict[Purpose, tuple[Text, Text]] = {
    "log": (
        _("1 of 4. May your learning activities be kept in your notebook?"),
        _("This is the notebook itself: without it the service cannot be used."),
    ),
    "check": (
        _("2 of 4. May your answers to the digital skills self-check be kept?"),
        _("Only you see them. You can say no and still use the notebook."),
    ),
    "reminders": (
        _("3 of 4. May reminders be sent to you?"),
        _("You choose the days and the hour, and can stop them at any time."),
    ),
    "campaigns": (
        _("4 of 4. May the ward send you news about classes and events?"),
        _("A few messages a week at most. You can stop them at any time."),
    ),
}

_GROUPS: dict[Group, Text] = {
    "resident": _("Resident, farmer, retired, at home"),
    "worker": _("Worker, employee"),
    "official": _("Official, public employee, business owner"),
    "student": _("Pupil, student, trainee"),
}

_AGES: tuple[tuple[str, AgeBand | None, Line], ...] = (
    ("a:0", None, _("Under 16")),
    ("a:1", "16-24", plain("16–24")),
    ("a:2", "25-39", plain("25–39")),
    ("a:3", "40-59", plain("40–59")),
    ("a:4", "60+", _("60 or older")),
)

_ANSWERS = {"co": True, "yes": True, "ok": True, "duoc": True, "khong": False, "no": False}
"""Typed answers to a question for consent, normalized."""

_WAYS = (phrases.BACK, phrases.CANCEL)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the notice; people who have joined go to the menu."""
    del opened
    if facts.joined:
        return Step(
            None,
            (
                Say(
                    (_("Welcome back to your learning notebook."),),
                ),
            ),
            then=Opened("menu"),
        )
    return _show(Joining(), facts)


def _show(state: Joining, facts: Facts, *before: Line) -> Step[States]:
    """Show the open page."""
    match state.page:
        case "notice":
            say = _notice(facts)
        case "consent":
            say = _consent(PURPOSES[len(state.answers)])
        case "language":
            names = (Choice("l:vi", plain("Tiếng Việt")), Choice("l:en", plain("English")))
            say = Say((_("Which language would you like?"),), (names, _WAYS), "nothing")
        case "ward":
            say = ward_question.ask(facts.provinces)
        case "wards":
            return _browse(state, WardList(found=state.found), facts, *before)
        case "group":
            groups = tuple((Choice(f"g:{key}", label),) for key, label in _GROUPS.items())
            say = Say((_("Which group are you in?"),), (*groups, _WAYS), "nothing")
        case "age":
            ages = [Choice(key, label) for key, _band, label in _AGES]
            rows = ((ages[0],), tuple(ages[1:4]), (ages[4],), _WAYS)
            line = _("How old are you? Only the age group is kept, no date of birth.")
            say = Say((line,), rows, "nothing")
    return Step(state, (Say((*before, *say.lines), say.choices, say.wants),))


def _notice(facts: Facts) -> Say:
    lines = (
        _("Hello! This is the learning notebook: it keeps what you learn."),
        _("• Run by: {controller}.", controller=plain(facts.controller)),
        _("• Kept: your ward, group, age group, what you learn, the goals and points that you give "
          "yourself. No name, no phone number."),
        _("• For: your own notebook, and counts for the ward without names."),
        _("• How long: this year and last year, then it is deleted."),
        _("• Your rights: see and correct it here; to delete it or to take back your consent, "
          "tell those who run it."),
        _("Nothing is kept before you agree. Shall we go on?"),
    )  # fmt: skip
    choices = (
        (Choice("go", _("Go on")),),
        (Choice("/link", _("I have a notebook")),),
        (Choice("l:vi", plain("Tiếng Việt")), Choice("l:en", plain("English"))),
        (phrases.CANCEL,),
    )
    return Say(lines, choices, "nothing")


def _consent(purpose: Purpose) -> Say:
    yes, no = phrases.AGREE, phrases.DISAGREE
    return Say(_PURPOSES[purpose], ((yes,), (no,), _WAYS), "nothing")


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """One turn of joining."""
    match state:
        case Browsing(joining, at) if not isinstance(event, Refused):
            return _choose_ward(joining, at, event, facts)
        case Browsing(joining):
            return _answer(joining, event, facts)
        case Joining():
            return _answer(state, event, facts)


def _answer(state: Joining, event: Event, facts: Facts) -> Step[States]:
    match state.page, event:
        case _page, Pressed("back"):
            return _show(_before(state), facts)
        case _page, Refused(code):
            return _show(Joining(), facts, phrases.why(code))
        case "notice", Pressed("go"):
            return _show(Joining("consent"), facts)
        case (("notice" | "language"), Pressed(("l:vi" | "l:en") as key)):
            page: Page = "ward" if state.page == "language" else "notice"
            following = Joining(page, state.answers)
            step = _show(following, facts)
            return Step(following, step.says, (SetLanguage(key[2:]),))
        case "consent", Pressed(("yes" | "no") as key):
            return _consented(state, key == "yes", facts)
        case "consent", Said(text) if fold(text) in _ANSWERS:
            return _consented(state, _ANSWERS[fold(text)], facts)
        case "ward", (Said() | Pressed("list" | "elsewhere")):
            return _choose_ward(state, None, event, facts)
        case "wards", _event:
            return _choose_ward(state, WardList(found=state.found), event, facts)
        case "group", Pressed(key) if key[2:] in _GROUPS:
            group: Group = next(group for group in _GROUPS if group == key[2:])
            return _show(Joining("age", state.answers, state.ward, state.found, group), facts)
        case "age", Pressed(key):
            return _aged(state, key, facts)
        case _page, (Repeat() | Opened() | Returned()):
            return _show(state, facts)
        case _page, Said(text):
            line = _("I did not understand: {typed}", typed=plain(text))
            hint = _("Please choose one of the choices below.")
            return unread(_show(state, facts, line, hint), event)
        case _:
            return _show(state, facts)


def _before(state: Joining) -> Joining:
    """The page before the open one."""
    match state.page:
        case "consent" if state.answers:
            return Joining("consent", state.answers[:-1])
        case "notice" | "consent":
            return Joining()
        case "language":
            return Joining("consent", state.answers[:-1])
        case "ward" | "wards":
            return Joining("language", state.answers)
        case "group":
            return Joining("ward", state.answers)
        case "age":
            return Joining("group", state.answers, state.ward, state.found)


def _consented(state: Joining, yes: bool, facts: Facts) -> Step[States]:
    purpose = PURPOSES[len(state.answers)]
    if purpose == "log" and not yes:
        line = _("Then nothing is kept. If you change your mind, choose “I agree” below.")
        return _show(state, facts, line)
    answers = (*state.answers, (purpose, yes))
    page: Page = "consent" if len(answers) < len(PURPOSES) else "language"
    return _show(Joining(page, answers), facts)


# --- the ward question ----------------------------------------------------------------------------


def _choose_ward(joining: Joining, at: WardList | None, event: Event, facts: Facts) -> Step[States]:
    """The answer to the ward question; `at` is the open list, if there is one."""
    match ward_question.decide(at, event, facts.provinces):
        case Chosen(ward):
            line = _("Your place: {ward}.", ward=plain(ward_question.shown(ward, facts.provinces)))
            return _show(Joining("group", joining.answers, ward.code), facts, line)
        case Listed(new, lines):
            return _browse(joining, new, facts, *lines)
        case AskedAgain(lines, is_unread):
            step = _show(Joining("ward", joining.answers), facts, *lines)
            return unread(step, event) if is_unread else step


def _browse(joining: Joining, at: WardList, facts: Facts, *before: Line) -> Step[States]:
    state = Browsing(Joining("ward", joining.answers), at)
    return Step(state, (ward_lists.show(at, facts.provinces, *before),))


def _aged(state: Joining, key: str, facts: Facts) -> Step[States]:
    known = next(((key_, band) for key_, band, _label in _AGES if key_ == key), None)
    if known is None or state.ward is None or state.group is None:
        return _show(state, facts)
    band = known[1]
    if band is None:
        lines = (
            _(
                "Thank you for your interest! This notebook is for people of 16 and older, so "
                "nothing about you is kept."
            ),
            _("Please ask a parent or a teacher: your school has good ways to learn for you."),
        )
        return Step(None, (Say(lines),), (Forget(),))
    command = Join(state.answers, state.ward, state.group, band)
    done = Say((_("Welcome! Your notebook is ready."),))
    return Step(None, (done,), (command,), then=Opened("menu"))


CONVERSATION = Conversation(
    name="join",
    triggers=("start", "bắt đầu", "join"),
    without_joining=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
