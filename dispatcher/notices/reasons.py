"""Why a visit is another time, as an owner may know it: a code from the event at the end of its causes."""

from dispatcher.schemas.history import AppliedEvent

REASONS = (
    "emergency",
    "previous_job_overran",
    "technician_unavailable",
    "parts_late",
    "owner_request",
    "nobody_home",
    "work_to_finish",
    "on_hold",
    "no_longer_needed",
    "schedule_change",
)
OTHER = "schedule_change"
_OWN = {
    "new_ticket": "owner_request",
    "owner_changed_window": "owner_request",
    "cancelled": "owner_request",
    "held": "on_hold",
    "parts_late": "parts_late",
    "no_show": "nobody_home",
    "paused": "work_to_finish",
    "rescoped": "work_to_finish",
}
_LONGER = frozenset({"overrun", "paused", "travelling", "started", "done"})
_STAFF = frozenset({"technician_out", "technician_late"})


def reason_code(row: AppliedEvent | None, is_own: bool, is_emergency: bool) -> str:
    """Return the code of an event; what is another owner's affair is a change of schedule, or an emergency.

    Parameters
    ----------
    row
        The event; None: not known.
    is_own
        Whether it is about the owner's own ticket.
    is_emergency
        Whether the ticket it is about is an emergency.
    """
    kind = None if row is None else row.type
    if kind is None:
        return OTHER
    if kind in _STAFF:
        return "technician_unavailable"
    if is_own:
        return _OWN.get(kind, OTHER)
    if kind in ("new_ticket", "priority_changed") and is_emergency:
        return "emergency"
    return "previous_job_overran" if kind in _LONGER else OTHER
