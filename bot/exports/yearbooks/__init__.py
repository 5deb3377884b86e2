"""Yearbooks: the notebook of a year as a page to be printed, in the order of the ten indicators."""

from bot.exports.yearbooks.page import yearbook_page

__all__ = ["yearbook_page"]
