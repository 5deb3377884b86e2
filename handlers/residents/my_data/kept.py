"""What is kept, for what, until when, and who sees it: the screen made from the declarations."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.people.contacts import ContactCard
from bot.domain.privacy.declarations import CATEGORIES, PURPOSES_OF, RETENTION, Category
from bot.phrases.contacts import contact_said
from bot.talk.steps import Choice, Say
from bot.talk.text import Fact, Note, SayLine, Text, Title, _, plain, plural

NAMES: Mapping[Category, Text] = {
    "entries": _("What you learn"),
    "files": _("Photos and files"),
    "progress": _("Goals, points, breaks"),
    "checks": _("Self-checks"),
    "reminders": _("Reminders"),
    "profile": _("Ward, group, age group"),
    "consents": _("Your choices"),
    "addresses": _("Your account here"),
    "talk": _("What we said here"),
    "deliveries": _("Messages that were sent"),
    "staff": _("Your work as ward staff"),
}
"""Each category as people call it."""

WHY: Mapping[Category, Text] = {
    "entries": _("for your notebook"),
    "files": _("to prove what you learnt"),
    "progress": _("for your progress"),
    "checks": _("to show what to learn next"),
    "reminders": _("to remind you"),
    "profile": _("so that the ward has counts"),
    "consents": _("to do only what you agreed to"),
    "addresses": _("to answer you"),
    "talk": _("so that you can read it again"),
    "deliveries": _("to answer questions about them, without the words"),
    "staff": _("so that it is known who may do what, and who did what"),
}
"""For what each category is kept (Law 91/2025/QH15, art. 4 and 9)."""


def screen(
    controller: str, contact: ContactCard | None, *rows: tuple[Choice, ...], staff: bool = False
) -> Say:
    """Every category with its purpose and its time, then who sees what.

    `staff`: the person has or had a role, so the name of their invitation is kept.
    """
    shown = [each for each in CATEGORIES if staff or each != "staff"]
    no_name = Note(_("No name and no telephone number is kept."))
    named = Note(_("Your name is kept with your role; no telephone number is kept."))
    seen = [NAMES[each] for each in CATEGORIES if PURPOSES_OF[each].seen_by_ward]
    lines: tuple[SayLine, ...] = (
        Title(_("What is kept, and why")),
        *(Fact(NAMES[each], _said(each)) for each in shown),
        Note(_("You see all of it. The ward sees only counts, without names, of: {what}.",
               what=_listed(seen))),
        named if staff else no_name,
        Note(_("Run by: {controller}.", controller=plain(controller))),
        *(contact_said(contact) if contact is not None else ()),
    )  # fmt: skip
    return Say(lines, rows, "nothing")


def _said(category: Category) -> Text:
    return _("{why}; kept {until}", why=WHY[category], until=until(category))


def until(category: Category) -> Text:
    """How long a category is kept."""
    kept = RETENTION[PURPOSES_OF[category].kept]
    if kept.years is not None:
        return _("this year and last year")
    if kept.days is None:
        return _("until you change it or leave")
    months = kept.days // 30
    if kept.days >= _DAYS_OF_A_YEAR:
        return plural("for {count} month", "for {count} months", months)
    return plural("for {count} day", "for {count} days", kept.days)


_DAYS_OF_A_YEAR = 365


def _listed(names: list[Text]) -> Text:
    """Names with commas between."""
    first, *rest = names
    listed = first
    for name in rest:
        listed = _("{some}, {more}", some=listed, more=name)
    return listed
