"""How the search is compiled: every function eagerly, for one signature, to a file that later starts load.

An arena is one block of 64-bit whole numbers; compiled functions see it as a pointer, which costs nothing to hand
on (an array would be seven words and a reference count). Indexes are never negative.
"""

import hashlib
from collections.abc import Callable, MutableSequence
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar, cast

import numpy as np
import numpy.typing as npt
from numba import njit, types

Function = TypeVar("Function", bound=Callable[..., object])
Result = TypeVar("Result")
Arena = MutableSequence[int]  # how a compiled function reads an arena
Block = npt.NDArray[np.int64]  # the array that holds one
INT = types.int64
REAL = types.float64
BOOL = types.boolean
VOID = types.void
PTR = types.CPointer(types.int64)  # type: ignore[no-untyped-call]
ARRAY = types.Array(types.int64, 1, "C")  # what the entries called from Python take


class Handle(Protocol):
    """How an entry, compiled for arrays, reads an arena and hands it on."""

    ctypes: Arena

    def __len__(self) -> int: ...

    def __getitem__(self, index: int) -> int: ...

    def __setitem__(self, index: int, value: int) -> None: ...


@cache
def sources(folder: Path) -> str:
    """Return a digest of all modules of this package, and of another one whose functions call its own."""
    digest = hashlib.sha256()
    for path in sorted({*Path(__file__).parent.glob("*.py"), *folder.glob("*.py")}):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def pair(count: int) -> types.Type:
    """Return the type of a tuple of whole numbers."""
    return types.UniTuple(INT, count)  # type: ignore[no-untyped-call]


def compiled(result: types.Type, *arguments: types.Type) -> Callable[[Function], Function]:
    """Return a decorator that compiles a function for one signature, or loads what was compiled before."""

    def decorate(function: Function) -> Function:
        dispatcher = njit(cache=True, nogil=True, error_model="numpy")(function)
        # A function is compiled with all it calls inside, but numba keeps the result for as long as the function's
        # own module is unchanged: it has to ask for the whole package instead.
        stamp = sources(Path(function.__code__.co_filename).parent)
        dispatcher._cache._cache_file._source_stamp = stamp  # type: ignore[attr-defined]  # noqa: SLF001
        dispatcher.compile(result(*arguments))
        dispatcher.disable_compile()
        return cast(Function, dispatcher)

    return decorate


def entry(result: types.Type, *arguments: types.Type) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Return the same for a function that Python calls with arrays."""
    return compiled(result, *arguments)
