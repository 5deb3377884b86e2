"""The console: a conversation in the terminal, with numbered choices."""

from bot.talk.messages import Capabilities

NAME = "console"

CAPABILITIES = Capabilities(
    text_limit=2000, unit="chars", buttons=0, label_limit=100, edits=False, files_in=False
)
"""A terminal has no buttons and no files. Its text limit is the lowest of all messengers."""
