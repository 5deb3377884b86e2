"""The rules' own files: read at the start, since a turn may find no free descriptor."""

from bot.domain.people.wards import all_wards
from bot.domain.quick_log.lexicon import read_lexicon


def read_own_files() -> None:
    """Read everything that the rules keep in files; without it the first turn that asks does.

    Raises `OSError` or `ValueError` when a file of the release is missing or not valid.
    """
    read_lexicon()
    all_wards()
