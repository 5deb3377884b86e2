"""Pictures for the handbook of officers: a walk takes them, by name, when SCREENS is set."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import Final

from PIL import Image

from tests.e2e.web.browser import Tab

DOCS: Final = Path(__file__).parents[3] / "docs"
HANDBOOK: Final = DOCS / "cam-nang-can-bo.md"
FOLDER: Final = DOCS / "anh"
MAX_BYTES: Final = 80_000
COLOURS: Final = 32

_NEWEST: Final = """words => {
  const all = [...document.querySelectorAll("#talk .theirs")];
  const item = all.filter(each => each.textContent.includes(words)).at(-1);
  item.scrollIntoView({block: "center"});
  const at = item.getBoundingClientRect(), talk = item.parentElement.getBoundingClientRect();
  const left = Math.max(0, talk.left - 8);
  return {x: left, y: at.top - 8, width: talk.width + 16, height: at.height + 16};
}"""
"""The newest message with these words, and its choices, as a part of the page."""

_WANTED = bool(os.environ.get("SCREENS"))  # noqa: TID251  # for who looks, no setting of ours
_IMAGE = re.compile(r"!\[[^\]]+\]\(anh/([a-z0-9-]+)\.png\)")


def named_in_handbook() -> list[str]:
    """The names of the pictures that the handbook shows, in their order."""
    return _IMAGE.findall(HANDBOOK.read_text("utf-8"))


class Album:
    """The pictures of one walk, every name once; files are written only when SCREENS is set."""

    def __init__(self) -> None:
        self.names: list[str] = []

    async def takes(self, tab: Tab, name: str, words: str) -> None:
        """Take a picture of the newest message with these words; few colours keep it small."""
        assert name not in self.names, name
        self.names.append(name)
        await tab.pictured(f"officers-{name}")
        if not _WANTED:
            return
        shown = await tab.page.evaluate(_NEWEST, words)
        shot = Image.open(io.BytesIO(await tab.page.screenshot(clip=shown))).convert("RGB")
        FOLDER.mkdir(exist_ok=True)
        path = FOLDER / f"{name}.png"
        small = shot.resize((shot.width * 9 // 16, shot.height * 9 // 16), Image.Resampling.LANCZOS)
        small.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        assert path.stat().st_size <= MAX_BYTES, f"{name} is too large"
