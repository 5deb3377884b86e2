"""The questions about the audience of a campaign, with the choices below them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.campaigns.audience import NO_BAND, CampaignAudience
from bot.domain.campaigns.campaign import Campaign
from bot.domain.learning.activity import TYPE_CODES
from bot.domain.people.persons import AGE_BANDS
from bot.domain.people.persons import GROUPS as GROUP_NAMES
from bot.domain.people.wards import Ward
from bot.domain.people.wards import ward as find_ward
from bot.phrases.entries import TYPE_NAMES
from bot.phrases.profiles import AGES, GROUPS
from bot.phrases.staff.audience_view import counted_answers
from bot.phrases.staff.audiences import channel, joined
from bot.talk.steps import Choice, Say
from bot.talk.text import Fact, Line, SayLine, _, plain, plural
from handlers import phrases
from handlers.campaign_words import audience_facts
from handlers.officers.campaign.audience_answers import DAYS_OFFERED
from handlers.officers.campaign.states import Facts, Field

MOST_LISTED = 12
"""So many wards are listed to choose from; more are typed."""

_OUT = (phrases.BACK, phrases.CANCEL)
_DONE = (Choice("done", _("✔ Done")), phrases.CANCEL)


def ask(field: Field, audience: CampaignAudience, facts: Facts, *before: Line) -> Say:
    """The question about a part of the audience."""
    match field:
        case "groups":
            return ask_groups(audience, *before)
        case "ages":
            return ask_ages(audience, *before)
        case "kinds":
            return ask_kinds(audience, *before)
        case "days":
            return ask_days(*before)
        case "band":
            return ask_band(facts, *before)
        case "answered":
            return ask_answered(audience, facts, *before)
        case "noanswer":
            return ask_unanswered(audience, facts, *before)
        case "channels":
            return ask_channels(audience, facts.channels, *before)
        case _:
            offered = facts.roles.wards("write", facts.now)
            return ask_wards(audience, offered, *before)


def ask_wards(audience: CampaignAudience, offered: frozenset[str] | None, *before: Line) -> Say:
    """For which wards; `offered` None: any ward, by its name."""
    lines: list[SayLine] = [*before, *audience_facts(audience)]
    rows: list[tuple[Choice, ...]] = []
    listed = offered is not None and len(offered) <= MOST_LISTED
    for each in _by_name(offered if listed and offered is not None else audience.wards):
        label = phrases.shortened_to(
            f"{'✔ ' if each.code in audience.wards else ''}{each.title}", phrases.MAX_LABEL
        )
        rows.append((Choice(f"w:{each.code}", plain(label)),))
    if listed:
        lines.append(_("Press a ward to add it, or to take it out."))
    else:
        lines.append(_("Please type the name of a ward to add it, or to take it out."))
    return Say(tuple(lines), (*rows[:MOST_LISTED], _DONE), "text")


def _by_name(codes: frozenset[str]) -> list[Ward]:
    found = [each for code in codes if (each := find_ward(code)) is not None]
    return sorted(found, key=lambda each: each.title)


def ask_groups(audience: CampaignAudience, *before: Line) -> Say:
    """For which groups; none chosen: for all."""
    choices = ((f"g:{each}", GROUPS[each], each in audience.groups) for each in GROUP_NAMES)
    return _several(_("For which groups? With none chosen it is for everybody."), choices, *before)


def ask_ages(audience: CampaignAudience, *before: Line) -> Say:
    """For which age groups; none chosen: for all."""
    choices = (
        (f"a:{band}", label, band in audience.ages)
        for _key, band, label in AGES
        if band in AGE_BANDS
    )
    line = _("For which age groups? With none chosen it is for everybody.")
    return _several(line, choices, *before)


def ask_kinds(audience: CampaignAudience, *before: Line) -> Say:
    """For those who recorded one of some kinds; none chosen: for all."""
    choices = (
        (f"t:{code}", TYPE_NAMES[code], code in audience.kinds_learnt) for code in TYPE_CODES
    )
    line = _(
        "For those who recorded one of which kinds? With none chosen it is for everybody, also for "
        "who recorded nothing."
    )
    return _several(line, choices, *before)


def ask_channels(audience: CampaignAudience, served: tuple[str, ...], *before: Line) -> Say:
    """For those who write on some channels; none chosen: for all."""
    names = sorted({*served, *audience.channels})
    choices = ((f"c:{name}", channel(name), name in audience.channels) for name in names)
    line = _("For those who wrote last on which channels? With none chosen it is for everybody.")
    return _several(line, choices, *before)


def _several(question: Line, choices: Iterable[tuple[str, Line, bool]], *before: Line) -> Say:
    """A question with several answers; a button has no room for a mark beside its words."""
    offered = tuple(choices)
    taken = [label for _key, label, chosen in offered if chosen]
    lines: list[SayLine] = [*before, question]
    if taken:
        lines.append(Fact(_("Chosen"), joined(taken)))
    rows = [(Choice(key, label),) for key, label, _chosen in offered]
    return Say(tuple(lines), (*rows, _DONE), "nothing")


def ask_days(*before: Line) -> Say:
    """For those who recorded nothing for some days."""
    rows: list[tuple[Choice, ...]] = [
        (Choice(f"d:{days}", plural("{count} day", "{count} days", days)),) for days in DAYS_OFFERED
    ]
    line = _("For those who recorded nothing for how many days? Please choose, or type a number.")
    everybody = Choice("any", _("Everybody, whenever they recorded"))
    return Say((*before, line), (*rows, (everybody,), _OUT), "text")


def ask_band(facts: Facts, *before: Line) -> Say:
    """For those with a result of the self-check."""
    levels = [(str(level), name) for level, name in facts.bands]
    rows: list[tuple[Choice, ...]] = [
        (Choice(f"l:{level}", name),) for level, name in (*levels, (NO_BAND, _("No result yet")))
    ]
    line = _("For those whose last self-check came to which level?")
    everybody = Choice("any", _("Everybody, whatever it came to"))
    return Say((*before, line), (*rows, (everybody,), _OUT), "nothing")


def ask_answered(audience: CampaignAudience, facts: Facts, *before: Line) -> Say:
    """For those who answered an earlier campaign; which answer is asked next."""
    rows = [
        (Choice(f"m:{each.key}", _title(each)),) for each in facts.earlier if counted_answers(each)
    ]
    if rows:
        line = _("For those who answered which campaign?")
    else:
        line = _(
            "No campaign with answers to count was sent to your wards yet. Please choose something "
            "else."
        )
    remove = [(Choice("any", _("Everybody, whatever they answered")),)] if audience.answered else []
    return Say((*before, line), (*rows, *remove, _OUT), "nothing")


def ask_answer(earlier: Campaign, *before: Line) -> Say:
    """For those who gave which answer."""
    line = _("Who gave which answer to “{title}”?", title=plain(earlier.content.title))
    rows: list[tuple[Choice, ...]] = [
        (Choice(f"r:{place}", plain(label)),) for place, label in counted_answers(earlier)
    ]
    anything = Choice("r:any", _("Any answer"))
    return Say((*before, line), (*rows, (anything,), _OUT), "nothing")


def ask_unanswered(audience: CampaignAudience, facts: Facts, *before: Line) -> Say:
    """For those who got an earlier campaign and did not answer it."""
    rows = [
        (Choice(f"n:{each.key}", _title(each)),) for each in facts.earlier if counted_answers(each)
    ]
    if rows:
        line = _("For those who got which campaign and did not answer it?")
    else:
        line = _(
            "No campaign with answers to count was sent to your wards yet. Please choose something "
            "else."
        )
    taken = audience.unanswered is not None
    remove = [(Choice("any", _("Everybody, whatever they answered")),)] if taken else []
    return Say((*before, line), (*rows, *remove, _OUT), "nothing")


def _title(campaign: Campaign) -> Line:
    return plain(phrases.shortened_to(campaign.content.title, phrases.MAX_LABEL))
