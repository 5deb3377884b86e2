"""The questions of a self-check: headings, answers and other choices."""

from __future__ import annotations

from bot.domain.reference_data import ReferenceData
from bot.domain.skills.attempts import SelfCheckAttempt
from bot.domain.skills.instruments import Form, Item
from bot.domain.skills.scoring import question_order
from bot.talk.steps import Choice, Say
from bot.talk.text import Fact, Line, SayLine, Title, _, plural
from handlers import phrases


def done(form: Form, check: SelfCheckAttempt) -> int:
    """The number of questions that were answered or skipped."""
    return sum(item.id in check.answers for item in question_order(form, check.answers))


def ask_say(
    reference_data: ReferenceData, form: Form, check: SelfCheckAttempt, item: Item, *before: Line
) -> Say:
    """One question: its number, its text, the scale and the other choices."""
    items = question_order(form, check.answers)
    lines: list[SayLine] = [*before, *_heading(reference_data, form, check, item)]
    lines += [
        Title(_("Question {number} of {all}", number=items.index(item) + 1, all=len(items))),
        item.question,
    ]
    if item.id in check.answers:
        value = check.answers[item.id]
        said = _("skipped") if value is None else reference_data.self_check.scale[value].label
        lines.append(Fact(_("Your answer so far"), said))
    scale = tuple(
        (Choice(f"a:{option.value}", option.label),) for option in reference_data.self_check.scale
    )
    # A given answer must not be lost on the way, so it can be kept.
    given = check.answers.get(item.id) is not None
    on = Choice("keep", _("Keep it ▶")) if given else phrases.SKIP
    ways = (phrases.BACK, on, Choice("pause", _("⏸ Later")))
    top = Choice("top", _("💡 What is the highest step?"))
    return Say(tuple(lines), (*scale, (top,), ways), "nothing", replaces_pressed=True)


def scale_say(reference_data: ReferenceData) -> Say:
    """What the answers mean, in a message of its own before somebody begins or goes on."""
    scale = reference_data.self_check.scale
    return Say(tuple(Fact(each.label, each.meaning) for each in scale), apart=True)


def _heading(
    reference_data: ReferenceData, form: Form, check: SelfCheckAttempt, item: Item
) -> list[SayLine]:
    """The heading of a question: the block's name where one begins."""
    items = question_order(form, check.answers)
    place = items.index(item)
    lines: list[SayLine] = []
    if form.starter is not None and item is form.starter.items[0]:
        lines.append(form.starter.opening)
    if form.domains:
        framework = reference_data.framework
        domain = framework.domain_of(item.code)
        if domain is not None and (
            place == 0 or framework.domain_of(items[place - 1].code) != domain
        ):
            lines.append(
                _("Part {number} of {all}: {domain}", number=framework.domains.index(domain) + 1,
                  all=len(framework.domains), domain=domain.name)
            )  # fmt: skip
    return lines


def pause_say(form: Form, check: SelfCheckAttempt) -> Say:
    """What is said when a self-check is paused."""
    left = len(question_order(form, check.answers)) - done(form, check)
    lines = (
        plural("Your answers are kept; {count} question is left.",
               "Your answers are kept; {count} questions are left.", left),
        _("Whenever you want to go on, type: skills"),
    )  # fmt: skip
    go_on = Choice("/check", _("▶ Go on"))
    return Say(lines, ((go_on, phrases.MENU),), "nothing")
