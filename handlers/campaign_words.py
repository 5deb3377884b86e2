"""How campaigns are told to staff: kind, stage, audience, when, and the preview of each channel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.buttons import Answer, CampaignButton, OpenLink, TellMore
from bot.domain.campaigns.campaign import Campaign, CampaignStage
from bot.domain.campaigns.content import CampaignContent, CampaignKind
from bot.domain.campaigns.timing import AtMoment, Timing, Weekly, WhenTold
from bot.domain.people.wards import ward as find_ward
from bot.phrases.profiles import AGES, GROUPS
from bot.phrases.staff.campaigns import campaign_say, link_line
from bot.talk.conversations import ChannelPreview, Preview
from bot.talk.messages import Message
from bot.talk.steps import Say
from bot.talk.text import Blank, Day, Fact, Item, Line, Note, SayLine, Text, Title, _, plain

MOST_WARDS_TOLD = 6

KINDS: Mapping[CampaignKind, Text] = {
    "notice": _("information of the ward"),
    "promotion": _("an offer (labelled [QC])"),
    "emergency": _("an emergency notice"),
    "correction": _("a correction of an earlier message"),
}
STAGES: Mapping[CampaignStage, Text] = {
    "draft": _("draft"),
    "submitted": _("waits for approval"),
    "returned": _("came back"),
    "approved": _("approved"),
    "sending": _("is being sent"),
    "paused": _("paused"),
    "ended": _("ended"),
    "cancelled": _("cancelled"),
    "stopped": _("stopped"),
}
CORRECTS: Text = _(
    "It goes to exactly those who got the earlier message, or may have got it, and does not count "
    "as one of their two messages a week."
)
"""Whom a correction is for."""
WEEKDAYS: tuple[Text, ...] = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"),
    _("Sunday"),
)  # fmt: skip
_CHANNELS: Mapping[str, Line] = {
    "telegram": plain("Telegram"),
    "web": _("the web page"),
    "console": _("the terminal"),
}
_LANGUAGES: Mapping[str, Line] = {"vi": _("Vietnamese"), "en": _("English")}


def clock(minute: int) -> str:
    """A minute of the day as a time: "08:00"."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def when_said(timing: Timing) -> Line:
    """When it is sent."""
    match timing:
        case WhenTold():
            return _("when somebody presses “send” after the approval")
        case AtMoment(day, minute):
            return _("{day} at {time}", day=Day(day), time=plain(clock(minute)))
        case Weekly(weekday, minute, until):
            return _("every {weekday} at {time}, until {day}",
                     weekday=WEEKDAYS[weekday], time=plain(clock(minute)),
                     day=Day(until))  # fmt: skip


def wards_said(wards: Iterable[str]) -> Line | None:
    """The wards by name; None for no ward."""
    names = sorted(found.title for code in wards if (found := find_ward(code)) is not None)
    if not names:
        return None
    more = len(names) - MOST_WARDS_TOLD
    told = ", ".join(names[:MOST_WARDS_TOLD])
    if more > 0:
        return _("{wards} and {count} more", wards=plain(told), count=more)
    return plain(told)


def audience_facts(audience: CampaignAudience) -> list[SayLine]:
    """For whom it is."""
    lines: list[SayLine] = []
    wards = wards_said(audience.wards)
    lines.append(Fact(_("Wards"), _("none yet") if wards is None else wards))
    if audience.groups:
        chosen = [label for group, label in GROUPS.items() if group in audience.groups]
        lines.append(Fact(_("Groups"), listed(chosen)))
    if audience.ages:
        named = [label for _key, band, label in AGES if band in audience.ages]
        lines.append(Fact(_("Age groups"), listed(named)))
    return lines


def listed(lines: Iterable[Line]) -> Blank:
    """Names with commas between."""
    joined: Blank = plain("")
    for place, line in enumerate(lines):
        joined = line if place == 0 else _("{some}, {more}", some=joined, more=line)
    return joined


def button_line(button: CampaignButton) -> Line:
    """A button of a campaign in one line."""
    match button:
        case OpenLink():
            return _("link: {link}", link=link_line(button))
        case Answer(label):
            return _("answer that is counted: {label}", label=plain(label))
        case TellMore(label, text):
            return _("more: {label}: {text}", label=plain(label), text=plain(text))


def content_facts(content: CampaignContent) -> list[SayLine]:
    """Everything about a campaign but its texts."""
    lines: list[SayLine] = [Fact(_("Sort"), KINDS[content.kind])]
    lines += audience_facts(content.audience)
    lines.append(Fact(_("When it is sent"), when_said(content.timing)))
    if content.useful_until is not None:
        lines.append(Fact(_("Useful until"), Day(content.useful_until)))
    if content.buttons:
        lines.append(Fact(_("Buttons"), len(content.buttons)))
        lines += [Item(button_line(each)) for each in content.buttons]
    return lines


def stage_line(campaign: Campaign) -> Line:
    """A campaign in one line of a list."""
    return Text("{title} ({stage})", {"title": plain(campaign.content.title),
                                      "stage": STAGES[campaign.stage]})  # fmt: skip


# --- the preview ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownPreview:
    """What these channels show alike in one language."""

    channels: tuple[str, ...]
    locale: str
    messages: tuple[Message, ...]


def make_previews(campaign: Campaign, preview: Preview) -> tuple[ShownPreview, ...]:
    """What each channel would show to a resident of the first ward, in each language."""
    content = campaign.content
    if not content.text_vi:
        return ()
    say = campaign_say(content, min(content.audience.wards, default=""), campaign.key)
    found: list[ShownPreview] = []
    for locale in ("vi", "en") if content.text_en else ("vi",):
        alike: dict[tuple[Message, ...], list[str]] = {}
        shown: tuple[ChannelPreview, ...] = preview(say, locale)
        for channel, messages in shown:
            alike.setdefault(messages, []).append(channel)
        found += [ShownPreview(tuple(names), locale, each) for each, names in alike.items()]
    return tuple(found)


def preview_says(previews: tuple[ShownPreview, ...]) -> tuple[Say, ...]:
    """Each preview as messages of their own, with the buttons in brackets."""
    says: list[Say] = []
    for each in previews:
        names = listed(_CHANNELS.get(name, plain(name)) for name in each.channels)
        heading = _("So it looks on {channels}, in {language}:",
                    channels=names, language=_LANGUAGES[each.locale])  # fmt: skip
        for place, message in enumerate(each.messages):
            lines: list[SayLine] = [Title(heading)] if place == 0 else []
            if message.files:
                lines.append(Note(_("(the photo or the document stands here)")))
            else:
                lines.append(plain(message.text))
            lines += [
                plain("  ".join(f"[ {button.label} ]" for button in row)) for row in message.buttons
            ]
            says.append(Say(tuple(lines), wants="nothing", apart=True))
    return tuple(says)
