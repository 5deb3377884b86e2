"""The names that stored rows, browsers and operators' files hold: read from the code as it stands.

`python -m tests.stored.frozen` writes them to `frozen.json`. A name may be added there; one that
is gone needs a migration of what is stored, or 30 days in which nothing of it is stored any more.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec

import bot
import handlers
from bot.channels.web import frames
from bot.domain.campaigns.content import CampaignContent
from bot.domain.learning.activity import Activity, Draft, Evidence
from bot.domain.notifications.calendar import Calendar
from bot.services.ports.albums import AlbumPart
from bot.talk.events import Sent
from bot.talk.steps import Choice, Say
from handlers.ward_lists import WardList
from tests.announcements.calendars import NAMES as ANNOUNCEMENT_NAMES
from tests.handlers.every import EVERY

FROZEN = Path(__file__).parent / "frozen.json"
_CODE = [Path(bot.__file__).parent, Path(handlers.__file__).parent]
_PAGE = _CODE[0] / "channels" / "web" / "page"


def names() -> dict[str, Any]:
    """Every frozen name, by what it is."""
    return {
        "conversations": sorted(each.name for each in EVERY),
        "states": sorted(state for each in EVERY for state in _states(each.name, each.states)),
        "stored types": _types(
            Say,
            tuple[Choice, ...],
            Draft,
            Activity,
            Evidence,
            Sent,
            WardList,
            AlbumPart,
            CampaignContent,
        ),
        "refusal codes": sorted(set(_texts_of_calls("Refusal"))),
        "choice keys": sorted(set(_texts_of_calls("Choice"))),
        "sources of occurrences": sorted(ANNOUNCEMENT_NAMES),
        "calendar keys": _types(Calendar),
        "frames": _types(frames.FromPage, frames.ToPage),
        "storage keys of the page": sorted(
            set(re.findall(r'"(sohoctap\.[a-z]+\.?)"', _page_scripts()))
        ),
    }


def _states(conversation: str, states: Any) -> Iterator[str]:
    """The stored tag and fields of each state of a conversation."""
    for state in get_args(states) or (states,):
        tag = state.__struct_config__.tag
        assert isinstance(tag, str), f"{state.__name__} names no stored tag"
        yield f"{conversation} {tag}: {', '.join(sorted(state.__struct_encode_fields__))}"


def _types(*stored: Any) -> list[str]:
    """The stored fields of types and of every type in them, with the tag where there is one."""
    found = set()
    for part in msgspec.json.schema_components(stored)[1].values():
        fields = part.get("properties")
        if fields:
            tags = [field.get("enum", [""])[0] for name, field in fields.items() if name in "type"]
            found.add(f"{''.join(tags)}: {', '.join(sorted(fields))}")
    return sorted(found)


def _texts_of_calls(name: str) -> Iterator[str]:
    """The first argument of each call of this name, blanks of an f-string as `{}`."""
    for folder in _CODE:
        for path in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
                    yield from _text(node.args[:1])


def _text(arguments: list[ast.expr]) -> Iterator[str]:
    match arguments:
        case [ast.Constant(str() as value)]:
            yield value
        case [ast.JoinedStr(parts)]:
            yield "".join(p.value if isinstance(p, ast.Constant) else "{}" for p in parts)  # type: ignore[misc]  # a constant of an f-string is text


def _page_scripts() -> str:
    return "\n".join(path.read_text() for path in sorted(_PAGE.glob("*.js")))


def main() -> None:
    """Write the names as they stand."""
    FROZEN.write_text(json.dumps(names(), ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
