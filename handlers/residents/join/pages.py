"""The pages of joining: the notice, short and whole, and the questions."""

from __future__ import annotations

from bot.domain.people.contacts import ContactCard
from bot.domain.people.persons import JOINING_PURPOSES, JoiningPurpose
from bot.phrases.contacts import contact_said
from bot.phrases.profiles import AGES, GROUPS
from bot.talk.steps import Choice, Say
from bot.talk.text import Line, Text, _, plain
from handlers import phrases

WAYS = (phrases.BACK, phrases.CANCEL)
_CONSENTS_FROM = 2
"""The step of the first consent: the age is the first step."""
_STEPS = _CONSENTS_FROM + len(JOINING_PURPOSES) + 1
"""The age, a consent for each purpose, the ward, the group."""

_PURPOSES: dict[JoiningPurpose, tuple[Text, Text]] = {
    "log": (
        _("May your learning activities be kept in your notebook?"),
        _("This is the notebook itself: without it the service cannot be used."),
    ),
    "check": (
        _("May your answers to the digital skills self-check be kept?"),
        _("Only you see them. You can say no and still use the notebook."),
    ),
    "reminders": (
        _("May reminders be sent to you?"),
        _("You choose the days and the hour, and can stop them at any time."),
    ),
    "campaigns": (
        _("May the ward send you news about classes and events?"),
        _("A few messages a week at most. You can stop them at any time."),
    ),
}


def notice(controller: str, *, again: bool = False) -> Say:
    """The notice in three lines; the whole of it is one choice away.

    `again`: it was shown just now, and only its question is asked once more.
    """
    lines: tuple[Line, ...] = (
        _("Hello! This is the learning notebook of {controller}: it keeps what you learn, without "
          "your name or phone number.", controller=plain(controller)),
        _("You see it and can correct it. It is kept for this year and last year."),
        _("Nothing is kept before you agree. Shall we go on?"),
    )  # fmt: skip
    if again:
        lines = lines[-1:]
    choices = (
        (Choice("go", _("Go on"), ("yes",)), Choice("whole", _("📖 Read all"))),
        (Choice("/link", _("I have a notebook")),),
        _LANGUAGES,
        (phrases.CANCEL,),
    )
    return Say(lines, choices, "nothing")


def whole_notice(controller: str, contact: ContactCard | None) -> Say:
    """The whole notice: who, what, why, how long, which rights (Law 91/2025/QH15)."""
    lines = (
        _("Hello! This is the learning notebook: it keeps what you learn."),
        _("• Run by: {controller}.", controller=plain(controller)),
        _("• Kept: your ward, group, age group, what you learn, the goals and points that you give "
          "yourself. No name, no phone number."),
        _("• For: your own notebook, and counts for the ward without names."),
        _("• How long: this year and last year, then it is deleted."),
        _("• Your rights: see it, correct it, take back your consent, have it erased. You can do "
          "it here yourself at any time: type “my data”."),
        *(contact_said(contact) if contact is not None else ()),
        _("Nothing is kept before you agree. Shall we go on?"),
    )  # fmt: skip
    go = Choice("go", _("Go on"), ("yes",))
    return Say(lines, ((go,), (phrases.BACK, phrases.CANCEL)), "nothing")


_LANGUAGES = (Choice("l:vi", plain("Tiếng Việt")), Choice("l:en", plain("English")))


def ask_language() -> Say:
    """The question for the language, which an earlier release asked."""
    return Say((_("Which language would you like?"),), (_LANGUAGES, WAYS), "nothing")


def ask_age() -> Say:
    """The question for the age, which comes first: nobody under 16 answers the others."""
    ages = [Choice(key, label) for key, _band, label in AGES]
    rows = ((ages[0],), tuple(ages[1:4]), (ages[4],), WAYS)
    line = _("How old are you? Only the age group is kept, no date of birth.")
    return Say((_step(1), line), rows, "text")


def ask_consent(number: int) -> Say:
    """The question for one consent; `number` counts them from 0."""
    lines = (_step(_CONSENTS_FROM + number), *_PURPOSES[JOINING_PURPOSES[number]])
    return Say(lines, ((phrases.AGREE,), (phrases.DISAGREE,), WAYS), "nothing")


def ward_step() -> Text:
    """The line above the question for the ward."""
    return _step(_STEPS - 1)


def ask_group() -> Say:
    """The question for the group."""
    groups = tuple((Choice(f"g:{key}", label),) for key, label in GROUPS.items())
    return Say((_step(_STEPS), _("Which group are you in?")), (*groups, WAYS), "nothing")


def _step(number: int) -> Text:
    return _("Step {step} of {steps}", step=number, steps=_STEPS)


def too_young() -> Say:
    """A kind word for people under 16, and the way back after a slip."""
    lines = (
        _("Thank you for your interest! This notebook is for people of 16 and older, so nothing "
          "about you is kept."),
        _("Please ask a parent or a teacher: your school has good ways to learn for you."),
    )  # fmt: skip
    return Say(lines, ((Choice("/start", _("I chose the wrong age")),),), "nothing")
