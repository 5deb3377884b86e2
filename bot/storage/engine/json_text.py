"""Values as JSON text: how lists are given to a statement, and a say is stored."""

from __future__ import annotations

from typing import Any

import msgspec

_encode = msgspec.json.Encoder().encode


def to_json(value: Any) -> str:
    """The JSON of a list of plain values, or of what msgspec can encode."""
    return _encode(value).decode()
