"""What a page says is proved has a test of that name, in that file."""

from __future__ import annotations

import ast
import re

import pytest

from bot.serving import LOCALES_DIR

ROOT = LOCALES_DIR.parent
PAGES = {"security.md": 50, "faults.md": 15}
"""Pages whose tables name tests, and how many they name at least."""

_PROOF = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def proofs(page: str) -> set[tuple[str, str]]:
    """The tests that a page names: file and name."""
    return set(_PROOF.findall((ROOT / "docs" / page).read_text("utf-8")))


def functions(path: str) -> set[str]:
    """The functions of a file; none where there is no file."""
    file = ROOT / path
    if not file.is_file():
        return set()
    tree = ast.parse(file.read_text("utf-8"))
    both = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {each.name for each in ast.walk(tree) if isinstance(each, both)}


@pytest.mark.parametrize("page", PAGES)
def test_each_test_that_a_page_names_exists(page: str) -> None:
    named = proofs(page)
    assert len(named) >= PAGES[page]
    assert {proof for proof in named if proof[1] not in functions(proof[0])} == set()


@pytest.mark.parametrize("page", PAGES)
def test_each_row_with_a_promise_has_a_proof(page: str) -> None:
    text = (ROOT / "docs" / page).read_text("utf-8").partition("## Not built yet")[0]
    rows = [line for line in text.splitlines() if line.startswith("| ")][1:]
    assert rows
    assert [row for row in rows if not _PROOF.search(row)] == []
