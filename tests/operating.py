"""The bad morning of docs/operating.md, played: every command of the page is run, its output put in place.

Rewrite the page's outputs, from the repository's root: python -m tests.operating
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.dispatcher.command_line import ROOT, environment

PAGE = ROOT / "docs" / "operating.md"
_BLOCK = re.compile(r"(```console\n)(.*?)(```\n)", re.DOTALL)
_PROGRAM = '#!/bin/sh\nexec "{python}" -m dispatcher "$@"\n'


def play(page: str, folder: Path) -> str:
    """Return a page with the output of each of its commands as it is now.

    Parameters
    ----------
    folder
        Where the commands are run, one after the other; what one writes the next may read.
    """
    program = folder / "bin" / "dispatcher"
    program.parent.mkdir()
    program.write_text(_PROGRAM.format(python=sys.executable), encoding="utf-8")
    program.chmod(0o755)
    return _BLOCK.sub(lambda block: block[1] + "".join(_outputs(block[2], folder)) + block[3], page)


def _outputs(block: str, folder: Path) -> Iterator[str]:
    """Yield each command of a block with what it writes to both streams."""
    for command in _commands(block):
        yield f"$ {command}\n"
        paths = os.pathsep.join([str(folder / "bin"), os.environ["PATH"]])
        done = subprocess.run(
            ["bash", "-c", command.replace("\\\n", " ")],
            cwd=folder,
            env=environment(PATH=paths, COLUMNS="110"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
            check=False,
        )
        yield "".join(f"{line.rstrip()}\n" for line in done.stdout.decode().splitlines())


def _commands(block: str) -> Iterator[str]:
    """Yield the commands of a block, those over several lines whole."""
    lines = iter(block.splitlines())
    for line in lines:
        if line.startswith("$ "):
            command = line[2:]
            while command.endswith("\\") or command.count("'") % 2:
                command += "\n" + next(lines)
            yield command


def main() -> None:
    """Rewrite the page."""
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(play(PAGE.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
