"""What is shown of a draft, and of the drafts that a person has."""

from __future__ import annotations

from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.content import Missing, as_written, missing
from bot.talk.steps import Choice, Say, Step
from bot.talk.text import Fact, Item, Line, Note, SayLine, Text, Title, _, plain
from handlers import phrases
from handlers.campaign_words import CORRECTS, content_facts, preview_says, stage_line
from handlers.officers.campaign.states import Facts, Shown, Starting

_MISSING: dict[Missing, Text] = {
    "text": _("the text"),
    "audience": _("for whom it is"),
    "useful_until": _("until which day it is useful"),
}
SAID: dict[str, Text] = {
    "saved": _("Saved."),
    "changed": phrases.why("campaign_changed"),
    "submitted": _("Submitted. Those who may approve were told; you will hear of it here."),
    "tried": _("Sent to you, on every channel where you have this notebook."),
    "correcting": _("This is the draft of a correction. Please write what is right: “Text”."),
    "copied": _("This is a copy. When it is sent has to be chosen anew."),
}
"""What stands above a screen, by the word that opened it."""

_ROWS = (
    (Choice("text", _("✏ Text")), Choice("english", _("✏ English"))),
    (Choice("file", _("📎 Photo, document")), Choice("button", _("🔘 Buttons"))),
    (Choice("kind", _("🏷 Sort")), Choice("wards", _("📍 Wards"))),
    (Choice("groups", _("👥 Groups")), Choice("ages", _("🎂 Age groups"))),
    (Choice("when", _("🕗 When")), Choice("useful", _("⏳ Useful until"))),
    (Choice("preview", _("👁 Preview")), Choice("try", _("🧪 Send to me only"))),
    (Choice("submit", _("📨 Ask for approval")),),
    (Choice("discard", _("🗑 Discard")), Choice("/campaigns", _("📣 Campaigns"))),
)


FIXED = frozenset({"kind", "wards", "groups", "ages"})
"""What cannot be chosen for a correction."""


def _rows(campaign: Campaign) -> tuple[tuple[Choice, ...], ...]:
    """What can be changed of a draft."""
    if campaign.corrects is None:
        whom = Choice(f"/audience {campaign.key}", _("🎯 For whom, and how many they are"))
        return (*_ROWS[:5], (whom,), *_ROWS[5:])
    rows = (tuple(each for each in row if each.key not in FIXED) for row in _ROWS)
    return tuple(row for row in rows if row)


def start(facts: Facts, *before: Line) -> Step[Starting]:
    """Offer a new campaign and the person's own drafts."""
    lines: list[SayLine] = [*before, Title(_("Write a campaign"))]
    rows: list[tuple[Choice, ...]] = [(Choice("new", _("➕ A new campaign")),)]
    if facts.own:
        lines.append(_("You can go on with a draft:"))
        lines += [Item(stage_line(each)) for each in facts.own]
        rows += [(Choice(f"e:{each.key}", _title(each)),) for each in facts.own]
    rows.append((Choice("/campaigns", _("📣 Campaigns")), phrases.MENU))
    return Step(Starting(), (Say(tuple(lines), tuple(rows), "nothing"),))


def _title(campaign: Campaign) -> Line:
    title = campaign.content.title
    if not title:
        return _("A draft without a text")
    return plain(phrases.shortened_to(title, phrases.MAX_LABEL))


def draft(campaign: Campaign, facts: Facts, *before: Line) -> Step[Shown]:
    """The draft, with everything that can be changed."""
    content = campaign.content
    lines: list[SayLine] = [*before, Title(_("Your campaign"))]
    if campaign.stage == "returned" and facts.word:
        lines.append(_("It came back: {word}", word=plain(facts.word)))
    elif campaign.stage == "submitted":
        lines.append(Note(_("It waits for an approval. A change takes it back.")))
    elif campaign.stage == "approved":
        lines.append(Note(_("It is approved. A change needs a new approval.")))
    if content.text_vi:
        lines += [plain(""), plain(as_written(content.text_vi)), plain("")]
    if content.text_en:
        lines += [plain(content.text_en), plain("")]
    if content.file is not None:
        lines.append(Fact(_("With it"), _file(content.file.kind)))
    if campaign.corrects is not None:
        lines.append(Note(CORRECTS))
    lines += content_facts(content)
    absent = missing(content)
    if absent:
        first, *more = (_MISSING[each] for each in absent)
        joined = first
        for each in more:
            joined = _("{some}, {more}", some=joined, more=each)
        lines.append(_("Still missing: {parts}", parts=joined))
    waits = campaign.stage in ("submitted", "approved")
    rows = tuple(row for row in _rows(campaign) if not (waits and row[0].key == "submit"))
    return Step(
        Shown(campaign.key, campaign.version),
        (Say(tuple(lines), rows, "nothing", apart=True),),
    )


def _file(kind: str) -> Text:
    return _("a photo") if kind == "photo" else _("a document")


def previewed(campaign: Campaign, facts: Facts) -> Step[Shown]:
    """What each channel will show, then the draft again."""
    if not facts.previews:
        return draft(campaign, facts, phrases.why("text_missing"))
    after = draft(campaign, facts)
    return Step(after.state, (*preview_says(facts.previews), *after.says))
