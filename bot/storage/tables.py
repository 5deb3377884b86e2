"""Tables: the one metadata, and the tables of every wing in it.

They are made of types that SQLite and PostgreSQL share: instants are whole milliseconds since 1970
UTC (`…_ms`), local days are ISO text, ids of the outside world are text. Migrations make the
tables; a test holds the two equal.
"""

from bot.storage.campaigns import tables as campaigns
from bot.storage.dialogs import tables as dialogs
from bot.storage.engine.columns import metadata
from bot.storage.learning import tables as learning
from bot.storage.notifications import tables as notifications
from bot.storage.outbox import tables as outbox
from bot.storage.people import tables as people
from bot.storage.privacy import tables as privacy
from bot.storage.push import tables as push
from bot.storage.runs import tables as runs
from bot.storage.secrets import tables as secrets
from bot.storage.skills import tables as skills
from bot.storage.staff import tables as staff

__all__ = ["WINGS", "metadata"]

WINGS = (
    people, dialogs, learning, skills, notifications, outbox, privacy, secrets, push, staff,
    campaigns, runs,
)  # fmt: skip
"""Importing a wing's tables puts them into the metadata."""
