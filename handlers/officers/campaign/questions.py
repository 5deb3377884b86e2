"""The questions about a campaign: what is asked, with the choices below it."""

from __future__ import annotations

import datetime as dt

from bot.domain.campaigns.buttons import MAX_BUTTONS
from bot.domain.campaigns.content import MAX_UNITS, WARD_BLANK, CampaignContent, as_written
from bot.talk.steps import Choice, Say
from bot.talk.text import Day, Fact, Item, Line, SayLine, Text, _, plain
from handlers import phrases
from handlers.campaign_words import button_line, when_said

_OUT = (phrases.BACK, phrases.CANCEL)
_REMOVE = Choice("remove", _("Remove it"))

KIND_CHOICES = (
    (Choice("k:notice", _("ℹ Information of the ward")),),
    (Choice("k:promotion", _("🏷 An offer or a partner's course")),),
    (Choice("k:emergency", _("⚠ Emergency: flood, storm, safety")),),
)


def ask_kind(*before: Line) -> Say:
    """Which sort of campaign it is."""
    lines = (
        *before,
        _("What do you want to send?"),
        _(
            "An offer of goods, services or a course is labelled [QC] and goes only to who agreed "
            "to offers. An emergency needs two approvals."
        ),
    )
    return Say(lines, (*KIND_CHOICES, _OUT), "nothing")


def ask_text(content: CampaignContent, *before: Line) -> Say:
    """The Vietnamese text."""
    lines: list[SayLine] = [*before]
    if content.text_vi:
        lines += [_("The text until now:"), plain(as_written(content.text_vi)), plain("")]
    lines.append(
        _(
            "Please write the text in Vietnamese, in one message. Where you write {blank}, each "
            "resident reads the name of their ward. At most {most} characters.",
            blank=plain(WARD_BLANK), most=MAX_UNITS,
        )
    )  # fmt: skip
    return Say(tuple(lines), (_OUT,), "free")


def ask_english(content: CampaignContent, *before: Line) -> Say:
    """The English text, which nobody has to write."""
    lines: list[SayLine] = [*before]
    rows: list[tuple[Choice, ...]] = [_OUT]
    if content.text_en:
        lines += [_("The text until now:"), plain(content.text_en), plain("")]
        rows.insert(0, (_REMOVE,))
    lines.append(_("Please write the text in English. Without one, everybody gets Vietnamese."))
    return Say(tuple(lines), tuple(rows), "free")


def ask_file(content: CampaignContent, *before: Line) -> Say:
    """A photo or a document."""
    lines = (
        *before,
        _("Please send one photo or one document."),
        _("It is shown on the channel where you send it; elsewhere it is only named."),
    )
    rows: tuple[tuple[Choice, ...], ...] = ((_REMOVE,), _OUT) if content.file else (_OUT,)
    return Say(lines, rows, "evidence")


def ask_button(content: CampaignContent, *before: Line) -> Say:
    """Which button is added, or taken away."""
    lines: list[SayLine] = [*before]
    lines += [Item(button_line(each)) for each in content.buttons]
    rows: list[tuple[Choice, ...]] = [
        (Choice(f"r:{place}", _("Remove button {number}", number=place + 1)),)
        for place in range(len(content.buttons))
    ]
    if len(content.buttons) < MAX_BUTTONS:
        lines.append(_("Which button do you want to add?"))
        rows += [
            (Choice("b:link", _("🔗 A link")),),
            (Choice("b:answer", _("✔ An answer that is counted")),),
            (Choice("b:more", _("💬 Tell more")),),
        ]
    else:
        lines.append(phrases.why("buttons_many"))
    return Say(tuple(lines), (*rows, _OUT), "nothing")


def ask_label(*before: Line) -> Say:
    """The words on a button."""
    line = _("Which words stand on the button? For example: I will come")
    return Say((*before, line), (_OUT,), "free")


def ask_behind(kind: str, *before: Line) -> Say:
    """What is behind a button."""
    if kind == "link":
        line = _("Which link does it open? For example: https://hanoi.gov.vn/lop-hoc")
    else:
        line = _("What does it tell? Please write it in one message.")
    return Say((*before, line), (_OUT,), "free")


def ask_when(content: CampaignContent, *before: Line) -> Say:
    """When it is sent."""
    lines = (
        *before,
        Fact(_("When it is sent"), when_said(content.timing)),
        _("When is it sent? Please type a day and a time, for example: tomorrow 8:00"),
    )
    rows = (
        (Choice("told", _("When I press “send”")),),
        (Choice("weekly", _("Every week")),),
        _OUT,
    )
    return Say(lines, rows, "text")


def ask_weekly(*before: Line) -> Say:
    """On which weekday, and at what time."""
    line = _("On which day of the week, and at what time? For example: Saturday 9:00")
    return Say((*before, line), (_OUT,), "text")


def ask_until(*before: Line) -> Say:
    """Until which day it is sent weekly."""
    line = _("Until which day is it sent? For example: 31/12/2026")
    return Say((*before, line), (_OUT,), "text")


def ask_useful(content: CampaignContent, offered: tuple[dt.date, ...], *before: Line) -> Say:
    """Until which day it is useful."""
    lines: list[SayLine] = [*before]
    if content.useful_until is not None:
        lines.append(Fact(_("Useful until"), Day(content.useful_until)))
    lines.append(
        _(
            "Until which day is it useful? After that day nobody gets it any more. Please choose, "
            "or type a day."
        )
    )
    rows = [(Choice(f"u:{day.isoformat()}", Text("{day}", {"day": Day(day)})),) for day in offered]
    return Say(tuple(lines), (*rows, _OUT), "text")


def ask_discard() -> Say:
    """Whether the draft is thrown away."""
    line = _("Shall this draft be discarded? It cannot be taken back.")
    rows = ((Choice("discard", _("Yes, discard it"), ("yes",)),), _OUT)
    return Say((line,), rows, "nothing")
