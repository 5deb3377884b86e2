"""Drawing processes that tests can watch and stop: the real one with additions."""

from __future__ import annotations

import asyncio
import os
import sys
import textwrap
from pathlib import Path


def python(script: str, *arguments: object) -> tuple[str, ...]:
    """The command of a script."""
    return (sys.executable, "-c", textwrap.dedent(script), *map(str, arguments))


def counted(log: Path) -> tuple[str, ...]:
    """Draws, and logs its process id for each answer."""
    script = """
        import os, sys
        from bot.pictures import __main__ as process
        real = process.answer
        def answer(request):
            with open(sys.argv[1], "a") as log:
                print(os.getpid(), file=log)
            return real(request)
        process.answer = answer
        process.main()
    """
    return python(script, log)


class Held:
    """A drawing process; the first `starts` of them wait with their first request.

    Each that waits reports its process id and waits for a word, over two named pipes. Both are open
    here for reading and writing, so that no `open` blocks.
    """

    def __init__(self, folder: Path, *, starts: int) -> None:
        self._folder = folder
        self._pipes = {name: self._pipe(name) for name in ("held", "go")}
        script = """
            import os, pathlib, sys
            from bot.pictures import __main__ as process
            folder, starts = pathlib.Path(sys.argv[1]), int(sys.argv[2])
            with open(folder / "starts", "a") as log:
                print(os.getpid(), file=log)
            first = len((folder / "starts").read_text().split()) <= starts
            real = process.answer
            def answer(request):
                global first
                if first:
                    first = False
                    with open(folder / "held", "w") as held:
                        print(os.getpid(), file=held)
                    with open(folder / "go") as go:
                        go.readline()
                return real(request)
            process.answer = answer
            process.main()
        """
        self.command = python(script, folder, starts)

    def _pipe(self, name: str) -> int:
        os.mkfifo(self._folder / name)
        return os.open(self._folder / name, os.O_RDWR | os.O_NONBLOCK)

    async def pid(self) -> int:
        """The process id of the next waiting process."""
        loop, pipe = asyncio.get_running_loop(), self._pipes["held"]
        there = asyncio.Event()
        loop.add_reader(pipe, there.set)
        try:
            await there.wait()
        finally:
            loop.remove_reader(pipe)
        return int(os.read(pipe, 100))

    def go(self) -> None:
        """Let the waiting process continue."""
        os.write(self._pipes["go"], b"go\n")

    def started(self) -> int:
        """The number of started processes."""
        return len((self._folder / "starts").read_text().split())

    def __enter__(self) -> Held:
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in self._pipes.values():
            os.close(pipe)


def without_matplotlib() -> tuple[str, ...]:
    """The drawing process of a machine without its library."""
    script = """
        import sys
        sys.modules["matplotlib"] = None
        from bot.pictures.__main__ import main
        main()
    """
    return python(script)
