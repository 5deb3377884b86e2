"""Sentences that only stored rows have are still translated into both languages."""

from __future__ import annotations

import json
import re

from bot.serving import LOCALES_DIR
from bot.talk.text import Text
from bot.wording.catalog import Translator
from bot.wording.retired import RETIRED
from tests.stored.collecting import RELEASES, sentences_in

TRANSLATOR = Translator.load(LOCALES_DIR)


def test_each_is_said_in_both_languages() -> None:
    for text in RETIRED:
        unfilled = Text(text.msgid)
        assert TRANSLATOR.line(unfilled, "en") == text.msgid
        words = re.sub(r"\{\w+\}", "", text.msgid)
        if any(letter.isalpha() for letter in words):
            assert TRANSLATOR.line(unfilled, "vi") != text.msgid


def test_each_is_one_that_a_release_stored() -> None:
    stored = {
        sentence
        for path in RELEASES.glob("*.json")
        for sentence in sentences_in(json.loads(path.read_text()))
    }
    assert {text.msgid for text in RETIRED} <= stored
