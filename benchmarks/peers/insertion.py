"""One ticket at a time: what supervisors do by hand, what property systems do by score, and what completes a peer.

All three insert into routes whose visits stay where they are, and know crews, steps and ties.
"""

from collections.abc import Mapping, Set

from solver.plan import Plan, PlannedVisit
from solver.problem import Urgency
from solver.search.assemble import NewRoute, assemble
from solver.search.construct import Constructor
from solver.search.draft import DraftRoute, Stop
from solver.search.reach import Reach
from solver.tables import Tables

MINUTE = 1_000  # in a greedy choice: a minute earlier counts more than any way
SCALE = 1_000_000  # of a score of 0 to 1
TRADE, DISTANCE, LOAD, RESPONSE = 0.3, 0.3, 0.2, 0.2  # the weights of the score


def make_plan(tables: Tables, routes: Mapping[int, DraftRoute]) -> Plan:
    """Return the plan of routes by shift."""
    new = {
        shift: NewRoute(
            tuple(PlannedVisit(stop.visit, stop.start, stop.end) for stop in route.stops if stop.visit is not None),
            route.breaks,
        )
        for shift, route in routes.items()
        if route.visits
    }
    return assemble(tables.problem, new)


class Completion(Constructor):
    """Inserts some tickets into given routes where each costs least, the dearest ticket first."""

    def __init__(self, tables: Tables, reach: Reach, routes: Mapping[int, DraftRoute]) -> None:
        super().__init__(tables, reach, lambda: False)
        for shift, route in routes.items():
            self._apply({shift: route})
        self.planned = {tables.problem.visits[visit].ticket for visit in self.where}

    def complete(self, tickets: Set[int]) -> dict[int, DraftRoute]:
        """Return the routes with as many of the tickets as there is room for."""
        for ticket in self._order():
            if ticket in tickets and ticket not in self.planned and ticket not in self.closed:
                self._place_ticket(ticket)
        return {route.shift: route for route in self.routes if route.visits}


class Greedy(Constructor):
    """As supervisors do it: the most urgent ticket first, to the able person there first, of these the nearest."""

    def __init__(self, tables: Tables, reach: Reach) -> None:
        super().__init__(tables, reach, lambda: False)

    def plan(self) -> Plan | None:
        """Return the plan; None when something that must be planned could not be."""
        routes = self.run()
        return None if routes is None else make_plan(self.tables, routes)

    def _order(self) -> list[int]:
        """Return the tickets by urgency, of these the one reported first; each after those it depends on."""
        rank = {urgency: k for k, urgency in enumerate(Urgency)}
        rows, now = self.tables.problem.tickets, self.tables.problem.now

        def turn(ticket: int) -> tuple[int, int, int]:
            reported = rows[ticket].reported_at
            return rank[rows[ticket].urgency], now if reported is None else reported, ticket

        order = sorted(super()._order(), key=turn)
        needs = [(row.ticket, row.other) for row in self.tables.requires]
        needs += [(self.tables.problem.visits[row.visits[0]].ticket, row.other) for row in self.tables.among]
        for ticket, other in needs * len(needs):
            if ticket in order and other in order and order.index(ticket) < order.index(other):
                order.remove(ticket)
                order.insert(order.index(other) + 1, ticket)
        return order

    def _added(self, route: DraftRoute) -> tuple[Stop, int]:
        """Return the stop that a route has and the present one has not, and the way to it."""
        before = set(self.routes[route.shift].stops)
        k = next(k for k, stop in enumerate(route.stops) if stop not in before)
        site = route.stops[k - 1].site if k else self.tables.shifts[route.shift].head.site
        return route.stops[k], self.drafter.travel[site][route.stops[k].site]

    def _increase(self, route: DraftRoute) -> int:
        """Return what the choice goes by: the start, then the way."""
        stop, leg = self._added(route)
        return stop.start * MINUTE + leg


class Score(Greedy):
    """The weighted score common in property systems: 0.3 trade + 0.3 distance + 0.2 load + 0.2 response, the most wins.

    Trade: 1 for the skill asked for, half for a scarcer or higher one; distance: 1 next door, 0 as far as any two
    places are apart; load: the part of the shift without work; response: 1 at once, 0 at the end of the horizon.
    """

    def _increase(self, route: DraftRoute) -> int:
        stop, leg = self._added(route)
        tables, row = self.tables, self.tables.shifts[route.shift]
        waste = tables.fit_costs.get("skill_waste")
        visit = int(stop.visit or 0)
        trade = 1.0 if waste is None or not waste[visit, route.shift] else 0.5
        distance = 1 - leg / max(1, int(tables.travel.max()))
        length = max(1, row.latest_return - max(row.head.free, row.departure))
        load = 1 - sum(end.end - end.start for end in self.routes[route.shift].stops) / length
        now, last = tables.problem.now, tables.problem.horizon_end
        response = 1 - (stop.start - now) / max(1, last - now)
        return -round(SCALE * (TRADE * trade + DISTANCE * distance + LOAD * load + RESPONSE * response))
