"""Makes the icons of the page from icon.svg, with a browser: python -m tests.e2e.web.icons."""

from __future__ import annotations

import asyncio

from bot.channels.web.page import FOLDER
from tests.e2e.web.browser import chromium

GROUND = "#14564a"

SIZES = {
    "icon-180.png": (180, GROUND),  # for iPhone and iPad, which round it themselves
    "icon-192.png": (192, ""),
    "icon-512.png": (512, ""),
    "icon-maskable-192.png": (192, GROUND),
    "icon-maskable-512.png": (512, GROUND),
}
"""File: its size in pixels, and the colour below the drawing.

Of a maskable icon only the inner four fifths are sure to be seen; the drawing's book fits in there.
"""

BADGE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
  <path d="M14 6h32a6 6 0 0 1 6 6v40a6 6 0 0 1-6 6H14z" fill="#fff"/>
  <path d="m24 33 8 8 14-17" fill="none" stroke="#000" stroke-width="7" stroke-linecap="round"
    stroke-linejoin="round"/>
</svg>"""
"""The sign of a notification: Android shows its shape alone, without colours."""


async def make() -> None:
    """Draw every icon anew."""
    drawing = (FOLDER / "icon.svg").read_text("utf-8")
    async with chromium() as browser:
        page = await browser.new_page()
        for name, (size, ground) in SIZES.items():
            await page.set_viewport_size({"width": size, "height": size})
            sized = drawing.replace("<svg ", f'<svg width="{size}" height="{size}" ', 1)
            await page.set_content(f'<body style="margin:0;background:{ground}">{sized}')
            await page.screenshot(path=FOLDER / name, omit_background=not ground)
        await page.set_viewport_size({"width": 96, "height": 96})
        badge = BADGE.replace("<svg ", '<svg width="96" height="96" ', 1)
        # What is black is cut out: the shape is what is left.
        masked = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="0 0 64 64">'
            f'<mask id="m">{badge.partition(">")[2].removesuffix("</svg>")}</mask>'
            '<rect width="64" height="64" fill="#fff" mask="url(#m)"/></svg>'
        )
        await page.set_content(f'<body style="margin:0">{masked}')
        await page.screenshot(path=FOLDER / "badge-96.png", omit_background=True)


if __name__ == "__main__":
    asyncio.run(make())
