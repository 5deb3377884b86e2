"""What the audit trail says of each act, in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.talk.text import Line, Text, _, plain

ACTIONS: Mapping[str, Text] = {
    "invited": _("wrote an invitation"),
    "accepted": _("accepted an invitation"),
    "rights_changed": _("changed the rights of a role"),
    "removed": _("ended a role"),
    "role_moved": _("took the role along to another address"),
    "request_closed": _("answered a request about data"),
}
"""Each act that staff can do, after the name of who did it."""


def action_said(action: str) -> Line:
    """An act; one of a later release is shown by its stored name."""
    return ACTIONS.get(action, plain(action))
