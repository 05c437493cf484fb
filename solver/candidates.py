"""Who could take a ticket, what each would cost and displace, and why the others cannot."""

from dataclasses import dataclass

from solver.displaced import Windows
from solver.obstacles import Obstacles
from solver.placing import Option, Placing
from solver.search.whatif import WhatIf


@dataclass(frozen=True, slots=True)
class Candidate:
    """A technician who can take the ticket.

    ``grade`` is 100 x (price of leaving out - change) / (price of leaving out - least change) within 0 and 100; 0
    for all if leaving the ticket out costs no more than the best of them.
    """

    technician: int
    option: Option
    grade: float


@dataclass(frozen=True, slots=True)
class Excluded:
    """A technician who cannot take the ticket, and the rule (or ``no_room_found``, ``several_rules``) that says so."""

    technician: int
    rule: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """Every technician who has a shift: candidates from the cheapest on, and the excluded by their position."""

    ticket: int
    candidates: tuple[Candidate, ...]
    excluded: tuple[Excluded, ...]
    price_of_leaving_out: int


def find_candidates(whatif: WhatIf, ticket: int, windows: Windows | None = None) -> Candidates:
    """Return who could take the first visit of a ticket that is still to be made; its others go where they cost least.

    Of each technician the cheapest place beside his other visits; if there is none, one in the place of some of them,
    which are then put elsewhere or dropped. Every answer is as legal as the tables are true.

    Parameters
    ----------
    ticket
        Open, with visits still to be made; planned or not.
    windows
        Arrival windows the plan gives owners, by visit.
    """
    placing, obstacles = Placing(whatif, ticket, windows), Obstacles(whatif.tables, whatif.reach)
    options: dict[int, Option] = {}
    excluded: list[Excluded] = []
    for technician, row in enumerate(whatif.tables.problem.technicians):
        if not row.shifts:
            continue
        shifts = placing.shifts(technician)
        option = placing.best(shifts) or placing.best(shifts, eject=True)
        if option is None:
            excluded.append(Excluded(technician, obstacles.name(placing.visit, technician)))
        else:
            options[technician] = option
    price = placing.price_of_leaving_out
    least = min((option.total for option in options.values()), default=price)
    order = sorted(options, key=lambda k: (options[k].total, not options[k].meets_limits, options[k].placed.start, k))
    rows = tuple(Candidate(k, options[k], grade(price, options[k].total, least)) for k in order)
    return Candidates(ticket, rows, tuple(excluded), price)


def grade(price: int, change: int, least: int) -> float:
    """Return how much of what the best candidate saves another one saves, in percent to one decimal, 0 to 100."""
    if price <= least:
        return 0.0
    return round(min(100.0, max(0.0, 100 * (price - change) / (price - least))), 1)
