"""The buttons of a campaign: a link, an answer that is counted, more about the matter."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from bot.domain.campaigns.links import read_link
from bot.domain.refusals import Refusal

MAX_BUTTONS = 3
MAX_BUTTON_LABEL = 34
"""As many letters as a phone shows of a button alone in its row."""
MAX_MORE = 1_500
"""Maximum characters of what "tell me more" says."""


class OpenLink(Struct, frozen=True, tag="open_link"):
    """Opens a page; `url` as `read_link` gives it."""

    label: str
    url: str


class Answer(Struct, frozen=True, tag="answer"):
    """An answer that is counted."""

    label: str


class TellMore(Struct, frozen=True, tag="tell_more"):
    """Tells more about the matter."""

    label: str
    text: str


CampaignButton: TypeAlias = OpenLink | Answer | TellMore


def check_label(text: str) -> str:
    """A label in one line; refuses `label_empty`, `label_long`."""
    label = " ".join(text.split())
    if not any(letter.isalnum() for letter in label):
        raise Refusal("label_empty")
    if len(label) > MAX_BUTTON_LABEL:
        raise Refusal("label_long")
    return label


def check_buttons(buttons: tuple[CampaignButton, ...]) -> tuple[CampaignButton, ...]:
    """The buttons as they may be sent; refuses what a label or a link does not allow.

    Further codes: `buttons_many`, `label_twice`, `more_empty`, `more_long`.
    """
    if len(buttons) > MAX_BUTTONS:
        raise Refusal("buttons_many")
    checked = tuple(map(_checked, buttons))
    if len({each.label.casefold() for each in checked}) < len(checked):
        raise Refusal("label_twice")
    return checked


def _checked(button: CampaignButton) -> CampaignButton:
    label = check_label(button.label)
    match button:
        case OpenLink(_label, url):
            return OpenLink(label, read_link(url).url)
        case Answer():
            return Answer(label)
        case TellMore(_label, text):
            if not text.strip():
                raise Refusal("more_empty")
            if len(text.strip()) > MAX_MORE:
                raise Refusal("more_long")
            return TellMore(label, text.strip())
