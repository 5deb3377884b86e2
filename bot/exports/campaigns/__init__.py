"""Results of campaigns as files: CSV for programs, XLSX for people; nobody is named in them."""

from bot.exports.campaigns.source import ResultFiles
from bot.exports.campaigns.tables import result_tables

__all__ = ["ResultFiles", "result_tables"]
