"""The use cases: plan a request, check a plan; streams, files and screens are the callers'."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from dispatcher.answer import Answer, LeftOut
from dispatcher.conflicts import conflict_warnings
from dispatcher.consequences import consequences
from dispatcher.convert.plan_in import read_routes
from dispatcher.convert.plan_out import make_plan
from dispatcher.convert.problem import make_problem
from dispatcher.convert.verdict import make_verdict
from dispatcher.faults import Fault
from dispatcher.notices import NoticeTexts
from dispatcher.reading.cautions import cautions
from dispatcher.schemas.figures import SearchFigures
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.policy import Search
from dispatcher.schemas.request import Request
from dispatcher.schemas.unassigned import ProofName
from dispatcher.schemas.verdict import Verdict
from dispatcher.version import VERSION
from solver.checker import Report, check
from solver.explain import Unassigned, UnassignedClass, classify
from solver.problem import Problem
from solver.rules.base import Charge
from solver.search.anytime import search
from solver.search.limits import Listener, SearchLimits, SearchResult, Stop, Timer
from solver.status import Status

if TYPE_CHECKING:
    from solver.explain.crowding import Crowd

DEFAULT_SECONDS = 10.0
PROOF_SECONDS = 5.0  # after the search, for proofs of why tickets are left out
HURRIED_SECONDS = 1.0  # the same after somebody has stopped the search
PROOFS: Mapping[str | None, ProofName] = {"global": "global", "routes": "routes"}


class Find(Protocol):
    """What finds a plan: as ``solver.search.anytime.search``."""

    def __call__(
        self, problem: Problem, limits: SearchLimits, *, timer: Timer, on_progress: Listener | None, stop: Stop
    ) -> SearchResult:
        """Search a problem within limits."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a caller wants instead of the request's ``search``; None: as the request says."""

    seconds: float | None = None
    iterations: int | None = None
    seed: int | None = None
    workers: int | None = None
    engine: str | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan to give back, with what reports need to explain it.

    Attributes
    ----------
    charges
        Every cost of the plan, one by one; empty without a plan.
    refused
        Plans of the search that the checker refused: above 0 is a defect of the engine to report.
    """

    plan: Plan
    problem: Problem
    charges: tuple[Charge, ...] = ()
    refused: int = 0


def plan_request(
    request: Request,
    limits: Limits,
    *,
    on_progress: Listener | None = None,
    stop: Stop | None = None,
    timer: Callable[[], float] = time.monotonic,
    before: Plan | None = None,
    texts: NoticeTexts | None = None,
    find: Find | None = None,
) -> Planned:
    """Plan a request that has no faults; with a plan in force, also say what changes and whom to tell.

    Parameters
    ----------
    on_progress
        Told every better plan and bound, from any thread; None: nobody listens.
    stop
        Asked often; True ends the search with the best plan so far. None: never.
    timer
        A monotonic clock in seconds.
    before
        The plan in force as it was before the events in the request; None: ``request.published``.
    texts
        The words of notices; None: those of the package.
    find
        What searches; None: ``solver.search.anytime.search``.
    """
    problem = make_problem(request)
    allowed = search_limits(request.search, limits)
    stopped = stop or (lambda: False)
    result = (find or search)(problem, allowed, timer=timer, on_progress=on_progress, stop=stopped)
    report = None if result.plan is None else check(problem, result.plan)
    began = timer()

    def out_of_time() -> bool:
        # Iterations promise the same plan on any machine, so only a person may cut the proofs short.
        seconds = HURRIED_SECONDS if stopped() else min(PROOF_SECONDS, max(HURRIED_SECONDS, allowed.seconds or 0.0))
        return timer() - began > seconds and (stopped() or allowed.iterations is None)

    crowd = crowd_of(problem, result, report)
    if crowd is not None and problem.max_changes is None:
        crowd.improve(out_of_time)
        result, report = replace(result, plan=crowd.report.schedule.plan, cost=crowd.report.total), crowd.report
    answer = make_answer(request, problem, result, report, out_of_time, allowed, crowd)
    meant = None if report is None else consequences(request, problem, report.schedule, before=before, texts=texts)
    if meant is not None:
        answer = replace(answer, changes=meant.changes, notices=meant.notices)
    plan = make_plan(request, problem, replace(answer, search=search_figures(allowed, result)))
    return Planned(plan, problem, () if report is None else report.charges, result.refused)


def crowd_of(problem: Problem, result: SearchResult, report: Report | None) -> "Crowd | None":
    """Return what proves that tickets are crowded out of the routes; None where there is nothing to prove."""
    if report is None or result.status is Status.OPTIMAL or not report.schedule.unassigned_tickets:
        return None
    from solver.explain.bench import set_up  # compiled code is loaded only where it is needed
    from solver.explain.crowding import Crowd

    return Crowd(set_up(problem), report)


def check_plan(request: Request, plan: Plan, differences: Sequence[Fault] = ()) -> Verdict:
    """Judge a plan that has been read without faults.

    Parameters
    ----------
    differences
        Warnings found in reading it; they are repeated among the verdict's.
    """
    problem = make_problem(request)
    routes, _ = read_routes(plan, request, problem)
    return make_verdict(problem, check(problem, routes), [*cautions(request), *differences])


def search_limits(search: Search, limits: Limits) -> SearchLimits:
    """Return the limits of a search: the caller's where he names one, else the request's, else 10 seconds."""
    seconds, iterations = search.seconds, search.iterations
    if limits.seconds is not None or limits.iterations is not None:
        seconds, iterations = limits.seconds, limits.iterations
    if seconds is None and iterations is None:
        seconds = DEFAULT_SECONDS
    return SearchLimits(
        seconds=seconds,
        iterations=iterations,
        seed=search.seed if limits.seed is None else limits.seed,
        workers=limits.workers or search.workers or 0,
        target_gap=search.target_gap,
        engine=limits.engine or search.engine,
    )


def left_out_rows(rows: Iterable[Unassigned]) -> tuple[LeftOut, ...]:
    """Return what is known of tickets left out, as an answer has it."""
    return tuple(
        LeftOut(
            ticket=row.ticket,
            class_name=row.kind.value,
            remaining=row.remaining,
            reasons=tuple((reason.code, reason.technicians) for reason in row.reasons),
            proof=PROOFS.get(row.proof),
        )
        for row in rows
    )


def make_answer(
    request: Request,
    problem: Problem,
    result: SearchResult,
    report: Report | None,
    out_of_time: Callable[[], bool],
    limits: SearchLimits,
    crowd: "Crowd | None" = None,
) -> Answer:
    """Add to a result what is proved of the tickets it leaves out, and what to warn of.

    Parameters
    ----------
    crowd
        The result's plan, of whose routes it is proved that they take no ticket; None: nothing is proved so.
    """
    faults = (*cautions(request), *conflict_warnings(request, problem, result.conflict))
    if result.plan is None or report is None:
        return Answer(result.status, faults=faults)
    rows = classify(problem, result.plan, result.status is Status.OPTIMAL, out_of_time, limits, crowd)
    left_out = left_out_rows(rows)
    impossible = frozenset(row.ticket for row in rows if row.kind is UnassignedClass.IMPOSSIBLE)
    sunk = sum(charge.cost for charge in report.charges if charge.fact or charge.ticket in impossible)
    # What is sunk no plan can avoid, so it is a bound as well, where the search has a weaker one.
    bound = None if result.lower_bound is None else max(result.lower_bound, sunk)
    status = Status.OPTIMAL if bound == report.total and problem.max_changes is None else result.status
    return Answer(status, result.plan, report, bound, sunk, left_out, faults)


def search_figures(limits: SearchLimits, result: SearchResult) -> SearchFigures:
    """Return how the plan was found; times are left out where iterations were the limit."""
    timed, effort = limits.iterations is None, result.effort
    return SearchFigures(
        seconds=_rounded(result.seconds) if timed else None,
        first_plan_seconds=_rounded(result.first_plan_seconds) if timed else None,
        selection_seconds=_rounded(effort.selection_seconds) if timed and effort else None,
        iterations=result.iterations,
        mean_removed=round(effort.removed / result.iterations, 2) if effort else None,
        insertions=effort.insertions if effort else None,
        seed=limits.seed,
        version=VERSION,
    )


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
