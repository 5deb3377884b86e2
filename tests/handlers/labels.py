"""What a phone shows of the label of a button: the measure of every label."""

from __future__ import annotations

from bot.talk.messages import Message

MOST_LETTERS = {1: 34, 2: 24, 3: 14, 4: 10}
"""The letters that are seen at 360 pixels, by the number of buttons in the row."""


def too_long(message: Message) -> list[str]:
    """The labels of a message that are cut off on a phone."""
    return [
        each.label
        for row in message.buttons
        for each in row
        if len(each.label) > MOST_LETTERS.get(len(row), 10)
    ]
