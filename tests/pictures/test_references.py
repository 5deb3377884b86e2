"""Each drawing equals its reference, which a person checked."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from PIL import Image

from bot.pictures import PICTURES
from bot.talk.pictures import ChartName, Drawing, Theme
from tests.pictures.comparing import REFERENCES, Difference, as_on_a_phone, difference
from tests.pictures.states import STATES

pytestmark = pytest.mark.long

ARTEFACTS = Path(__file__).parent.parent / "artefacts" / "pictures"
MAX_MEAN, MAX_NOTICED = 0.4, 0.0006
"""Another build of the font library moves edges a little; one more marker exceeds this limit."""

every_state = pytest.mark.parametrize("name", STATES)
every_theme = pytest.mark.parametrize("theme", get_args(Theme))


def draw(drawing: Drawing, theme: Theme) -> bytes:
    png: bytes = import_module(PICTURES[drawing.chart]).draw(drawing, theme)
    return png


def near(apart: Difference) -> bool:
    return apart.mean <= MAX_MEAN and apart.noticed <= MAX_NOTICED


@every_theme
@every_state
def test_a_picture_is_drawn_as_its_reference(name: str, theme: Theme) -> None:
    drawn = as_on_a_phone(draw(STATES[name], theme))
    path = REFERENCES / f"{name}_{theme}.png"
    with Image.open(path) as reference:
        apart = difference(drawn, reference.convert("RGB"))
    if not near(apart):
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        drawn.save(ARTEFACTS / path.name)
        pytest.fail(
            f"{path.name} is drawn differently: {apart.mean:.2f} of 255 on the mean, "
            f"{apart.noticed:.2%} of its pixels. Look at tests/artefacts/pictures/{path.name}; "
            "if it is meant: python -m tests.pictures.renew, and count up EDITION"
        )


def test_every_reference_is_of_a_state() -> None:
    wanted = {f"{name}_{theme}.png" for name in STATES for theme in get_args(Theme)}
    assert {path.name for path in REFERENCES.iterdir()} == wanted


def test_one_number_less_is_noticed() -> None:
    whole = STATES["radar_items_before"]
    now, before = whole.series
    fewer = msgspec.structs.replace(before, values=(*before.values[:-1], None))
    less = msgspec.structs.replace(whole, series=(now, fewer))
    apart = difference(as_on_a_phone(draw(whole, "light")), as_on_a_phone(draw(less, "light")))
    assert not near(apart)


def test_the_same_drawing_is_the_same_bytes() -> None:
    for name in ("radar_items_before", "weeks_goal"):
        assert draw(STATES[name], "dark") == draw(STATES[name], "dark")


@every_theme
@pytest.mark.parametrize("name", ["radar_domains_before", "weeks_goal"])
def test_what_was_and_what_is_differ_without_colour(name: str, theme: Theme) -> None:
    """In grey, the same numbers differ: now, before, below the goal and above it."""
    whole = STATES[name]
    first = whole.series[0]
    if whole.chart == "radar":
        other = msgspec.structs.replace(whole, series=(whole.series[1], first))
    else:
        other = msgspec.structs.replace(whole, goal=whole.goal and whole.goal + 0.001)
    grey = [as_on_a_phone(draw(each, theme)).convert("L").convert("RGB") for each in (whole, other)]
    assert not near(difference(*grey))


def test_the_list_names_every_chart_and_its_module() -> None:

    assert set(PICTURES) == set(get_args(ChartName))
    folder = Path(import_module("bot.pictures.charts").__file__ or "").parent
    drawing = {
        f"bot.pictures.charts.{path.stem}"
        for path in folder.glob("*.py")
        if "\ndef draw(" in path.read_text("utf-8")
    }
    assert set(PICTURES.values()) == drawing
