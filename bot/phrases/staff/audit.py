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
    "campaign_written": _("wrote a campaign"),
    "campaign_changed": _("changed a campaign"),
    "campaign_submitted": _("asked for the approval of a campaign"),
    "campaign_approved": _("approved a campaign"),
    "campaign_returned": _("returned a campaign"),
    "campaign_discarded": _("discarded a campaign"),
    "campaign_tried": _("sent a campaign to their own addresses"),
    "campaign_taken": _("took over a campaign"),
    "campaign_started": _("began to send a campaign"),
    "campaign_paused": _("paused a campaign"),
    "campaign_resumed": _("went on sending a campaign"),
    "campaign_cancelled": _("cancelled a campaign"),
    "campaign_stopped": _("stopped a campaign"),
    "result_exported": _("took the result of a campaign as a file"),
    "unsure_resent": _("sent messages again that may not have arrived"),
    "unsure_left": _("left messages as they are that may not have arrived"),
    "signed_in": _("signed in to the pages of staff"),
    "request_closed": _("answered a request about data"),
}
"""Each act that staff can do, after the name of who did it."""


def action_said(action: str) -> Line:
    """An act; one of a later release is shown by its stored name."""
    return ACTIONS.get(action, plain(action))
