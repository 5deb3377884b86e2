"""What a sending of a campaign came to, in words: a bar, the ends, the reasons, the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.domain.campaigns.buttons import Answer
from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.results import ENDS, EndName, ShownResult, shown_answers
from bot.domain.campaigns.runs import Run, RunResult, RunState
from bot.domain.small_counts import FEWEST_SHOWN, ShownCount
from bot.phrases.staff.audience_counts import count_said
from bot.phrases.staff.audiences import channel, joined
from bot.phrases.staff.roles import ward_title
from bot.talk.text import Day, Fact, Item, Line, Note, SayLine, Text, Title, _, plain, plural

_BAR = 10

RUN_STATES: Mapping[RunState, Text] = {
    "planning": _("recipients are being listed"),
    "sending": _("is being sent"),
    "paused": _("paused"),
    "ended": _("ended"),
    "cancelled": _("cancelled"),
    "stopped": _("stopped"),
}
END_NAMES: Mapping[EndName, Text] = {
    "sent": _("sent"),
    "failed": _("failed"),
    "blocked": _("blocked us"),
    "unsure": _("perhaps sent"),
    "skipped": _("left out"),
    "cancelled": _("cancelled"),
    "erased": _("erased their notebook"),
    "open": _("not sent yet"),
}
"""How rows ended, within a sentence."""

_WHY: Mapping[str, Text] = {
    "no_consent": _("no consent any more"),
    "expired": _("the time was over"),
    "late": _("the time was over"),
    "forgotten": _("erased their notebook"),
    "moved": _("the address belongs to somebody else"),
    "weekly_most": _("enough messages this week"),
    "daily_most": _("enough messages this day"),
}


def why_said(code: str) -> Line:
    """Why somebody was left out; a reason of a later release by its stored name."""
    return _WHY.get(code, plain(code))


def bar(done: int, planned: int) -> str:
    """A bar of ten places; it is empty while nobody is planned."""
    filled = done * _BAR // planned if planned else 0
    return "▓" * filled + "░" * (_BAR - filled)


def bar_line(result: RunResult) -> Line:
    """How far it is: the bar, and how many of how many."""
    done = result.planned - result.open
    return plain(f"{bar(done, result.planned)} {done}/{result.planned}")


def end_facts(ends: Mapping[EndName, int]) -> Iterator[SayLine]:
    """A line for each end that there is; what is open is seen in the bar."""
    for end in ENDS:
        if end != "open" and ends.get(end):
            yield Fact(END_NAMES[end], plural("{count} person", "{count} people", ends[end]))


def run_lines(run: Run, result: RunResult, shown: ShownResult, day: Day) -> Iterator[SayLine]:
    """One sending: its day and state, how far it is, its ends, and why somebody was left out."""
    yield Title(_("Sending of {day}: {state}", day=day, state=RUN_STATES[run.state]))
    yield bar_line(result)
    yield from end_facts(shown.ends)
    if shown.reasons is not None:
        for code, count in _most_first(shown.reasons):
            yield Item(_("left out, {why}: {count}", why=why_said(code), count=_count(count)))
    elif shown.ends.get("skipped"):
        codes = sorted({each.why or "" for each in result.counts if each.state == "skipped"})
        yield Item(_("left out because: {reasons}", reasons=joined(map(why_said, codes))))


def ward_lines(shown: ShownResult, most: int) -> Iterator[SayLine]:
    """The ends of each ward, of the first `most`; nothing where there is one ward."""
    wards = [ward for ward in shown.wards if ward]
    if len(wards) < 2:
        return
    yield Title(_("By ward"))
    for ward in wards[:most]:
        ends = shown.wards[ward]
        told = joined(
            _("{what} {count}", what=END_NAMES[end], count=count) for end, count in ends.items()
        )
        yield Item(_("{ward}: {ends}", ward=plain(ward_title(ward)), ends=told))
    if len(wards) > most:
        yield Note(_("And {count} more wards: they are in the file.", count=len(wards) - most))


def channel_lines(shown: ShownResult) -> Iterator[SayLine]:
    """How many people were to get it on each channel."""
    if shown.channels is None or len(shown.channels) < 2:
        return
    yield Title(_("By channel"))
    for name, count in _most_first(shown.channels):
        yield Item(_("{channel}: {people}", channel=channel(name), people=count_said(count)))


def answer_lines(campaign: Campaign, answers: Mapping[int, int]) -> Iterator[SayLine]:
    """How many people chose each answer, as it may be shown."""
    buttons = answer_buttons(campaign)
    if not buttons:
        return
    yield Title(_("Answers"))
    shown = shown_answers({place: answers.get(place, 0) for place in buttons})
    for place, label in buttons.items():
        yield Fact(plain(label), count_said(shown.parts[place]))


def answer_buttons(campaign: Campaign) -> Mapping[int, str]:
    """The labels of the buttons that are counted, by their places."""
    return {
        place: button.label
        for place, button in enumerate(campaign.content.buttons)
        if isinstance(button, Answer)
    }


def small_note() -> Note:
    """That small counts are hidden."""
    return Note(
        _(
            "Of channels, reasons and answers, counts below {number} are not shown and the others "
            "are rounded to 5, so they may not add up.",
            number=FEWEST_SHOWN,
        )
    )


def _count(count: ShownCount) -> Line:
    return (
        plain(str(count))
        if isinstance(count, int)
        else _("fewer than {number}", number=FEWEST_SHOWN)
    )


def _most_first(counts: Mapping[str, ShownCount]) -> list[tuple[str, ShownCount]]:
    def size(each: tuple[str, ShownCount]) -> tuple[int, str]:
        return (-each[1] if isinstance(each[1], int) else 0, each[0])

    return sorted(counts.items(), key=size)
