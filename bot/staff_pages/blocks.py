"""Lines of a message as parts of a page: headings, facts, items, texts, remarks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from bot.talk.text import Blank, Fact, Item, Note, SayLine, Title

BlockKind = Literal["heading", "facts", "items", "text", "note"]

Value = Callable[[Blank, str], str]
"""A value in one language."""


@dataclass(slots=True)
class Block:
    """One part. `entries` are pairs for facts, and single texts for all others."""

    kind: BlockKind
    entries: list[tuple[str, ...]] = field(default_factory=list)


def blocks_of(lines: Iterable[SayLine], said: Callable[[Blank], str]) -> list[Block]:
    """The parts of these lines; facts and items that follow one another stand together."""
    found: list[Block] = []

    def add(kind: BlockKind, *entry: str) -> None:
        if kind not in ("facts", "items") or not found or found[-1].kind != kind:
            found.append(Block(kind))
        found[-1].entries.append(entry)

    for line in lines:
        match line:
            case Title(inner):
                add("heading", said(inner))
            case Fact(label, value):
                add("facts", said(label), said(value))
            case Item(inner):
                add("items", said(inner))
            case Note(inner):
                add("note", said(inner))
            case other:
                if text := said(other):
                    add("text", text)
    return found
