"""Telegram's HTML: from the source to the plain text with its entities, or to its complaint."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from aiogram.types import MessageEntity

from tests.emulators.telegram.rules.refusals import Refusal, breach
from tests.emulators.telegram.wire.objects import utf16_units

PLAIN_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
}
"""Tags that need no attribute (core.telegram.org/bots/api#html-style)."""

TAGS = {*PLAIN_TAGS, "a", "span", "blockquote", "tg-emoji"}

_NAME = re.compile(r"</?([^\s>]*)")
_REST = re.compile(r"""((?:"[^"]*"|'[^']*'|[^>"'])*)>""")
_ATTRIBUTE = re.compile(r"""([^\s=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")


@dataclass(slots=True)
class _Open:
    tag: str
    starts: int
    attributes: dict[str, str]


@dataclass(slots=True)
class _Reading:
    source: str
    at: int = 0
    text: list[str] = field(default_factory=list)
    units: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[MessageEntity] = field(default_factory=list)

    def say(self, piece: str) -> None:
        self.text.append(piece)
        self.units += utf16_units(piece)

    def complaint(self, why: str) -> Refusal:
        offset = len(self.source[: self.at].encode())
        return breach("can't parse entities: " + why.replace("{at}", f"at byte offset {offset}"))


def parse_html(source: str) -> tuple[str, list[MessageEntity]]:
    """The text and its entities; raises `Refusal` where Telegram does."""
    reading = _Reading(source)
    while reading.at < len(source):
        match source[reading.at]:
            case "<" if source.startswith("</", reading.at):
                _end_tag(reading)
            case "<":
                _start_tag(reading)
            case "&" if found := _REFERENCE.match(source, reading.at):
                reading.say(unescape(found.group()))
                reading.at = found.end()
            case letter:
                reading.say(letter)
                reading.at += 1
    if reading.open:
        tag = reading.open[-1].tag
        raise reading.complaint(f'Can\'t find end tag corresponding to start tag "{tag}"')
    entities = sorted(reading.entities, key=lambda each: (each.offset, -each.length))
    return "".join(reading.text), entities


def _start_tag(reading: _Reading) -> None:
    name = _NAME.match(reading.source, reading.at)
    if name is None or name.end() == len(reading.source):
        raise reading.complaint("Unclosed start tag {at}")
    tag = name.group(1).lower()
    if tag not in TAGS:
        raise reading.complaint(f'Unsupported start tag "{tag}" {{at}}')
    rest = _REST.match(reading.source, name.end())
    if rest is None:
        raise reading.complaint("Unclosed start tag {at}")
    attributes = {
        found.group(1).lower(): unescape(next((g for g in found.groups()[1:] if g), ""))
        for found in _ATTRIBUTE.finditer(rest.group(1))
    }
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise reading.complaint('Tag "span" must have class "tg-spoiler" {at}')
    if tag == "tg-emoji" and not attributes.get("emoji-id", "").isdigit():
        raise reading.complaint('Tag "tg-emoji" must have attribute "emoji-id" {at}')
    reading.open.append(_Open(tag, reading.units, attributes))
    reading.at = rest.end()


def _end_tag(reading: _Reading) -> None:
    name = _NAME.match(reading.source, reading.at)
    rest = _REST.match(reading.source, name.end()) if name else None
    if name is None or rest is None or rest.group(1).strip():
        raise reading.complaint("Unclosed end tag {at}")
    if not reading.open:
        raise reading.complaint("Unexpected end tag {at}")
    tag, expected = name.group(1).lower(), reading.open[-1].tag
    if tag not in ("", expected):
        raise reading.complaint(
            f'Unmatched end tag {{at}}, expected "</{expected}>", found "</{tag}>"'
        )
    closed = reading.open.pop()
    if reading.units > closed.starts:
        _add_entity(reading, closed)
    reading.at = rest.end()


def _add_entity(reading: _Reading, closed: _Open) -> None:
    length = reading.units - closed.starts
    kind, more = _kind(reading, closed)
    if kind is not None:
        reading.entities.append(
            MessageEntity.model_validate(
                {"type": kind, "offset": closed.starts, "length": length, **more}
            )
        )


def _kind(reading: _Reading, closed: _Open) -> tuple[str | None, dict[str, str]]:
    match closed.tag:
        case "a":
            url = closed.attributes.get("href", "")
            # Telegram drops a link that leads nowhere and keeps its words.
            known = url.startswith(("http://", "https://", "tg://", "mailto:", "tel:"))
            return ("text_link", {"url": url}) if known else (None, {})
        case "span":
            return "spoiler", {}
        case "blockquote" if "expandable" in closed.attributes:
            return "expandable_blockquote", {}
        case "blockquote":
            return "blockquote", {}
        case "tg-emoji":
            return "custom_emoji", {"custom_emoji_id": closed.attributes["emoji-id"]}
        case "code" if reading.open and reading.open[-1].tag == "pre":
            # <pre><code class="language-x"> is one entity, of the outer tag.
            language = closed.attributes.get("class", "")
            reading.open[-1].attributes["language"] = language.removeprefix("language-")
            return None, {}
        case "pre" if language := closed.attributes.get("language", ""):
            return "pre", {"language": language}
        case plain:
            return PLAIN_TAGS[plain], {}
