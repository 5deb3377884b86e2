"""The notice as it is shown now, for the page about personal data.

`python -m tests.architecture.personal_data` writes the section of the current version. The section
of an earlier version stays as it is: people agreed to that text.
"""

from __future__ import annotations

from pathlib import Path

from bot.domain.people.persons import JOINING_PURPOSES, NOTICE_VERSION
from bot.domain.privacy.declarations import CATEGORIES, PURPOSES_OF, SEALED
from bot.serving import LOCALES_DIR
from bot.storage.declarations import PERSONAL
from bot.talk.steps import Say
from bot.talk.text import Fact, Item, Line, Note, Title
from bot.wording.catalog import Translator
from handlers.residents.join import pages
from handlers.residents.my_data import kept

PAGE = LOCALES_DIR.parent / "docs" / "personal-data.md"
CONTROLLER = "(tên đơn vị)"
LAST = "<!-- end of notices -->"
"""Newer versions are put before this mark."""


DECLARATIONS = "<!-- declarations -->"
END_OF_DECLARATIONS = "<!-- end of declarations -->"
"""Between them stands the table that is made from the declarations."""


def begins(version: str) -> str:
    """The mark before the texts of a version."""
    return f"<!-- notice {version} -->"


def section() -> str:
    """The texts of the current version, in Vietnamese, as a part of the page."""
    translator = Translator.load(LOCALES_DIR)

    def lines(say: Say, skip: int = 0) -> list[str]:
        said = []
        for line in say.lines[skip:]:
            assert not isinstance(line, Title | Fact | Item | Note)
            said.append(translator.line(line, "vi"))
        return said

    notice = lines(pages.whole_notice(CONTROLLER, None))
    asked = [
        " ".join(lines(pages.ask_consent(number), skip=1))
        for number in range(len(JOINING_PURPOSES))
    ]
    return "\n".join(
        (
            begins(NOTICE_VERSION),
            f"### Bản {NOTICE_VERSION}",
            "",
            *(f"> {line}  " for line in notice),
            "",
            *(f"{number}. {text}" for number, text in enumerate(asked, 1)),
            "",
        )
    )


def declared() -> str:
    """The table of what is kept, in Vietnamese, made from the declarations of the tables."""
    translator = Translator.load(LOCALES_DIR)

    def said(line: Line) -> str:
        return translator.line(line, "vi")

    rows = ["| loại | để làm gì | lưu | phường, xã thấy | bảng | giá trị cần mã hóa |",
            "|---|---|---|---|---|---|"]  # fmt: skip
    for category in CATEGORIES:
        purpose = PURPOSES_OF[category]
        tables = [each for each in PERSONAL if each.category == category]
        sealed = sorted(
            f"{each.table.name}.{name}"
            for each in tables
            for name, kind in each.columns.items()
            if kind in SEALED
        )
        cells = (
            said(kept.NAMES[category]),
            said(kept.WHY[category]),
            said(kept.until(category)),
            "con số, không có tên" if purpose.seen_by_ward else "không",
            ", ".join(f"`{each.table.name}`" for each in tables),
            ", ".join(f"`{name}`" for name in sealed) or "–",
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join((DECLARATIONS, *rows, END_OF_DECLARATIONS))


def renewed(page: str) -> str:
    """The page with the table and the section of the current version as they are now."""
    start, _found, others = page.partition(DECLARATIONS)
    page = f"{start}{declared()}{others.partition(END_OF_DECLARATIONS)[2]}"
    before, found, rest = page.partition(begins(NOTICE_VERSION))
    if not found:
        return page.replace(LAST, f"{section()}\n{LAST}")
    ends = min(at for mark in ("<!-- notice", LAST) if (at := rest.find(mark)) >= 0)
    return f"{before}{section()}\n{rest[ends:]}"


def main(page: Path = PAGE) -> None:
    """Write the page anew."""
    page.write_text(renewed(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
