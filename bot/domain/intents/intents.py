"""The data file of intents: the words by which each is known, and the answer to it."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from msgspec import Struct

from bot.domain.data_files.localized import LocalizedText

IntentCode: TypeAlias = Literal[
    "distress",
    "delete_data",
    "language",
    "change_ward",
    "stop_messages",
    "see_person",
    "correct_entry",
    "learning_time",
    "where_to_learn",
    "insult",
    "complaint",
    "identity",
    "help",
    "thanks",
    "praise",
    "greeting",
]
"""What ordinary words may want, the most pressing first: of several in one text the first counts.

So a greeting before a question does not hide it, and nothing hides distress.
"""

INTENT_CODES: tuple[IntentCode, ...] = get_args(IntentCode)


class Spelling(Struct, frozen=True, forbid_unknown_fields=True):
    """Other ways to type a word: `word = "không"`, `typed = ["ko", "hông"]`."""

    word: str
    typed: tuple[str, ...]


class WordGroup(Struct, frozen=True, forbid_unknown_fields=True):
    """Words and phrases that mean the same in a combination."""

    name: str
    words: tuple[str, ...]


class Intent(Struct, frozen=True, forbid_unknown_fields=True):
    """One intent. Its `phrases` are enough by themselves, its `combinations` need all their groups.

    At most `unknown` words of the text may be in no phrase and no group of the file; a combination
    such as `want delete ~5` has a limit of its own. `unless` names groups that exclude the intent.
    """

    code: IntentCode
    unknown: int
    phrases: tuple[str, ...]
    answer: tuple[LocalizedText, ...]
    combinations: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    """Commands, each with its slash: the next steps."""
    contact: bool = False
    """True: the answer ends with the contact card of the ward."""


class Intents(Struct, frozen=True, cache_hash=True, forbid_unknown_fields=True):
    """All intents, with the words that they share."""

    version: str
    small_words: tuple[str, ...]
    """Words that say nothing by themselves: they never count as unknown."""
    other_meanings: tuple[str, ...]
    """Phrases whose words mean something else in them: they are in no other phrase."""
    spellings: tuple[Spelling, ...]
    groups: tuple[WordGroup, ...]
    intents: tuple[Intent, ...]

    def named(self, code: str | None) -> Intent | None:
        """The intent of a code, or None."""
        return next((intent for intent in self.intents if intent.code == code), None)
