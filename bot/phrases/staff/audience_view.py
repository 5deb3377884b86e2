"""The screen of an audience: the rule in plain words, what can be changed, and the counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.campaigns.audience import MIN_PEOPLE, CampaignAudience
from bot.domain.campaigns.buttons import Answer
from bot.domain.campaigns.campaign import Campaign
from bot.domain.skills.instruments import SelfCheck
from bot.phrases.staff.audiences import audience_lines
from bot.talk.steps import Choice, Say
from bot.talk.text import Line, Note, SayLine, Title, _, plain


@dataclass(frozen=True, slots=True)
class AudienceNames:
    """The names in a rule: levels of the self-check; earlier campaigns with their answers."""

    bands: Mapping[int, Line] = field(default_factory=dict)
    campaigns: Mapping[str, tuple[str, Sequence[str]]] = field(default_factory=dict)


def names_of(check: SelfCheck, earlier: Sequence[Campaign]) -> AudienceNames:
    """The names for a rule that asks about these campaigns."""
    told = {
        each.key: (each.content.title, tuple(button.label for button in each.content.buttons))
        for each in earlier
    }
    return AudienceNames({band.level: band.name for band in check.bands}, told)


def counted_answers(campaign: Campaign) -> tuple[tuple[int, str], ...]:
    """The buttons that are answers: number and label."""
    return tuple(
        (place, each.label)
        for place, each in enumerate(campaign.content.buttons)
        if isinstance(each, Answer)
    )


_WAITING: tuple[SayLine, ...] = (Note(_("The people are being counted…")),)
NOT_COUNTED: tuple[SayLine, ...] = (
    _("The people could not be counted just now. Please press “Count again”."),
)


def audience_say(
    campaign: Campaign,
    names: AudienceNames,
    *,
    changeable: bool,
    counts: tuple[SayLine, ...] = _WAITING,
    before: tuple[Line, ...] = (),
) -> Say:
    """The rule, the counts as far as they are known, and a button for each part of the rule.

    All buttons are commands: the counts take the place of this message when they are there.
    """
    key, audience = campaign.key, campaign.content.audience
    lines: list[SayLine] = [*before, Title(_("Whom this campaign is for"))]
    rows: list[tuple[Choice, ...]] = []
    if campaign.corrects is not None:
        lines.append(_("Exactly those to whom the wrong campaign was sent, or may have been."))
    else:
        lines += audience_lines(audience, names.bands, names.campaigns)
        lines += _conditions(audience)
        if audience.wards:
            lines += (plain(""), *counts)
        else:
            lines.append(_("No ward is chosen, so nobody would get it. Please choose one first."))
        if changeable:
            rows += _changes(key)
        if audience.wards:
            rows.append((Choice(f"/audience {key}", _("🔄 Count again")),))
    back = "campaign" if changeable else "campaigns"
    rows.append((Choice(f"/{back} {key}", _("◀ To the campaign")),))
    return Say(tuple(lines), tuple(rows), "nothing", apart=True)


def _conditions(audience: CampaignAudience) -> tuple[SayLine, ...]:
    """What holds for every rule, and for one that tells something about people."""
    lines: list[SayLine] = []
    if not audience.sensitive and not audience.groups and not audience.ages:
        lines.append(_("Everybody there who agreed to it, without other conditions."))
    if audience.sensitive:
        lines.append(
            Note(
                _(
                    "This rule tells something about people, so it is sent only when it finds "
                    "{number} people or more.",
                    number=MIN_PEOPLE,
                )
            )
        )
    return tuple(lines)


def _changes(key: str) -> list[tuple[Choice, ...]]:
    def to(part: str, label: Line) -> Choice:
        return Choice(f"/campaign {key} {part}", label)

    return [
        (to("wards", _("📍 Wards")), to("channels", _("📱 Channels"))),
        (to("groups", _("👥 Groups")), to("ages", _("🎂 Age groups"))),
        (to("kinds", _("📚 What they learnt")), to("days", _("💤 No entry for days"))),
        (to("band", _("📊 Self-check")),),
        (to("answered", _("✔ Answered a campaign")),),
        (to("noanswer", _("✉ Did not answer a campaign")),),
    ]
