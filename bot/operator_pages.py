"""The operator's report and pages, made of the application's parts."""

from __future__ import annotations

import importlib.metadata
import time

from bot.application import Application
from bot.operating.pages import OperatorPages
from bot.operating.report import OperatorReport, ShortHealth, Standing
from bot.settings import Settings
from bot.storage.backups.last_backup import last_backup
from bot.storage.outbox.operating.backlog import backlog
from bot.storage.revisions import newest


def release() -> str:
    """The version of this release; "unknown" where the project is not installed."""
    try:
        return importlib.metadata.version("sohoctap")
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def operator_report(application: Application, health: ShortHealth) -> OperatorReport:
    """What the operator is told of a service; it is at the newest revision, or it would not run."""
    settings = application.settings
    return OperatorReport(
        health=health,
        measures=application.measures,
        standing=Standing(
            release(),
            newest() or "none",
            {
                "telegram_token": settings.telegram_token is not None,
                "web_key": bool(application.web_key),
                "push_key": bool(application.push_key),
                "data_key": application.database.sealer.ring is not None,
                "backup_key": bool(settings.backup_key or settings.backup_key_file),
            },
        ),
        backlog=lambda now: backlog(application.database, now),
        files=settings.files_dir.absolute(),
        last_backup=lambda: note.at if (note := last_backup(settings.last_backup_file)) else None,
        clock=application.clock,
        monotonic=time.monotonic,
    )


def operator_pages(settings: Settings, report: OperatorReport) -> OperatorPages:
    """The operator's pages, behind the token of the settings where there is one."""
    token = settings.operator_token
    return OperatorPages(report, None if token is None else token.get_secret_value())
