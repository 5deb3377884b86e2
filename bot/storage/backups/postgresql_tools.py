"""pg_dump and pg_restore: the database of a server as one file, and back.

The password goes to them in the environment: what a program is called with, everybody can read.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import asyncpg
from sqlalchemy.engine import URL, make_url

ASIDE = "before_restore"
"""What a schema's name begins with that a restore has set aside."""

_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
_CONNECT_SECONDS = 10.0


class ToolFailed(Exception):
    """A program of PostgreSQL is missing, too old or failed; the message says what to do."""


async def dump_database(address: str, target: Path) -> None:
    """Write one moment of the database into a file. Raises `ToolFailed`, `OSError`, asyncpg's."""
    await check_tool("pg_dump", address)
    await _run(
        "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
        f"--exclude-schema={ASIDE}*", f"--file={target}", address=address,
    )  # fmt: skip
    await list_dump(target)


async def list_dump(dump: Path) -> None:
    """Read a dump's table of contents. Raises `ToolFailed`."""
    await _run("pg_restore", "--list", str(dump))


async def restore_dump(address: str, dump: Path) -> None:
    """Bring a dump into a database without tables, all of it or nothing. Raises `ToolFailed`."""
    await check_tool("pg_restore", address)
    await _run(
        "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
        f"--dbname={make_url(address).database}", str(dump), address=address,
    )  # fmt: skip


async def check_tool(name: str, address: str) -> None:
    """See that a program is as new as the server: an older one would leave things out."""
    said = await _run(name, "--version")
    found = _VERSION.search(said)
    server = await server_version(address)
    if found is not None and int(found[1]) < server:
        raise ToolFailed(
            f"{name} is of version {found[1]} and the server of {server}: an older one cannot read "
            f"everything. Install postgresql-client-{server} and try again."
        )


async def server_version(address: str) -> int:
    """The server's major version. Raises `OSError` and asyncpg's errors."""
    connection = await connect(address)
    try:
        return int(await connection.fetchval("SHOW server_version_num")) // 10_000
    finally:
        await connection.close()


async def connect(address: str) -> asyncpg.Connection:
    """A connection to the database of this address. Raises `OSError` and asyncpg's errors."""
    url = make_url(address).set(drivername="postgresql")
    return await asyncpg.connect(
        url.render_as_string(hide_password=False), timeout=_CONNECT_SECONDS
    )


async def _run(name: str, *arguments: str, address: str | None = None) -> str:
    """Run a program of PostgreSQL; what it printed. Raises `ToolFailed`."""
    program = shutil.which(name)
    if program is None:
        raise ToolFailed(f"{name} is not installed: install postgresql-client of your system.")
    environment = {"PATH": os.defpath, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "10"}
    if address is not None:
        environment |= _environment(make_url(address))
    process = await asyncio.create_subprocess_exec(
        program,
        *arguments,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await process.communicate()
    except BaseException:
        if process.returncode is None:
            process.kill()
            await process.wait()
        raise
    if process.returncode:
        raise ToolFailed(f"{name} failed: {_last_line(err.decode(errors='replace'))}")
    return out.decode(errors="replace")


def _last_line(text: str) -> str:
    """What a program said of its failure, in one line."""
    lines: Sequence[str] = [line for line in text.splitlines() if "error" in line.lower()]
    return (lines or text.splitlines() or ["it said nothing"])[0][:300]


def _environment(url: URL) -> dict[str, str]:
    """The address as libpq's environment variables."""
    host = url.host or url.query.get("host") or ""
    named = {
        "PGHOST": host if isinstance(host, str) else ",".join(host),
        "PGPORT": str(url.port or url.query.get("port") or ""),
        "PGUSER": url.username or "",
        "PGPASSWORD": url.password or "",
        "PGDATABASE": url.database or "",
    }
    # sslmode and its like have the names of libpq's own settings in upper case.
    for name in ("sslmode", "sslrootcert"):
        value = url.query.get(name) or url.query.get("ssl" if name == "sslmode" else name)
        if isinstance(value, str):
            named[f"PG{name.upper()}"] = value
    return {name: value for name, value in named.items() if value}
