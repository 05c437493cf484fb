"""A copy of a store in a file, made by another process while a service works with it; nothing of it is brought up."""

import os
from pathlib import Path

from dispatcher.store.sqlite import BUSY_MILLISECONDS, library


def copy_store(source: Path, target: Path) -> None:
    """Write a store as of one moment to a new file that only its owner may read, and look whether it is whole.

    Raises
    ------
    OSError
        There is no store, the target is there already or cannot be written, or the copy is not whole.
    """
    if not source.is_file():
        raise FileNotFoundError(source)
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    module = library()
    connection = module.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_MILLISECONDS / 1000)
    try:
        connection.execute("VACUUM INTO ?", (str(target),))  # into a file that is there and empty
        copy = module.connect(f"{target.resolve().as_uri()}?mode=ro", uri=True)
        try:
            if copy.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise OSError("the copy is not whole")
        finally:
            copy.close()
    except module.Error as error:
        target.unlink()
        raise OSError(type(error).__name__) from error
    finally:
        connection.close()
