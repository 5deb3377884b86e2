"""What the table of push subscriptions holds of whom."""

from bot.storage.engine.declaring import DeclaredTable, columns
from bot.storage.push import tables

DECLARED = (
    DeclaredTable(
        tables.push_subscription,
        "address",
        "addresses",
        "until_left",
        columns(
            inner="endpoint_hash account",
            secret="endpoint p256dh auth",
            answer="channel",
            outside_id="external_id",
            moment="created_ms",
        ),
    ),
)
