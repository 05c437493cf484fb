"""What a re-plan changes and why, as it goes over the wire."""

from typing import Any

from dispatcher.convert.baseline import Baseline
from dispatcher.convert.concerns import make_concerns
from dispatcher.schemas import change as wire
from solver.causes import Chain, trace
from solver.changes import Change, Place, compare, planned_places
from solver.timeline import Schedule


def make_changes(baseline: Baseline, schedule: Schedule) -> list[wire.Change]:
    """Return the changed visits of a plan by time, each with its causes.

    ``because_of`` is empty if no event has come in since the plan in force was published.
    """
    now = planned_places(schedule)
    chains = trace(baseline.problem, baseline.before, now, make_concerns(baseline))
    changes = compare(baseline.before, now, baseline.facts)
    writer = _Writer(baseline)
    return [writer.change(change, chains.get(change.visit)) for change in changes]


class _Writer:
    def __init__(self, baseline: Baseline) -> None:
        self._problem, self._clock = baseline.problem, baseline.clock
        self._visits: dict[str, wire.Cause] = {}  # chains share most of their visits

    def change(self, change: Change, chain: Chain | None) -> wire.Change:
        """Return a change; without a chain its causes are not known."""
        places = {"before": change.before, "after": change.after}
        given: dict[str, Any] = {name: self._placement(place) for name, place in places.items() if place is not None}
        because_of = [] if chain is None else [
            *(self._cause(name) for name in chain.visits), wire.Cause(event_id=chain.event)
        ]  # fmt: skip
        return wire.Change(visit_id=change.visit, kind=change.kind.value, because_of=because_of, **given)

    def _cause(self, visit: str) -> wire.Cause:
        if visit not in self._visits:
            self._visits[visit] = wire.Cause(visit_id=visit)
        return self._visits[visit]

    def _placement(self, place: Place) -> wire.Placement:
        problem, time = self._problem, self._clock.time
        return wire.Placement(
            technician_id=problem.technicians[place.technician].id,
            shift_id=problem.shifts[place.shift].id,
            start=time(place.start),
            end=time(place.end),
        )
