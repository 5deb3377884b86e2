"""Reads the rules' data files at the start: later there may be no free file descriptor."""

from bot.domain.people.wards import prepare_search
from bot.domain.quick_log.lexicon import read_lexicon
from bot.domain.text.answers import read_answer_words


def read_own_files(provinces: frozenset[str]) -> None:
    """Read every data file of the rules, and prepare the search for wards of these provinces.

    Without this the first use does it. Raises `OSError` or `ValueError` when a file of the release
    is missing or not valid.
    """
    read_lexicon()
    read_answer_words()
    prepare_search(provinces)
