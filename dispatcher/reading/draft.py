"""A draft: as much of an input as its structural faults leave, so that its meaning can be checked too.

Broken list items and broken optional fields are taken out until the models accept the rest; their ids and
places are kept, so that nothing else is blamed for their absence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from dispatcher.faults.build import Path
from dispatcher.faults.fault import Fault
from dispatcher.reading.structure import error_path, structural_fault

Model = TypeVar("Model", bound=BaseModel)
Item = TypeVar("Item")

# Lists whose positions mean something: a broken item takes the whole list with it.
_POSITIONAL = frozenset({"steps", "crew", "minutes", "site_ids"})
# Stand in for required fields of the whole input, so that the rest can be read.
_STAND_INS: dict[str, Any] = {
    "schema_version": 1,
    "horizon": {"start": "2000-01-01T00:00:00Z", "end": "2000-01-02T00:00:00Z"},
    "sites": [],
    "technicians": [],
    "tickets": [],
    "routes": [],
    "events": [],
}
_ROUNDS = 8


@dataclass(frozen=True)
class Draft:
    """A model of what could be read, and what was taken out.

    Attributes
    ----------
    tree
        The input as sent.
    broken
        Paths of everything taken out.
    kept
        For each list that lost items: the original positions of those it kept.
    faults, unlisted
        Structural faults, and how many more there are.
    """

    tree: Any
    broken: frozenset[Path]
    kept: dict[Path, list[int]]
    faults: tuple[Fault, ...]
    unlisted: int

    def each(self, path: Path, items: Sequence[Item]) -> Iterator[tuple[Path, Item]]:
        """Yield the items of a list with their paths in the input as sent."""
        positions = self.kept.get(path, range(len(items)))
        return (((*path, position), item) for position, item in zip(positions, items, strict=True))

    def lost(self, *paths: Path) -> bool:
        """Whether any of these places was taken out."""
        return any(path in self.broken for path in paths)

    def lost_inside(self, path: Path) -> bool:
        """Whether anything at or below a place was taken out."""
        return any(broken[: len(path)] == path for broken in self.broken)

    def raw(self, *path: str | int) -> Any:
        """Return what was sent at a place, None if nothing was."""
        node = self.tree
        for part in path:
            if isinstance(node, dict):
                node = node.get(part)
            elif isinstance(node, list) and isinstance(part, int) and part < len(node):
                node = node[part]
            else:
                return None
        return node


def read_draft(tree: dict[str, Any], model: type[Model], most_faults: int) -> tuple[Model | None, Draft]:
    """Read as much of a tree as the model accepts.

    Returns
    -------
    The model of what is left (None if nothing is), and the draft; of its faults at most ``most_faults`` are
    spelled out, the others are counted.
    """
    faults: tuple[Fault, ...] = ()
    unlisted = 0
    pruned = _Pruned()
    rest = tree
    found: Model | None = None
    for attempt in range(_ROUNDS):
        try:
            found = model.model_validate(rest, context={"sent": tree})
            break
        except ValidationError as error:
            details = error.errors(include_url=False)
        if attempt == 0:
            faults = tuple(structural_fault(detail, tree) for detail in details[:most_faults])
            unlisted = len(details) - len(faults)
        if not all(error_path(detail) for detail in details):
            break  # the whole is at fault (a key that is no Unicode): there is no smaller part to take out
        rest = pruned.take_out(rest, details)
    return found, Draft(tree, frozenset(pruned.broken), pruned.kept, faults, unlisted)


def _droppable(path: Path, is_missing: bool) -> Path:
    """Return the part to take out for an error: the field or item itself, or what lacks a field.

    A field that turns out to be required is missed in the next round, and then takes its object with it.
    """
    end = len(path) - 1 if is_missing and len(path) > 1 else len(path)
    while end > 1 and isinstance(path[end - 1], int) and _is_positional(path[end - 2]):
        end -= 1
    return path[:end]


def _is_positional(owner: str | int) -> bool:
    # A list inside a list is the row of a matrix.
    return isinstance(owner, int) or owner in _POSITIONAL


class _Pruned:
    """What has been taken out so far; paths are those of the input as sent."""

    def __init__(self) -> None:
        self.broken: set[Path] = set()
        self.kept: dict[Path, list[int]] = {}

    def take_out(self, tree: dict[str, Any], details: list[ErrorDetails]) -> dict[str, Any]:
        """Return the tree without the smallest parts that hold an error."""
        drops: _Drops = {}
        for detail in details:
            _add(drops, _droppable(error_path(detail), detail["type"] == "missing"))
        rest: dict[str, Any] = self._without(tree, (), drops)
        rest.update({name: stand_in for name, stand_in in _STAND_INS.items() if drops.get(name) == _DROP})
        return rest

    def _without(self, node: Any, original: Path, drops: "_Drops") -> Any:
        if isinstance(node, dict):
            self.broken |= {(*original, key) for key, below in drops.items() if below == _DROP}
            return {
                key: self._without(item, (*original, key), drops[key]) if key in drops else item
                for key, item in node.items()
                if drops.get(key) != _DROP
            }
        if not isinstance(node, list):
            return node
        positions = self.kept.get(original, list(range(len(node))))
        gone = [k for k, below in drops.items() if below == _DROP and isinstance(k, int)]
        self.broken |= {(*original, positions[k]) for k in gone}
        self.kept[original] = [position for k, position in enumerate(positions) if drops.get(k) != _DROP]
        return [
            self._without(item, (*original, positions[k]), drops[k]) if k in drops else item
            for k, item in enumerate(node)
            if drops.get(k) != _DROP
        ]


# A tree of paths to take out; a leaf is empty.
_Drops = dict[str | int, Any]
_DROP: _Drops = {}


def _add(drops: _Drops, path: Path) -> None:
    """Add a path unless one above it is there; what is below it goes with it."""
    node = drops
    for part in path[:-1]:
        if part in node and node[part] == _DROP:
            return
        node = node.setdefault(part, {})
    node[path[-1]] = {}
