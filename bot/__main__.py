"""Runs the command line: `python -m bot`."""

import gc

GARBAGE_YOUNG = 20_000
"""New objects before the collector looks: a start and an update make hundreds that stay or end."""

# Before the libraries are loaded: what they make stays, and looking at it takes a tenth of a start.
gc.set_threshold(GARBAGE_YOUNG)

from bot.commands.cli import main  # noqa: E402  # as said above

main()
