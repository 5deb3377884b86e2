"""What the table of secrets holds: nothing of a person."""

from bot.storage.engine.declaring import DeclaredTable, columns
from bot.storage.secrets import tables

DECLARED = (
    DeclaredTable(
        tables.secret,
        "nobody",
        None,
        "for_ever",
        columns(inner="name", secret="value"),
        why="the keys of this installation",
    ),
)
