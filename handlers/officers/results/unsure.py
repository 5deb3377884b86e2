"""Unsure messages: a page of them, each to be sent again or left."""

from __future__ import annotations

from bot.domain.campaigns.results import UnsureRow
from bot.domain.campaigns.runs import Run
from bot.phrases.staff.audiences import channel
from bot.phrases.staff.roles import ward_title
from bot.services.campaigns.results.deciding import Decided, LeaveUnsure, SendUnsureAgain, unsure_ms
from bot.talk.events import Opened
from bot.talk.steps import Choice, Command, Say, Step
from bot.talk.text import Day, Line, Note, SayLine, Title, _, plain, plural
from handlers import phrases
from handlers.officers.results.states import Facts, Unsure

ON_A_PAGE = 5

SAID: dict[str, Line] = {
    "resent": _("It is sent again. The decision is in the audit trail."),
    "left": _("Left as it is. The decision is in the audit trail."),
}
"""What stands above the page, by the word that opened it."""


def page(facts: Facts, run: Run, after: int, *before: Line) -> Step[Unsure]:
    """The next unsure messages after a row, each with its two choices."""
    assert facts.campaign is not None
    rows = facts.unsure[:ON_A_PAGE]
    state = Unsure(facts.campaign.key, run.key, after)
    lines: list[SayLine] = [*before, Title(_("Perhaps sent"))]
    choices: list[tuple[Choice, ...]] = []
    if not rows:
        lines.append(_("There is nothing to decide here any more."))
    else:
        lines.append(
            _(
                "The connection broke while these messages left, so nobody knows whether they "
                "arrived. Sent again, somebody may get it twice; left, somebody may not have it."
            )
        )
    for number, each in enumerate(rows, 1):
        lines.append(_row_line(number, each, facts))
        if facts.may("write"):
            choices.append(
                (
                    Choice(_key("a", (each,)), _("{number} · send again", number=number)),
                    Choice(_key("b", (each,)), _("{number} · leave", number=number)),
                )
            )
    if len(rows) > 1 and facts.may("write"):
        many = len(rows)
        choices.append((
            Choice(_key("A", rows), plural("Send {count} again", "Send {count} again", many)),
            Choice(_key("B", rows), plural("Leave {count}", "Leave {count}", many)),
        ))  # fmt: skip
    if rows and not facts.may("write"):
        lines.append(Note(_("Who may write in all wards of the campaign can decide.")))
    turning = [Choice("first", _("◀ The first"))] if after else []
    if len(facts.unsure) > ON_A_PAGE:
        turning.append(Choice(f"after:{rows[-1].row}", _("Further ▶")))
    if turning:
        choices.append(tuple(turning))
    choices.append((Choice("result", _("📊 Result")), phrases.MENU))
    return Step(state, (Say(tuple(lines), tuple(choices), "nothing", apart=True),))


def decided(key: str, run: str, facts: Facts) -> Step[Unsure] | None:
    """What a press decided; None for another press.

    A key names the messages that were shown, and when the newest of them became unsure: pressed
    twice, or after somebody else decided, it decides about none of the next page.
    """
    what, _colon, rest = key.partition(":")
    numbers = rest.split(":")
    if what not in {"a", "b", "A", "B"} or len(numbers) != 3 or facts.campaign is None:
        return None
    if not all(each.isascii() and each.isdigit() for each in numbers):
        return None
    first, last, at = map(int, numbers)
    rows: tuple[Decided, ...] = tuple(
        (each.row, unsure_ms(each.at))
        for each in facts.unsure[:ON_A_PAGE]
        if first <= each.row <= last and unsure_ms(each.at) <= at
    ) or ((first, at),)
    campaign = facts.campaign.key
    command: Command = SendUnsureAgain(campaign, run, rows)
    said = "resent"
    if what in {"b", "B"}:
        command, said = LeaveUnsure(campaign, run, rows), "left"
    return Step(None, (), (command,), Opened("outcome", f"{campaign} {said}"))


def _key(what: str, rows: tuple[UnsureRow, ...]) -> str:
    at = max(unsure_ms(each.at) for each in rows)
    return f"{what}:{rows[0].row}:{rows[-1].row}:{at}"


def _row_line(number: int, each: UnsureRow, facts: Facts) -> Line:
    at = each.at.astimezone(facts.now.tzinfo)
    return _("{number}: {ward}, {channel}, {day} at {time}", number=number,
             ward=plain(ward_title(each.ward)), channel=channel(each.channel), day=Day(at.date()),
             time=plain(f"{at:%H:%M}"))  # fmt: skip
