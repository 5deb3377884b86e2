"""The writer's connection: watched, given up when its file is lost, and opened anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from bot.storage.databases.sqlite_file import Loss, identity
from bot.storage.databases.sqlite_opening import (
    Connect,
    OpenDatabase,
    OtherSchema,
    connect,
    let_go,
    open_files,
    revision_of,
)

FIRST_PAUSE_SECONDS = 0.1
MAX_PAUSE_SECONDS = 5.0
_MAX_DOUBLINGS = 10

_BAD: tuple[Loss, ...] = ("overwritten", "damaged")
"""Where this very file is not opened again: only another one, or a restart, goes on."""

_log = structlog.get_logger("storage")


class FileLost(Exception):
    """What is committed now would be lost: the path names another file, or this one is damaged."""

    def __init__(self, loss: Loss) -> None:
        super().__init__(loss)
        self.loss: Loss = loss


@dataclass(slots=True)
class _Episode:
    """From a loss until a good file is there; `said` is what was logged of it."""

    loss: Loss
    old: OpenDatabase
    said: set[str]
    let_go: bool = False
    tries: int = 0
    next_try_seconds: float = field(default=float("-inf"))


class WriterConnection:
    """One connection to the file that a path names; used by one thread.

    A file that takes its place must have the revision of the first. `monotonic` gives seconds.
    """

    def __init__(
        self,
        path: Path,
        busy_timeout_ms: int,
        *,
        monotonic: Callable[[], float],
        connect: Connect = connect,
    ) -> None:
        self._path = path
        self._busy_timeout_ms = busy_timeout_ms
        self._monotonic = monotonic
        self._connect = connect
        self._revision: str | None = None
        self._opened: OpenDatabase | None = None
        self._episode: _Episode | None = None

    def open(self) -> None:
        """Open the file. Raises `OSError` or `sqlite3.Error` when it is missing or unusable."""
        self._revision = revision_of(self._path)
        self._open()

    @property
    def connection(self) -> sqlite3.Connection | None:
        """The connection; None while there is no good file."""
        return None if self._opened is None else self._opened.connection

    def usable(self) -> sqlite3.Connection | None:
        """The connection; None while there is no good file. A lost one is opened anew here."""
        episode = self._episode
        if episode is not None and self._monotonic() >= episode.next_try_seconds:
            self._open_anew(episode)
        return None if self._opened is None else self._opened.connection

    def check(self) -> None:
        """Ask before a commit and before its receipts are told. Raises `FileLost`."""
        assert self._opened is not None
        if (loss := self._opened.files.look()) is not None:
            raise FileLost(loss)

    def give_up(self, loss: Loss) -> None:
        """Acknowledge nothing more in this file; no transaction is open."""
        old, self._opened = self._opened, None
        assert old is not None
        if loss == "damaged":
            loss = old.files.look() or loss  # what SQLite could not read may be no file of ours
        _log.error("database_lost", why=loss)
        self._episode = _Episode(loss, old, {loss})
        self._let_go(self._episode)

    def close(self) -> None:
        """Let the file go."""
        if self._opened is not None:
            let_go(self._opened, self._opened.files.look())
            self._opened.files.close()
        elif self._episode is not None:
            self._let_go(self._episode)
            self._episode.old.connection.close()
            self._episode.old.files.close()

    # --- anew -----------------------------------------------------------------------------------

    def _open(self) -> None:
        self._opened = open_files(self._path, self._busy_timeout_ms, self._revision, self._connect)

    def _open_anew(self, episode: _Episode) -> None:
        """Try to open what the path names by now; say once why that cannot be."""
        refused = self._try(episode)
        if refused is None:
            episode.old.files.close()
            self._episode = None
            _log.warning("database_found", after=episode.loss)
            return
        if refused not in episode.said:
            episode.said.add(refused)
            _log.error("database_refused", why=refused)
        pause = FIRST_PAUSE_SECONDS * 2 ** min(episode.tries, _MAX_DOUBLINGS)
        episode.next_try_seconds = self._monotonic() + min(pause, MAX_PAUSE_SECONDS)
        episode.tries += 1

    def _try(self, episode: _Episode) -> str | None:
        self._let_go(episode)
        if not episode.let_go:
            return "log_in_use"
        try:
            if episode.loss in _BAD and identity(self._path) == episode.old.files.identity:
                return episode.loss
            self._open()
        except OtherSchema:
            return "other_schema"
        except FileNotFoundError:
            return "missing"
        except OSError as error:
            return type(error).__name__
        except sqlite3.Error as error:
            return getattr(error, "sqlite_errorname", type(error).__name__)
        return None

    def _let_go(self, episode: _Episode) -> None:
        """Close the lost file's connection, and its descriptor where the file may come back.

        A descriptor that is closed after that takes the new connection's locks with it.
        """
        if not episode.let_go and let_go(episode.old, episode.loss):
            episode.let_go = True
            if episode.loss not in _BAD:
                episode.old.files.close()
