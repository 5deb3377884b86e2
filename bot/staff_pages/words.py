"""The sentences that stand on the pages of staff, by the names that the templates use."""

from __future__ import annotations

from collections.abc import Mapping

from bot.talk.text import Text, _

WORDS: Mapping[str, Text] = {
    "staff": _("Pages of ward staff"),
    "skip": _("To the content"),
    "campaigns": _("Campaigns"),
    "requests": _("Requests of residents"),
    "pages": _("The pages of ward staff"),
    "sign_in": _("Sign in"),
    "sign_out": _("Sign out"),
    "press": _("Press the button to sign in on this device. The link is good once."),
    "own_device": _("Sign in only on a device that is yours or your office’s."),
    "signed_out": _("You are not signed in"),
    "ask_again": _(
        "Please open the notebook where you talk with it and type: pages. It gives you a new link."
    ),
    "closed": _("This link has expired, was used already, or is not right"),
    "many": _("Too many wrong links were opened from here"),
    "wait": _("Please wait 15 minutes, then ask for a new link in the notebook: type pages."),
    "no_role": _("Your role as ward staff has ended"),
    "no_role_more": _(
        "These pages are closed for you. Your learning notebook stays as it is. If that should not "
        "be so, please ask the administrator of your ward."
    ),
    "no_right": _("This page is for administrators"),
    "no_right_more": _("If you need it, please ask the administrator of your ward."),
    "unknown": _("There is no such page here"),
    "unknown_more": _("It may concern another ward, or it was discarded."),
    "elsewhere": _("This was not sent from our own page"),
    "elsewhere_more": _("Please open the page anew and press the button there."),
    "failed": _("It did not work just now. Please try again in a minute."),
    "left": _("You are signed out"),
    "scheduled": _("Scheduled"),
    "others": _("All others"),
    "none": _("There is no campaign here yet. To write one, type in the chat: campaign"),
    "none_scheduled": _("Nothing is scheduled."),
    "newer": _("◀ Newer"),
    "older": _("Older ▶"),
    "text_vi": _("The text in Vietnamese"),
    "text_en": _("The text in English"),
    "no_text": _("No text yet."),
    "about": _("About it"),
    "result": _("Progress and result"),
    "not_sent": _("Nothing of it was sent yet."),
    "no_read": _("Results are shown to who may read them."),
    "history": _("What happened"),
    "look_again": _("Look again"),
    "refreshes": _("This part is renewed by itself every few seconds."),
    "stopped": _("It is not renewed any more. Please press “Look again”."),
    "by_ward": _("By ward"),
    "by_channel": _("By channel"),
    "ward": _("Ward"),
    "channel": _("Channel"),
    "what": _("Kind of request"),
    "due": _("Answer by"),
    "asked": _("Asked on"),
    "overdue": _("overdue"),
    "today": _("today"),
    "no_requests": _("No request waits for an answer."),
    "answer_in_chat": _(
        "To answer one, open the notebook where you talk with it and type: ward requests"
    ),
}
"""Every fixed sentence of the templates."""
