"""The catalogs say what the code says: every sentence, in every language, with the same blanks."""

from __future__ import annotations

import string
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from bot.domain.people.persons import LOCALES
from bot.serving import LOCALES_DIR

ROOT = LOCALES_DIR.parent
# As `make catalogs` collects them.
KEYWORDS: dict[str, Any] = {"_": None, "plural": (1, 2)}


def read(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def catalog(locale: str) -> Catalog:
    return read(LOCALES_DIR / locale / "LC_MESSAGES" / "messages.po", locale)


def messages(of: Catalog) -> list[Message]:
    return [message for message in of if message.id]


def ids(of: Catalog) -> set[Any]:
    return {message.id for message in messages(of)}


def source(message: Message) -> str:
    """A message in English; of one that depends on a number, the form for one."""
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> list[str]:
    """Every form of the translation; an empty one for what is not translated."""
    said = message.string
    return [said] if isinstance(said, str) else [form or "" for form in said or ("",)]


def blanks(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def in_code() -> set[Any]:
    method = [(each["pattern"], each["method"]) for each in _babel()["mappings"]]
    return {
        found[2]
        for folder in ("bot", "handlers")
        for found in extract_from_dir(ROOT / folder, method, keywords=KEYWORDS)
    }


def _babel() -> dict[str, Any]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    babel: dict[str, Any] = settings["tool"]["babel"]
    return babel


every_locale = pytest.mark.parametrize("locale", LOCALES)


def test_the_template_has_every_sentence_of_the_code_and_no_other() -> None:
    template = ids(read(LOCALES_DIR / "messages.pot"))
    code = in_code()
    assert len(code) > 150
    assert template - code == set(), "gone from the code: run make catalogs"
    assert code - template == set(), "new in the code: run make catalogs"


@every_locale
def test_a_catalog_is_complete(locale: str) -> None:
    read_catalog = catalog(locale)
    assert ids(read_catalog) == ids(read(LOCALES_DIR / "messages.pot"))
    for message in messages(read_catalog):
        assert all(forms(message)), message.id
        assert len(forms(message)) == (read_catalog.num_plurals if message.pluralizable else 1)
        assert not message.fuzzy, message.id
    assert not read_catalog.obsolete


@every_locale
def test_the_blanks_are_the_same_in_every_form(locale: str) -> None:
    for message in messages(catalog(locale)):
        wanted = blanks(source(message))
        for form in forms(message):
            assert blanks(form) == wanted, message.id


@every_locale
def test_no_space_is_lost_or_added_at_an_end(locale: str) -> None:
    for message in messages(catalog(locale)):
        for form in forms(message):
            assert _ends(form) == _ends(source(message)), message.id
            assert "  " not in form


def _ends(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def test_vietnamese_is_composed_and_no_sentence_stayed_english() -> None:
    same_in_both = {"🌐 Tiếng Việt / English", "Menu", "☰ Menu"}
    for message in messages(catalog("vi")):
        for form in forms(message):
            assert unicodedata.is_normalized("NFC", form), message.id
        if message.string == message.id:
            english = source(message)
            assert english in same_in_both or not _has_letters(english), message.id


def _has_letters(text: str) -> bool:
    """True when there is a word to translate outside the blanks."""
    parsed = string.Formatter().parse(text)
    return any(letter.isalpha() for words, *_blank in parsed for letter in words)


def test_a_sign_before_a_sentence_is_the_same_in_vietnamese() -> None:
    for message in messages(catalog("vi")):
        sign = source(message)[0]
        if not sign.isalnum() and sign not in "“{":
            assert all(form[0] == sign for form in forms(message)), message.id


@every_locale
def test_what_is_compiled_is_what_is_written(locale: str) -> None:
    with (LOCALES_DIR / locale / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = {source(m): forms(m) for m in messages(read_mo(file))}
    assert compiled == {source(m): forms(m) for m in messages(catalog(locale))}
