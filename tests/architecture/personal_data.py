"""The notice as it is shown now, for the page about personal data.

`python -m tests.architecture.personal_data` writes the section of the current version. The section
of an earlier version stays as it is: people agreed to that text.
"""

from __future__ import annotations

from pathlib import Path

from bot.domain.people.persons import NOTICE_VERSION, PURPOSES
from bot.serving import LOCALES_DIR
from bot.talk.steps import Say
from bot.talk.text import Fact, Item, Note, Title
from bot.wording.catalog import Translator
from handlers.residents.join import pages

PAGE = LOCALES_DIR.parent / "docs" / "personal-data.md"
CONTROLLER = "(tên đơn vị)"
LAST = "<!-- end of notices -->"
"""Newer versions are put before this mark."""


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
    asked = [" ".join(lines(pages.ask_consent(number), skip=1)) for number in range(len(PURPOSES))]
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


def renewed(page: str) -> str:
    """The page with the section of the current version as it is now."""
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
