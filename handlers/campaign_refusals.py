"""Why something about a campaign is refused, and what to do instead."""

from __future__ import annotations

from bot.domain.campaigns.audience import MAX_DAYS
from bot.domain.campaigns.buttons import MAX_BUTTON_LABEL, MAX_BUTTONS, MAX_MORE
from bot.domain.campaigns.campaign import MAX_WORD
from bot.domain.campaigns.content import MAX_UNITS, MAX_USEFUL_DAYS, WARD_BLANK
from bot.domain.campaigns.links import MAX_LINK
from bot.domain.campaigns.timing import MAX_DAYS_AHEAD
from bot.talk.text import Text, _, plain

CAMPAIGN_REFUSALS: dict[str, Text] = {
    "text_long": _(
        "That is too long: text and links may have {most} characters. Please shorten it; the "
        "draft is as it was.",
        most=MAX_UNITS,
    ),
    "text_missing": _("The text is still missing. Please write it first."),
    "blank_unknown": _(
        "Only {blank} can be filled in. Please write the rest out, without braces.",
        blank=plain(WARD_BLANK),
    ),
    "label_empty": _("A button needs a word with letters or numbers. Please type another one."),
    "label_long": _(
        "A button may have {most} characters, so that a phone shows it whole. Please shorten it.",
        most=MAX_BUTTON_LABEL,
    ),
    "label_twice": _("There is a button with these words already. Please choose other words."),
    "buttons_many": _(
        "A campaign has {most} buttons at most. Please remove one first.", most=MAX_BUTTONS
    ),
    "more_empty": _("Please write what the button tells."),
    "more_long": _("That is too long: please keep it to {most} characters at most.", most=MAX_MORE),
    "link_bad": _(
        "That is no link. Please type it whole, without spaces, for example: "
        "https://hanoi.gov.vn/lop-hoc"
    ),
    "link_scheme": _(
        "Only links that begin with https:// can be sent, since others are not safe. Please type "
        "another link."
    ),
    "link_host": _(
        "The address of this link cannot be checked: it needs a name such as hanoi.gov.vn, "
        "without a user name, a port or numbers alone. Please type another link."
    ),
    "link_long": _(
        "That link is too long: {most} characters are allowed. Please type a shorter one.",
        most=MAX_LINK,
    ),
    "when_unknown": _("Please give a day and a time, for example: tomorrow 8:00, or 5/12 19:30"),
    "when_past": _("That moment is over. Please give a later one, for example: tomorrow 8:00"),
    "when_night": _(
        "Campaigns leave between 07:00 and 22:00 only. Please give a time of the day, for "
        "example: 8:00"
    ),
    "when_far": _(
        "That is more than {most} days ahead. Please give an earlier day.", most=MAX_DAYS_AHEAD
    ),
    "useful_missing": _("Please say first until which day the campaign is useful."),
    "useful_past": _("That day is over. Please give a day from today on."),
    "useful_early": _("That day is before the day of sending. Please give a later one."),
    "useful_far": _(
        "A campaign is useful for {most} days at most. Please give an earlier day.",
        most=MAX_USEFUL_DAYS,
    ),
    "audience_empty": _(
        "No ward is chosen, so nobody would get it. Please choose for whom it is first."
    ),
    "not_orphaned": _("This campaign has a sender, or is not approved. Nothing has to be done."),
    "audience_unknown": _(
        "Something in this choice is not known here any more. Please choose again from the list."
    ),
    "audience_days": _(
        "Please give a number of days from 1 to {most}, for example: 30", most=MAX_DAYS
    ),
    "audience_contradiction": _(
        "Nobody can have answered a campaign and not answered it. Please take one of the two out."
    ),
    "ward_lost": _(
        "You may no longer write to one of these wards. Please take it out of the audience; the "
        "draft is kept."
    ),
    "not_allowed": _(
        "You have no right to do this now. Please ask an administrator of your ward; what was "
        "written is kept."
    ),
    "campaign_unknown": _("There is no such campaign. Please choose one from the list."),
    "campaign_changed": _(
        "This campaign was changed meanwhile. Here is how it stands now; please look at it again."
    ),
    "campaign_begun": _(
        "This campaign has begun or ended, so it cannot be changed. You can copy it instead."
    ),
    "campaign_running": _(
        "This campaign is being sent. Please cancel the rest or wait for its end, then change it."
    ),
    "campaign_waits": _("This campaign was submitted already. It waits for its approval."),
    "campaign_not_submitted": _("This campaign does not wait for an approval any more."),
    "approver_none": _(
        "Nobody else may approve for these wards yet. Please ask an administrator to invite "
        "somebody; the draft is kept."
    ),
    "approve_own": _(
        "You wrote or changed this campaign, so another person must approve it or return it."
    ),
    "approved_already": _("You have approved it already. It waits for a second person."),
    "approve_erased": _(
        "The data of somebody who wrote this campaign was erased, so nobody can approve it any "
        "more. Please copy it, read it again, and submit the copy."
    ),
    "approve_same_person": _(
        "Somebody of your name or address wrote or approved this campaign. Another person must "
        "approve it."
    ),
    "approve_invited": _(
        "Only a person who wrote this campaign has invited you. Somebody else must approve it."
    ),
    "approve_admin": _("One of the two approvals must come from an administrator."),
    "unsure_decided": _("Somebody decided about these messages already; nothing was done twice."),
    "corrected": _(
        "A correction of this campaign was sent, so the wrong message is not sent again. Please "
        "leave these as they are."
    ),
    "correction_fixed": _(
        "A correction goes once, to exactly those who got the earlier message. This part cannot "
        "be changed."
    ),
    "correct_nothing": _("This campaign was not sent to anybody, so there is nothing to correct."),
    "correct_running": _(
        "This campaign is still being sent. Please cancel the rest or wait for its end, then "
        "correct it."
    ),
    "correct_twice": _(
        "There is a correction of this campaign already. A campaign is corrected once."
    ),
    "correct_late": _(
        "This campaign was sent more than 29 days ago, so it is not known any more who got it. "
        "Please write a new one."
    ),
    "word_empty": _("Please write in a few words what should be changed."),
    "word_long": _("That is too long: please keep it to {most} characters at most.", most=MAX_WORD),
}
"""The sentence for each refusal code."""
