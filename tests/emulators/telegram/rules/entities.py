"""Message entities that Telegram takes: within the text, at whole characters, none over another."""

from __future__ import annotations

from collections.abc import Sequence

from aiogram.types import MessageEntity

from tests.emulators.telegram.rules.refusals import breach

STYLES = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre"})


def check_entities(text: str, entities: Sequence[MessageEntity]) -> None:
    """Refuse what a correct bot never sends.

    Telegram itself mends overlapping entities; two of ours that overlap are a mistake of ours.
    """
    raw = text.encode("utf-16-le", "surrogatepass")
    units = [int.from_bytes(raw[place : place + 2], "little") for place in range(0, len(raw), 2)]
    end_before = 0
    for entity in entities:
        start, end = entity.offset, entity.offset + entity.length
        if entity.type not in STYLES:
            raise breach(f'can\'t parse MessageEntity: unsupported type "{entity.type}"')
        if entity.length <= 0 or start < 0:
            raise breach("can't parse MessageEntity: a wrong offset or length")
        if end > len(units):
            raise breach(f"entity beginning at UTF-16 offset {start} ends after the end of the "
                         f"text at UTF-16 offset {end}")  # fmt: skip
        for place in (start, end):
            if place < len(units) and 0xDC00 <= units[place] <= 0xDFFF:
                raise breach(f"entity begins or ends in a middle of a UTF-16 symbol at UTF-16 "
                             f"offset {place}")  # fmt: skip
        if start < end_before:
            raise breach(f"two entities overlap at UTF-16 offset {start}")
        end_before = end
