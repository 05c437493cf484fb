"""What is wrong with a file of a public set: all of it at once."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError


class SetError(ValueError):
    """A file that is not what its set says it is; the message names every fault.

    Attributes
    ----------
    faults
        One line a fault, each with its place in the file.
    """

    def __init__(self, path: Path, faults: list[str]) -> None:
        super().__init__("\n".join(f"{path.name}: {fault}" for fault in faults))
        self.faults = faults


class Wire(BaseModel):
    """A part of a file: nothing missing, nothing unknown, no text for a number."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


Part = TypeVar("Part", bound=Wire)


def read_wire(model: type[Part], path: Path) -> Part:
    """Read a JSON file as a part.

    Raises
    ------
    SetError
        If it is not one: every fault with its place, the value found and what is allowed.
    """
    try:
        return model.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise SetError(path, [_line(row) for row in error.errors()]) from None


def _line(row: object) -> str:
    place = ".".join(str(part) for part in row["loc"]) or "file"  # type: ignore[index]
    return f"{place}: {row['msg']}, found {row['input']!r:.60}"  # type: ignore[index]
