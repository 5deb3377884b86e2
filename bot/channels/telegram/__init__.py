"""Telegram: aiogram listens, python-telegram-bot speaks."""

from bot.talk.messages import Capabilities

NAME = "telegram"

CAPABILITIES = Capabilities(
    text_limit=4096,
    unit="utf16",
    buttons=100,
    label_limit=60,
    edits=True,
    files_in=True,
    pictures="sent",
    caption_limit=1024,
    kept_files=NAME,
)
"""What Telegram's Bot API can carry (4,096 UTF-16 units a text, 1,024 a caption, 100 buttons)."""


def account_of(token: str) -> str:
    """The bot's id, which a token begins with: a new token of the same bot has the same id."""
    return str(int(token.partition(":")[0]))
