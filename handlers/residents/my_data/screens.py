"""The screens of a person's own data: what is kept, the consents, the profile, the erasure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.people.contacts import ContactCard
from bot.domain.people.persons import PURPOSES, Person, Purpose
from bot.domain.people.wards import HANOI
from bot.domain.people.wards import ward as find_ward
from bot.domain.privacy.consents import ConsentAnswer
from bot.domain.privacy.downloads import DownloadKind
from bot.domain.privacy.erasures import KeptCounts
from bot.phrases.contacts import contact_said
from bot.phrases.profiles import AGES, CONSENTS, GROUPS
from bot.talk.steps import Choice, Say
from bot.talk.text import Day, Fact, Item, Line, Note, SayLine, Text, Title, _, plain, plural
from handlers import phrases, ward_question


@dataclass(frozen=True, slots=True)
class Facts:
    """The person, how much is kept of them, their answers, who runs the service, whom to ask."""

    person: Person
    kept: KeptCounts
    answers: tuple[ConsentAnswer, ...]
    controller: str
    now: dt.datetime
    contact: ContactCard | None = None
    provinces: frozenset[str] = HANOI
    public_url: str = ""
    opens_links: bool = True
    """A link to the page opens where the person writes."""
    erased_at: dt.datetime | None = None
    """When the planned erasure will be carried out."""


ERASE_WORDS = frozenset({"xoa", "xoa het", "erase", "delete"})
"""What is typed to confirm, normalized."""

_KEPT = Choice("kept", _("What is kept, and why"))
CONSENTS_CHOICE = Choice("consents", _("What I agreed to"))
_CORRECT = Choice("correct", _("Correct my details"))
_COPY = Choice("copy", _("Get a copy"))
ERASE_CHOICE = Choice("erase", _("Erase everything"))
_PRINT = Choice("print", _("Print the year"))
_REQUESTS = Choice("/requests", _("My requests"))
_RECOVER = Choice("/recover", _("Recovery code"))
_KEEP = Choice("keep", _("Keep my notebook"), ("no", "stop"))
_BACK = phrases.BACK

LINK_PATH = "/get"
"""Where the page opens links to downloads."""


def home(facts: Facts, *before: SayLine) -> Say:
    """What there is about the person, the numbers first."""
    planned = facts.erased_at is not None
    lines = (
        *before,
        *_planned(facts),
        Title(_("Your data")),
        *_amounts(facts.kept),
        *_profile(facts),
        Note(_("Only you see your entries. The ward sees counts without names.")),
    )
    keep = ((_KEEP,),) if planned else ()
    rows = (
        *keep,
        (_KEPT,),
        (CONSENTS_CHOICE,),
        (_CORRECT,),
        (_COPY, _PRINT),
        (_REQUESTS, _RECOVER),
        (ERASE_CHOICE,),
        (phrases.MENU,),
    )
    return Say(lines, rows, "nothing")


def _planned(facts: Facts) -> tuple[Line, ...]:
    """When everything will be erased, where that is planned."""
    if facts.erased_at is None:
        return ()
    at = facts.erased_at.astimezone(facts.now.tzinfo)
    time = plain(f"{at:%H:%M}")
    return (
        _("Your notebook will be erased at {time} on {day}.", time=time, day=Day(at.date())),
        _("Until then all works as before. To keep it, type: keep my notebook"),
    )


def planned(facts: Facts) -> Say:
    """The erasure is planned: when, and how it is stopped."""
    return Say(_planned(facts), ((_KEEP,), (phrases.MENU,)), "nothing")


def _amounts(kept: KeptCounts) -> list[SayLine]:
    """What there is of each kind; kinds of which there is nothing are left out."""
    amounts: tuple[tuple[int, Line], ...] = (
        (kept.entries, plural("{count} entry", "{count} entries", kept.entries)),
        (kept.photos, plural("{count} photo or file", "{count} photos or files", kept.photos)),
        (kept.checks, plural("{count} self-check", "{count} self-checks", kept.checks)),
        (kept.reminders, plural("{count} reminder", "{count} reminders", kept.reminders)),
    )
    return [Item(line) for count, line in amounts if count] or [Item(_("No entry yet"))]


def _profile(facts: Facts) -> list[SayLine]:
    person = facts.person
    ward = find_ward(person.ward) if person.ward else None
    lines: list[SayLine] = []
    if ward is not None:
        lines.append(Fact(_("Place"), plain(ward_question.shown(ward, facts.provinces))))
    if person.group is not None:
        lines.append(Fact(_("Group"), GROUPS[person.group]))
    if (age := _age(person)) is not None:
        lines.append(Fact(_("Age group"), age))
    return lines


def _age(person: Person) -> Line | None:
    return next((label for _key, band, label in AGES if band and band == person.age_band), None)


def consents(facts: Facts, *before: SayLine) -> Say:
    """Each purpose, the answer with its day, and a button that changes it."""
    lines: list[SayLine] = [*before, Title(_("What you agreed to"))]
    lines += [_answer(purpose, facts) for purpose in PURPOSES]
    rows = [_switch(purpose, facts) for purpose in PURPOSES if purpose != "log"]
    withdraw = Choice("erase", _("Stop keeping what I learn"))
    return Say(tuple(lines), (*rows, (withdraw,), (_BACK, phrases.MENU)), "nothing")


def _answer(purpose: Purpose, facts: Facts) -> SayLine:
    given = purpose in facts.person.consents
    answer = next((each for each in facts.answers if each.purpose == purpose), None)
    what = CONSENTS[purpose]
    if answer is None:
        return Fact(what, _("yes") if given else _("no"))
    day = Day(answer.at.astimezone(facts.now.tzinfo).date())
    version = plain(_version_said(answer.version))
    if given:
        return Fact(what, _("yes, since {day} (notice {version})", day=day, version=version))
    return Fact(what, _("no, since {day} (notice {version})", day=day, version=version))


def _version_said(version: str) -> str:
    """A version of the notice as people write its day; one that is no day as it is."""
    try:
        return f"{dt.date.fromisoformat(version):%d/%m/%Y}"
    except ValueError:
        return version


def _switch(purpose: Purpose, facts: Facts) -> tuple[Choice]:
    if purpose in facts.person.consents:
        label = {"check": _("Keep no self-checks"), "reminders": _("No more reminders"),
                 "campaigns": _("No more news"), "emergency": _("No more warnings"),
                 "promotion": _("No more offers of others")}  # fmt: skip
        return (Choice(f"off:{purpose}", label[purpose]),)
    return (Choice(f"on:{purpose}", CONSENTS[purpose]),)


def correct(facts: Facts, *before: SayLine) -> Say:
    """What can be corrected."""
    lines = (*before, _("What would you like to correct?"), *_profile(facts))
    rows = (
        (Choice("ward", _("Ward or commune")),),
        (Choice("group", _("Group")), Choice("age", _("Age group"))),
        (Choice("/language", _("Language")), Choice("/mylog", _("An entry"))),
        (_BACK, phrases.MENU),
    )
    return Say(lines, rows, "nothing")


def ask_group(*before: Line) -> Say:
    """The groups to choose from."""
    rows = tuple((Choice(f"g:{key}", label),) for key, label in GROUPS.items())
    return Say((*before, _("Which group are you in?")), (*rows, (_BACK, phrases.CANCEL)), "nothing")


def ask_age(*before: Line) -> Say:
    """The age groups to choose from."""
    ages = [Choice(key, label) for key, band, label in AGES if band is not None]
    rows = (tuple(ages[:3]), tuple(ages[3:]), (_BACK, phrases.CANCEL))
    line = _("How old are you? Only the age group is kept, no date of birth.")
    return Say((*before, line), rows, "text")


def erase(facts: Facts, *before: SayLine) -> Say:
    """What goes and what stays, and the word that confirms it."""
    several = facts.kept.channels > 1
    lines: Sequence[SayLine] = (
        *before,
        Title(_("Erase everything about you?")),
        _("This goes at once, and nobody can bring it back:"),
        *_amounts(facts.kept),
        Item(_("your ward, group, age group, consents and this talk")),
        *([Item(_("the notebook on all your channels"))] if several else []),
        _("This stays: counts without names, in reports that were made before."),
        _("To erase it all, please type: {word}", word=_("ERASE")),
    )
    later = Choice("later", _("Erase in 24 hours"))
    rows = ((_KEEP,),) if facts.erased_at is not None else ((_KEEP,), (later,))
    return Say(tuple(lines), rows, "text")


def link_offered(what: DownloadKind, facts: Facts, token: str) -> Say:
    """The link, how long it opens, and what to heed."""
    link = f"{facts.public_url}{LINK_PATH}/{token}"
    title, there = _OFFERED[what]
    lines: tuple[SayLine, ...] = (
        Title(title),
        _("Open this link within 30 minutes: {link}", link=plain(link)),
        there,
        Note(_("Do not pass the link on: it opens your whole notebook.")),
    )
    again = Choice(what, _("Make a new link"))
    return Say(lines, ((again,), (_BACK, phrases.MENU)), "nothing", secret=True)


def link_not_here(what: DownloadKind, facts: Facts) -> Say:
    """No link opens where the person writes: where the copy is to be had instead."""
    lines: tuple[SayLine, ...] = (
        Title(_OFFERED[what][0]),
        _("It opens on the web page of the notebook. This channel does not know the page's "
          "address: please ask your ward for it."),
        *(contact_said(facts.contact) if facts.contact is not None else ()),
        _("On the page choose “I have a notebook”, then type there: my data"),
        Note(_("You get the code for it here: type link. Or ask the ward in your own words.")),
    )  # fmt: skip
    rows = ((Choice("/link", _("Get the code")), _REQUESTS), (phrases.MENU,))
    return Say(lines, rows, "nothing")


_OFFERED: dict[DownloadKind, tuple[Text, Text]] = {
    "copy": (
        _("A copy of your data"),
        _("There you can read it, or save one file with everything and your photos."),
    ),
    "print": (
        _("Your notebook to be printed"),
        _("There is your notebook of this year, in large type. Press print, or save it as PDF."),
    ),
}
