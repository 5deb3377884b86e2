"""Drawing processes that tests can watch and hold: the real one, with something done around it."""

from __future__ import annotations

import os
import sys
import textwrap
from pathlib import Path


def python(script: str, *arguments: object) -> tuple[str, ...]:
    """The command of a script."""
    return (sys.executable, "-c", textwrap.dedent(script), *map(str, arguments))


def counted(log: Path) -> tuple[str, ...]:
    """Draws, and writes a line with its process id for each answer."""
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


def held(folder: Path, *, starts: int) -> tuple[str, ...]:
    """Draws; the first `starts` processes hold the first request until `go` is written to.

    Each that holds writes its process id to `held` (both are pipes with names, made here).
    """
    for name in ("held", "go"):
        os.mkfifo(folder / name)
    script = """
        import os, pathlib, sys
        from bot.pictures import __main__ as process
        folder, starts = pathlib.Path(sys.argv[1]), int(sys.argv[2])
        with open(folder / "starts", "a") as log:
            print(os.getpid(), file=log)
        started = len((folder / "starts").read_text().split())
        real = process.answer
        first = started <= starts
        def answer(request):
            global first
            if first:
                first = False
                (folder / "held").write_text(str(os.getpid()))
                (folder / "go").read_text()
            return real(request)
        process.answer = answer
        process.main()
    """
    return python(script, folder, starts)


def without_matplotlib() -> tuple[str, ...]:
    """The drawing process where its library is not installed."""
    script = """
        import sys
        sys.modules["matplotlib"] = None
        from bot.pictures.__main__ import main
        main()
    """
    return python(script)
