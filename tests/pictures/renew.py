"""Draws the reference pictures again: `python -m tests.pictures.renew`. Check each by eye.

After an intended change of a chart, increase `bot.pictures.CACHE_VERSION` too: otherwise the cache
still gives the old pictures.
"""

from __future__ import annotations

from importlib import import_module
from typing import get_args

from PIL import Image

from bot.pictures import PICTURES
from bot.talk.pictures import Theme
from tests.pictures.comparing import REFERENCES, as_on_a_phone
from tests.pictures.states import STATES

COLOURS = 128
"""Colours of a reference: a small file, and much closer to the drawing than the allowed difference.
"""


def main() -> None:
    """Write every reference, and delete those without a state."""
    REFERENCES.mkdir(exist_ok=True)
    written = set()
    for name, drawing in STATES.items():
        for theme in get_args(Theme):
            path = REFERENCES / f"{name}_{theme}.png"
            png = import_module(PICTURES[drawing.chart]).draw(drawing, theme)
            seen = as_on_a_phone(png).quantize(COLOURS, dither=Image.Dither.NONE)
            seen.save(path, optimize=True)
            written.add(path)
    for path in set(REFERENCES.glob("*.png")) - written:
        path.unlink()


if __name__ == "__main__":
    main()
