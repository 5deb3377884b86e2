"""What a resident sees of a campaign: the officer's words, links, buttons, and the way out.

The text and its language are the only things that differ between residents: the ward is filled in,
and who reads English gets the English text where there is one.
"""

from __future__ import annotations

from typing import Final

from bot.domain.campaigns.buttons import OpenLink
from bot.domain.campaigns.content import CampaignContent, CampaignKind, in_ward
from bot.domain.campaigns.links import read_link
from bot.domain.data_files.localized import LocalizedText
from bot.domain.notifications.campaign_classes import CAMPAIGN_CLASSES
from bot.domain.people.persons import Purpose
from bot.domain.people.wards import ward as find_ward
from bot.talk.files import KeptFile
from bot.talk.steps import Choice, Say
from bot.talk.text import Line, SayLine, Text, Title, _, plain

ADVERTISING: Final = "[QC] "
"""Stands first in an advertisement (Decree 91/2020/NĐ-CP)."""

ANSWER_COMMAND: Final = "/reply"

_STOP_LABEL: Final = _("🔕 Stop these messages")

_HEADINGS: Final[dict[CampaignKind, Text]] = {
    "emergency": _("Emergency notice"),
    "correction": _("Correction"),
}


def answer_key(campaign: str, place: int) -> str:
    """The key of a campaign's button, by its place (from 0) among the buttons."""
    return f"{ANSWER_COMMAND} {campaign} {place}"


def stop_choice(purpose: Purpose) -> Choice:
    """The way out; it is on every campaign, and stops what the campaign was sent for."""
    return Choice(f"/stopnews {purpose}", _STOP_LABEL)


def campaign_say(
    content: CampaignContent, ward: str, campaign: str, purpose: Purpose | None = None
) -> Say:
    """The message for the residents of a ward (its code), in both languages.

    `campaign` is its key, which the buttons carry. `purpose`: for which consent it is sent; None:
    that of its kind.
    """
    purpose = purpose or CAMPAIGN_CLASSES[content.kind].purpose
    found = find_ward(ward)
    title = found.title if found is not None else ward
    label = ADVERTISING if content.kind == "promotion" else ""
    vi = label + in_ward(content.text_vi, title)
    en = label + in_ward(content.text_en or content.text_vi, title)
    lines: list[SayLine] = []
    if content.kind in _HEADINGS:
        lines.append(Title(_HEADINGS[content.kind]))
    lines.append(LocalizedText(vi, en))
    lines += [link_line(each) for each in content.buttons if isinstance(each, OpenLink)]
    lines += [plain(""), way_out(title, purpose)]
    rows = [
        (Choice(answer_key(campaign, place), plain(button.label)),)
        for place, button in enumerate(content.buttons)
        if not isinstance(button, OpenLink)
    ]
    return Say(
        tuple(lines),
        (*rows, (stop_choice(purpose),)),
        "nothing",
        "campaign",
        None,
        _files(content),
        True,
    )


def link_line(button: OpenLink) -> Line:
    """A link with its host in full; the host of a look-alike is told in both spellings."""
    link = read_link(button.url)
    shown = _spelled(link.ascii_host)
    if shown == link.ascii_host:
        return plain(f"{button.label}: {button.url}")
    return _("{label}: {url} (this address is written {shown})",
             label=plain(button.label), url=plain(button.url), shown=plain(shown))  # fmt: skip


def _spelled(host: str) -> str:
    """The host with the letters that it stands for."""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def way_out(ward_title: str, purpose: Purpose) -> Text:
    """The last line of every campaign; an emergency notice has a word of its own."""
    if purpose == "emergency":
        return _(
            "Sent by the people's committee of {ward}. If you want no more emergency notices, "
            "press “Stop these messages” or write: NGUNG NHAN TIN KHAN",
            ward=plain(ward_title),
        )
    return _(
        "Sent by the people's committee of {ward}. If you want no more such messages, press "
        "“Stop these messages” or write: NGUNG NHAN",
        ward=plain(ward_title),
    )


def _files(content: CampaignContent) -> tuple[KeptFile, ...]:
    """The photo or the document; where it cannot be shown that is said."""
    if content.file is None:
        return ()
    if content.file.kind == "photo":
        name, elsewhere = (
            _("Photo"),
            _("(A photo belongs to this message. It cannot be shown here.)"),
        )
    else:
        name = _("Document")
        elsewhere = _("(A document belongs to this message. It cannot be shown here.)")
    return (KeptFile(content.file.kind, content.file.reference, name, elsewhere),)
