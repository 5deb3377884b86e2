"""Pages of staff on the web: campaigns with progress and results, requests; a session of their own.

They stand above the application: they use its transactions and its words, and nothing knows them.
"""

from bot.staff_pages.making import staff_pages
from bot.staff_pages.routes import StaffPages

__all__ = ["StaffPages", "staff_pages"]
