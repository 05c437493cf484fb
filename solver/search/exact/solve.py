"""Runs the complete model: deadline, stop, progress, and what may honestly be said of the result.

CP-SAT runs in a thread of its own so that the caller's thread can stop it and hear signals. A stop asked for
before the search has begun is ignored by CP-SAT, so it is repeated until the solve returns.
"""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from solver.plan import Plan
from solver.search.exact.model import ExactModel
from solver.search.limits import SearchLimits, Stop, Timer

TICK = 0.02  # seconds between looks at stop and deadline
PROOF_SECONDS = 5.0  # for a small proof beside the search
DETERMINISTIC_STEP = 1e-3  # CP-SAT's own units of work that count as one iteration


@dataclass(frozen=True, slots=True)
class ExactResult:
    """What a solve of the complete model gave; ``cost`` and ``bound`` are the model's, None when unknown."""

    plan: Plan | None
    cost: int | None
    bound: int | None
    proved_optimal: bool
    proved_infeasible: bool
    iterations: int


class _Listener(cp_model.CpSolverSolutionCallback):
    """Keeps the best plan so far and hands it on."""

    def __init__(self, model: ExactModel, on_plan: Callable[[Plan, int, int | None], None]) -> None:
        super().__init__()
        self.model = model
        self.on_plan = on_plan
        self.plan: Plan | None = None
        self.cost: int | None = None

    def on_solution_callback(self) -> None:
        self.cost = round(self.objective_value)
        self.plan = self.model.read(lambda literal: int(self.value(literal)))
        self.on_plan(self.plan, self.cost, _whole_bound(self.best_objective_bound) if self.model.complete else None)


def _whole_bound(bound: float) -> int | None:
    """Round a bound on whole costs up; None when the solver has none yet."""
    return None if not math.isfinite(bound) or bound < -1e15 else math.ceil(bound - 1e-6)


def parameters(limits: SearchLimits, seconds: float | None) -> cp_model.CpSolver:
    """Return a CP-SAT solver set to the limits."""
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = limits.seed
    solver.parameters.catch_sigint_signal = False
    solver.parameters.num_workers = limits.workers
    if limits.iterations is not None:
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = limits.iterations * DETERMINISTIC_STEP
    if seconds is not None:
        solver.parameters.max_time_in_seconds = max(0.01, seconds)
    return solver


def proof_parameters(limits: SearchLimits) -> cp_model.CpSolver:
    """Return a CP-SAT solver for a small proof: some seconds, or as much work where iterations are the limit."""
    if limits.iterations is None:
        return parameters(limits, PROOF_SECONDS)
    return parameters(replace(limits, iterations=int(PROOF_SECONDS / DETERMINISTIC_STEP)), None)


def solve(
    model: ExactModel,
    limits: SearchLimits,
    seconds: float | None,
    timer: Timer,
    stop: Stop,
    on_plan: Callable[[Plan, int, int | None], None],
    on_tick: Callable[[int | None], bool],
) -> ExactResult:
    """Solve the model within the limits.

    Parameters
    ----------
    seconds
        Time left; None: only the iterations of ``limits`` end it.
    stop
        Asked every few hundredths of a second; True ends the search with the best plan so far.
    on_plan
        Told every better plan, its cost and the bound.
    on_tick
        Told the bound now and then; True ends the search (the gap is small enough).
    """
    solver = parameters(limits, seconds)
    if limits.iterations is not None and model.complete:
        # Now and then is a matter of the clock: where that must not count, CP-SAT itself looks at the gap.
        solver.parameters.relative_gap_limit = limits.target_gap
    listener = _Listener(model, on_plan)
    bounds: list[float] = []
    solver.best_bound_callback = bounds.append
    outcome: list[int] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(int(solver.solve(model.proto, listener)))
        except BaseException as error:  # handed to the caller's thread
            failure.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    stopped = attend(thread, solver, seconds, timer, stop, lambda: on_tick(_bound(model, bounds)))
    if failure:
        raise failure[0]
    return _result(model, solver, listener, outcome[0], stopped)


def _bound(model: ExactModel, bounds: list[float]) -> int | None:
    return _whole_bound(bounds[-1]) if bounds and model.complete else None


def attend(
    thread: threading.Thread,
    solver: cp_model.CpSolver,
    seconds: float | None,
    timer: Timer,
    stop: Stop,
    enough: Callable[[], bool],
) -> bool:
    """Wait for the solve, repeating a stop until it is heard; return whether one was asked for."""
    began, stopped = timer(), False
    while thread.is_alive():
        thread.join(TICK)
        late = seconds is not None and timer() - began > seconds + 0.1
        stopped = stopped or stop() or late or enough()
        if stopped and thread.is_alive():
            solver.stop_search()
    return stopped


def _result(
    model: ExactModel, solver: cp_model.CpSolver, listener: _Listener, outcome: int, stopped: bool
) -> ExactResult:
    """Translate the solver's status; OPTIMAL is believed only with the bound to show for it."""
    found = outcome in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    plan, cost, bound = listener.plan, listener.cost, None
    if found:
        plan, cost = model.read(lambda literal: int(solver.value(literal))), round(solver.objective_value)
    if model.complete and outcome in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.UNKNOWN):
        bound = _whole_bound(solver.best_objective_bound)
    optimal = found and model.complete and bound is not None and cost is not None and bound >= cost
    return ExactResult(
        plan=plan,
        cost=cost,
        bound=bound,
        proved_optimal=optimal,
        proved_infeasible=outcome == cp_model.INFEASIBLE and model.complete and not stopped,
        iterations=int(solver.num_branches),
    )
