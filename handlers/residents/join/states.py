"""The states of joining: the open page and the answers so far."""

from __future__ import annotations

from typing import Literal, TypeAlias

from bot.domain.people.persons import JOINING_PURPOSES, AgeBand, Group, Purpose
from bot.talk.steps import State
from handlers.ward_lists import WardList

Page: TypeAlias = Literal["notice", "whole", "age", "consent", "language", "ward", "wards", "group"]
"""The pages; `whole` is the whole notice. An earlier release asked for the `language`."""


class Joining(State, frozen=True, tag="Joining"):
    """The progress of the newcomer.

    `words` are a learning activity that the newcomer wrote before joining.
    """

    page: Page = "notice"
    answers: tuple[tuple[Purpose, bool], ...] = ()
    ward: str | None = None
    found: tuple[str, ...] = ()
    group: Group | None = None
    age: AgeBand | None = None
    words: str = ""


class Browsing(State, frozen=True, tag="Browsing"):
    """The ward question with a list open; the answers so far are in `joining`."""

    joining: Joining = Joining("ward")
    at: WardList = WardList()


States: TypeAlias = Joining | Browsing


def following(state: Joining) -> Page | None:
    """The page of the first answer that is missing; None when all are there."""
    if state.age is None:
        return "age"
    if len(state.answers) < len(JOINING_PURPOSES):
        return "consent"
    if state.ward is None:
        return "ward"
    return "group" if state.group is None else None
