"""The statements of secrets."""

from __future__ import annotations

from sqlalchemy import select

from bot.storage.engine.constructs import new_row, param, renewed_row
from bot.storage.engine.statement import Statement
from bot.storage.secrets.tables import secret

GET_SECRET = Statement("get_secret", select(secret.c.value).where(secret.c.name == param("name")))
ADD_SECRET = Statement("add_secret", lambda dialect: new_row(secret, dialect))
SET_SECRET = Statement("set_secret", lambda dialect: renewed_row(secret, dialect))
