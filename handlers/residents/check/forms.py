"""The start of a self-check: the consent, and the choice of a form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.domain.skills.attempts import SelfCheckAttempt
from bot.domain.skills.instruments import Form, SelfCheck
from bot.domain.skills.scoring import question_order
from bot.talk.steps import Choice, Say
from bot.talk.text import Blank, Day, Fact, Line, SayLine, Text, _, plural
from handlers import phrases
from handlers.residents.check.earlier import ways_to_results
from handlers.residents.check.questions import done

_FORM = plural("{form}: {count} question", "{form}: {count} questions", 0)
_FROM_START = plural("↺ Anew, {form}: {count} question", "↺ Anew, {form}: {count} questions", 0)


def ask_consent(*before: Line) -> Say:
    """Ask for consent to store the answers."""
    lines = (
        *before,
        _("The self-check asks what you can do on a phone or a computer."),
        _("May your answers be kept, so that you can go on later and compare? Only you see them."),
    )
    yes, no = phrases.AGREE, phrases.DISAGREE
    return Say(lines, ((yes,), (no,)), "nothing")


def ask_form(
    check: SelfCheck,
    begun: Sequence[SelfCheckAttempt],
    finished: Sequence[SelfCheckAttempt],
    now: dt.datetime,
    *before: Line,
) -> Say:
    """Ask for the form: one in `begun` continues, a result is opened again, or a new one begins."""
    rows: list[tuple[Choice, ...]] = []
    lines: list[SayLine] = [*before]
    for each in begun:
        form = check.form(each.form, each.version)
        if form is None:
            if phrases.why("form_unknown") not in lines:
                lines.append(phrases.why("form_unknown"))
            continue
        lines.append(_open(form, each, now))
        rows.append((Choice(f"c:{each.key}", _("▶ Go on: {form}", form=form.name)),))
    lines.append(check.opening)
    lines += [Fact(form.name, form.about) for form in check.forms]
    lines.append(_("Which form would you like?"))
    open_forms = {each.form for each in begun}
    rows += [(_form(form, anew=form.id in open_forms),) for form in check.forms]
    rows += ways_to_results(finished, now)
    return Say(tuple(lines), (*rows, (phrases.MENU,)), "nothing")


def _open(form: Form, each: SelfCheckAttempt, now: dt.datetime) -> Line:
    return _(
        "A self-check begun on {day} is open: {done} of {all} questions are done.",
        day=Day(each.started_at.astimezone(now.tzinfo).date()),
        done=done(form, each),
        all=len(question_order(form, each.answers)),
    )


def _form(form: Form, *, anew: bool) -> Choice:
    label = _FROM_START if anew else _FORM
    blanks: dict[str, Blank] = {"form": form.name}
    return Choice(f"f:{form.id}", Text(label.msgid, blanks, label.plural, len(form.items)))
