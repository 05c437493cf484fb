"""When what remains of the plan in force will be done, if everybody goes on in the order of his route.

Plain arithmetic in one pass over the plan: nothing is searched, moved to somebody else or left out to save time. Nobody
begins before his published start; what is late pushes what comes after it, as far as waiting does not take it up.
"""

from collections.abc import Iterable, Iterator

from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Interval, Minute, Minutes, Problem, Visit, VisitState
from solver.timeline import read_timeline
from solver.watch.outlook import Projected, Projection, RouteOutlook, SetAside
from solver.watch.waiting import Bound, Course, Crew, Member, Waiting
from solver.watch.walk import Walk


def project(problem: Problem, plan: Plan, said: frozenset[int], tolerance: Minutes) -> Projection:
    """Return when the rest of a plan will be done.

    Parameters
    ----------
    problem
        With the plan in force, read by the clock at ``now``.
    plan
        The plan in force; its times are those of ``Visit.published``.
    said
        Visits whose state somebody has said; the state of the others is only what the clock reads.
    tolerance
        Minutes for which a visit that nobody has spoken of is taken to have begun in time.
    """
    outlook = _Outlook(problem, plan, said, tolerance)
    outlook.go_on()
    return Projection(outlook.visits, outlook.set_aside, tuple(outlook.routes()))


class _Outlook:
    def __init__(self, problem: Problem, plan: Plan, said: frozenset[int], tolerance: Minutes) -> None:
        self.problem, self.said, self.tolerance = problem, said, tolerance
        self.visits: dict[int, Projected] = {}
        self.set_aside: dict[int, SetAside] = {}
        self._wait = Waiting(problem, self.visits, self.set_aside)
        self._crews: dict[Crew, list[Member]] = {}
        self._courses = [self._begin(route) for route in plan.routes if route.visits]

    # --- what has happened -----------------------------------------------------------------------------------

    def _begin(self, route: Route) -> Course:
        """Settle what was said, and what was before it, on a route; queue the rest."""
        known = [self._moment(planned) for planned in route.visits if planned.visit in self.said]
        last = max(known, default=None)
        walk = Walk(self.problem, route.shift)
        course = Course(route, walk, bool(known))
        for planned in route.visits:
            visit = self.problem.visits[planned.visit]
            course.read_by_clock |= not known and visit.is_fact
            if visit.is_fact and (planned.visit in self.said or (last is not None and planned.start < last)):
                end = self._settled_end(planned, visit)
                walk.settle(planned, end, end > planned.end)
            else:
                key = (visit.ticket, visit.step, visit.part)
                self._crews.setdefault(key, []).append((planned, course))
        return course

    def _moment(self, planned: PlannedVisit) -> Minute:
        """Return when what was said of a visit had begun: service, or the way to it."""
        published = self.problem.visits[planned.visit].published
        if published is not None and published.state is VisitState.TRAVELLING and published.depart is not None:
            return min(planned.start, published.depart)
        return planned.start

    def _settled_end(self, planned: PlannedVisit, visit: Visit) -> Minute:
        """Return when a fact is over; one said to be under way is not over before now."""
        if visit.published is None or visit.published.state is VisitState.DONE:
            return planned.end
        is_said = planned.visit in self.said
        end = max(planned.end, self.problem.now) if is_said else planned.end
        usual = planned.start + self._length(visit, visit.published.shift)
        over = end - min(planned.end, usual) if is_said else 0
        self.visits[planned.visit] = Projected(
            planned.visit, visit.published.shift, planned.start, end, begun=True, delay=over
        )
        return end

    def _length(self, visit: Visit, shift: int) -> Minutes:
        percent = self.problem.technicians[self.problem.shifts[shift].technician].duration_percent
        return visit.minutes if self.problem.crew_size(visit) > 1 else -(-visit.minutes * percent // 100)

    # --- what is to come -------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Place breaks and crews by their published times, which every route and every step keeps as its order."""
        rows: list[tuple[Minute, int, int, Crew | Interval]] = []
        for crew, members in self._crews.items():
            moment = max(self._moment(planned) for planned, _ in members)
            rows.append((moment, 1, min(planned.visit for planned, _ in members), crew))
        for k, course in enumerate(self._courses):
            rows += [(rest.start, 0, k, rest) for rest in course.route.breaks]
        for _, _, k, what in sorted(rows, key=lambda row: row[:3]):
            if isinstance(what, Interval):
                self._rest(self._courses[k], what)
            else:
                self._place(what, self._crews[what])

    def _rest(self, course: Course, rest: Interval) -> None:
        taken = None if course.walk.is_past(rest.start) else course.walk.rest(rest)
        if taken is not None and taken.end > self.problem.now:
            course.breaks.append(taken)

    def _place(self, crew: Crew, members: list[Member]) -> None:
        rule = self._wait.obstacle(crew, members)
        placed = None if rule else self._start(crew, members)
        if placed is None:
            for planned, course in members:
                away = SetAside(planned.visit, course.route.shift, rule or "available")
                self.set_aside[planned.visit] = away
            return
        start, overdue, pushed_by = placed
        for planned, course in members:
            end, delay = start + planned.end - planned.start, max(0, start - planned.start)
            # What the clock reads holds where nothing that was said speaks against it.
            begun = self.problem.visits[planned.visit].is_fact and not delay and not overdue
            if not begun or end >= self.problem.now:
                self.visits[planned.visit] = Projected(
                    planned.visit,
                    course.route.shift,
                    start,
                    end,
                    begun=begun,
                    delay=delay,
                    overdue=overdue,
                    pushed_by=pushed_by if delay else None,
                )
            course.walk.serve(planned, end)

    def _start(self, crew: Crew, members: list[Member]) -> tuple[Minute, Minutes, int | None] | None:
        """Return the common start, how long it is overdue and what it waits for; None: somebody is away for good."""
        site, now = self.problem.tickets[crew[0]].site, self.problem.now
        bounds = list(self._wait.bounds(crew, members))
        due = self._meet(site, members, bounds)
        if due is None or due[0] + self.tolerance >= now or not self._should_be_said(members):
            return None if due is None else (due[0], 0, due[1])
        late = self._meet(site, members, [*bounds, (now, None)])
        return None if late is None else (late[0], now - due[0], late[1] if late[0] > now else None)

    def _should_be_said(self, members: list[Member]) -> bool:
        """Whether silence says that a visit has not begun: some routes report, or the clock does not read it so."""
        return any(course.reports or not self.problem.visits[planned.visit].is_fact for planned, course in members)

    def _meet(self, site: int, members: list[Member], bounds: Iterable[Bound]) -> Bound | None:
        """Return when all members can be at a site, absences kept, and which visit the last of them comes from."""
        own = max(bounds, key=lambda bound: bound[0])
        while True:
            ways = [(course.walk.reach(site, self._set_out(planned)), course.walk.last) for planned, course in members]
            start, waits_for = max([*ways, own], key=lambda bound: bound[0])
            stays = [(course.walk, planned.end - planned.start) for planned, course in members]
            if any(walk.is_away_for_good(start, site, minutes) for walk, minutes in stays):
                return None
            if not [walk for walk, minutes in stays if walk.give_way(start, site, minutes)]:
                published = max(planned.start for planned, _ in members)
                return start, waits_for if start > published else None

    def _set_out(self, planned: PlannedVisit) -> Minute | None:
        """Return when a technician said to be on his way has set out; None: nobody says so."""
        published = self.problem.visits[planned.visit].published
        if planned.visit not in self.said or published is None or published.state is not VisitState.TRAVELLING:
            return None
        return published.depart

    def routes(self) -> Iterator[RouteOutlook]:
        """Yield how each route ends; to be asked when all is placed."""
        for course in self._courses:
            shift = self.problem.shifts[course.route.shift]
            home = course.walk.go_home()
            yield RouteOutlook(
                shift=course.route.shift,
                read_by_clock=course.read_by_clock,
                breaks=tuple(course.breaks),
                planned_return=read_timeline(self.problem, course.route).return_at,
                return_at=home,
                overtime=max(0, home - shift.end),
            )
