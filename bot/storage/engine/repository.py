"""Repository: what one subject's reads and writes have in common, an open transaction."""

from __future__ import annotations

from bot.storage.engine.session import Session


class Repository:
    """Runs the statements of its wing; what its methods promise stands in the port."""

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session
