"""Sentences that only stored rows have are still translated into both languages."""

from __future__ import annotations

import json

from bot.serving import LOCALES_DIR
from bot.wording.catalog import Translator
from bot.wording.retired import RETIRED
from tests.stored.collecting import RELEASES, sentences_in

TRANSLATOR = Translator.load(LOCALES_DIR)


def test_each_is_said_in_both_languages() -> None:
    for text in RETIRED:
        assert TRANSLATOR.line(text, "en") == text.msgid.replace("{count}", str(text.count))
        assert TRANSLATOR.line(text, "vi") != text.msgid


def test_each_is_one_that_a_release_stored() -> None:
    stored = {
        sentence
        for path in RELEASES.glob("*.json")
        for sentence in sentences_in(json.loads(path.read_text()))
    }
    assert {text.msgid for text in RETIRED} <= stored
