"""The use case of saying what a new plan means for people: what it changes and why, and whom to tell."""

from dataclasses import dataclass

from dispatcher.convert.baseline import make_baseline
from dispatcher.convert.changes import make_changes
from dispatcher.notices import NoticeTexts, make_notices
from dispatcher.schemas.change import Change, Notice
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from solver.problem import Problem
from solver.timeline import Schedule


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a new plan changes, and whom to tell; both by time of the visit."""

    changes: tuple[Change, ...] = ()
    notices: tuple[Notice, ...] = ()


def consequences(
    request: Request,
    problem: Problem,
    schedule: Schedule,
    *,
    before: Plan | None = None,
    texts: NoticeTexts | None = None,
) -> Consequences | None:
    """Return what a new plan means for people; None for a first plan.

    Parameters
    ----------
    request, problem
        After the events.
    schedule
        The new plan.
    before
        The plan in force as it was before the events: a decision (``override``) has moved its visit in
        ``request.published`` already, and some visits may be gone from it. None: ``request.published``.
    texts
        The words of notices; None: those of the package.
    """
    if request.published is None:
        return None
    baseline = make_baseline(request, problem, before)
    changes = make_changes(baseline, schedule)
    return Consequences(tuple(changes), tuple(make_notices(baseline, schedule, changes, texts)))
