"""A log line that cannot be written ends nothing, and is counted."""

from __future__ import annotations

import io
import json

from bot.commands.logs import LastingStream


class FullDisk(io.StringIO):
    """A stream that takes nothing while it is `full`."""

    full = False

    def write(self, text: str) -> int:
        if self.full:
            raise OSError(28, "No space left on device")
        return super().write(text)


def test_lines_that_cannot_be_written_are_counted_and_the_next_ones_are_written() -> None:
    disk = FullDisk()
    stream = LastingStream(disk)
    stream.write('{"event": "a"}\n')
    disk.full = True
    for _line in range(3):
        stream.write('{"event": "b"}\n')
    disk.full = False
    for _line in range(2):
        stream.write('{"event": "c"}\n')
    stream.flush()
    assert [json.loads(line) for line in disk.getvalue().splitlines()] == [
        {"event": "a"},
        {"event": "log_lines_failed", "count": 3},
        {"event": "c"},
        {"event": "c"},
    ]
