"""The enumeration: every set of tickets, every shift of every visit, every order, every start minute, every break.

Pruned only by bounds that no completion can undercut:

* who does what fixes the prices that do not depend on time; to these is added, per shift, the least its timed
  routes can cost (each visit's least price from its earliest start on), which ignores the links between shifts;
* candidates (who, in which order) are taken by ascending bound and the enumeration ends when the next bound is
  not below the best plan; within a candidate the timed routes of a shift are taken by ascending price.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, permutations, product

from solver.checker import check
from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Problem
from tests.oracle.links import Links, TimeLink
from tests.oracle.prices import Prices
from tests.oracle.reading import Reading
from tests.oracle.routes import Row, ShiftRoutes

Sequences = tuple[tuple[int, ...], ...]  # per shift its new visits in order


class OracleError(AssertionError):
    """The checker refuses the oracle's plan or counts another total: one of the two misreads the contract."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Who does what in which order: its bound, its price apart from time and routes, and the planned tickets."""

    bound: int
    fixed: int
    planned: frozenset[int]
    sequences: Sequences


class _Enumeration:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.reading = Reading(problem)
        self.prices = Prices(self.reading)
        self.links = Links(self.reading)
        self.routes = [ShiftRoutes(self.reading, s) for s in range(len(problem.shifts))]
        self.first = {visits[0]: t for t in self.reading.open_tickets if (visits := self.reading.first_visits(t))}
        self.last = {visits[0]: t for t in self.reading.open_tickets if (visits := self.reading.last_visits(t))}
        self.bounds: dict[tuple[int, tuple[int, ...]], int | None] = {}
        self.timed: dict[tuple[int, tuple[int, ...]], list[tuple[int, Row]]] = {}
        self.best: int | None = None
        self.plan: Plan | None = None

    # --- prices of time -----------------------------------------------------------------------------------------

    def _time_price(self, visit_idx: int, start: int, end: int) -> int:
        """Lower bound of what a visit's times cost: its ticket's lateness counts at one of its visits only.

        Exact but for the last end, which another visit of the crew may make later; lateness never falls with time.
        """
        price = self.prices.moved(visit_idx, start)
        if visit_idx in self.first:
            price += self.prices.first_start(self.first[visit_idx], start)
        if visit_idx in self.last:
            price += self.prices.last_end(self.last[visit_idx], end)
        return price

    def _least_price(self, shift_idx: int, sequence: tuple[int, ...]) -> int | None:
        """Return what any timed route of the sequence costs at least; None if there is none."""
        key = (shift_idx, sequence)
        if key not in self.bounds:
            self.bounds[key] = self._compute_least_price(shift_idx, sequence)
        return self.bounds[key]

    def _compute_least_price(self, shift_idx: int, sequence: tuple[int, ...]) -> int | None:
        routes = self.routes[shift_idx]
        earliest = routes.earliest_starts(sequence)
        if earliest is None:
            return None
        price = self.prices.route(shift_idx, routes.least_travel(sequence), 0)
        for visit_idx, first in zip(sequence, earliest, strict=True):
            length = self.reading.length(visit_idx, shift_idx)
            price += min(
                self._time_price(visit_idx, start, start + length)
                for start in routes.starts_of(visit_idx)
                if start >= first
            )
        return price

    def _timed_routes(self, shift_idx: int, sequence: tuple[int, ...]) -> list[tuple[int, Row]]:
        """Return the timed routes with their prices, cheapest first."""
        key = (shift_idx, sequence)
        if key not in self.timed:
            rows = [(self._row_price(shift_idx, sequence, row), row) for row in self.routes[shift_idx].rows(sequence)]
            self.timed[key] = sorted(rows, key=lambda pair: (pair[0], pair[1].spans))
        return self.timed[key]

    def _row_price(self, shift_idx: int, sequence: tuple[int, ...], row: Row) -> int:
        times = sum(self._time_price(v, *span) for v, span in zip(sequence, row.spans, strict=True))
        return times + self.prices.route(shift_idx, row.travel, row.return_at)

    # --- who and in which order -----------------------------------------------------------------------------------

    def _assignments(self) -> Iterator[tuple[frozenset[int], Mapping[int, int]]]:
        """Yield every set of planned tickets with every shift of their visits that the rules without time allow."""
        tickets = self.reading.open_tickets
        shifts = range(len(self.problem.shifts))
        for chosen in chain.from_iterable(combinations(tickets, k) for k in range(len(tickets), -1, -1)):
            planned = frozenset(chosen)
            if not self.links.allows_tickets(planned):
                continue
            visits = [v for t in chosen for v in self.problem.open_visits_by_ticket[t]]
            able = [[s for s in shifts if self.reading.may_serve(v, s)] for v in visits]
            for row in product(*able):
                shift_of = dict(zip(visits, row, strict=True))
                if self.links.allows_people(shift_of, planned):
                    yield planned, shift_of

    def _fixed_price(self, planned: frozenset[int], shift_of: Mapping[int, int]) -> int:
        left_out = [t for t in self.reading.open_tickets if t not in planned]
        used = frozenset(shift_of.values()) | {p.shift for _, p in self.reading.facts}
        return (
            self.prices.facts
            + sum(self.prices.left_out(t) for t in left_out)
            + sum(self.prices.pair(v, s) for v, s in shift_of.items())
            + self.prices.workload(shift_of)
            + self.prices.contractor_shifts(used)
        )

    def _orders(self, shift_idx: int, visits: tuple[int, ...]) -> list[tuple[int, tuple[int, ...]]]:
        """Return the orders of a shift's visits that may have a timed route, each with its least price."""
        orders = []
        travelling = {v for v in visits if self.reading.is_travelling(v)}
        for order in permutations(visits):
            if set(order[: len(travelling)]) != travelling:
                continue  # whom a technician travels to is his next visit
            least = self._least_price(shift_idx, order)
            if least is not None:
                orders.append((least, order))
        return orders

    def _uses_shift(self, shift_idx: int, visits: tuple[int, ...]) -> bool:
        return bool(visits) or any(stop.visit is not None for stop in self.reading.fixed_stops[shift_idx])

    def _candidates(self) -> Iterator[_Candidate]:
        for planned, shift_of in self._assignments():
            fixed = self._fixed_price(planned, shift_of)
            options = []
            for s in range(len(self.problem.shifts)):
                visits = tuple(v for v, own in shift_of.items() if own == s)
                options.append(self._orders(s, visits) if self._uses_shift(s, visits) else [(0, ())])
            for orders in product(*options):
                bound = fixed + sum(least for least, _ in orders)
                yield _Candidate(bound, fixed, planned, tuple(order for _, order in orders))

    # --- times ------------------------------------------------------------------------------------------------------

    def _is_better(self, cost: int) -> bool:
        return self.best is None or cost < self.best

    def _time(self, candidate: _Candidate) -> None:
        """Try every timing of a candidate that may beat the best plan."""
        used = [s for s, order in enumerate(candidate.sequences) if self._uses_shift(s, order)]
        least, timed = candidate.fixed, []
        for s in used:
            rows = self._timed_routes(s, candidate.sequences[s])
            if not rows:
                return
            least += rows[0][0]
            if not self._is_better(least):
                return
            timed.append((s, candidate.sequences[s], rows))
        links = self.links.time_links(candidate.planned)
        self._join(candidate, timed, links, least, {}, [])

    def _join(
        self,
        candidate: _Candidate,
        timed: list[tuple[int, tuple[int, ...], list[tuple[int, Row]]]],
        links: list[TimeLink],
        bound: int,
        spans: dict[int, tuple[int, int]],
        rows: list[tuple[int, tuple[int, ...], Row]],
    ) -> None:
        """Choose a timed route for the next shift; ``bound`` counts the cheapest for those not yet chosen."""
        if len(rows) == len(timed):
            self._offer(candidate, spans, rows)
            return
        shift_idx, sequence, options = timed[len(rows)]
        known = spans.keys() | set(sequence)
        due = [link for link in links if link.visits <= known and not link.visits <= spans.keys()]
        for price, row in options:
            raised = bound + price - options[0][0]
            if not self._is_better(raised):
                return
            joined = spans | dict(zip(sequence, row.spans, strict=True))
            if all(link.holds(joined) for link in due):
                self._join(candidate, timed, links, raised, joined, [*rows, (shift_idx, sequence, row)])

    # --- plans ------------------------------------------------------------------------------------------------------

    def _offer(
        self,
        candidate: _Candidate,
        spans: dict[int, tuple[int, int]],
        rows: list[tuple[int, tuple[int, ...], Row]],
    ) -> None:
        """Price a complete plan exactly and keep it if it is the best."""
        cost = candidate.fixed + sum(self.prices.route(s, row.travel, row.return_at) for s, _, row in rows)
        cost += sum(self.prices.moved(v, start) for v, (start, _) in spans.items())
        for ticket_idx in candidate.planned:
            first, last = self.reading.first_visits(ticket_idx), self.reading.last_visits(ticket_idx)
            if first:
                cost += self.prices.first_start(ticket_idx, min(spans[v][0] for v in first))
            if last:
                ends = [spans[v][1] for v in last] + self.reading.served_ends(ticket_idx)
                cost += self.prices.last_end(ticket_idx, max(ends))
        if self._is_better(cost):
            self.best = cost
            self.plan = Plan(tuple(self._route(*row) for row in rows))

    def _route(self, shift_idx: int, sequence: tuple[int, ...], row: Row) -> Route:
        facts = [
            PlannedVisit(stop.visit, stop.start, stop.end)
            for stop in self.reading.fixed_stops[shift_idx]
            if stop.visit is not None
        ]
        new = [PlannedVisit(v, *span) for v, span in zip(sequence, row.spans, strict=True)]
        breaks = sorted((*self.problem.shifts[shift_idx].past_breaks, *row.breaks), key=lambda b: (b.start, b.end))
        return Route(shift_idx, tuple(sorted([*facts, *new], key=lambda p: (p.start, p.end))), tuple(breaks))

    def run(self) -> None:
        """Take the candidates by ascending bound until none can be better."""
        for candidate in sorted(self._candidates(), key=lambda row: row.bound):
            if not self._is_better(candidate.bound):
                return
            self._time(candidate)


def best_plan(problem: Problem) -> tuple[int | None, Plan | None]:
    """Return the least total of any legal plan, and a plan that has it; (None, None) if no plan is legal.

    Raises
    ------
    OracleError
        The checker refuses the plan or counts another total.
    """
    search = _Enumeration(problem)
    search.run()
    if search.best is not None and search.plan is not None:
        _confirm(problem, search.best, search.plan)
    return search.best, search.plan


def _confirm(problem: Problem, total: int, plan: Plan) -> None:
    report = check(problem, plan)
    if not report.is_legal:
        raise OracleError(f"the checker refuses the oracle's plan {plan}: {report.violations}")
    if report.total != total:
        raise OracleError(f"the oracle counts {total}, the checker {report.total}, for {plan}")
