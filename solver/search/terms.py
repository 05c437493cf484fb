"""What a plan costs by term, read from the tables alone: quick enough to be asked of every technician in turn.

The checker says the same in plain Python over problem and plan; tests hold the two against each other.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping

from solver.curve import Curve
from solver.plan import Plan, Route
from solver.tables import Tables

Terms = Mapping[str, int]


class Pricing:
    """Prices routes, technicians' minutes and what is left out, each by the rule it comes from."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        problem = tables.problem
        self.sites = [problem.tickets[visit.ticket].site for visit in problem.visits]
        # Plain lists: single entries of arrays are slow to read.
        self.travel: list[list[int]] = tables.travel.tolist()
        self.fits: dict[str, list[list[int]]] = {rule: costs.tolist() for rule, costs in tables.fit_costs.items()}
        self.starts: dict[int, list[tuple[str, Curve]]] = {}
        self.ends: dict[int, list[tuple[str, Curve]]] = {}
        self.returns: dict[int, list[tuple[str, Curve]]] = {}
        for row in tables.start_costs:
            self.starts.setdefault(row.visit, []).append((row.rule, row.curve))
        for row in tables.end_costs:
            self.ends.setdefault(row.visit, []).append((row.rule, row.curve))
        for cost in tables.return_costs:
            self.returns.setdefault(cost.shift, []).append((cost.rule, cost.curve))

    def plan(self, plan: Plan) -> Counter[str]:
        """Return what a whole plan costs, facts included."""
        total = Counter(self.tables.constants)
        routes = {route.shift: route for route in plan.routes}
        for shift in range(len(self.tables.shifts)):
            total.update(self.route(shift, routes.get(shift)))
        total.update(self.people(plan.routes))
        total.update(self.left_out(plan.routes))
        return total

    def change(self, before: Plan, after: Plan, known: dict[int, Counter[str]] | None = None) -> dict[str, int]:
        """Return what each term changes from one plan to another; terms that stay are left out.

        Parameters
        ----------
        known
            What routes of ``before`` cost, by shift; those that are asked for are added. None: nothing is known.
        """
        known = {} if known is None else known
        old, new = ({route.shift: route for route in plan.routes} for plan in (before, after))
        shifts = sorted(shift for shift in {*old, *new} if old.get(shift) != new.get(shift))
        people = {self.tables.shifts[shift].technician for shift in shifts}
        moved = _visits(old, shifts) ^ _visits(new, shifts)
        tickets = {self.tables.problem.visits[visit].ticket for visit in moved}
        total: Counter[str] = Counter()
        for shift in shifts:
            total.update(self.route(shift, new.get(shift)))
            if shift not in known:
                known[shift] = self.route(shift, old.get(shift))
            total.subtract(known[shift])
        total.update(self.people(after.routes, people))
        total.subtract(self.people(before.routes, people))
        if tickets:
            total.update(self.left_out(after.routes, tickets))
            total.subtract(self.left_out(before.routes, tickets))
        return {term: cost for term, cost in total.items() if cost}

    def route(self, shift: int, route: Route | None) -> Counter[str]:
        """Return what a shift's route costs beyond its facts: travel, times, return, use."""
        tables, row = self.tables, self.tables.shifts[shift]
        total: Counter[str] = Counter()
        new = [] if route is None else [p for p in route.visits if not tables.problem.visits[p.visit].is_fact]
        if not new and not row.head.used:
            return total
        stops = [(p.start, p.end, self.sites[p.visit]) for p in new]
        stops += [(away.start, away.end, int(away.site or 0)) for away in row.absences]
        place, travel, leave = row.head.site, 0, row.head.last_end or 0
        for _, end, site in sorted(stops):
            travel += self.travel[place][site]
            place, leave = site, max(leave, end)
        if route is not None:
            leave = max([leave, *(rest.end for rest in route.breaks)])
        home = 0 if row.end_site is None else self.travel[place][row.end_site]
        for rule, rate in tables.travel_rates.items():
            total[rule] += rate * (travel + home)
        for rule, curve in self.returns.get(shift, ()):
            total[rule] += curve.at(leave + home)
        if new:
            total.update(row.use_cost)
        for planned in new:
            for rule, costs in self.fits.items():
                total[rule] += costs[planned.visit][shift]
            for rule, curve in self.starts.get(planned.visit, ()):
                total[rule] += curve.at(planned.start)
            for rule, curve in self.ends.get(planned.visit, ()):
                total[rule] += curve.at(planned.end)
        return total

    def people(self, routes: Iterable[Route], technicians: Container[int] | None = None) -> Counter[str]:
        """Return what technicians' minutes cost over all their shifts: those of some, or (None) of all."""
        tables = self.tables
        minutes: Counter[int] = Counter()
        for route in routes:
            if technicians is not None and tables.shifts[route.shift].technician not in technicians:
                continue
            work = sum(int(tables.work[p.visit]) for p in route.visits if not tables.problem.visits[p.visit].is_fact)
            minutes[tables.shifts[route.shift].technician] += work
        total: Counter[str] = Counter()
        for row in tables.technician_costs:
            if technicians is not None and row.technician not in technicians:
                continue
            total[row.rule] += row.curve.at(row.base + minutes[row.technician])
        return total

    def left_out(self, routes: Iterable[Route], tickets: Iterable[int] | None = None) -> Counter[str]:
        """Return what tickets (None: all) cost that are not planned, or not whole."""
        planned = {p.visit for route in routes for p in route.visits}
        total: Counter[str] = Counter()
        own = self.tables.problem.open_visits_by_ticket
        for ticket in range(len(own)) if tickets is None else tickets:
            visits = own[ticket]
            if visits and not all(visit in planned for visit in visits):
                for rule, prices in self.tables.drops.items():
                    total[rule] += int(prices[ticket])
        return total


def _visits(routes: Mapping[int, Route], shifts: Iterable[int]) -> set[int]:
    """Return the visits on the routes of some shifts."""
    return {p.visit for shift in shifts if shift in routes for p in routes[shift].visits}
