"""What people ask about their data, within a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.privacy.request_rules import RequestKind
from bot.talk.text import Text, _

KINDS: Mapping[RequestKind, Text] = {
    "copy": _("a copy"),
    "correct": _("a correction"),
    "withdraw": _("no agreement any more"),
    "erase": _("erase everything"),
    "ask": _("a question or complaint"),
}
"""What was asked, within a sentence."""
