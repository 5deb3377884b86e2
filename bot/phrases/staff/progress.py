"""How far a sending is, in the one message that changes by itself."""

from __future__ import annotations

import datetime as dt

from bot.domain.campaigns.results import shown_result
from bot.domain.campaigns.runs import OVER, Run, RunResult
from bot.phrases.staff.results import RUN_STATES, bar_line, end_facts
from bot.talk.steps import Choice, Say
from bot.talk.text import Fact, Minutes, Note, SayLine, Text, Title, _, plain, plural


def progress_say(run: Run, result: RunResult, title: str, now: dt.datetime) -> Say:
    """A bar, the ends so far, the pace and the time that is left; `now` is local."""
    lines: list[SayLine] = [Title(_("Sending: {title}", title=plain(title)))]
    lines.append(Fact(_("State"), RUN_STATES[run.state]))
    if result.counted_at is not None or result.planned:
        lines.append(bar_line(result))
        lines += end_facts(shown_result(result).ends)
    lines += _pace(run, result)
    if run.state not in OVER:
        at = (result.counted_at or now).astimezone(now.tzinfo)
        lines.append(Note(_("As of {time}.", time=plain(f"{at:%H:%M:%S}"))))
    look = Choice(f"/campaigns {run.campaign}", _("🔄 Look again"))
    if run.state in OVER:
        look = Choice(f"/outcome {run.campaign}", _("📊 Result"))
    return Say(tuple(lines), ((look,),), "nothing", apart=True)


def _pace(run: Run, result: RunResult) -> list[SayLine]:
    """How many a minute since the begin, and how long it takes at this pace."""
    at = result.counted_at
    if run.state != "sending" or at is None or not result.open:
        return []
    seconds = (at - run.begun).total_seconds()
    done = result.planned - result.open
    if seconds < 1 or not done:
        return []
    minute = round(done * 60 / seconds)
    left = result.open * seconds / done / 60
    lines: list[SayLine] = []
    if minute:
        lines.append(Fact(_("Pace"), plural("{count} a minute", "{count} a minute", minute)))
    if left < 24 * 60:
        lines.append(Fact(_("Time left"), Text("{time}", {"time": Minutes(max(1, round(left)))})))
    return lines
