"""A newcomer reads the notice, agrees to each purpose, and answers a few questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.domain.people.persons import PURPOSES, AgeBand, Group, Purpose
from bot.domain.people.wards import Ward, named_ward, search_wards
from bot.domain.people.wards import ward as find_ward
from bot.domain.text.normalizing import fold
from bot.services.people.joining import Forget, Join, SetLanguage
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Refused, Repeat, Returned, Said
from bot.talk.steps import Choice, Say, State, Step
from bot.talk.text import Line, Text, _, plain
from handlers import phrases
from handlers.phrases import unread

Page: TypeAlias = Literal["notice", "consent", "language", "ward", "wards", "group", "age"]

_MAX_SHOWN = 5


class Joining(State, frozen=True, tag="Joining"):
    """The progress of the newcomer: the open page and the answers so far."""

    page: Page = "notice"
    answers: tuple[tuple[Purpose, bool], ...] = ()
    ward: str | None = None
    found: tuple[str, ...] = ()
    group: Group | None = None


States: TypeAlias = Joining


@dataclass(frozen=True, slots=True)
class Facts:
    """The name of the data controller, and whether this person has joined before."""

    controller: str
    joined: bool


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Nothing is read: the name of the controller is a setting."""
    return Facts(queries.controller, turn.person.joined)


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
            line = _("Which ward or commune do you live in? Please type its name.")
            say = Say((line,), (_WAYS,), "text")
        case "wards":
            say = _wards(tuple(w for code in state.found if (w := find_ward(code)) is not None))
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


def _wards(found: tuple[Ward, ...]) -> Say:
    choices = tuple((Choice(f"w:{ward.code}", plain(ward.title)),) for ward in found)
    line = _("Is it one of these? If not, please type the name again.")
    return Say((line,), (*choices, _WAYS), "text")


def decide(state: Joining, event: Event, facts: Facts) -> Step[States]:
    """One turn of joining."""
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
        case (("ward" | "wards"), Said(text)):
            return _search(state, text, facts)
        case "wards", Pressed(key) if key[2:] in state.found:
            return _show(Joining("group", state.answers, key[2:], state.found), facts)
        case "group", Pressed(key) if key[2:] in _GROUPS:
            group: Group = next(group for group in _GROUPS if group == key[2:])
            return _show(Joining("age", state.answers, state.ward, state.found, group), facts)
        case "age", Pressed(key):
            return _aged(state, key, facts)
        case _page, (Repeat() | Opened() | Returned()):
            return _show(state, facts)
        case _page, Said():
            hint = _("Please choose one of the choices below.")
            return unread(_show(state, facts, *phrases.not_understood(event), hint), event)
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


def _search(state: Joining, text: str, facts: Facts) -> Step[States]:
    found = search_wards(text, _MAX_SHOWN)
    if not found:
        line = _("I found no ward or commune of Hanoi like: {typed}", typed=phrases.repeated(text))
        hint = _("Please type its name only, for example: Ô Chợ Dừa.")
        return _show(Joining("ward", state.answers), facts, line, hint)
    named = named_ward(text)
    if named is not None:
        line = _("Your place: {ward}.", ward=plain(named.title))
        return _show(Joining("group", state.answers, named.code), facts, line)
    return _show(Joining("wards", state.answers, None, tuple(w.code for w in found)), facts)


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
