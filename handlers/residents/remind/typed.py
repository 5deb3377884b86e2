"""Typed words about a reminder: weekly times, one day, a wish in a sentence, a plan."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.notifications.plans import read_plan
from bot.domain.notifications.reminder_topics import MAX_TOPIC
from bot.domain.notifications.reminder_topics import as_topic as kept_topic
from bot.domain.notifications.reminder_wishes import ReminderWish, read_wish
from bot.domain.notifications.reminders import EVERY_DAY
from bot.domain.notifications.weekly_times import read_times, times_on
from bot.domain.quick_log.lexicon import tokenize
from bot.domain.quick_log.reading import read_told
from bot.talk.steps import Step
from bot.talk.text import Line, plain
from handlers.residents.remind import once, once_questions, setting
from handlers.residents.remind.states import About, Facts, Planned, States


def from_words(about: About, text: str, facts: Facts) -> Step[States] | None:
    """What follows from words that tell days and hour, or ask for a reminder; None for others."""
    wish = read_wish(text, facts.today)
    if wish is not None and wish.once is not None:
        return on_wish(about, wish, facts)
    if (times := read_times(text)) is not None:
        return setting.set_or_ask(about, times, facts)
    return None if wish is None else on_wish(about, wish, facts)


def as_topic(text: str, facts: Facts) -> Step[States] | None:
    """What follows from words where the subject of a reminder is asked; None for others.

    They tell its times, or what to learn ("học tiếng anh"). What was learnt is no subject.
    """
    if (step := from_words(About("log"), text, facts)) is not None:
        return step
    told = read_told(text, facts.today)
    if told is None and (len(text) > MAX_TOPIC or not tokenize(text).of("subject")):
        return None
    if told is not None and (told.has_day or told.reading.minutes is not None):
        return None
    return setting.ask_days(About("log", topic=kept_topic(text)))


def offered(words: str, facts: Facts, *before: Line) -> Step[States] | None:
    """Offer a reminder for a plan that a sentence tells; None for another sentence."""
    plan = read_plan(words, facts.today, facts.written.time())
    if plan is None:
        return None
    day = None if plan.once is None or plan.once.weekend else plan.once.day
    say = once_questions.offer(plain(plan.topic), day, *before)
    return Step(Planned(words), (say,))


def accepted(words: str, facts: Facts) -> Step[States] | None:
    """Set the reminder for a plan, or ask for what is missing."""
    plan = read_plan(words, facts.today, facts.written.time())
    return None if plan is None else on_wish(About("log"), plan, facts)


def on_wish(about: About, wish: ReminderWish, facts: Facts) -> Step[States]:
    """Set what is clear, and ask for what is not."""
    about = replace(about, topic=wish.topic or about.topic)
    if wish.once is not None:
        return once.on_day(about, wish.once, wish.minutes, facts)
    if wish.days is None:
        if len(wish.minutes) == 1:
            return setting.confirm(about, times_on(EVERY_DAY, wish.minutes[0]))
        return setting.ask_days(about)
    return on_days(about, wish.days, wish.minutes, facts)


def on_days(
    about: About, days: frozenset[int], minutes: tuple[int, ...], facts: Facts
) -> Step[States]:
    """Set a weekly reminder, or ask for its hour."""
    match minutes:
        case (minute,):
            return setting.set_or_ask(about, times_on(days, minute), facts)
        case ():
            return setting.ask_hour(about, days)
        case _:
            return setting.ask_which_hour(about, days, minutes)
