"""The states of a person's own data: what is shown, corrected or about to be erased."""

from __future__ import annotations

from typing import Literal, TypeAlias

from bot.domain.privacy.downloads import DownloadKind
from bot.talk.steps import PassiveState, State
from handlers.ward_lists import WardList

Screen: TypeAlias = Literal["home", "kept", "consents", "correct"]


class Shown(PassiveState, frozen=True, tag="Shown"):
    """A screen that asks nothing."""

    screen: Screen = "home"


class AskWard(State, frozen=True, tag="AskWard"):
    """The new ward is asked for; `at` is the open list, if there is one."""

    at: WardList | None = None


class AskGroup(State, frozen=True, tag="AskGroup"):
    """The group is asked for."""


class AskAge(State, frozen=True, tag="AskAge"):
    """The age group is asked for."""


class Erasing(State, frozen=True, tag="Erasing"):
    """The word that confirms the erasure is asked for."""


class Copying(State, frozen=True, tag="Copying"):
    """A link to a copy, or to the notebook in print, is made within this turn."""

    what: DownloadKind = "copy"


States: TypeAlias = Shown | AskWard | AskGroup | AskAge | Erasing | Copying
