"""Open files: as many as the system lets this process have, and how many connections they carry."""

from __future__ import annotations

import resource

WANTED = 65_536
"""More than one process can serve; a system that allows more is not asked for it."""


def raise_open_files() -> int:
    """Raise the soft limit of open files as far as the hard one allows; returns the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED if hard == resource.RLIM_INFINITY else min(hard, WANTED)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return WANTED if soft == resource.RLIM_INFINITY else soft


def connections_for(most: int, open_files: int) -> int:
    """How many connections there may be: a quarter of the open files is left to all else."""
    return max(1, min(most, open_files * 3 // 4))
