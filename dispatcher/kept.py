"""What has been worked out of a frozen model, kept as long as the model lives."""

import weakref
from collections.abc import Callable, Hashable
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


class KeptFor(Generic[Model, Result]):
    """What was last worked out of each frozen model together with something else, kept as long as the model lives.

    What is kept of a model does not hold it for ever only if it does not lead back to it.
    """

    def __init__(self) -> None:
        self._rows: dict[int, tuple[weakref.ref[Any], Hashable, Result]] = {}

    def __call__(self, model: Model, key: Hashable, work: Callable[[], Result]) -> Result:
        """Return the result for a model: the last one if it was of an equal key, else what ``work`` returns.

        Parameters
        ----------
        key
            All that the result depends on besides the model.
        """
        name = id(model)
        row = self._rows.get(name)
        if row is not None and row[1] == key and row[0]() is model:
            return row[2]
        result = work()
        self._rows[name] = (weakref.ref(model, lambda _: self._rows.pop(name, None)), key, result)
        return result

    def __len__(self) -> int:
        """Return for how many living models a result is kept."""
        return len(self._rows)
