"""Copies: all that is kept about one person, to be read and to be used by other programs.

Law 91/2025/QH15, art. 4: a person may see their data and get a copy of it.
"""

from bot.exports.copies.archive import Missing
from bot.exports.copies.source import Copies

__all__ = ["Copies", "Missing"]
