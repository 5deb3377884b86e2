"""What a reply does to the message that showed the newest prompt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.ports.messages import Change
from bot.services.turns.changes import change_of
from bot.services.turns.merging import merge
from bot.talk.steps import Choice, Say
from bot.talk.text import plain

NEW = Say((plain("a"),))
IN_PLACE = Say((plain("a"),), ((Choice("k", plain("K")),),), replaces_pressed=True)


@pytest.mark.parametrize(
    ("prompt_row", "says", "chosen", "change"),
    [
        (None, [IN_PLACE], "k", None),
        (5, [], "k", None),
        (5, [IN_PLACE], "k", Change(5, edits=True)),
        (5, [IN_PLACE], "", Change(5)),
        (5, [NEW], "k", Change(5, chosen="k")),
        (5, [NEW], "", Change(5)),
        (5, [NEW, IN_PLACE], "k", Change(5, chosen="k")),
    ],
)
def test_the_first_say_takes_the_place_of_a_pressed_message_or_closes_the_prompt(
    prompt_row: int | None, says: list[Say], chosen: str, change: Change | None
) -> None:
    assert change_of(prompt_row, says, chosen) == change


says = st.lists(
    st.builds(
        lambda choices, apart, replaces: Say(
            (plain("a"),), ((Choice("k", plain("K")),),) * choices, apart=apart,
            replaces_pressed=replaces,
        ),
        st.integers(0, 1), st.booleans(), st.booleans(),
    ),
    max_size=5,
)  # fmt: skip


@given(says)
def test_a_merged_say_takes_a_place_only_when_every_part_of_it_would(parts: list[Say]) -> None:
    merged = merge(parts)
    assert any(say.replaces_pressed for say in merged) <= any(p.replaces_pressed for p in parts)
    if parts and not parts[0].replaces_pressed:
        assert not any(say.replaces_pressed for say in merged[:1])
