"""When a ticket could be started: per window the cheapest technician, without taking the place of anybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from solver.displaced import Windows
from solver.obstacles import Obstacles
from solver.placing import Option, Placing
from solver.problem import Window
from solver.search.whatif import WhatIf


@dataclass(frozen=True, slots=True)
class Slot:
    """A window in which the ticket can start, and the cheapest way to do so."""

    window: Window
    option: Option


@dataclass(frozen=True, slots=True)
class Full:
    """A window in which nobody can start, and what keeps each technician who has a shift from it."""

    window: Window
    reasons: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Slots:
    """Windows in which the ticket can start, the cheapest first, and the others by time."""

    ticket: int
    slots: tuple[Slot, ...]
    full: tuple[Full, ...]


def find_slots(whatif: WhatIf, ticket: int, wanted: Sequence[Window], windows: Windows | None = None) -> Slots:
    """Return in which windows a ticket's first visit still to be made can start, and what each costs.

    Parameters
    ----------
    ticket
        Open, with visits still to be made; planned or not.
    wanted
        The windows asked about, both ends included.
    windows
        Arrival windows the plan gives owners, by visit.
    """
    placing, obstacles = Placing(whatif, ticket, windows), Obstacles(whatif.tables, whatif.reach)
    working = [k for k, row in enumerate(whatif.tables.problem.technicians) if row.shifts]
    slots: list[Slot] = []
    full: list[Full] = []
    for window in wanted:
        options = [placing.best(placing.shifts(k), window.start, window.end) for k in working]
        best = min((o for o in options if o is not None), key=lambda o: (o.total, o.placed.start), default=None)
        if best is not None:
            slots.append(Slot(window, best))
        else:
            names = [(k, obstacles.name(placing.visit, k, window.start, window.end)) for k in working]
            full.append(Full(window, tuple(names)))
    slots.sort(key=lambda slot: (slot.option.total, slot.window.start, slot.window.end))
    full.sort(key=lambda row: (row.window.start, row.window.end))
    return Slots(ticket, tuple(slots), tuple(full))
