"""Draws the references anew: `python -m tests.pictures.renew`. Look at each of them afterwards.

When charts are drawn differently on purpose, count up `bot.pictures.CACHE_VERSION` too: otherwise
pictures that were kept from before are shown on.
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
"""Of a reference: small files, far nearer to what was drawn than what counts as different."""


def main() -> None:
    """Write every reference, and delete those that no state has."""
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
