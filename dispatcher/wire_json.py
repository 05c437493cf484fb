"""The canonical JSON of a request, of parts that are written once: most of a request is the same after an event."""

from pydantic import BaseModel

from dispatcher.digest import canonical_json
from dispatcher.kept import Kept

_NONE: frozenset[str] = frozenset()


def wire_json(model: BaseModel, inside: frozenset[str] = _NONE, without: frozenset[str] = _NONE) -> bytes:
    """Return the canonical JSON (RFC 8785) of what is set of a model whose fields have no other names on the wire.

    Parameters
    ----------
    inside
        Names of fields whose models are taken apart in turn, as they are not the same object for long.
    without
        Names of fields that are left out.
    """
    rows: dict[str, bytes] = {}
    plain: set[str] = set()
    for name in model.model_fields_set - without:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            rows[name] = wire_json(value) if name in inside else _part(value)
        elif isinstance(value, list) and value and isinstance(value[0], BaseModel):
            rows[name] = b"[" + b",".join(map(_part, value)) + b"]"
        else:
            plain.add(name)
    tree = model.model_dump(mode="json", by_alias=True, exclude_unset=True, include=plain)
    rows |= {name: canonical_json(value) for name, value in tree.items()}
    return b"{" + b",".join(b'"%b":%b' % (name.encode(), rows[name]) for name in sorted(rows)) + b"}"


_part: Kept[BaseModel, bytes] = Kept(
    lambda model: canonical_json(model.model_dump(mode="json", by_alias=True, exclude_unset=True))
)
