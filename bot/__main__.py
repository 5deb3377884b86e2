"""Runs the command line: `python -m bot`."""

from bot.commands.cli import main

main()
