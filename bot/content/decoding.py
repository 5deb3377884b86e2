"""Decoding: turns the bytes of a data file into a checked value or a list of problems."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from bot.domain.data_files.problems import Problem

T = TypeVar("T", bound=msgspec.Struct)

MAX_BYTES = 1_000_000

_PLACE = re.compile(r" - at (?:`key` in )?`(?:key in )?\$\.?([^`]*)`$")
_LINE = re.compile(r" \(at ((?:line|end) [^()]*)\)$")


def decode(
    raw: bytes,
    kind: type[T],
    check: Callable[[T], Iterator[Problem]],
    complete: Callable[[T], T] = lambda it: it,
) -> T | tuple[Problem, ...]:
    """Decode and check a file: the value, or its problems by entry.

    `complete` adds what the file may leave out, before the check.
    """
    if len(raw) > MAX_BYTES:
        return (Problem("", f"the file is larger than {MAX_BYTES} bytes"),)
    try:
        found = complete(_parsed(raw, kind))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return (Problem(f"line {line}", "it is not UTF-8 text: save the file as UTF-8"),)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        # The parser raises a plain ValueError for a number with thousands of digits.
        return (_located(str(error)),)
    problems = tuple(check(found))
    return problems or found


@lru_cache(maxsize=16)
def _parsed(raw: bytes, kind: Any) -> Any:
    """A file's content, unchecked. It is kept: most files are the same when they are read again."""
    return msgspec.toml.decode(raw, type=kind)


def _located(message: str) -> Problem:
    """A decoder message as a problem; people count from one in `$.forms[0].items[2]`."""
    line = _LINE.search(message)
    if line:
        return Problem(line[1], message[: line.start()])
    found = _PLACE.search(message)
    entry = found[1] if found else ""
    entry = re.sub(r"\[(\d+)\]", lambda number: f".{int(number[1]) + 1}", entry).strip(".")
    return Problem(entry.replace("[...]", ".…"), message[: found.start()] if found else message)
