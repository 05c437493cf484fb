"""Options of a re-plan side by side, as lines for a terminal."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dispatcher.reports.words import Lang, join, say

if TYPE_CHECKING:
    from dispatcher.resident import Proposal


def option_lines(options: "Sequence[Proposal]", lang: Lang) -> Iterator[str]:
    """Yield a line per option: its modes, cost, changed visits, notices and tickets left out."""
    for option in options:
        plan, names = option.plan, join([say(f"mode_{mode}", lang) for mode in option.modes], lang)
        if plan.cost is None or plan.kpis is None:
            yield say("option_without_plan", lang, modes=names, status=say(str(plan.status), lang))
            continue
        yield say(
            "option",
            lang,
            modes=names,
            cost=plan.cost.total,
            changes=plan.kpis.changed_visits,
            notices=len(plan.notices or ()),
            unassigned=len(plan.unassigned or ()),
        )
        for event in option.interrupts:
            yield say("interrupts", lang, visit=event.visit_id, minutes=event.remaining_minutes)
