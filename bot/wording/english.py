"""Fills the English catalog with the msgids themselves; `make catalogs` runs it."""

from pathlib import Path

from babel.messages.pofile import read_po, write_po

CATALOG = Path(__file__).parent.parent.parent / "locales" / "en" / "LC_MESSAGES" / "messages.po"


def fill(path: Path = CATALOG) -> None:
    """Set every message's translation to its own msgid."""
    with path.open("rb") as file:
        catalog = read_po(file, locale="en")
    for message in catalog:
        if message.id:
            message.string = message.id
    with path.open("wb") as file:
        write_po(file, catalog, width=0, sort_by_file=True, include_lineno=False)


if __name__ == "__main__":
    fill()
