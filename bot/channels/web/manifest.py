"""The manifest: how the page is installed on a device, in one language (W3C, Web App Manifest)."""

from __future__ import annotations

from collections.abc import Mapping

THEME = "#14564a"
PAPER = "#fbfaf4"

ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("icon-maskable-192.png", "192x192", "maskable"),
    ("icon-maskable-512.png", "512x512", "maskable"),
)
"""Files of the page, their sizes, and what they are for: a maskable one may be cut to a circle."""


def manifest(locale: str, said: Mapping[str, str]) -> dict[str, object]:
    """The manifest in a language; it is the same app in every one of them (`id`)."""
    name = said["Learning notebook"]
    return {
        "id": "/",
        "name": name,
        "short_name": name,
        "description": said["A notebook of what you learn"],
        "lang": locale,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": THEME,
        "icons": [
            {"src": f"/{file}", "sizes": sizes, "type": "image/png", "purpose": purpose}
            for file, sizes, purpose in ICONS
        ],
    }
