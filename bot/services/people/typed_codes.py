"""Typed codes: what a code opens, with one limit of tries for each kind and address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.domain.people.wrong_codes import CodeKind
from bot.domain.refusals import Refusal
from bot.services.ports.unit_of_work import CommandContext

T = TypeVar("T")


async def take_code(
    kind: CodeKind,
    code: str | None,
    take: Callable[[str], Awaitable[T | None]],
    out: CommandContext,
    *,
    unknown: Refusal,
    many: Refusal,
) -> T:
    """What `take` finds for the code, which is used up by that.

    `code` None: what was typed is no code. Raises `unknown` for a code of nobody, and `many` when
    no code from this address is looked up now, right or wrong.
    """
    if code is None or out.incoming is None:
        raise unknown
    channel, address = out.incoming.channel, out.incoming.address
    if out.wrong_codes.too_many(kind, channel, address, out.now):
        raise many
    found = await take(code)
    if found is None:
        out.wrong_codes.note(kind, channel, address, out.now)
        raise unknown
    return found
