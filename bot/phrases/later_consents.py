"""The purposes that are asked once, later than at joining: two plain sentences, yes and no."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.people.persons import LaterPurpose
from bot.talk.steps import Choice
from bot.talk.text import Line, _

QUESTIONS: Mapping[LaterPurpose, tuple[Line, Line]] = {
    "emergency": (
        _(
            "In a flood, a storm or another danger, your ward can warn you here at once, also at "
            "night."
        ),
        _("Do you want these warnings?"),
    ),
    "promotion": (
        _(
            "Your ward can also pass on classes and offers of other providers: two messages a week "
            "at most, each marked [QC]."
        ),
        _("Do you want these offers?"),
    ),
}
"""What is asked for each purpose; no answer means no."""

YES: Mapping[LaterPurpose, Line] = {
    "emergency": _("Yes, warn me"),
    "promotion": _("Yes, send me offers"),
}
NO: Mapping[LaterPurpose, Line] = {
    "emergency": _("No warnings"),
    "promotion": _("No offers"),
}


def answers(purpose: LaterPurpose) -> tuple[Choice, Choice]:
    """Yes and no; both are commands, so that they stand below any message."""
    return (
        Choice(f"/agree {purpose} on", YES[purpose], ("yes",)),
        Choice(f"/agree {purpose} off", NO[purpose], ("no",)),
    )
