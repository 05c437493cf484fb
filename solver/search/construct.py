"""A first plan by greedy insertion: most urgent tickets first, each where it costs least.

Linked visits are placed group by group, in an order that puts first what others wait for; nothing that has
been placed is moved. The searches improve on it; it is never the last word.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import product

from solver.plan import Plan
from solver.rows import FAR_FUTURE
from solver.search.assemble import assemble
from solver.search.draft import Drafter, DraftRoute
from solver.search.reach import Reach
from solver.tables import Tables

Placement = dict[int, DraftRoute]  # changed routes by shift


class Constructor:
    """Builds one plan; ``run`` may be called once."""

    def __init__(self, tables: Tables, reach: Reach, out_of_time: Callable[[], bool]) -> None:
        self.tables = tables
        self.reach = reach
        self.drafter = Drafter(tables, reach)
        self.routes = [self.drafter.empty(s) for s in range(len(tables.shifts))]
        self.planned: set[int] = set()
        self.where: dict[int, tuple[int, int, int]] = {}  # visit -> (shift, start, end)
        self.out_of_time = out_of_time
        self.group_of = {visit: group.visits for group in tables.same_start for visit in group.visits}
        self.must = {limit.index for limit in tables.musts}
        self.closed = {limit.index for limit in tables.closed}

    def run(self) -> dict[int, DraftRoute] | None:
        """Return the routes with visits by shift; None when something that must be planned could not be."""
        order = self._order()
        if self.must - set(order) or self.must & self.closed:
            return None
        for ticket in order:
            if ticket in self.closed or (self.out_of_time() and ticket not in self.must):
                continue
            if not self._place_ticket(ticket) and ticket in self.must:
                return None
        return {route.shift: route for route in self.routes if route.visits}

    def _order(self) -> list[int]:
        """Return the tickets: musts by time, then by price; each after the tickets it depends on."""
        tables = self.tables
        visits = tables.problem.open_visits_by_ticket
        tickets = [t for t, own in enumerate(visits) if own and all(self.reach.domains[v] for v in own)]
        earliest = {t: min(self.reach.domains[v][0][0] for v in visits[t]) for t in tickets}
        tickets.sort(key=lambda t: (t not in self.must, -int(tables.drop_price[t]) * (t not in self.must), earliest[t]))
        needs: dict[int, set[int]] = {}
        for pair in tables.requires:
            needs.setdefault(pair.ticket, set()).add(pair.other)
        for among in tables.among:
            needs.setdefault(tables.problem.visits[among.visits[0]].ticket, set()).add(among.other)
        ordered: list[int] = []
        waiting = set(tickets)

        def add(ticket: int) -> None:
            if ticket in waiting:
                waiting.discard(ticket)
                for other in sorted(needs.get(ticket, ())):
                    add(other)
                ordered.append(ticket)

        for ticket in tickets:
            add(ticket)
        return ordered

    def _place_ticket(self, ticket: int) -> bool:
        """Plan all visits of a ticket, or leave it out and everything as it was."""
        if any(pair.ticket == ticket and pair.other not in self.planned for pair in self.tables.requires):
            return False
        routes, where = list(self.routes), dict(self.where)
        before = self._cost()
        for group in self._groups(ticket):
            placement = self._best_placement(group)
            if placement is None:
                self.routes, self.where = routes, where
                return False
            self._apply(placement)
        if ticket not in self.must and self._cost() - before > int(self.tables.drop_price[ticket]):
            self.routes, self.where = routes, where
            return False
        self.planned.add(ticket)
        return True

    def _groups(self, ticket: int) -> list[tuple[int, ...]]:
        """Return the ticket's visits as groups that start together, in order of steps."""
        groups: list[tuple[int, ...]] = []
        for visit in self.tables.problem.open_visits_by_ticket[ticket]:
            group = self.group_of.get(visit, (visit,))
            if group not in groups:
                groups.append(group)
        return groups

    def _cost(self) -> int:
        """Return the cost of the routes and of the minutes summed over technicians."""
        work: dict[int, int] = {}
        for route in self.routes:
            owner = self.tables.shifts[route.shift].technician
            work[owner] = work.get(owner, 0) + sum(int(self.tables.work[v]) for v in route.visits)
        sums = sum(row.curve.at(row.base + work.get(row.technician, 0)) for row in self.tables.technician_costs)
        return sum(route.cost for route in self.routes) + sums

    def _apply(self, placement: Placement) -> None:
        for shift, route in placement.items():
            self.routes[shift] = route
            for stop in route.stops:
                if stop.visit is not None:
                    self.where[stop.visit] = (shift, stop.start, stop.end)

    def _bounds(self, group: Iterable[int]) -> tuple[int, int]:
        """Return the starts that orders with visits already placed leave to a group."""
        low, high = -FAR_FUTURE, FAR_FUTURE
        members = set(group)
        for order in self.tables.orders:
            if order.after in members and order.before in self.where:
                end = self.where[order.before][2]
                low = max(low, end + order.min_gap)
                high = high if order.max_gap is None else min(high, end + order.max_gap)
        return low, high

    def _people(self, visit: int) -> set[int] | None:
        """Return the technicians a visit must be made by; None for any."""
        people: set[int] | None = None
        for among in self.tables.among:
            if visit in among.visits and (among.always or among.other in self.planned):
                known = {self.tables.shifts[self.where[v][0]].technician for v in among.others if v in self.where}
                allowed = set(among.people) | known
                people = allowed if people is None else people & allowed
        return people

    def _options(self, visit: int, low: int, high: int) -> list[DraftRoute]:
        """Return every insertion of one visit, all shifts that can take it."""
        people = self._people(visit)
        shifts = [s for s in range(len(self.routes)) if self.reach.possible[visit, s]]
        return [
            laid
            for s in shifts
            if people is None or self.tables.shifts[s].technician in people
            for laid in self.drafter.insertions(self.routes[s], visit, low, high)
        ]

    def _best_placement(self, group: tuple[int, ...]) -> Placement | None:
        """Return the cheapest insertion of a group that starts together."""
        low, high = self._bounds(group)
        required = next((row.technician for row in self.tables.one_by if set(row.visits) & set(group)), None)
        if len(group) == 1:
            options = self._options(group[0], low, high)
            if required is not None:
                options = [o for o in options if self.tables.shifts[o.shift].technician == required]
            best = min(options, key=self._increase, default=None)
            return None if best is None else {best.shift: best}
        return self._best_crew(group, low, high, required)

    def _increase(self, route: DraftRoute) -> int:
        return route.cost - self.routes[route.shift].cost

    def _best_crew(self, group: tuple[int, ...], low: int, high: int, required: int | None) -> Placement | None:
        """Return the cheapest crew over the starts at which some member could be inserted."""
        starts = sorted({_start(o, v) for v in group for o in self._options(v, low, high)})
        best: Placement | None = None
        best_cost = 0
        for start in starts[:60]:
            crew = self._crew_at(group, start, required)
            if crew is None:
                continue
            cost = sum(self._increase(route) for route in crew.values())
            if best is None or cost < best_cost:
                best, best_cost = crew, cost
        return best

    def _crew_at(self, group: tuple[int, ...], start: int, required: int | None) -> Placement | None:
        """Return different people for each member at one start; None when there are too few."""
        options = [self._cheapest_by_person(visit, start) for visit in group]
        short = [sorted(by.items(), key=lambda item: self._increase(item[1]))[: len(group) + 1] for by in options]
        if required is not None:
            short = [
                [*row, (required, by[required])] if required in by and required not in dict(row) else row
                for row, by in zip(short, options, strict=True)
            ]
        best: Placement | None = None
        best_cost = 0
        for choice in product(*short) if len(group) <= 3 else [_greedy(short)]:
            people = [person for person, _ in choice]
            if len(set(people)) < len(group) or (required is not None and required not in people):
                continue
            cost = sum(self._increase(route) for _, route in choice)
            if best is None or cost < best_cost:
                best, best_cost = {route.shift: route for _, route in choice}, cost
        return best

    def _cheapest_by_person(self, visit: int, start: int) -> Mapping[int, DraftRoute]:
        cheapest: dict[int, DraftRoute] = {}
        for option in self._options(visit, start, start):
            person = self.tables.shifts[option.shift].technician
            if person not in cheapest or self._increase(option) < self._increase(cheapest[person]):
                cheapest[person] = option
        return cheapest


def _greedy(rows: list[list[tuple[int, DraftRoute]]]) -> tuple[tuple[int, DraftRoute], ...]:
    """Choose the first person not yet taken for each member of a large crew."""
    taken: set[int] = set()
    choice: list[tuple[int, DraftRoute]] = []
    for row in rows:
        pick = next(((person, route) for person, route in row if person not in taken), None)
        if pick is None:
            return ()
        taken.add(pick[0])
        choice.append(pick)
    return tuple(choice)


def _start(route: DraftRoute, visit: int) -> int:
    return next(stop.start for stop in route.stops if stop.visit == visit)


def construct(tables: Tables, reach: Reach, out_of_time: Callable[[], bool]) -> Plan | None:
    """Return a greedy plan; None when something that must be planned could not be placed."""
    routes = Constructor(tables, reach, out_of_time).run()
    if routes is None:
        return None
    return assemble(tables.problem, {shift: route.planned for shift, route in routes.items()})
