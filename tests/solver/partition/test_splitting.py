"""What stays together, what goes where, and what a part keeps from the whole."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from solver.checker import check
from solver.errors import PlanError
from solver.partition import Part, Partition, merge, split
from solver.plan import Plan
from solver.problem import (
    After,
    Constants,
    Lock,
    Need,
    Outcome,
    Problem,
    Published,
    Shift,
    Step,
    Technician,
    Ticket,
    TicketStatus,
    VisitState,
)
from solver.rules.skill_waste import scarce_trades
from solver.rules.workload import fair_shares
from solver.weights import default_policy
from tests.builders import make_plan, make_problem, make_published, make_shift, make_technician, make_ticket
from tests.random_days import random_day

# Two places of three sites each, 5 minutes apart within a place and 60 minutes from the other: west 0-2, east 3-5.
FAR_APART = [[0 if a == b else 5 if a // 3 == b // 3 else 60 for b in range(6)] for a in range(6)]
WEST, EAST = 1, 4


def two_places(
    tickets: Sequence[Ticket],
    technicians: Sequence[Technician] | None = None,
    homes: Sequence[int] = (0, 3),
    **fields: object,
) -> Problem:
    """A problem of both places; technician k starts and ends at ``homes[k]``."""
    people = technicians or [make_technician(f"k{k}") for k in range(len(homes))]
    shifts = [make_shift(k, start_site=home, end_site=home) for k, home in enumerate(homes)]
    return make_problem(tickets, technicians=people, shifts=shifts, travel=FAR_APART, **fields)  # type: ignore[arg-type]


def west_and_east(**changes: object) -> list[Ticket]:
    """Two tickets at each place, W-1, W-2, E-1, E-2; changes are those of E-1."""
    east = make_ticket("E-1", site=EAST, **changes)  # type: ignore[arg-type]
    return [make_ticket("W-1", site=WEST), make_ticket("W-2", site=WEST), east, make_ticket("E-2", site=EAST)]


def names(part: Part) -> tuple[set[str], set[str]]:
    """Ids of a part's own technicians and of its tickets."""
    people = {row.id for row in part.problem.technicians[: len(part.technicians)]}
    return people, {row.id for row in part.problem.tickets}


def part_of(partition: Partition, ticket: str) -> Part:
    """The part that has a ticket."""
    return next(part for part in partition.parts if ticket in names(part)[1])


@pytest.mark.parametrize("parts", [0, -1])
def test_fewer_than_one_part_is_refused(parts: int) -> None:
    """The error names the value and what is allowed."""
    with pytest.raises(ValueError, match=f"parts is {parts}, allowed: 1 or more"):
        split(make_problem(), parts)


def test_one_part_is_the_problem_itself() -> None:
    """Asked for one part, the whole is that part, and merging gives its plan back."""
    problem = make_problem()
    plan = make_plan(problem, {0: [("T-1:0:0", 10)]})

    partition = split(problem, 1)

    assert [part.problem for part in partition.parts] == [problem]
    assert merge(partition, [plan]) == plan


def test_places_far_apart_become_parts() -> None:
    """Each place with its technician; sites of the other place, and the way there, are gone."""
    partition = split(two_places(west_and_east()), 2)

    assert [names(part) for part in partition.parts] == [({"k0"}, {"W-1", "W-2"}), ({"k1"}, {"E-1", "E-2"})]
    assert [part.sites for part in partition.parts] == [(0, WEST), (3, EAST)]
    assert [part.problem.travel.tolist() for part in partition.parts] == [[[0, 5], [5, 0]]] * 2


def test_more_parts_than_people_with_a_shift_give_fewer_parts() -> None:
    """Two technicians with a shift and one without: two parts, and the third person is in one of them."""
    problem = two_places(west_and_east())
    problem = replace(problem, technicians=(*problem.technicians, make_technician("k2")))

    partition = split(problem, 5)

    assert len(partition.parts) == 2
    assert sorted(k for part in partition.parts for k in part.technicians) == [0, 1, 2]


def test_nobody_at_work_gives_one_part() -> None:
    """Without technicians all tickets stay together."""
    partition = split(make_problem([make_ticket()], technicians=[], shifts=[]), 3)

    assert [part.tickets for part in partition.parts] == [(0,)]


def test_people_bound_to_estates_go_with_them() -> None:
    """All start at one depot; who may only work at an estate is in the part of that estate."""
    people = [make_technician(f"k{k}", estates=frozenset({("west", "east")[k % 2]})) for k in range(4)]
    estates = {site: "west" if site < 3 else "east" for site in range(6)}
    problem = two_places(west_and_east(), people, homes=(0, 0, 0, 0), estates=estates)

    partition = split(problem, 2)

    expected = [({"k0", "k2"}, {"W-1", "W-2"}), ({"k1", "k3"}, {"E-1", "E-2"})]
    assert [names(part) for part in partition.parts] == expected


@pytest.mark.parametrize(
    "changes",
    [{"after": (After(0),)}, {"same_technician_as": 0}, {"required_technician": 0}],
    ids=["after", "same_technician_as", "required_technician"],
)
@pytest.mark.parametrize("status", [TicketStatus.OPEN, TicketStatus.ON_HOLD, TicketStatus.CANCELLED])
def test_links_keep_tickets_together(changes: dict[str, object], status: TicketStatus) -> None:
    """E-1 in the east is linked to W-1, or to the technician in the west: it goes west, whatever its status."""
    partition = split(two_places(west_and_east(status=status, **changes)), 2)

    assert len(partition.parts) == 2
    if "required_technician" in changes:
        assert 0 in part_of(partition, "E-1").technicians
    else:
        assert part_of(partition, "E-1") is part_of(partition, "W-1")


@pytest.mark.parametrize(
    ("record", "changes", "freeze_until"),
    [
        (Published(0, 60, 90, state=VisitState.STARTED), {}, None),
        (Published(0, 0, 30, state=VisitState.DONE, outcome=Outcome.SERVED), {"status": TicketStatus.CANCELLED}, None),
        (Published(0, 0, 30, state=VisitState.DONE, outcome=Outcome.NO_SHOW), {}, None),
        (Published(0, 80, 110, depart=20, state=VisitState.TRAVELLING), {}, None),
        (Published(0, 80, 110), {}, 81),
        (Published(0, 80, 110), {"lock": Lock.TECHNICIAN}, None),
        (Published(0, 80, 110), {"lock": Lock.TIME}, None),
        (Published(0, 80, 110), {}, None),
    ],
    ids=["started", "done", "no_show", "travelling", "frozen", "lock_technician", "lock_time", "planned"],
)
def test_published_visits_go_with_their_technician(
    record: Published, changes: dict[str, object], freeze_until: int | None
) -> None:
    """E-1 is in the east, but the technician from the west has, or was to have, its visit."""
    problem = two_places(
        west_and_east(**changes), published={"E-1:0:0": record}, freeze_until=freeze_until, now=70, promised_hard=False
    )

    partition = split(problem, 2)

    assert len(partition.parts) == 2
    assert 0 in part_of(partition, "E-1").technicians


def published_crew() -> Problem:
    """Two technicians at each place; the crew of C-1 in the west was published with k0 and k3, one of each place."""
    tickets = [*west_and_east(), make_ticket("C-1", site=WEST, crew=2)]
    published = {"C-1:0:0": make_published(100, 130, shift=0), "C-1:0:1": make_published(100, 130, shift=3)}
    return two_places(tickets, homes=(0, 0, 3, 3), published=published)


def test_somebody_stands_for_a_published_technician_of_another_part() -> None:
    """C-1 is served by k0, who keeps it, and k1: 40 for another person, in the part as in the whole."""
    problem = published_crew()
    partition = split(problem, 2)
    part = part_of(partition, "C-1")
    assert names(part)[0] == {"k0", "k1"}
    assert part.problem.technicians[-1].skills == {}

    own = make_plan(part.problem, {0: [("C-1:0:0", 100)], 1: [("C-1:0:1", 100)]})
    plans = [own if row is part else Plan() for row in partition.parts]

    assert check(part.problem, own).is_legal
    assert check(part.problem, own).terms["disruption"] == 40
    assert check(problem, merge(partition, plans)).terms["disruption"] == 40


def test_who_is_preferred_in_another_part_is_still_missed() -> None:
    """W-1 prefers k1 in the east only: k0 coming costs 15 in the part as in the whole."""
    tickets = west_and_east()
    tickets[0] = replace(tickets[0], preferred_technicians=frozenset({1}))
    problem = two_places(tickets)
    partition = split(problem, 2)
    part = part_of(partition, "W-1")

    own = make_plan(part.problem, {0: [("W-1:0:0", 10)]})
    plans = [own if row is part else Plan() for row in partition.parts]

    assert part.technicians == (0,)
    assert check(part.problem, own).terms["preference"] == 15
    assert check(problem, merge(partition, plans)).terms["preference"] == 15


def test_people_a_crew_cannot_do_without_stay_together() -> None:
    """Only k0 in the west and k3 in the east have the gas certificate, and W-1 needs two: one part has both."""
    people = [make_technician(f"k{k}", certificates={"gas": None} if k in (0, 3) else {}) for k in range(4)]
    tickets = [make_ticket("W-1", site=WEST, crew=2, certificates=("gas",)), *west_and_east()[1:]]

    partition = split(two_places(tickets, people, homes=(0, 0, 3, 3)), 2)

    assert len(partition.parts) == 2
    assert {0, 3} <= set(part_of(partition, "W-1").technicians)


def test_required_technician_and_crew_stay_together() -> None:
    """W-1 needs k3 and one who has a second trade, which only k0 has: both are in its part."""
    people = [make_technician(f"k{k}", skills={"water": 1} | ({"gas": 1} if k == 0 else {})) for k in range(4)]
    step = Step((Need("water"), Need("gas")), 30)
    tickets = [make_ticket("W-1", site=WEST, steps=[step], required_technician=3), *west_and_east()[1:]]

    partition = split(two_places(tickets, people, homes=(0, 0, 3, 3)), 2)

    assert len(partition.parts) == 2
    assert {0, 3} <= set(part_of(partition, "W-1").technicians)


def test_work_goes_where_somebody_can_do_it() -> None:
    """E-1 asks for a trade only the technician in the west has."""
    people = [make_technician("k0", skills={"water": 1, "hvac": 1}), make_technician("k1")]

    partition = split(two_places(west_and_east(trade="hvac"), people), 2)

    assert part_of(partition, "E-1").technicians == (0,)


def test_work_nobody_can_do_stays_where_it_is() -> None:
    """A trade nobody has ties nobody: E-1 is left in the east."""
    partition = split(two_places(west_and_east(trade="hvac")), 2)

    assert part_of(partition, "E-1").technicians == (1,)


def test_constants_are_those_of_the_whole() -> None:
    """Shares and scarce trades of each part are the whole's, whatever its own figures would give."""
    people = [make_technician("k0", carried_minutes=50), make_technician("k1", skills={"water": 1, "hvac": 1})]
    problem = two_places([*west_and_east(), make_ticket("E-3", site=EAST, trade="hvac", minutes=500)], people)
    # (50 carried + 4 x 30 + 500) / 2 each; hvac: 500 > 0.8 x 540
    assert problem.constants is None
    assert (fair_shares(problem), scarce_trades(problem)) == ({0: 335, 1: 335}, {"hvac"})

    parts = split(problem, 2).parts

    assert [(p.technicians, p.problem.constants) for p in parts] == [
        ((k,), Constants({0: 335}, frozenset({"hvac"}))) for k in (0, 1)
    ]


def test_a_cap_on_changes_is_not_split() -> None:
    """The cap counts from the fewest changes of the whole, so there is one part; without a plan in force it is idle."""
    capped = replace(published_crew(), max_changes=2)

    assert [part.problem for part in split(capped, 2).parts] == [capped]
    assert len(split(replace(two_places(west_and_east()), max_changes=2), 2).parts) == 2


def test_the_same_problem_gives_the_same_parts() -> None:
    """Two splits of one day into three parts are equal row by row."""
    day = random_day(0, 90, 12, default_policy().weights)

    first, second = split(day, 3), split(day, 3)

    assert len(first.parts) == 3
    for one, other in zip(first.parts, second.parts, strict=True):
        for kind in ("technicians", "shifts", "tickets", "visits", "sites"):
            assert getattr(one, kind) == getattr(other, kind)
        assert one.problem.tickets == other.problem.tickets
        assert one.problem.shifts == other.problem.shifts


@pytest.mark.parametrize("seed", range(4))
def test_work_and_people_of_each_trade_are_balanced(seed: int) -> None:
    """Of a trade's work and of its people, 15 to 20 of them, a part has shares that differ by less than 8 points."""
    day = random_day(seed, 300, 30, default_policy().weights)

    def work(problem: Problem, trade: str) -> int:
        return sum(visit.minutes for visit in problem.visits if problem.need(visit).trade == trade)

    def people(problem: Problem, trade: str) -> int:
        return sum(trade in technician.skills for technician in problem.technicians)

    for part in split(day, 3).parts:
        for trade in ("water", "electric", "civil", "hvac"):
            asked = work(part.problem, trade) / work(day, trade)
            there = people(part.problem, trade) / people(day, trade)
            assert abs(asked - there) < 0.08


def test_parts_of_a_square_are_compact() -> None:
    """Sites of the same part are nearer to each other than sites of the whole day, by a fifth or more."""
    day = random_day(0, 300, 30, default_policy().weights)

    def spread(problem: Problem) -> float:
        sites = [ticket.site for ticket in problem.tickets]
        return float(problem.travel[sites][:, sites].mean())

    assert all(spread(part.problem) < 0.8 * spread(day) for part in split(day, 4).parts)


def test_merge_names_every_fault() -> None:
    """A visit and a shift of no part, and one plan too few."""
    partition = split(published_crew(), 2)
    shifts = [len(part.shifts) for part in partition.parts]
    bad = [Plan(make_plan(part.problem, {n: [("C-1:0:0", 9)] if "C-1" in names(part)[1] else []}).routes)
           for part, n in zip(partition.parts, shifts, strict=True)]  # fmt: skip

    with pytest.raises(PlanError, match="part 0: shift 2 is unknown, expected 0 to 1; part 1: shift 2 is unknown"):
        merge(partition, bad)
    with pytest.raises(PlanError, match="1 plans for 2 parts, expected one for each"):
        merge(partition, bad[:1])


def test_shift_of_nobody_has_no_minutes() -> None:
    """Who stands for others has an empty shift, and his name is nobody's."""
    problem = published_crew()
    named = replace(problem.technicians[1], id="elsewhere")
    problem = replace(problem, technicians=(problem.technicians[0], named, *problem.technicians[2:]))

    part = part_of(split(problem, 2), "C-1")

    other, shift = part.problem.technicians[-1], part.problem.shifts[-1]
    assert isinstance(shift, Shift)
    assert (other.id, shift.start, shift.end, shift.overtime_until) == ("elsewhere'", 0, 0, 0)
