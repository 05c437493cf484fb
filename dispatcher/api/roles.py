"""Who may do what: rights, and the roles that have them."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a key is for."""

    ADMIN = "admin"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"
    READ_ONLY = "read_only"


class Right(StrEnum):
    """What a caller may do."""

    ASK = "ask"  # questions that change nothing
    SUBMIT = "submit"  # requests and events
    PUBLISH = "publish"  # what is in force
    ADMINISTER = "administer"  # keys


RIGHTS: Mapping[Right, frozenset[Role]] = MappingProxyType(
    {
        Right.ASK: frozenset(Role),
        Right.SUBMIT: frozenset({Role.ADMIN, Role.SUPERVISOR, Role.SYSTEM}),
        Right.PUBLISH: frozenset({Role.ADMIN, Role.SUPERVISOR}),
        Right.ADMINISTER: frozenset({Role.ADMIN}),
    }
)


def roles_with(right: Right) -> list[str]:
    """Return the roles that have a right, in the order of ``Role``."""
    return [role.value for role in Role if role in RIGHTS[right]]
