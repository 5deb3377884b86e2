"""The console: talk in the terminal, with numbered choices; and the tests' client."""

from bot.talk.messages import Capabilities

NAME = "console"

CAPABILITIES = Capabilities(
    text_limit=2000, unit="chars", buttons=0, label_limit=100, edits=False, files_in=False
)
"""A terminal: no buttons, no files; the strictest text limit of the messengers to come."""
