"""A huge problem split into parts that can be planned apart."""

from solver.partition.ability import Ability
from solver.partition.bisection import allot
from solver.partition.bundles import Bundle, Ties
from solver.partition.homes import Homes
from solver.partition.parts import Partition, excerpt, whole
from solver.problem import Constants, Problem
from solver.rules.skill_waste import scarce_trades
from solver.rules.workload import fair_shares

KEPT_TEAM = 0.2  # of a part's working minutes, at most, for people tied only because they are planned together


def split(problem: Problem, parts: int) -> Partition:
    """Split a problem into parts of near sites, with people and work of each kind in about the same ratio.

    The same problem gives the same parts, in the order of their first technicians. Every technician, shift, ticket
    and visit is in exactly one of them; fair shares and scarce trades are the whole's, so that each term of a
    merged plan's cost is the sum of the parts'. What is lost is what only the whole can do: send people across.

    Parameters
    ----------
    parts
        At most so many; fewer if ties leave fewer groups of people with working minutes. One part, the problem
        itself, for a cap on changes (``max_changes`` with a plan in force): it counts from the fewest changes a
        legal plan of the whole needs, which no part can know.

    Raises
    ------
    ValueError
        If ``parts`` is below 1.
    """
    if parts < 1:
        raise ValueError(f"parts is {parts}, allowed: 1 or more")
    if problem.max_changes is not None and problem.has_published:
        return Partition(problem, (whole(problem),))
    ability, ties = Ability(problem), Ties(problem)
    ties.keep_published(int(KEPT_TEAM * sum(shift.end - shift.start for shift in problem.shifts) / parts))
    while True:
        bundles = ties.bundles()
        count = min(parts, sum(_is_staffed(problem, bundle) for bundle in bundles))
        if count < 2:
            return Partition(problem, (whole(problem),))
        homes = Homes(problem, ability, bundles, allot(problem, ability, bundles, count).tolist())
        if not homes.settle(ties):
            break
    constants = Constants(fair_shares(problem), scarce_trades(problem))
    parts_of_whole = [excerpt(problem, constants, *homes.members(part)) for part in range(count)]
    return Partition(problem, tuple(sorted(parts_of_whole, key=lambda part: part.technicians)))


def _is_staffed(problem: Problem, bundle: Bundle) -> bool:
    """Whether a bundle has working minutes; without any a part would know no fair shares."""
    return any(
        problem.shifts[s].end > problem.shifts[s].start
        for k in bundle.technicians
        for s in problem.technicians[k].shifts
    )
