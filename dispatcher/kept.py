"""What has been worked out of a frozen model, kept as long as the model lives."""

import weakref
from collections.abc import Callable
from typing import Any, Generic, TypeVar

Model = TypeVar("Model")
Result = TypeVar("Result")


class Kept(Generic[Model, Result]):
    """A function of one frozen model that works once for each object, by identity: a copy is another one.

    Parameters
    ----------
    work
        Depends on nothing but the model, which nobody changes once this has been asked. What it returns is shared:
        nobody changes that either.
    """

    def __init__(self, work: Callable[[Model], Result]) -> None:
        self._work = work
        self._rows: dict[int, tuple[weakref.ref[Any], bool, Result | None]] = {}

    def __call__(self, model: Model) -> Result:
        """Return the result for a model."""
        name = id(model)
        row = self._rows.get(name)
        if row is not None and row[0]() is model:
            return model if row[1] else row[2]  # type: ignore[return-value]
        result = self._work(model)
        # A model that is its own result is not held by it: else it would live for ever.
        own = result is model
        self._rows[name] = (weakref.ref(model, lambda _: self._rows.pop(name, None)), own, None if own else result)
        return result

    def __len__(self) -> int:
        """Return for how many living models a result is kept."""
        return len(self._rows)
