"""Reads the rules' data files at the start: later there may be no free file descriptor."""

from bot.domain.people.wards import all_wards
from bot.domain.quick_log.lexicon import read_lexicon


def read_own_files() -> None:
    """Read every data file of the rules; without this the first use reads it.

    Raises `OSError` or `ValueError` when a file of the release is missing or not valid.
    """
    read_lexicon()
    all_wards()
