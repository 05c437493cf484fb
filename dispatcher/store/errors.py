"""What the store and its use cases refuse, each with faults in both languages."""

from collections.abc import Sequence

from dispatcher.faults import Fault, make_fault
from dispatcher.schemas.verdict import Breach
from solver.rules.base import Text


class StoreError(Exception):
    """Something that was asked for and is not done; nothing has changed.

    Attributes
    ----------
    faults
        What is wrong, one or more.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.message.en for fault in faults))
        self.faults = list(faults)

    @property
    def code(self) -> str:
        """The code of the first fault."""
        return self.faults[0].code


class UnknownError(StoreError):
    """Nothing of that name is kept."""


class StaleVersionError(StoreError):
    """The key has moved on since the caller looked.

    Attributes
    ----------
    current
        The version it has now.
    """

    def __init__(self, key: str, current: int) -> None:
        super().__init__([make_fault("stale_version", ids=[key], allowed=current)])
        self.current = current


class IdempotencyConflictError(StoreError):
    """An idempotency key that was used with another body."""

    def __init__(self, key: str) -> None:
        super().__init__([make_fault("idempotency_conflict", ids=[key])])


class NothingInForceError(StoreError):
    """The key has no plan in force."""

    def __init__(self, key: str) -> None:
        super().__init__([make_fault("nothing_in_force", ids=[key])])


class InForceElsewhereError(StoreError):
    """Tickets or shifts of a plan are in force under another key."""

    def __init__(self, items: Sequence[tuple[str, str]]) -> None:
        keys = dict.fromkeys(key for _, key in items)
        super().__init__([
            make_fault("in_force_elsewhere", ids=[item for item, own in items if own == key],
                       words={"key": Text(key, key)})
            for key in keys
        ])  # fmt: skip


class NotLegalError(StoreError):
    """The plan breaks hard rules as things stand.

    Attributes
    ----------
    violations
        Each of them.
    """

    def __init__(self, plan_id: str, violations: Sequence[Breach]) -> None:
        super().__init__([make_fault("plan_not_legal", ids=[plan_id])])
        self.violations = list(violations)


class NotPublishableError(StoreError):
    """The plan is in a state, or things have happened, that forbid what was asked."""


class FencedError(Exception):
    """A run is no longer the caller's: its lease was taken over, or it is over."""


def unknown_plan_key(key: str) -> UnknownError:
    """Return the error that there is no such key."""
    return UnknownError([make_fault("unknown_plan_key", ids=[key])])


def unknown_run(run_id: str) -> UnknownError:
    """Return the error that there is no such run."""
    return UnknownError([make_fault("unknown_run", ids=[run_id])])


def unknown_plan(plan_id: str) -> UnknownError:
    """Return the error that there is no such plan."""
    return UnknownError([make_fault("unknown_plan", ids=[plan_id])])


def unknown_webhook(webhook_id: str) -> UnknownError:
    """Return the error that there is no such webhook."""
    return UnknownError([make_fault("unknown_webhook", ids=[webhook_id])])
