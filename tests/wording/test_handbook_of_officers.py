"""The handbook of officers names buttons, words and sentences as the service has them."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from bot.serving import LOCALES_DIR
from tests.e2e.officers.pictures import FOLDER, MAX_BYTES, named_in_handbook
from tests.handlers.every import REGISTRY

MAX_PICTURES = 10
HANDBOOK = (LOCALES_DIR.parent / "docs" / "cam-nang-can-bo.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"\*\*([^*]+)\*\*", HANDBOOK)))
_TROUBLE = HANDBOOK.partition("| Sổ nói |")[2].partition("\n\n")[0]
TOLD = re.findall(r"^\| ([^|]+) \|", _TROUBLE, re.MULTILINE)
_STATES = HANDBOOK.partition("| Dòng |")[2].partition("\n\n")[0]
LINES = re.findall(r"^\| ([^|]+) \|", _STATES, re.MULTILINE)


def _sentences() -> frozenset[str]:
    """Every Vietnamese sentence of the catalog."""
    with (LOCALES_DIR / "vi" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalog = read_po(file, locale="vi")
    found = {
        text
        for message in catalog
        for text in (
            message.string if isinstance(message.string, tuple | list) else (message.string,)
        )
    }
    return frozenset(text for text in found if text)


SENTENCES = _sentences()


@pytest.mark.parametrize("named", NAMED)
def test_what_is_to_be_pressed_or_typed_is_there(named: str) -> None:
    assert REGISTRY.opened_by(named) or any(named in each for each in SENTENCES)


@pytest.mark.parametrize("told", TOLD)
def test_what_the_service_says_in_trouble_is_quoted_as_it_says_it(told: str) -> None:
    assert any(each.startswith(told) for each in SENTENCES)


@pytest.mark.parametrize("line", LINES)
def test_the_lines_of_a_result_are_named_as_they_are(line: str) -> None:
    assert line in SENTENCES


def test_the_tables_were_found() -> None:
    assert len(TOLD) >= 8
    assert len(LINES) >= 5


def test_every_picture_is_there_and_small() -> None:
    named = named_in_handbook()
    assert 0 < len(named) <= MAX_PICTURES
    assert {f"{name}.png" for name in named} == {each.name for each in FOLDER.iterdir()}
    assert all((FOLDER / f"{name}.png").stat().st_size <= MAX_BYTES for name in named)
