"""How a run ends: what a child said becomes proposals, or a problem, in one transaction that the fence guards."""

from sqlalchemy import Connection

from dispatcher.faults import Fault, make_fault
from dispatcher.runs.task import Message
from dispatcher.schemas.plan import Plan
from dispatcher.store import Store, audit, outbox, plans, runs
from dispatcher.store.dialect import hold_key
from dispatcher.store.plans import NewPlan
from dispatcher.store.rows import Run, Tree
from solver.rules.base import Text

SERVICE = "service"  # who did it, in the audit
NO_PLAN = {"infeasible": "run_infeasible", "no_plan_in_time": "run_without_plan"}


class GarbageError(Exception):
    """A child said what no child says."""


def finish(store: Store, run: Run, message: Message, *, cause: str | None = None) -> None:
    """End a run with the answers of its child.

    Parameters
    ----------
    cause
        Why its last child gave none itself: these are what it had found before. None: it did.

    Raises
    ------
    FencedError
        The run is no longer the caller's: nothing is written.
    GarbageError
        These are no answers.
    """
    answers = _answers(message)
    found = [(answer, plan) for answer, plan in answers if plan.status not in NO_PLAN]
    with store.writing() as connection:
        hold_key(connection, run.plan_key)
        now = store.time(connection)
        if not found:
            runs.fail(connection, run, _no_plan(answers[0][1]), now)
            tell_end(connection, run, "failed", [], now)
            return
        names = [_keep(connection, run, answer, plan, now) for answer, plan in found]
        runs.succeed(connection, run, names, now, cause=cause)
        tell_end(connection, run, "succeeded", names, now)


def _keep(connection: Connection, run: Run, answer: Message, plan: Plan, now: float) -> str:
    """Keep an answer as a proposal; a plan that is one already is not kept twice. Return its id."""
    new = NewPlan(
        run.plan_key,
        run.request_id,
        plan.to_wire(),
        run_id=run.id,
        fence=run.fence,
        modes=answer["modes"],
        interrupts=answer["interrupts"],
    )
    same = plans.find_equal(connection, new)
    if same is not None:
        return same.id
    name = plans.add_plan(connection, new, now)
    outbox.put(connection, "proposal.ready", run.plan_key, {"plan_id": name, "run_id": run.id}, now)
    return name


def give_up(store: Store, run: Run, cause: str, *, attempts: int) -> bool:
    """End one attempt at a run without an answer: queue the run again, or fail it; return whether it will be retried.

    Parameters
    ----------
    attempts
        Most attempts; a run that was told to stop is not tried again.

    Raises
    ------
    FencedError
        The run is no longer the caller's.
    """
    with store.writing() as connection:
        now = store.time(connection)
        if run.cancel_wanted:
            runs.cancel(connection, run, now)
            tell_end(connection, run, "cancelled", [], now)
            return False
        if run.attempts < attempts and not run.stop_wanted:
            runs.give_back(connection, run, cause, now)
            return True
        problem = crashed(run, cause)
        runs.fail(connection, run, problem, now)
        tell_end(connection, run, "failed", [], now)
        return False


def cancel(store: Store, run: Run) -> None:
    """End a run that is held because somebody no longer wants it.

    Raises
    ------
    FencedError
        The run is no longer the caller's.
    """
    with store.writing() as connection:
        now = store.time(connection)
        runs.cancel(connection, run, now)
        tell_end(connection, run, "cancelled", [], now)


def sweep(store: Store, *, claims: int) -> list[str]:
    """Queue runs again whose holder is gone, and end those that nobody may start any more; return their ids.

    Parameters
    ----------
    claims
        Most claims of a run: one that takes its service along each time fails in the end.
    """
    with store.reading() as connection:
        now = store.time(connection)
        left, late = runs.expired(connection, now), runs.overdue(connection, now)
    touched = [run.id for run in left if _take_over(store, run, claims)]
    return touched + [run.id for run in late if _end_late(store, run)]


def _take_over(store: Store, run: Run, claims: int) -> bool:
    """Queue a run again whose holder is gone, or end it; return whether that was still so."""
    with store.writing() as connection:
        now = store.time(connection)
        left = runs.take_expired(connection, run, now)
        if left is None:
            return False
        if left.cancel_wanted:
            runs.cancel(connection, left, now)
            tell_end(connection, left, "cancelled", [], now)
        elif left.fence >= claims:
            runs.fail(connection, left, crashed(left, "the service was gone"), now)
            tell_end(connection, left, "failed", [], now)
        else:
            runs.give_back(connection, left, "the service was gone", now, counts=False)
        return True


def _end_late(store: Store, run: Run) -> bool:
    """End a run that waited past its deadline; return whether it still did."""
    with store.writing() as connection:
        now = store.time(connection)
        problem = problem_tree([make_fault("run_past_deadline")])
        is_late = runs.end_queued(connection, run.id, "failed", problem, now)
        if is_late:
            tell_end(connection, run, "failed", [], now)
        return is_late


def problem_tree(faults: list[Fault]) -> Tree:
    """Return faults as the problem of a run: the first of them, with all under ``errors``."""
    rows = [fault.to_wire() for fault in faults]
    return {**rows[0], "errors": rows}


def crashed(run: Run, cause: str) -> Tree:
    """Return the problem of a run whose children gave no answer."""
    words = {"attempts": Text(str(run.attempts), str(run.attempts)), "cause": Text(cause, cause)}
    return problem_tree([make_fault("run_crashed", words=words)])


def _answers(message: Message) -> list[tuple[Message, Plan]]:
    """Return the answers of a child, read anew."""
    try:
        found = [(answer, Plan.model_validate(answer["plan"])) for answer in message["answers"]]
        for answer, plan in found:
            names = [*map(str, answer["modes"]), str(plan.plan_id)]
            if not names[-1] or not isinstance(answer["interrupts"], list):
                raise GarbageError("an answer without a name")
    except (KeyError, TypeError, ValueError) as error:
        raise GarbageError(type(error).__name__) from error
    if not found:
        raise GarbageError("no answer")
    return found


def _no_plan(plan: Plan) -> Tree:
    """Return the problem of a run without a plan: with locks that contradict each other, all of them."""
    code = NO_PLAN[plan.status or "no_plan_in_time"]
    locks = [fault for fault in plan.warnings or [] if fault.code == "lock_conflict"]
    return problem_tree([make_fault(code), *locks])


def tell_end(connection: Connection, run: Run, state: str, plan_ids: list[str], now: float) -> None:
    """Write in audit and outbox that a run is over."""
    audit.note(connection, at=now, who=SERVICE, what=f"run.{state}", plan_key=run.plan_key, ids=[run.id, *plan_ids])
    body = {"run_id": run.id, "state": state, "plan_ids": plan_ids}
    outbox.put(connection, "run.finished", run.plan_key, body, now)
