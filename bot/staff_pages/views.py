"""Views: what the templates of each page get, made of what was read; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.timing import WhenTold
from bot.domain.people.wards import ward as find_ward
from bot.phrases.requests import KINDS
from bot.phrases.staff.roles import role_said
from bot.services.ports.campaigns.drafts import CampaignEvent
from bot.services.staff.pages import PageVisitor
from bot.staff_pages.blocks import blocks_of
from bot.staff_pages.cookies import ROOT
from bot.staff_pages.reading import ON_A_PAGE, CampaignList, OneCampaign, RequestList
from bot.staff_pages.results import Said, answer_blocks, is_open, shown_run
from bot.talk.text import Day, Fact, Line, SayLine, Text, _, plain
from handlers.campaign_words import STAGES, content_facts, listed, wards_said, when_said
from handlers.officers.campaigns.screens import HAPPENED


@dataclass(frozen=True, slots=True)
class ListedCampaign:
    """A line of the list: where it leads, the title, then what is told of it."""

    href: str
    title: str
    stage: str
    state: str
    when: str
    wards: str
    by: str


@dataclass(frozen=True, slots=True)
class ListedRequest:
    """A line of the list of requests; `late`: "", "today" or "overdue"."""

    number: str
    what: str
    asked: str
    due: str
    ward: str
    late: str


def frame(visitor: PageVisitor, here: str, said: Said) -> dict[str, Any]:
    """What every page of somebody who is signed in has at its top."""
    roles = visitor.roles.active(visitor.now)
    return {
        "here": here,
        "called": visitor.called,
        "roles": [said(role_said(role)) for role in roles],
        "admin": visitor.roles.may("admin", None, visitor.now),
    }


def campaigns_view(read: CampaignList, page: int, said: Said) -> dict[str, Any]:
    """What is scheduled, whatever its page, then a page of the others."""
    waiting = [each for each in read.campaigns if _scheduled(each)]
    others = [each for each in read.campaigns if not _scheduled(each)]
    last = max(0, (len(others) - 1) // ON_A_PAGE)
    page = min(page, last)
    shown = others[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    return {
        "scheduled": [_listed(each, read.names, said) for each in waiting],
        "others": [_listed(each, read.names, said) for each in shown],
        "newer": None if page == 0 else page - 1,
        "older": None if page == last else page + 1,
    }


def campaign_view(read: OneCampaign, said: Said) -> dict[str, Any]:
    """One campaign: its text, everything about it, and what happened."""
    campaign, content = read.campaign, read.campaign.content
    facts: list[SayLine] = [
        Fact(_("State"), STAGES[campaign.stage]),
        Fact(_("Written by"), _name(campaign.author, read.names)),
    ]
    if campaign.approvers:
        names = listed(_name(each, read.names) for each in sorted(campaign.approvers))
        facts.append(Fact(_("Approved by"), names))
    return {
        "title": said(_title(campaign)),
        "text_vi": content.text_vi,
        "text_en": content.text_en,
        "facts": blocks_of([*facts, *content_facts(content)], said),
        "events": [_event(each, read, said) for each in _told(read.events)],
        **progress_view(read, said),
    }


def progress_view(read: OneCampaign, said: Said) -> dict[str, Any]:
    """The part of a campaign's page that changes while it is sent."""
    zone = read.visitor.now.tzinfo
    return {
        "key": read.campaign.key,
        "reads": read.reads,
        "open": is_open(read.runs),
        "runs": [
            shown_run(run, result, Day(run.begun.astimezone(zone).date()), said)
            for run, result in read.runs
        ],
        "answers": answer_blocks(read.campaign, read.answers, said) if read.runs else [],
        "at": f"{read.visitor.now:%H:%M:%S}",
    }


def requests_view(read: RequestList, said: Said) -> dict[str, Any]:
    """The open requests, as dates and kinds; who asked and the words stay in the chat."""
    today, zone = read.visitor.now.date(), read.visitor.now.tzinfo
    listed_requests = []
    for each in read.requests:
        left = each.request.days_left(today)
        ward = None if each.ward is None else find_ward(each.ward)
        listed_requests.append(
            ListedRequest(
                each.request.number,
                said(KINDS[each.request.kind]),
                said(Day(each.request.received.astimezone(zone).date())),
                said(Day(each.request.due)),
                "–" if ward is None else ward.title,
                "overdue" if left < 0 else "today" if left == 0 else "",
            )
        )
    return {"requests": listed_requests}


def _scheduled(campaign: Campaign) -> bool:
    """Whether it leaves by itself at its time, once it is approved."""
    told = isinstance(campaign.content.timing, WhenTold)
    return campaign.stage in ("submitted", "approved") and not told


def _listed(campaign: Campaign, names: Mapping[int, str], said: Said) -> ListedCampaign:
    wards = wards_said(campaign.content.audience.wards)
    return ListedCampaign(
        f"{ROOT}campaigns/{campaign.key}",
        said(_title(campaign)),
        campaign.stage,
        said(STAGES[campaign.stage]),
        said(when_said(campaign.content.timing)) if _scheduled(campaign) else "",
        "" if wards is None else said(wards),
        said(_name(campaign.author, names)),
    )


def _title(campaign: Campaign) -> Line:
    title = campaign.content.title
    return plain(title) if title else _("A draft without a text")


def _name(person: int | None, names: Mapping[int, str]) -> Line:
    found = names.get(person or 0, "")
    return plain(found) if found else _("somebody who has no role any more")


def _told(events: Sequence[CampaignEvent]) -> list[CampaignEvent]:
    """The events; of changes by one person in a row, the newest stands for all."""
    told: list[CampaignEvent] = []
    for event in events:
        last = told[-1] if told else None
        if last is None or not (
            event.what == last.what == "changed" and event.person == last.person
        ):
            told.append(event)
    return told


def _event(event: CampaignEvent, read: OneCampaign, said: Said) -> tuple[str, str]:
    at: dt.datetime = event.at.astimezone(read.visitor.now.tzinfo)
    line: Text = _("{day} at {time}: {what}, by {name}", day=Day(at.date()),
                   time=plain(f"{at:%H:%M}"), what=HAPPENED[event.what],
                   name=_name(event.person, read.names))  # fmt: skip
    return said(line), event.word
