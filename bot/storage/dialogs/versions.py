"""Versions: what a person's newest messages say, as hashes, so that an edit can be told from none.

They are kept as one text, newest last: `MESSAGE:SAYS MESSAGE:SAYS`.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.services.ports.messages import MessageVersion

MAX_KEPT = 16
"""So many messages of a person; an edit of an older one counts as a change."""


def remembered(kept: str, versions: Sequence[MessageVersion]) -> str:
    """What is kept after these versions: each message once, the newest `MAX_KEPT`."""
    if not versions:
        return kept
    anew = {version.message for version in versions}
    old = [each for each in kept.split() if each.partition(":")[0] not in anew]
    return " ".join((*old, *(_entry(version) for version in versions))[-MAX_KEPT:])


def unchanged(kept: str, versions: Sequence[MessageVersion]) -> bool:
    """Whether each of the messages says what it said before; False for one that is not known."""
    known = kept.split()
    return bool(versions) and all(_entry(version) in known for version in versions)


def _entry(version: MessageVersion) -> str:
    return f"{version.message}:{version.says}"
