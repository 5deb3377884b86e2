"""Every picture is legible: no letter is cut, missing, too small or covered."""

from __future__ import annotations

import unicodedata
from itertools import combinations
from typing import cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

from bot.pictures import FONT
from bot.pictures.charts import bars_by_period as weeks
from bot.pictures.charts import lines_over_time as growth
from bot.pictures.charts import radar
from bot.pictures.charts.style import LABELS, SMALL, TITLE, WIDTH
from bot.pictures.charts.text_layout import legible, wrapped
from bot.talk.pictures import Drawing, DrawnSeries
from tests.examples import examples
from tests.pictures.states import STATES

pytestmark = pytest.mark.long

LETTERS = "".join(
    chr(code)
    for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for mark in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    for code in map(ord, unicodedata.normalize("NFC", base + mark))
)
SYLLABLES = ("Khai", "thác", "dữ", "liệu", "thông", "tin", "nghiêng", "trường", "hợp", "Ứng", "ở")

words = st.one_of(
    st.sampled_from(SYLLABLES),
    st.text(LETTERS + "đĐbcdghklmnpqrstvxw0123456789/,$%", min_size=1, max_size=14),
)
labels = st.lists(words, min_size=1, max_size=9).map(lambda parts: " ".join(parts)[:40].strip())
values = st.one_of(st.none(), st.floats(0, 100))


@st.composite
def drawings(draw: st.DrawFn, chart: str, max_labels: int, max_series: int) -> Drawing:
    names = draw(st.lists(labels, min_size=1, max_size=max_labels))
    count = draw(st.integers(1, max_series))
    rows = [
        draw(st.lists(values, min_size=len(names), max_size=len(names))) for _row in range(count)
    ]
    one = st.one_of(st.none(), st.floats(0.5, 120))
    goal = draw(one)
    goals = draw(st.just([]) | st.lists(one, min_size=len(names), max_size=len(names)))
    return Drawing(
        chart="radar" if chart == "radar" else "weeks",
        title=draw(labels) + " " + draw(labels),
        labels=tuple(names),
        series=tuple(DrawnSeries(draw(labels), tuple(row)) for row in rows),
        unit=draw(st.sampled_from(["%", "giờ", "điểm", "phút", ""])),
        most=draw(st.sampled_from([None, 100.0])),
        goal=goal if chart == "weeks" else None,
        goal_name=draw(labels) if chart == "weeks" else "",
        goals=tuple(goals) if chart == "weeks" else (),
    )


def texts(figure: Figure) -> list[Text]:
    found = cast("list[Text]", figure.findobj(Text))
    return [text for text in found if text.get_text()]


def faults(figure: Figure) -> list[str]:
    """The problems for a reader."""
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    paper = figure.bbox
    boxes = [(text, text.get_window_extent(renderer)) for text in texts(figure)]
    found = [
        f"{text.get_text()!r} is cut"
        for text, box in boxes
        if box.x0 < paper.x0 or box.y0 < paper.y0 or box.x1 > paper.x1 or box.y1 > paper.y1
    ]
    for (one, box), (other, others) in combinations(boxes, 2):
        wide = min(box.x1, others.x1) - max(box.x0, others.x0)
        high = min(box.y1, others.y1) - max(box.y0, others.y0)
        if wide > 0.5 and high > 0.5 and not _over_the_rings(one, other):
            found.append(f"{one.get_text()!r} lies on {other.get_text()!r}")
    found += [f"{text.get_text()!r} is small" for text, _box in boxes if _size(text, figure) < 12]
    return found


def _over_the_rings(one: Text, other: Text) -> bool:
    """The numbers of two rings may be close: they are not labels."""
    return one.get_gid() == other.get_gid() == "ring"


def _size(text: Text, figure: Figure) -> float:
    """The size of letters on a phone 360 wide."""
    return float(text.get_fontsize()) * WIDTH / (figure.get_figwidth() * 72)


def said(figure: Figure, name: str) -> str:
    """The text with a name, without spaces."""
    return "".join(text.get_text() for text in texts(figure) if text.get_gid() == name).replace(
        " ", ""
    )


MODULES = {"radar": radar, "weeks": weeks, "growth": growth}


@pytest.mark.parametrize("name", STATES)
def test_every_state_can_be_read(name: str) -> None:
    drawing = STATES[name]
    module = MODULES[drawing.chart]
    assert faults(module.figure(drawing, "light")) == []


@examples(60)
@given(drawings("radar", 24, 2))
def test_a_radar_can_be_read_whatever_its_labels(drawing: Drawing) -> None:
    figure = radar.figure(drawing, "light")
    assert faults(figure) == []
    assert said(figure, "title") == legible(drawing.title).replace(" ", "")
    for place, label in enumerate(drawing.labels):
        assert said(figure, f"label {place}").startswith(legible(label).replace(" ", ""))


@examples(60)
@given(drawings("weeks", 14, 1))
@example(
    Drawing(
        chart="weeks",
        title="Khai",
        labels=("Khai",) * 4,
        series=(DrawnSeries("Khai", (None,) * 4),),
        unit="%",
        most=100.0,
        goal=1.0,
        goal_name="nghiêng bo 0Eanoo 000000acckwAỤỨ",
    )
)
def test_weeks_can_be_read_whatever_their_labels(drawing: Drawing) -> None:
    figure = weeks.figure(drawing, "light")
    assert faults(figure) == []
    last = len(drawing.labels) - 1
    assert said(figure, f"label {last}") == legible(drawing.labels[last]).replace(" ", "")
    if weeks.has_goal(drawing):
        assert said(figure, "goal") == legible(drawing.goal_name).replace(" ", "")


@given(st.lists(words, max_size=12).map(" ".join), st.floats(30, 300))
def test_lines_lose_nothing_and_keep_to_their_room(text: str, room: float) -> None:
    lines = wrapped(text, room, LABELS[0])
    assert "".join(lines).replace(" ", "") == legible(text).replace(" ", "")


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_the_font_has_every_vietnamese_letter(weight: str) -> None:
    kind = FontProperties(family=FONT, weight=weight)
    file = FT2Font(findfont(kind, fallback_to_default=False))
    assert file.family_name == FONT
    assert len(LETTERS) == 12 * 6 * 2
    assert [each for each in LETTERS + "đĐ₫–…“”✓" if not file.get_char_index(ord(each))] == []


def test_sizes_are_those_of_a_phone_held_at_arms_length() -> None:
    assert min(SMALL, TITLE, *LABELS) >= 12


def test_what_the_font_lacks_leaves_no_empty_box() -> None:
    assert legible("📊 Kết quả\n của\tbà 🧓") == "Kết quả của bà"
    assert legible(unicodedata.normalize("NFD", "Nguyễn Thị Hằng")) == "Nguyễn Thị Hằng"


@pytest.mark.parametrize(
    "drawing",
    [
        Drawing("radar", "", (), (DrawnSeries("", ()),), ""),
        Drawing("radar", "", ("a", "b", "c"), (DrawnSeries("", (1.0,)),), ""),
        Drawing("radar", "", ("a",), (), ""),
        Drawing("radar", "", ("a",) * 25, (DrawnSeries("", (1.0,) * 25),), ""),
    ],
    ids=["no labels", "too few values", "no series", "too many axes"],
)
def test_a_drawing_that_does_not_add_up_is_refused(drawing: Drawing) -> None:
    with pytest.raises(ValueError, match=r"chart|values|axes"):
        radar.draw(drawing, "light")


def test_numbers_that_are_none_are_drawn_as_none() -> None:
    odd = (float("nan"), float("inf"), None, 3.0)
    drawing = Drawing("radar", "x", ("a", "b", "c", "d"), (DrawnSeries("", odd),), "%")
    figure = radar.figure(drawing, "light")
    assert [said(figure, f"label {axis}") for axis in range(4)] == ["a–", "b–", "c–", "d3%"]
