"""Plans that answer what has happened, as they go over the wire: changes, causes and notices included."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from dispatcher.consequences import consequences
from dispatcher.convert.plan_out import make_plan
from dispatcher.interim import interim_answer
from dispatcher.notices import NoticeTexts
from dispatcher.planning import Planned, crowd_of, make_answer, search_figures
from dispatcher.resident.standing import Standing
from dispatcher.schemas.event import Paused
from dispatcher.schemas.plan import Plan
from solver.checker import Report, check
from solver.replan import Mode, better_answer
from solver.search.limits import SearchLimits, Stop

PROOF_SECONDS = 1.0  # after a search, for proofs of why tickets are left out


@dataclass(frozen=True, slots=True)
class Proposal:
    """One plan to choose.

    Attributes
    ----------
    modes
        What it is the answer to, one or more.
    standing
        What it answers: with ``interrupts``, how things stand once these have happened.
    interrupts
        Events that go with it: visits under way that it interrupts.
    """

    modes: tuple[Mode, ...]
    planned: Planned
    standing: Standing
    interrupts: tuple[Paused, ...] = ()

    @property
    def plan(self) -> Plan:
        """The plan as it goes over the wire."""
        return self.planned.plan


@dataclass(frozen=True, slots=True)
class Telling:
    """What changes are told against, and in which words.

    Attributes
    ----------
    before
        The plan that was published, before anything happened.
    texts
        The words of notices; None: those of the package.
    """

    before: Plan
    texts: NoticeTexts | None = None

    def of(self, standing: Standing, report: Report) -> dict[str, Any]:
        """Return the changes and notices of a plan as fields of an answer."""
        meant = consequences(standing.request, standing.problem, report.schedule, before=self.before, texts=self.texts)
        return {} if meant is None else {"changes": meant.changes, "notices": meant.notices}


def propose_first(standing: Standing, telling: Telling, interrupts: tuple[Paused, ...] = ()) -> Proposal:
    """Return the first answer; what it leaves out has no proof yet, and no bound is known."""
    first = standing.first
    report = first.report
    answer = interim_answer(standing.request, report, **telling.of(standing, report))
    plan = make_plan(standing.request, standing.problem, answer)
    return Proposal((Mode.FAST,), Planned(plan, standing.problem, report.charges), standing, interrupts)


def propose_better(
    standing: Standing,
    mode: Mode,
    limits: SearchLimits,
    *,
    telling: Telling,
    timer: Callable[[], float],
    stop: Stop | None = None,
    interrupts: tuple[Paused, ...] = (),
) -> Proposal:
    """Search on from the first answer; the plan may be that of the first answer, and there may be none."""
    stopped = stop or (lambda: False)
    result = better_answer(standing.problem, mode, standing.first, limits, timer=timer, stop=stopped)
    report = None if result.plan is None else check(standing.problem, result.plan)
    began = timer()

    def out_of_time() -> bool:
        return stopped() or (limits.iterations is None and timer() - began > PROOF_SECONDS)

    crowd = crowd_of(standing.problem, result, report)
    answer = make_answer(standing.request, standing.problem, result, report, out_of_time, limits, crowd)
    told = {} if report is None else telling.of(standing, report)
    answer = replace(answer, search=search_figures(limits, result), **told)
    plan = make_plan(standing.request, standing.problem, answer)
    charges = () if report is None else report.charges
    return Proposal((mode,), Planned(plan, standing.problem, charges, result.refused), standing, interrupts)
