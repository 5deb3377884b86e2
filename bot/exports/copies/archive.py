"""The archive of a copy: one page to read, one JSON file, a CSV file a table, the photos."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Final, Literal, TypeAlias

from bot.exports.cells import cell_of, value_of
from bot.services.ports.privacy import CopiedTable

Missing: TypeAlias = Literal["elsewhere", "gone", "changed"]
"""Why a photo or file is not in the archive: it lies with a messenger, is not on the disk any more,
or is not what was uploaded."""

ReadFile: TypeAlias = Callable[[str], bytes | Missing]
"""The content of a photo or file by its reference, or why there is none."""

MakePage: TypeAlias = Callable[[Mapping[str, Missing]], bytes]
"""Makes the page to read; it names the photos and files that are missing, by their references."""

FORMAT = "so-hoc-tap-copy/1"
"""The name and version of the JSON file's form: `tables` are lists of objects by column names;
`missing_files` says of references why their content is not there."""


def write_archive(
    out: IO[bytes],
    *,
    page: MakePage,
    tables: Sequence[CopiedTable],
    made: dt.datetime,
    read_file: ReadFile,
) -> None:
    """Write the archive (ZIP). `made` is when, in the zone in which instants are written.

    A photo that was lost does not end it: page and JSON file say which one is missing.
    """
    missing: dict[str, Missing] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for reference in references(tables):
            content = read_file(reference)
            if isinstance(content, bytes):
                name = _name(reference, content)
                archive.writestr(f"anh/{name}", content, zipfile.ZIP_STORED)
            else:
                missing[reference] = content
        for table in tables:
            if table.rows:
                archive.writestr(f"csv/{table.name}.csv", _csv(table, made.tzinfo))
        archive.writestr("so-hoc-tap.json", _json(tables, made, missing))
        archive.writestr("so-hoc-tap.html", page(missing))


def _name(reference: str, content: bytes) -> str:
    """The name of a file in the archive; a messenger's id says nothing of what kind it is."""
    name = reference.partition(":")[2]
    if "." in name:
        return name
    return name + next((end for begins, end in _KINDS if content.startswith(begins)), "")


_KINDS: Final = (
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG", ".png"),
    (b"RIFF", ".webp"),
    (b"%PDF", ".pdf"),
)


def _json(
    tables: Sequence[CopiedTable], made: dt.datetime, missing: Mapping[str, Missing]
) -> bytes:
    assert made.tzinfo is not None
    zone = made.tzinfo
    whole = {
        "format": FORMAT,
        "made": made.isoformat(timespec="seconds"),
        "missing_files": dict(missing),
        "tables": {
            table.name: [
                {
                    name: value_of(value, kind, zone)
                    for (name, kind), value in zip(table.columns.items(), row, strict=True)
                }
                for row in table.rows
            ]
            for table in tables
        },
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _csv(table: CopiedTable, zone: dt.tzinfo | None) -> bytes:
    assert zone is not None
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.columns)
    kinds = tuple(table.columns.values())
    for row in table.rows:
        writer.writerow(
            [cell_of(value, kind, zone) for kind, value in zip(kinds, row, strict=True)]
        )
    return text.getvalue().encode("utf-8-sig")  # with a mark: Excel takes it for UTF-8


def references(tables: Sequence[CopiedTable]) -> list[str]:
    """Every reference to a photo or file, once."""
    found: dict[str, None] = {}
    for table in tables:
        places = [at for at, kind in enumerate(table.columns.values()) if kind == "reference"]
        for row in table.rows:
            found.update(dict.fromkeys(row[at] for at in places if row[at]))
    return list(found)
