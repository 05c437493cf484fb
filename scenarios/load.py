"""How full a day is: the minutes of work asked for, against the minutes of the shifts."""

from collections.abc import Sequence

from scenarios.drafts import Draft, Step
from scenarios.luck import Luck
from scenarios.people import Technician

SHORTEST, LONGEST = 10, 180  # service minutes after scaling; longer work would not fit every promised window


def capacity(people: Sequence[Technician], now: int) -> int:
    """Return the working minutes from ``now`` on of all shifts that serve every urgency."""
    shifts = (shift for one in people for shift in one.shifts if not shift.urgencies)
    return sum(shift.working_minutes(now) for shift in shifts)


def fill(drafts: Sequence[Draft], minutes: int, luck: Luck) -> None:
    """Scale the service minutes of open tickets in steps of 5, so that their work sums up to ``minutes``.

    What the limits of 10 to 180 minutes of a step do not allow is left: very few or very many tickets for the people
    make a lighter or a heavier day.
    """
    drafts = [draft for draft in drafts if draft.status == "open"]
    work = sum(draft.work() for draft in drafts)
    for draft in drafts:
        for step in draft.steps:
            step.minutes = _bounded((2 * step.minutes * minutes + 5 * work) // (10 * work) * 5)
    missing = minutes - sum(draft.work() for draft in drafts)
    steps = luck.shuffled([step for draft in drafts for step in draft.steps])
    moved = True
    while moved and abs(missing) >= 5:
        moved = False
        for step in steps:
            change = 5 if missing > 0 else -5
            if abs(missing) < 5 * len(step.needs) or not _may(step, change):
                continue
            step.minutes += change
            missing -= change * len(step.needs)
            moved = True


def _bounded(minutes: int) -> int:
    return max(SHORTEST, min(LONGEST, minutes))


def _may(step: Step, change: int) -> bool:
    return SHORTEST <= step.minutes + change <= LONGEST
