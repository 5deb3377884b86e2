"""What the tables of privacy hold of whom."""

from bot.storage.engine.declaring import DeclaredTable, columns
from bot.storage.privacy import tables

DECLARED = (
    DeclaredTable(
        tables.download,
        "person",
        "addresses",
        "codes",
        columns(inner="token_hash person_id what subject", moment="until_ms"),
    ),
    DeclaredTable(
        tables.erasure,
        "nobody",
        None,
        "for_ever",
        columns(inner="number entries photos checks reminders channels at_ms"),
        why="the proof of an erasure: a random number, and how much was erased",
    ),
    # A request stays as a number without an identity when its person is erased. It is kept from its
    # end on; an open one stays.
    DeclaredTable(
        tables.data_request,
        "person",
        "consents",
        "requests",
        columns(
            inner="person_id reminded",
            answer="number kind due outcome",
            moment="received_ms acknowledged_ms done_ms",
            words="wish",
        ),
    ),
    DeclaredTable(
        tables.planned_erasure,
        "person",
        "consents",
        "until_left",
        columns(inner="person_id", answer="number", moment="due_ms"),
    ),
    DeclaredTable(
        tables.upload,
        "person",
        "files",
        "codes",
        columns(inner="person_id size", reference="reference", moment="at_ms"),
    ),
    DeclaredTable(
        tables.unwritten_erasure,
        "nobody",
        None,
        "words",
        columns(inner="number erased at_ms", derived="addresses"),
        why="keyed hashes of somebody who is gone, until the journal has them: seconds",
    ),
    DeclaredTable(
        tables.doomed_file,
        "nobody",
        None,
        "words",
        columns(reference="reference", inner="at_ms"),
        why="files that are deleted within seconds",
    ),
)
