"""Among plans of equal cost, the one that starts early: a supervisor asks why somebody waits for nothing.

The complete model is free to let a technician wait where waiting costs nothing. Here every visit is moved as
early as its route allows, one at a time and crews together, for as long as the checker finds the plan legal
and no dearer.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from solver.checker import Report, check
from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Interval, Problem
from solver.search.reach import Reach
from solver.tables import Tables


def settle(problem: Problem, tables: Tables, reach: Reach, plan: Plan, out_of_time: Callable[[], bool]) -> Plan:
    """Return a legal plan that costs no more and in which nothing waits that need not.

    Parameters
    ----------
    out_of_time
        Asked before each move; True ends with what has been moved so far.
    """
    report = check(problem, plan)
    crew = {visit: group.visits for group in tables.same_start for visit in group.visits}
    done: set[int] = set()
    waiting = sorted((p.start, p.visit) for route in plan.routes for p in route.visits)
    for _, visit in waiting:
        if visit in done or problem.visits[visit].is_fact or out_of_time():
            continue
        members = crew.get(visit, (visit,))
        done.update(members)
        plan, report = _moved(problem, tables, reach, plan, report, members)
    return _rested(problem, plan, report)


def _rested(problem: Problem, plan: Plan, report: Report) -> Plan:
    """Give routes of facts alone the breaks that are still due, where that costs nothing: nobody else plans them."""
    for line in report.schedule.timelines:
        for rest in problem.shifts[line.shift].breaks if line.facts_only else ():
            start = max(rest.earliest_start, line.free_at, problem.shifts[line.shift].start)
            other = _with_break(plan, line.shift, Interval(start, start + rest.minutes))
            judged = check(problem, other)
            fewer = len(judged.warnings) < len(report.warnings)
            if judged.is_legal and judged.total <= report.total and fewer:
                plan, report = other, judged
    return plan


def _with_break(plan: Plan, shift: int, rest: Interval) -> Plan:
    """Return the plan with one break more on a shift."""
    routes = tuple(
        replace(r, breaks=tuple(sorted((*r.breaks, rest), key=lambda b: b.start))) if r.shift == shift else r
        for r in plan.routes
    )
    return replace(plan, routes=routes)


def _moved(
    problem: Problem, tables: Tables, reach: Reach, plan: Plan, report: Report, members: tuple[int, ...]
) -> tuple[Plan, Report]:
    """Return the plan with some visits that start together moved to their earliest start, if that is no dearer."""
    now = report.schedule.placed[members[0]].start
    for start in _starts(tables, reach, report, members):
        if start >= now:
            break
        for breaks in (False, True):
            other = _with_start(problem, plan, members, start, breaks)
            judged = check(problem, other)
            if judged.is_legal and judged.total <= report.total:
                return other, judged
    return plan, report


def _starts(tables: Tables, reach: Reach, report: Report, members: tuple[int, ...]) -> Iterator[int]:
    """Yield starts worth trying: when the stop before ends, or a break after it, and the way has been made."""
    free: list[list[int]] = []
    for visit in members:
        shift = report.schedule.placed[visit].shift
        line = next(line for line in report.schedule.timelines if line.shift == shift)
        k = next(k for k, stop in enumerate(line.stops) if stop.visit == visit)
        row = tables.shifts[shift]
        ready = line.stops[k - 1].end if k else max(row.head.free, row.departure)
        leg = line.stops[k].travel
        rests = [rest.end for rest in line.breaks if ready < rest.end < line.stops[k].start]
        lowest = max(int(reach.earliest[visit, shift]), int(tables.set_out[visit]) + leg)
        free.append([max(lowest, end + leg) for end in (ready, *rests)])
    low = max(row[0] for row in free)
    domain = reach.domains[members[0]]
    # Where a cost of the start jumps, a wished window opens, say.
    jumps = (point for cost in tables.start_costs if cost.visit in members for point in cost.curve.points)
    ends = sorted({low, *(end for row in free for end in row if end > low), *(jump for jump in jumps if jump > low)})
    for start in ends:
        inside = next((max(start, begin) for begin, end in domain if start <= end), None)
        if inside is not None:
            yield inside


def _with_start(problem: Problem, plan: Plan, members: tuple[int, ...], start: int, breaks: bool) -> Plan:
    """Return the plan with some visits at another start; with ``breaks``, the breaks they passed follow them."""
    routes = []
    for route in plan.routes:
        moved = [p for p in route.visits if p.visit in members]
        if not moved:
            routes.append(route)
            continue
        gain = moved[0].start - start
        visits = tuple(PlannedVisit(p.visit, start, p.end - gain) if p.visit in members else p for p in route.visits)
        past = problem.shifts[route.shift].past_breaks
        follow = tuple(rest if rest in past else _after(rest, moved[0], gain) for rest in route.breaks)
        rests = follow if breaks else route.breaks
        routes.append(Route(route.shift, visits, rests))
    return replace(plan, routes=tuple(routes))


def _after(rest: Interval, visit: PlannedVisit, gain: int) -> Interval:
    """Return a break that lay before a visit moved to begin when the visit, now earlier, ends."""
    if rest.start >= visit.end or rest.end > visit.start:
        return rest
    return Interval(visit.end - gain, visit.end - gain + rest.end - rest.start)
