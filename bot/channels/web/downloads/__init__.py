"""Downloads: links that open a copy of a person's data, or their notebook in print."""

from bot.channels.web.downloads.routes import PATH, Downloads, DownloadSource

__all__ = ["PATH", "DownloadSource", "Downloads"]
