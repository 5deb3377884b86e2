"""What is said above the screen of a campaign after something was done with it."""

from __future__ import annotations

from bot.talk.text import Text, _
from handlers import phrases

SAID: dict[str, Text] = {
    "approved": _("Thank you. Your approval is recorded."),
    "returned": _("It is returned. Who wrote it was told, with your word."),
    "discarded": _("The campaign was discarded. Nothing of it is sent from now on."),
    "tried": _("Sent to you, on every channel where you have this notebook."),
    "started": _("Sending has begun. This screen shows how far it is: “Look again”."),
    "paused": _("Paused. Nothing more leaves from now on; what was on its way arrives."),
    "resumed": _("It goes on."),
    "cancelled_once": _(
        "This sending was cancelled. Later ones go on as planned, until the last day. To end them "
        "too, please press “Discard”."
    ),
    "cancelled": _("Cancelled. Nothing more of it leaves; what was sent stays sent."),
    "changed": phrases.why("campaign_changed"),
}
"""What stands above a screen, by the word that opened it."""
