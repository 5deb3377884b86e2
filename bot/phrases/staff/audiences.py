"""The audience of a campaign in words: the rule, without names of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.campaigns.audience import NO_BAND, CampaignAudience
from bot.domain.learning.activity import TYPE_CODES
from bot.domain.people.persons import AGE_BANDS, GROUPS
from bot.domain.people.wards import ward as find_ward
from bot.phrases.entries import TYPE_NAMES
from bot.phrases.profiles import AGES
from bot.phrases.profiles import GROUPS as GROUP_NAMES
from bot.talk.text import Fact, Line, SayLine, Text, _, plain, plural

WARDS_NAMED = 5
"""So many wards are named; of more their number is told."""

CHANNEL_NAMES: Mapping[str, Line] = {"telegram": plain("Telegram"), "web": _("the web page")}
"""The channels as officers know them; another one by its own name."""

_AGE_NAMES: Mapping[str, Line] = {str(band): label for _key, band, label in AGES if band}


def audience_lines(
    audience: CampaignAudience,
    bands: Mapping[int, Line],
    campaigns: Mapping[str, tuple[str, Sequence[str]]],
) -> tuple[SayLine, ...]:
    """The rule, a line for each part of it.

    `bands`: the names of the self-check's levels; `campaigns`: title and button labels of the
    earlier campaigns that it asks about, by their keys.
    """
    lines: list[SayLine] = [Fact(_("Wards"), _wards(audience.wards))]
    if audience.groups:
        names = [GROUP_NAMES[each] for each in GROUPS if each in audience.groups]
        lines.append(Fact(_("Group"), joined(names)))
    if audience.ages:
        ages = [_AGE_NAMES[each] for each in AGE_BANDS if each in audience.ages]
        lines.append(Fact(_("Age group"), joined(ages)))
    if audience.kinds_learnt:
        kinds = [TYPE_NAMES[each] for each in TYPE_CODES if each in audience.kinds_learnt]
        lines.append(Fact(_("Has recorded"), joined(kinds)))
    if audience.no_log_days is not None:
        lines.append(
            plural(
                "Nothing recorded for {count} day",
                "Nothing recorded for {count} days",
                audience.no_log_days,
            )
        )
    if audience.check_band == NO_BAND:
        lines.append(_("No self-check with a result yet"))
    elif audience.check_band is not None:
        name = bands.get(int(audience.check_band), plain(audience.check_band))
        lines.append(Fact(_("Last self-check"), name))
    lines += _earlier(audience, campaigns)
    if audience.channels:
        lines.append(
            Fact(_("Channel"), joined(channel(each) for each in sorted(audience.channels)))
        )
    return tuple(lines)


def channel(name: str) -> Line:
    """The name of a channel."""
    return CHANNEL_NAMES.get(name, plain(name))


def joined(names: Iterable[Line]) -> Line:
    """Names, parted by semicolons: some of them have commas."""
    found: Line | None = None
    for name in names:
        found = name if found is None else _("{some}; {more}", some=found, more=name)
    return found or plain("")


def _wards(codes: frozenset[str]) -> Line:
    if len(codes) > WARDS_NAMED:
        return plural("{count} ward", "{count} wards", len(codes))
    wards = [(code, find_ward(code)) for code in sorted(codes)]
    return (
        joined(plain(ward.title if ward else code) for code, ward in wards)
        if wards
        else _("no ward yet")
    )


def _earlier(
    audience: CampaignAudience, campaigns: Mapping[str, tuple[str, Sequence[str]]]
) -> Iterable[Text]:
    if audience.answered is not None:
        key, button = audience.answered
        title, labels = campaigns.get(key, (key, ()))
        if button is not None and button < len(labels):
            yield _(
                "Answered “{answer}” to the campaign “{title}”",
                answer=plain(labels[button]),
                title=plain(title),
            )
        else:
            yield _("Answered the campaign “{title}”", title=plain(title))
    if audience.unanswered is not None:
        title, _labels = campaigns.get(audience.unanswered, (audience.unanswered, ()))
        yield _("Got the campaign “{title}” and has not answered it", title=plain(title))
