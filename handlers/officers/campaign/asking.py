"""Asking for a part of a campaign, and saving the answer."""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias, get_args

from msgspec import structs

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.buttons import check_buttons, check_label
from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.content import CampaignContent, CampaignKind, check_content
from bot.domain.campaigns.timing import Weekly, check_timing, read_moment, read_weekly
from bot.domain.refusals import Refusal
from bot.services.campaigns.drafting import SaveCampaign
from bot.talk.events import Event, Opened, Pressed, Refused, Said, Sent
from bot.talk.steps import Say, Step
from bot.talk.text import Line, _, plain
from handlers import phrases
from handlers.officers.campaign import (
    answers,
    audience_answers,
    audience_questions,
    questions,
    screens,
)
from handlers.officers.campaign.audience_answers import AUDIENCE_FIELDS
from handlers.officers.campaign.states import (
    AskAnswer,
    AskBehind,
    Asking,
    AskKind,
    AskLabel,
    AskUntil,
    Facts,
    Field,
    States,
)

AskingState: TypeAlias = Asking | AskAnswer | AskKind | AskLabel | AskBehind | AskUntil

FIELDS: dict[str, Field] = {str(each): each for each in get_args(Field)}
"""The parts that can be asked for, by the key of their button."""

KIND_KEYS: dict[str, CampaignKind] = {
    "k:notice": "notice", "k:promotion": "promotion", "k:emergency": "emergency",
}  # fmt: skip


def new_content(kind: CampaignKind, wards: frozenset[str]) -> CampaignContent:
    """The content of a new draft."""
    return CampaignContent(kind, audience=CampaignAudience(wards))


def ask(field: Field, campaign: Campaign, facts: Facts, *before: Line) -> Step[States]:
    """Ask for a part."""
    state = Asking(campaign.key, campaign.version, field)
    return Step(state, (_question(state, campaign, facts, *before),))


def _question(state: AskingState, campaign: Campaign, facts: Facts, *before: Line) -> Say:
    content = campaign.content
    match state:
        case AskKind():
            return questions.ask_kind(*before)
        case AskAnswer(_key, _version, earlier):
            found = [each for each in facts.earlier if each.key == earlier]
            if not found:
                return audience_questions.ask_answered(content.audience, facts, *before)
            return audience_questions.ask_answer(found[0], *before)
        case AskLabel():
            return questions.ask_label(*before)
        case AskBehind(_key, _version, kind):
            return questions.ask_behind(kind, *before)
        case AskUntil():
            return questions.ask_until(*before)
        case Asking(_key, _version, field):
            return _ask_field(field, content, facts, *before)


def _ask_field(field: Field, content: CampaignContent, facts: Facts, *before: Line) -> Say:
    match field:
        case "text":
            return questions.ask_text(content, *before)
        case "english":
            return questions.ask_english(content, *before)
        case "file":
            return questions.ask_file(content, *before)
        case "button":
            return questions.ask_button(content, *before)
        case "when":
            return questions.ask_when(content, *before)
        case "weekly":
            return questions.ask_weekly(*before)
        case "useful":
            return questions.ask_useful(content, answers.useful_offered(content, facts), *before)
        case _:
            return audience_questions.ask(field, content.audience, facts, *before)


def decide(state: AskingState, event: Event, campaign: Campaign, facts: Facts) -> Step[States]:
    """Save the answer, or ask again; what the rules refuse is told with the question."""
    match event:
        case Pressed("back" | "done") if _about_audience(state):
            return Step(None, then=Opened("audience", campaign.key))
        case Pressed("back" | "done"):
            return screens.draft(campaign, facts)
        case Refused(code):
            return Step(state, (_question(state, campaign, facts, phrases.why(code)),))
    try:
        step = _answered(state, event, campaign, facts)
    except Refusal as refusal:
        step = Step(state, (_question(state, campaign, facts, phrases.why(refusal.code)),))
    if step is not None:
        return step
    before = phrases.not_understood(event)
    return phrases.unread(Step(state, (_question(state, campaign, facts, *before),)), event)


def _about_audience(state: AskingState) -> bool:
    match state:
        case AskAnswer():
            return True
        case Asking(_key, _version, field):
            return field in AUDIENCE_FIELDS
        case _:
            return False


def _answered(
    state: AskingState, event: Event, campaign: Campaign, facts: Facts
) -> Step[States] | None:
    """What follows from an answer; None for what is none. Raises `Refusal`."""
    content = campaign.content
    match state, event:
        case AskKind(), Pressed(key) if key in KIND_KEYS:
            return _save(state, structs.replace(content, kind=KIND_KEYS[key]))
        case AskAnswer(_key, _version, earlier), Pressed(key):
            return _answer_chosen(state, earlier, key, content, facts)
        case AskLabel(key, version, kind), Said(text):
            label = check_label(text)
            if kind == "answer":
                return _save(state, answers.with_button(content, answers.button_of(kind, label)))
            behind = AskBehind(key, version, kind, label)
            return Step(behind, (questions.ask_behind(kind),))
        case AskBehind(_key, _version, kind, label), Said(text):
            button = answers.button_of(kind, label, text)
            check_buttons((button,))
            return _save(state, answers.with_button(content, button))
        case AskUntil(_key, _version, weekday, minute), Said(text):
            day = answers.read_last_day(text, facts.now.date())
            if day is None:
                return None
            timing = Weekly(weekday, minute, day)
            check_timing(timing, facts.now)
            return _save(state, answers.with_timing(content, timing))
        case Asking(_key, _version, field), Pressed(key):
            return _pressed(state, field, key, content, facts)
        case Asking(_key, _version, "file"), Sent():
            return _save(state, answers.with_file(content, event))
        case Asking(_key, _version, field), Said(text):
            return _typed(state, field, text, content, facts)
        case _:
            return None


def _pressed(
    state: Asking, field: Field, key: str, content: CampaignContent, facts: Facts
) -> Step[States] | None:
    kind, value = key[:2], key[2:]
    match field, key:
        case "english", "remove":
            return _save(state, structs.replace(content, text_en=""))
        case "file", "remove":
            return _save(state, structs.replace(content, file=None))
        case "when", "told":
            return _save(state, answers.told(content))
        case "when", "weekly":
            weekly = Asking(state.key, state.version, "weekly")
            return Step(weekly, (questions.ask_weekly(),))
    match field, kind:
        case "button", "r:" if value.isdecimal() and value.isascii():
            return _save(state, answers.without_button(content, int(value[:2])), "button")
        case "button", "b:" if value in ("link", "answer", "more"):
            label = AskLabel(state.key, state.version, value)  # type: ignore[arg-type]
            return Step(label, (questions.ask_label(),))
        case "wards", "w:" if _may(value, content, facts):
            return _save(state, audience_answers.with_ward(content, value), "wards")
        case "answered", "m:":
            return _ask_answer(state, value, facts)
        case "useful", "u:":
            offered = answers.useful_offered(content, facts)
            chosen = [day for day in offered if day.isoformat() == value]
            return _save_useful(state, chosen[0], content, facts) if chosen else None
    if field not in AUDIENCE_FIELDS:
        return None
    after = audience_answers.pressed(field, key, content, facts)
    return None if after is None else _save(state, after, _THEN.get(field, "audience"))


_THEN: dict[Field, str] = {each: each for each in ("groups", "ages", "kinds", "channels")}
"""Where several can be chosen it is asked again; else the audience is shown."""


def _ask_answer(state: Asking, earlier: str, facts: Facts) -> Step[States] | None:
    found = [each for each in facts.earlier if each.key == earlier]
    if not found:
        return None
    asking = AskAnswer(state.key, state.version, earlier)
    return Step(asking, (audience_questions.ask_answer(found[0]),))


def _answer_chosen(
    state: AskingState, earlier: str, key: str, content: CampaignContent, facts: Facts
) -> Step[States] | None:
    for each in facts.earlier:
        if each.key == earlier:
            after = audience_answers.answered(each, key, content)
            return None if after is None else _save(state, after, "audience")
    return None


def _may(ward: str, content: CampaignContent, facts: Facts) -> bool:
    """Whether this ward may be added, or is there to be taken out."""
    return ward in content.audience.wards or facts.roles.may("write", ward, facts.now)


def _typed(
    state: Asking, field: Field, text: str, content: CampaignContent, facts: Facts
) -> Step[States] | None:
    match field:
        case "text":
            return _save(state, check_content(structs.replace(content, text_vi=text)))
        case "english":
            return _save(state, check_content(structs.replace(content, text_en=text)))
        case "when":
            return _save(state, answers.with_timing(content, read_moment(text, facts.now)))
        case "weekly":
            far = facts.now.date() + dt.timedelta(days=7)
            weekly = read_weekly(text, far, facts.now)
            until = AskUntil(state.key, state.version, weekly.weekday, weekly.minute)
            return Step(until, (questions.ask_until(),))
        case "useful":
            day = answers.read_last_day(text, facts.now.date())
            return None if day is None else _save_useful(state, day, content, facts)
        case "wards":
            return _typed_ward(state, text, content, facts)
        case "days":
            after = audience_answers.typed_days(text, content)
            return None if after is None else _save(state, after, "audience")
        case _:
            return None


def _typed_ward(
    state: Asking, text: str, content: CampaignContent, facts: Facts
) -> Step[States] | None:
    ward = answers.read_ward(text, facts)
    if ward is None:
        return None
    if not _may(ward, content, facts):
        line = _("You may not write to {ward}. Please name another ward.", ward=plain(text))
        offered = facts.roles.wards("write", facts.now)
        return Step(state, (audience_questions.ask_wards(content.audience, offered, line),))
    return _save(state, audience_answers.with_ward(content, ward), "wards")


def _save_useful(
    state: Asking, day: dt.date, content: CampaignContent, facts: Facts
) -> Step[States]:
    return _save(state, answers.with_useful(content, day, facts))


def _save(state: AskingState, content: CampaignContent, then: str = "saved") -> Step[States]:
    """Save, then show the draft, or ask for the same part again."""
    command = SaveCampaign(state.key, state.version, content)
    return Step(None, (), (command,), Opened("campaign", f"{state.key} {then}"))
