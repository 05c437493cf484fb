"""Files and standard streams: bytes in, JSON out, everything for people on standard error."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, TextIO

import typer

from dispatcher.cli.exit_codes import ExitCode
from dispatcher.cli.trouble import unreadable, unwritable, writing_error
from dispatcher.faults import Fault
from dispatcher.reports.warnings import fault_sentence
from dispatcher.reports.words import Lang, clean
from dispatcher.settings import DEFAULT_CAPS

STANDARD = "-"


class Refused(SystemExit):
    """The input was refused, and its faults have been written."""


def refuse(faults: Sequence[Fault], lang: Lang) -> NoReturn:
    """End the command because of its input: the faults as JSON on standard output, in words on standard error."""
    write_json({"errors": [fault.to_wire() for fault in faults]}, STANDARD)
    for fault in faults:
        tell(_place(fault) + fault_sentence(fault, lang))
    raise Refused(ExitCode.BAD_INPUT)


def _place(fault: Fault) -> str:
    """Return where a fault is, and about whom unless its own words say so."""
    names = [name for name in fault.ids if name not in fault.message.en]
    place = clean(fault.path) + (f" ({clean(', '.join(names))})" if names else "")
    return f"{place}: " if place else ""


def tell(line: str) -> None:
    """Write a line for people to standard error."""
    typer.echo(line, err=True)


def read_input(path: str, lang: Lang) -> bytes:
    """Return the bytes of a file, or of standard input for ``-``; what cannot be read ends the command.

    Of an input over the cap one byte more than allowed is returned: enough to say so.
    """
    most = DEFAULT_CAPS.body_bytes + 1
    try:
        if path == STANDARD:
            return sys.stdin.buffer.read(most)
        with Path(path).open("rb") as stream:
            return stream.read(most)
    except (OSError, ValueError, AttributeError) as error:  # a NUL in the path; no standard input, as it is closed
        refuse([unreadable(path, error)], lang)


def require_writable(path: str, lang: Lang) -> None:
    """End the command if a result could not be written later, before time is spent on it."""
    if path == STANDARD:
        return
    target = Path(path)
    error: Exception | None
    try:
        place = target if target.exists() else target.parent
        error = writing_error(target, os.access(place, os.W_OK))
    except (OSError, ValueError) as failure:
        error = failure
    if error is not None:
        refuse([unwritable(path, error)], lang)


def write_json(value: object, path: str, lang: Lang = Lang.EN) -> None:
    """Write one JSON value and a line end, as UTF-8 whatever the locale."""
    write_bytes((json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode(), path, lang)


def write_bytes(data: bytes, path: str, lang: Lang = Lang.EN) -> None:
    """Write to a file or to standard output; a file is replaced whole or not at all.

    A disk that turns out to be full ends the command as an output that cannot be written.
    """
    if path == STANDARD:
        with standard_output():
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
        return
    target = Path(path).resolve()
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)  # a device or a pipe cannot be replaced
        else:
            _replace(target, data)
    except OSError as error:
        refuse([unwritable(path, error)], lang)


@contextmanager
def standard_output() -> Iterator[TextIO]:
    """Give standard output to write on; a reader that has heard enough and left is no error."""
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still buffered must go somewhere when the interpreter ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _replace(target: Path, data: bytes) -> None:
    """Put a new file in the place of an old one, so that a reader never sees half of it."""
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(draft).chmod(mode)
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """Return the process's mask of new files; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
