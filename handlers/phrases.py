"""Phrases of several conversations: common choices, names of types, texts of refusals."""

from __future__ import annotations

from typing import TypeVar

from msgspec import structs

from bot.domain.learning.activity import (
    MAX_DAY_MINUTES,
    MAX_EVIDENCE,
    MAX_MINUTES,
    MAX_TITLE,
    MIN_MINUTES,
    Activity,
)
from bot.domain.learning.progress import MAX_GOAL_MINUTES, MAX_PAUSE_DAYS, MIN_GOAL_MINUTES
from bot.domain.notifications.policy import MAX_WEEKLY_LIMIT
from bot.domain.notifications.reminders import MAX_REMINDERS
from bot.domain.people.wrong_codes import WINDOW
from bot.domain.privacy.requests import MAX_ANSWER, MAX_WISH
from bot.domain.staff.invitations import MAX_NAME
from bot.domain.text.shortening import shortened
from bot.talk.events import Event, Said
from bot.talk.steps import Choice, State, Step
from bot.talk.text import Blank, Line, Minutes, Plain, Text, _, plain, plural
from handlers.campaign_refusals import CAMPAIGN_REFUSALS

MAX_LABEL = 34
"""As many letters as a phone shows of a button alone in its row."""
MAX_REPEATED = 80
"""So many letters of what a person typed are told back to them."""

INVITED = "invitation-"
"""What stands before the code in the link of an invitation (t.me/…?start=…)."""

S = TypeVar("S", bound=State)

BACK = Choice("back", _("◀ Back"), ("back",))
AGREE = Choice("yes", _("I agree"), ("yes",))
DISAGREE = Choice("no", _("I do not agree"), ("no",))
CANCEL = Choice("/cancel", _("✖ Cancel"))
MENU = Choice("/menu", _("☰ Menu"))
LOG = Choice("/log", _("✏ Record an activity"))
MY_LOG = Choice("/mylog", _("📒 My notebook"))
CHECK = Choice("/check", _("🧭 Check digital skills"))
CITIZEN = Choice("/citizen", _("🏅 Learning Citizen year"))
PROGRESS = Choice("/progress", _("📈 My progress"))
REMIND = Choice("/remind", _("⏰ Reminders"))
WEEK = Choice("/week", _("📅 Learning Week"))
NOTICES = Choice("/notices", _("🔕 Choose messages"))
DATA = Choice("/data", _("🔐 My data"))
RESUME = Choice("/resume", _("↩ Take it back"))
FIND = Choice("/find", _("🔎 Find"))
HELP = Choice("/help", _("❓ Help"))
SKIP = Choice("skip", _("Skip"), ("skip", "no"))

KINDS: dict[str, Text] = {
    "formal": _("School, vocational, university"),
    "course": _("Class, training or workshop"),
    "own": _("Learning on my own"),
    "helping": _("Helping others learn"),
    "other": _("Other / not sure"),
}
"""The groups of activity types."""

REFUSALS: dict[str, Text] = {
    "run_over": _("This sending is over. Nothing of it can be changed."),
    "run_state": _("That was done already. Please look at the list again."),
    "run_unknown": _("That message is not known here any more."),
    "not_approved": _("Nobody has approved this version yet. Please ask for an approval first."),
    "useful_past": _("The time of this message is over. Please choose a later last day."),
    "audience_nobody": _("This message is for nobody. Please choose at least one ward."),
    "endless": _("This message is for those who answer it. Please choose other recipients."),
    "begun_already": _("This message was sent already."),
    "texts_missing": _("A ward has no text yet. Please write the message again."),
    "weekly_unknown": _(
        "Please type a number from 0 to {most}, for example: 3.", most=MAX_WEEKLY_LIMIT
    ),
    "quiet_unknown": _("Please give two times of the day, for example: from 20:00 to 8:00"),
    "title_empty": _(
        "Please write in words what you learnt, for example: how to use the online public service."
    ),
    "title_long": _(
        "That is too long: please keep it to {most} characters at most.", most=MAX_TITLE
    ),
    "day_future": _(
        "That day is still to come. Please give a day up to today, for example: yesterday."
    ),
    "day_old": _(
        "Only activities of this year and last year can be recorded. Please give a later day."
    ),
    "minutes_few": _(
        "An activity lasts at least {least}. Please type a longer time, for example: 30 minutes.",
        least=Minutes(MIN_MINUTES),
    ),
    "minutes_many": _(
        "One activity can last at most {most}. Please type a shorter time, or record each day "
        "by itself.",
        most=Minutes(MAX_MINUTES),
    ),
    "day_full": _(
        "With this, that day would hold more than {most} of learning. Please correct the day or "
        "the duration.",
        most=Minutes(MAX_DAY_MINUTES),
    ),
    "evidence_many": _("At most {most} photos or files can be kept.", most=MAX_EVIDENCE),
    "evidence_unknown": _("That photo or file is not in this entry any more."),
    "entry_unknown": _("There is no such entry in your notebook."),
    "consent_check": _("Please agree first that the answers of the self-check may be kept."),
    "check_unknown": _("This self-check is not in your notebook. Please begin one below."),
    "check_ended": _("That self-check has ended. Its result stays as it is; you can begin anew."),
    "form_unknown": _("This form was renewed meanwhile. Please begin it anew."),
    "indicator_unknown": _("The criteria were renewed meanwhile. Please begin anew."),
    "link_joined": _(
        "There is a notebook on this channel already, so no other can be opened here."
    ),
    "link_unknown": _("That code is not known or its time is over. Please get a new one there."),
    "link_many": _(
        "Too many wrong codes were typed. Please wait {time}, then get a new code there and type "
        "it here.",
        time=Minutes(int(WINDOW.total_seconds()) // 60),
    ),
    "recover_joined": _(
        "There is a notebook here already. Type the code where you have no notebook yet."
    ),
    "recover_unknown": _(
        "That code is not known. Please look at it again: each code is good only once."
    ),
    "recover_many": _(
        "Too many wrong codes were typed. Please wait {time}, then type the code again.",
        time=Minutes(int(WINDOW.total_seconds()) // 60),
    ),
    "consent_reminders": _("Please agree first that reminders may be sent."),
    "reminder_unknown": _("That reminder is not set any more. Please set a new one."),
    "moment_past": _("That moment is over. Please choose a later one."),
    "moment_far": _("A reminder can be set for the coming year only. Please give an earlier day."),
    "reminders_many": _(
        "At most {most} reminders can be set. Please stop one first.", most=MAX_REMINDERS
    ),
    "wish_empty": _("Please write in words what you would like to ask."),
    "wish_long": _("That is too long: please keep it to {most} characters at most.", most=MAX_WISH),
    "wishes_many": _("Several requests of yours wait for an answer. Please wait for one first."),
    "request_unknown": _("This request is not open any more."),
    "answer_empty": _("Please write in words what the resident is to be told."),
    "answer_long": _(
        "That is too long: please keep it to {most} characters at most.", most=MAX_ANSWER
    ),
    "goal_small": _(
        "A weekly goal is at least {least}. Please give a longer time.",
        least=Minutes(MIN_GOAL_MINUTES),
    ),
    "goal_large": _(
        "A weekly goal is at most {most}. Please give a shorter time.",
        most=Minutes(MAX_GOAL_MINUTES),
    ),
    "pause_past": _("That day is over. Please give a day from today on."),
    "pause_long": _(
        "A pause lasts at most {most} days. Please give an earlier day.", most=MAX_PAUSE_DAYS
    ),
    "not_allowed": _(
        "You do not have the right for this any more. Please ask the administrator of your ward."
    ),
    "staff_unknown": _(
        "That code is not known or its time is over. Please ask the administrator for a new one."
    ),
    "staff_many": _(
        "Too many wrong codes were typed. Please wait {time}, then type the code again.",
        time=Minutes(int(WINDOW.total_seconds()) // 60),
    ),
    "staff_self": _("This invitation is your own. Please give its code to whom it names."),
    "name_empty": _("Please type the full name of the person, for example: Nguyễn Văn An"),
    "name_long": _("That is too long: please keep it to {most} characters at most.", most=MAX_NAME),
    "ward_unknown": _("That ward is not known. Please type its name again."),
    "rights_none": _("Please choose one right at least. To take all away, end the role."),
    "rights_own": _("Nobody changes their own rights. Please ask another administrator."),
    "role_unknown": _("That role has ended meanwhile."),
    "last_admin": _(
        "This is the last administrator. Please let somebody else become administrator first."
    ),
    "entry_void": _("This entry was cancelled, so it can no longer be changed."),
    **CAMPAIGN_REFUSALS,
}
"""The sentence for each refusal code: the reason, and what to do instead."""


def why(code: str) -> Text:
    """The reason of a refusal, and what to do instead."""
    return REFUSALS.get(
        code, _("That could not be recorded. Please check what you entered and try again.")
    )


def repeated(text: str) -> Plain:
    """What a person typed, or the beginning of it, to be told back to them."""
    return plain(shortened(text, MAX_REPEATED))


def entry_label(entry: Activity, year: int | None = None) -> Line:
    """An entry as a choice: its day, with the year unless it is this one; what, and how long.

    The title is shortened, so that a phone shows the length whole.
    """
    day = f"{entry.day:%d/%m}" if year in (None, entry.day.year) else f"{entry.day:%d/%m/%Y}"
    if not entry.counts:
        title = shortened_to(entry.title, MAX_LABEL - len(f"{day} ·  (cancelled)"))
        return _("{day} · {title} (cancelled)", day=plain(day), title=plain(title))
    hours, rest = divmod(entry.minutes, 60)
    longest = f"{entry.minutes} phút" if rest else f"{hours} hours"
    title = shortened_to(entry.title, MAX_LABEL - len(f"{day}  · {longest}"))
    blanks: dict[str, Blank] = {
        "day": plain(day), "title": plain(title), "length": short_length(entry.minutes),
    }  # fmt: skip
    return Text("{day} {title} · {length}", blanks)


def short_length(minutes: int) -> Blank:
    """A length for a button: whole hours, or minutes alone."""
    return plural("{count} min", "{count} min", minutes) if minutes % 60 else Minutes(minutes)


def shortened_to(text: str, room: int) -> str:
    """A text that fits into so many letters."""
    return text if len(text) <= room else shortened(text, room - 1)


def unread(step: Step[S], event: Event) -> Step[S]:
    """A step that asks again, marked when it could not read a typed text."""
    return structs.replace(step, unread=isinstance(event, Said))


def not_understood(event: Event) -> tuple[Line, ...]:
    """The first lines after an unreadable answer; they repeat the beginning of the typed text."""
    match event:
        case Said(text):
            return (_("I did not understand: {typed}", typed=repeated(text)),)
        case _:
            return ()
