"""What is shown of a result: the newest sending in full, earlier ones in a line each."""

from __future__ import annotations

from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.results import answers_of, shown_result
from bot.domain.campaigns.runs import Run
from bot.phrases.staff.growth import growth_picture
from bot.phrases.staff.results import (
    answer_lines,
    channel_lines,
    run_lines,
    small_note,
    ward_lines,
)
from bot.talk.steps import Choice, Say
from bot.talk.text import Day, Item, Line, Note, SayLine, Title, _, plain
from handlers import phrases
from handlers.officers.results.states import Facts, RunFacts

LINK_PATH = "/get"
"""Where the page opens links to downloads."""

WARDS_TOLD = 10
RUNS_TOLD = 6


def result_say(campaign: Campaign, facts: Facts, *before: Line) -> Say:
    """The result of a campaign in the wards that the person may read."""
    lines: list[SayLine] = [*before, Title(_("Result: {title}", title=_title(campaign)))]
    if not facts.runs:
        lines.append(_("Nothing of it was sent yet."))
        return Say(tuple(lines), (_last_row(campaign),), "nothing", apart=True)
    *earlier, newest = facts.runs
    lines += _newest(campaign, newest, facts)
    if earlier:
        lines.append(Title(_("Earlier sendings")))
        lines += [Item(_earlier_line(each, facts)) for each in reversed(earlier[-RUNS_TOLD:])]
    return Say(tuple(lines), (*_rows(facts), _last_row(campaign)), "nothing", apart=True)


def _newest(campaign: Campaign, newest: RunFacts, facts: Facts) -> list[SayLine]:
    shown = shown_result(newest.result)
    lines: list[SayLine] = [
        *run_lines(newest.run, newest.result, shown, _day(newest.run, facts)),
        *ward_lines(shown, WARDS_TOLD),
        *channel_lines(shown),
        *answer_lines(campaign, answers_of(facts.answers, facts.wards)),
        small_note(),
    ]
    if newest.result.counted_at is None:
        lines.append(Note(_("It is being counted; please look again in a minute.")))
    else:
        at = newest.result.counted_at.astimezone(facts.now.tzinfo)
        lines.append(Note(_("Counted on {day} at {time}.", day=Day(at.date()),
                            time=plain(f"{at:%H:%M}"))))  # fmt: skip
    return lines


def _title(campaign: Campaign) -> Line:
    return plain(campaign.content.title)


def _day(run: Run, facts: Facts) -> Day:
    return Day(run.begun.astimezone(facts.now.tzinfo).date())


def _earlier_line(each: RunFacts, facts: Facts) -> Line:
    return _("{day}: {sent} of {planned} sent", day=_day(each.run, facts),
             sent=each.result.total("sent"), planned=each.result.planned)  # fmt: skip


def _rows(facts: Facts) -> tuple[tuple[Choice, ...], ...]:
    """What can be done; the commands decide again."""
    rows: list[tuple[Choice, ...]] = []
    if facts.unsure:
        rows.append((Choice("unsure", _("❓ Perhaps sent: decide")),))
    rows.append((Choice("look", _("🔄 Look again")), Choice("picture", _("📈 In time"))))
    rows += _further(facts)
    return tuple(rows)


def _further(facts: Facts) -> list[tuple[Choice, ...]]:
    """A correction, and a copy as a new draft."""
    rows: list[tuple[Choice, ...]] = []
    reached = facts.roles.wards("export", facts.now)
    wards = facts.campaign.content.audience.wards if facts.campaign is not None else frozenset()
    if reached is None or reached & wards:
        rows.append((Choice("export", _("📥 Save as a file")),))
    correction = facts.correction
    if correction is not None:
        where = "campaign" if correction.changeable else "campaigns"
        rows.append((Choice(f"/{where} {correction.key}", _("✏ The correction")),))
    elif facts.may("write"):
        rows.append((Choice("correct", _("✏ Correct it")),))
    if facts.roles.may("write", None, facts.now):
        rows.append((Choice("copy", _("📄 Copy")),))
    return rows


def picture_say(campaign: Campaign, facts: Facts) -> Say:
    """How the newest sending grew, as a picture."""
    run = facts.runs[-1].run
    growth = facts.growth
    picture = growth and growth_picture(run, growth, facts.wards, facts.now.tzinfo)
    lines: list[SayLine] = [Title(_("Result: {title}", title=_title(campaign)))]
    if not picture:
        lines.append(_("Nothing of it was sent yet."))
    rows = ((Choice("look", _("📊 Result")), phrases.MENU),)
    return Say(tuple(lines), rows, "nothing", picture=picture or None, apart=True)


def link_say(campaign: Campaign, facts: Facts, token: str) -> Say:
    """The link to the file, and how long it opens."""
    link = f"{facts.public_url}{LINK_PATH}/{token}"
    lines: tuple[SayLine, ...] = (
        Title(_("Result: {title}", title=_title(campaign))),
        _("Open this link within 30 minutes: {link}", link=plain(link)),
        _("There you can save the result for Excel or for other programs."),
        Note(_("It opens for you only while you hold the right. Please do not pass it on.")),
    )
    again = Choice("export", _("Make a new link"))
    return Say(lines, ((again,), (Choice("look", _("📊 Result")), phrases.MENU)), "nothing",
               secret=True)  # fmt: skip


def link_not_here(campaign: Campaign) -> Say:
    """No link opens where the person writes: where the file is to be had instead."""
    line = _(
        "The file opens on the web page of the notebook, whose address is not known here. Please "
        "open the page, write there: link, and take the file there."
    )
    rows = ((Choice("look", _("📊 Result")), phrases.MENU),)
    return Say((Title(_("Result: {title}", title=_title(campaign))), line), rows, "nothing")


def _last_row(campaign: Campaign) -> tuple[Choice, ...]:
    return (Choice(f"/campaigns {campaign.key}", _("📣 The campaign")), phrases.MENU)
