"""Telegram: aiogram listens, python-telegram-bot speaks."""

from bot.talk.messages import Manners

NAME = "telegram"

MANNERS = Manners(
    text_limit=4096, unit="utf16", buttons=100, label_limit=60, edits=True, files_in=True
)
"""What Telegram's Bot API can carry (4,096 UTF-16 units a text, 100 buttons a keyboard)."""
