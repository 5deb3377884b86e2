"""What is shown of campaigns: the list with their stages, and one with its preview and history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.campaigns.approving import approvals_needed
from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.results import AnswerCount, answers_of, of_wards, shown_result
from bot.domain.campaigns.runs import Run, RunResult, open_runs
from bot.domain.campaigns.timing import WhenTold
from bot.domain.staff.roles import Right, StaffRoles
from bot.phrases.staff.results import answer_lines, run_lines
from bot.services.ports.campaigns.drafts import CampaignEvent, CampaignEventName
from bot.talk.steps import Choice, Say
from bot.talk.text import Day, Fact, Item, Line, Note, SayLine, Text, Title, _, plain
from handlers import phrases
from handlers.campaign_words import (
    CORRECTS,
    STAGES,
    ShownPreview,
    content_facts,
    listed,
    preview_says,
    wards_said,
    when_said,
)

NEW = Choice("/campaign", _("➕ Write a campaign"))
_LIST = Choice("list", _("📣 All campaigns"))

_EVENTS_TOLD = 8

HAPPENED: Mapping[CampaignEventName, Text] = {
    "written": _("written"),
    "changed": _("changed"),
    "submitted": _("submitted for approval"),
    "approved": _("approved"),
    "returned": _("returned"),
    "discarded": _("discarded"),
    "tried": _("tried"),
    "started": _("sending began"),
    "paused": _("paused"),
    "resumed": _("went on"),
    "cancelled": _("cancelled"),
    "stopped": _("stopped"),
    "taken": _("taken over"),
    "handed": _("offered to administrators"),
    "hinted": _("told that nobody had approved it"),
}
"""What happened to a campaign, within a sentence."""


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A sending of the campaign, and what it came to so far."""

    run: Run
    result: RunResult


@dataclass(frozen=True, slots=True)
class Facts:
    """The campaigns that the person may see, and the one that is open.

    `names` are the names of staff by their numbers. `page` is the open page of the list, from 0;
    `more`: there are further ones.
    """

    me: int
    now: dt.datetime
    new_key: str
    roles: StaffRoles
    campaigns: tuple[Campaign, ...] = ()
    page: int = 0
    more: bool = False
    campaign: Campaign | None = None
    events: tuple[CampaignEvent, ...] = ()
    names: Mapping[int, str] | None = None
    previews: tuple[ShownPreview, ...] = ()
    runs: tuple[ShownRun, ...] = ()
    answers: tuple[AnswerCount, ...] = ()
    corrects: Campaign | None = None

    @property
    def running(self) -> tuple[Run, ...]:
        """The runs of which something may still leave."""
        return open_runs([each.run for each in self.runs])

    def name(self, person: int | None) -> Line:
        """Who somebody of the staff is."""
        found = (self.names or {}).get(person or 0, "")
        return plain(found) if found else _("somebody who has no role any more")

    def may(self, right: Right, campaign: Campaign) -> bool:
        """Whether the person has a right in all wards of a campaign."""
        wards = campaign.content.audience.wards
        if not wards:
            return campaign.author == self.me
        return self.roles.may_in_all(right, wards, self.now)


def may_approve(campaign: Campaign, me: int, roles: StaffRoles, now: dt.datetime) -> bool:
    """Whether somebody can approve it, so that its preview is shown; the command decides again."""
    return _may_return(campaign, me, roles, now) and me not in campaign.approvers


def _may_return(campaign: Campaign, me: int, roles: StaffRoles, now: dt.datetime) -> bool:
    if campaign.stage != "submitted" or me in campaign.writers:
        return False
    return roles.may_in_all("approve", campaign.content.audience.wards, now)


def list_says(facts: Facts, *before: Line) -> tuple[Say, ...]:
    """The campaigns with their stages, what is scheduled and by whom."""
    lines: list[SayLine] = [*before, Title(_("Campaigns"))]
    rows: list[tuple[Choice, ...]] = []
    if not facts.campaigns:
        lines.append(_("There is no campaign here yet."))
    for each in facts.campaigns:
        lines.append(Item(_list_line(each, facts)))
        rows.append((Choice(f"e:{each.key}", _label(each)),))
    turning: list[Choice] = []
    if facts.page > 0:
        turning.append(Choice(f"p:{facts.page - 1}", _("◀ Newer")))
    if facts.more:
        turning.append(Choice(f"p:{facts.page + 1}", _("Older ▶")))
    if turning:
        rows.append(tuple(turning))
    if facts.roles.may("write", None, facts.now):
        rows.append((NEW,))
    rows.append((phrases.MENU,))
    return (Say(tuple(lines), tuple(rows), "nothing"),)


def _label(campaign: Campaign) -> Line:
    title = campaign.content.title
    if not title:
        return _("A draft without a text")
    return plain(phrases.shortened_to(title, phrases.MAX_LABEL))


def _list_line(campaign: Campaign, facts: Facts) -> Line:
    """Title, stage, writer; when it is scheduled, the wards too."""
    title = plain(campaign.content.title) if campaign.content.title else _label(campaign)
    by, stage = facts.name(campaign.author), STAGES[campaign.stage]
    wards = wards_said(campaign.content.audience.wards)
    scheduled = not isinstance(campaign.content.timing, WhenTold)
    if campaign.stage in ("submitted", "approved") and scheduled and wards is not None:
        return _("{title}: {stage}; {when}; {wards}; by {name}", title=title, stage=stage,
                 when=when_said(campaign.content.timing), wards=wards, name=by)  # fmt: skip
    return _("{title}: {stage}; by {name}", title=title, stage=stage, name=by)


def campaign_says(campaign: Campaign, facts: Facts, *before: Line) -> tuple[Say, ...]:
    """One campaign: its preview, the facts, what happened, and what can be done."""
    lines: list[SayLine] = [*before, Title(_label(campaign))]
    lines.append(Fact(_("State"), STAGES[campaign.stage]))
    lines.append(Fact(_("Written by"), facts.name(campaign.author)))
    if campaign.approvers:
        names = listed(facts.name(each) for each in sorted(campaign.approvers))
        lines.append(Fact(_("Approved by"), names))
    needed = approvals_needed(campaign.content.kind)
    if campaign.stage == "submitted" and needed > 1:
        lines.append(Fact(_("Approvals missing"), needed - len(campaign.approvers)))
    if facts.corrects is not None:
        lines.append(Fact(_("Puts right"), _label(facts.corrects)))
        lines.append(Note(CORRECTS))
    lines += content_facts(campaign.content)
    lines += result_lines(campaign, facts)
    if facts.events:
        lines += [plain(""), Title(_("What happened"))]
        lines += [Item(_event_line(each, facts)) for each in _told(facts.events)]
    rows = (*_actions(campaign, facts), (_LIST, phrases.MENU))
    return (
        *preview_says(facts.previews),
        Say(tuple(lines), rows, "nothing", apart=True),
    )


def _told(events: tuple[CampaignEvent, ...]) -> list[CampaignEvent]:
    """The newest events; of several changes by one person in a row the last one."""
    told: list[CampaignEvent] = []
    for event in events:
        if event.what in ("handed", "hinted"):
            continue  # nobody did it
        again = told and event.what == "changed" == told[-1].what
        if not (again and told[-1].person == event.person):
            told.append(event)
    return told[:_EVENTS_TOLD]


def _event_line(event: CampaignEvent, facts: Facts) -> Line:
    at = event.at.astimezone(facts.now.tzinfo)
    line = _("{day} at {time}: {what}, by {name}", day=Day(at.date()), time=plain(f"{at:%H:%M}"),
             what=HAPPENED[event.what], name=facts.name(event.person))  # fmt: skip
    if not event.word:
        return line
    return Text("{happened}: “{word}”", {"happened": line, "word": plain(event.word)})


def _actions(campaign: Campaign, facts: Facts) -> tuple[tuple[Choice, ...], ...]:
    """What the person can do with it; the commands decide again."""
    rows: list[tuple[Choice, ...]] = []
    if _may_return(campaign, facts.me, facts.roles, facts.now):
        # Nobody approves what they were not shown: the button stands below a preview only.
        if facts.previews and facts.me not in campaign.approvers:
            rows.append((Choice("approve", _("✔ Approve"), ("yes",)),))
        rows.append((Choice("return", _("↩ Return with a word")),))
    mine = campaign.author == facts.me or facts.may("write", campaign)
    if facts.may("write", campaign):
        rows += _sending_rows(campaign, facts)
    if mine and campaign.changeable:
        discard = Choice("discard", _("🗑 Discard"))
        change = Choice("change", _("✏ Change it"))
        rows.append((discard,) if facts.running else (change, discard))
    if facts.runs:
        rows.append((Choice(f"/outcome {campaign.key}", _("📊 Result")),))
    rows.append((Choice("preview", _("👁 Preview")), Choice("try", _("🧪 Send to me only"))))
    if campaign.content.audience.wards:
        whom = _("🎯 For whom, and how many they are")
        rows.append((Choice(f"/audience {campaign.key}", whom),))
    if facts.roles.may("write", None, facts.now):
        rows.append((Choice("copy", _("📄 Copy")),))
    return tuple(rows)


def result_lines(campaign: Campaign, facts: Facts) -> list[SayLine]:
    """What the newest sendings came to, for who sends or may read it; answers for who may read."""
    lines: list[SayLine] = []
    reads = facts.roles.wards("read", facts.now)
    if not facts.may("write", campaign) and reads is not None and not reads & _wards(campaign):
        return lines
    for shown in facts.runs:
        day = Day(shown.run.begun.astimezone(facts.now.tzinfo).date())
        seen = shown.result
        if not facts.may("write", campaign):
            seen = of_wards(shown.run, seen, reads)
        lines += [plain(""), *run_lines(shown.run, seen, shown_result(seen), day)]
    if facts.runs and (reads is None or reads & _wards(campaign)):
        lines += answer_lines(campaign, answers_of(facts.answers, reads))
    return lines


def _wards(campaign: Campaign) -> frozenset[str]:
    return frozenset(campaign.content.audience.wards)


def _sending_rows(campaign: Campaign, facts: Facts) -> list[tuple[Choice, ...]]:
    """What can be done with the sending: the newest run that goes on says it, not the stage.

    A weekly campaign keeps its stage while it is sent, and an operator may pause a run too.
    """
    if not facts.running:
        if campaign.stage == "approved" and isinstance(campaign.content.timing, WhenTold):
            return [(Choice("start", _("📤 Send now")),)]
        return []
    act = Choice("pause", _("⏸ Pause"))
    if facts.running[-1].state == "paused":
        act = Choice("resume", _("▶ Send on"))
    cancel = Choice("cancel_sending", _("⏹ Cancel the rest"))
    return [(act, cancel), (Choice("look", _("🔄 Look again")),)]
