"""Why visits moved: chains that can be read off small days by hand, and what holds for any two plans."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.causes import Chain, Concern, trace
from solver.changes import Change, ChangeKind, Place, compare, planned_places, published_places
from solver.problem import After, Problem, Visit, Window
from solver.timeline import Schedule
from tests.builders import Stay, make_fact, make_plan, make_problem, make_published, make_technician, make_ticket

PEOPLE = [make_technician("wang"), make_technician("li")]
E = Concern("E")


def day(*names: str, published: Mapping[str, tuple[int, ...]], **fields: object) -> Problem:
    """Return a day of tickets with a plan in force: (start, end), on wang's shift, or (start, end, shift)."""
    force = {f"{name}:0:0": make_published(at[0], at[1], shift=[*at, 0][2]) for name, at in published.items()}
    return make_problem([make_ticket(name) for name in names], technicians=PEOPLE, published=force, **fields)  # type: ignore[arg-type]


def why(problem: Problem, routes: Mapping[int, Sequence[Stay]], *concerns: Concern) -> dict[str, tuple[str, ...]]:
    """Return the chain of every visit that moved: visits, then the event."""
    after = planned_places(Schedule(problem, make_plan(problem, routes)))
    chains = trace(problem, published_places(problem), after, concerns)
    return {name: (*chain.visits, chain.event) for name, chain in chains.items()}


def new(name: str) -> Concern:
    """Return an event about one visit."""
    return Concern("E", visits=frozenset({f"{name}:0:0"}))


def test_a_visit_moves_for_the_one_now_in_its_place() -> None:
    """T-17 was from 150 to 180; the new visit is there from 140 to 200, so T-17 is at 300 because of it."""
    problem = day("T-17", "X", published={"T-17": (150, 180)})

    found = why(problem, {0: [("X:0:0", 140, 200), ("T-17:0:0", 300)]}, new("X"))

    assert found == {"T-17:0:0": ("X:0:0", "E"), "X:0:0": ("E",)}


def test_causes_are_followed_to_the_event() -> None:
    """The new visit takes T-1's place, T-1 that of T-2 with li, T-2 goes to the evening."""
    problem = day("T-1", "T-2", "X", published={"T-1": (100, 130), "T-2": (200, 230, 1)})

    found = why(problem, {0: [("X:0:0", 100), ("T-2:0:0", 400)], 1: [("T-1:0:0", 200)]}, new("X"))

    assert found["T-2:0:0"] == ("T-1:0:0", "X:0:0", "E")


@pytest.mark.parametrize(("end", "chain"), [(90, ("E",)), (91, ("X:0:0", "E"))])
def test_the_way_belongs_to_a_place(end: int, chain: tuple[str, ...]) -> None:
    """T-1 was set out for at 90: a visit that lasts until 90 is not in its way, one until 91 is."""
    force = {"T-1:0:0": make_published(100, 130, depart=90)}
    problem = make_problem([make_ticket("T-1"), make_ticket("X")], published=force)

    found = why(problem, {0: [("X:0:0", 60, end), ("T-1:0:0", 300)]}, new("X"))

    assert found["T-1:0:0"] == chain


def test_two_visits_that_change_places_end_in_the_event() -> None:
    """Each is in the other's way; what happened to T-3 is the last thing left to name."""
    problem = day("T-1", "T-2", "T-3", published={"T-1": (100, 130), "T-2": (200, 230), "T-3": (300, 330, 1)})

    found = why(problem, {0: [("T-2:0:0", 100), ("T-1:0:0", 200)], 1: [("T-3:0:0", 300)]}, new("T-3"))

    assert found["T-1:0:0"] == ("T-2:0:0", "E")
    assert found["T-2:0:0"] == ("T-1:0:0", "E")


def test_a_visit_fills_the_place_another_has_left() -> None:
    """T-1 is called off; T-2, in nobody's way, comes at 100 instead."""
    problem = day("T-1", "T-2", published={"T-2": (200, 230)})
    gone = Visit("T-1:0:0", 0, 0, 0, 0, 0, make_published(100, 130))

    found = why(replace(problem, withdrawn=(gone,)), {0: [("T-2:0:0", 100)]}, Concern("E", ticket=0), Concern("F"))

    assert found == {"T-1:0:0": ("E",), "T-2:0:0": ("T-1:0:0", "E")}


def test_a_fact_that_lasts_longer_is_in_the_way() -> None:
    """The plan in force has the fact until 160 already; the event that says so names it."""
    force = {"T-1:0:0": make_fact(100, 160), "T-2:0:0": make_published(140, 170)}
    problem = make_problem([make_ticket("T-1"), make_ticket("T-2")], published=force, now=165)

    found = why(problem, {0: [("T-1:0:0", 100, 160), ("T-2:0:0", 165)]}, new("T-1"), Concern("F"))

    assert found["T-2:0:0"] == ("T-1:0:0", "E")


@pytest.mark.parametrize(("since", "event"), [(129, "E"), (130, "F")])
def test_an_absence_concerns_the_visits_it_touches(since: int, event: str) -> None:
    """The visit was from 100 to 130: an absence from 129 touches it, one from 130 does not."""
    problem = day("T-1", published={"T-1": (100, 130)})

    away = (Concern("E", technician=0, start=since, end=140), Concern("F", technician=0, start=400))

    assert why(problem, {1: [("T-1:0:0", 100)]}, *away) == {"T-1:0:0": (event,)}


@pytest.mark.parametrize(("until", "event"), [(100, "F"), (101, "E")])
def test_an_absence_since_ever_ends(until: int, event: str) -> None:
    """A technician who comes at 100 can make the visit at 100; one who comes at 101 cannot."""
    problem = day("T-1", published={"T-1": (100, 130)})

    away = (Concern("E", technician=0, end=until), Concern("F", technician=0, start=400))

    assert why(problem, {1: [("T-1:0:0", 100)]}, *away) == {"T-1:0:0": (event,)}


def test_the_latest_of_several_events_is_the_cause() -> None:
    """Two events are about the ticket itself; the later one comes last."""
    problem = day("T-1", published={"T-1": (100, 130)})

    assert why(problem, {0: [("T-1:0:0", 300)]}, Concern("E", ticket=0), Concern("F", ticket=0), Concern("G")) == {
        "T-1:0:0": ("F",)
    }


def test_an_event_that_moves_nothing_is_named_last() -> None:
    """T-1's owner was told, then X came in and took the place; without X, there is nothing else to name."""
    problem = day("T-1", "X", published={"T-1": (100, 130)})
    told = Concern("told", visits=frozenset({"T-1:0:0"}), moves=False)

    displaced = why(problem, {0: [("X:0:0", 100), ("T-1:0:0", 300)]}, new("X"), told)
    alone = why(problem, {0: [("T-1:0:0", 300)]}, told, Concern("F"))

    assert displaced["T-1:0:0"] == ("X:0:0", "E")
    assert alone == {"T-1:0:0": ("told",)}


def test_a_crew_moves_together() -> None:
    """X is in wang's way only; li's visit of the same crew is later because wang's is."""
    force = {"T-1:0:0": make_published(100, 130), "T-1:0:1": make_published(100, 130, shift=1)}
    problem = make_problem([make_ticket("T-1", crew=2), make_ticket("X")], technicians=PEOPLE, published=force)

    found = why(problem, {0: [("X:0:0", 100), ("T-1:0:0", 300)], 1: [("T-1:0:1", 300)]}, new("X"))

    assert found["T-1:0:1"] == ("T-1:0:0", "X:0:0", "E")


def test_what_comes_after_another_ticket_moves_with_it() -> None:
    """X is in T-1's way; T-2, with li, waits for T-1."""
    tickets = [make_ticket("T-1"), make_ticket("T-2", after=(After(0),)), make_ticket("X")]
    force = {"T-1:0:0": make_published(100, 130), "T-2:0:0": make_published(140, 170, shift=1)}
    problem = make_problem(tickets, technicians=PEOPLE, published=force)

    found = why(problem, {0: [("X:0:0", 100), ("T-1:0:0", 300)], 1: [("T-2:0:0", 330)]}, new("X"))

    assert found["T-2:0:0"] == ("T-1:0:0", "X:0:0", "E")


def test_a_dropped_visit_is_pushed_by_the_one_in_its_place() -> None:
    """T-1 is left out; X is where it was."""
    problem = day("T-1", "X", published={"T-1": (100, 130)})

    assert why(problem, {0: [("X:0:0", 110)]}, new("X"))["T-1:0:0"] == ("X:0:0", "E")


def test_without_events_nothing_is_known() -> None:
    """A plain re-plan has no causes."""
    problem = day("T-1", published={"T-1": (100, 130)})

    assert why(problem, {0: [("T-1:0:0", 300)]}) == {}


def test_what_stays_has_no_cause() -> None:
    """A visit at its place, and one that an event does not move by itself, have no chain."""
    problem = day("T-1", "T-2", published={"T-1": (100, 130), "T-2": (200, 230)})

    assert why(problem, {0: [("T-1:0:0", 100), ("T-2:0:0", 200)]}, replace(E, ticket=0)) == {}


@pytest.mark.parametrize(
    ("technician", "start", "kind"),
    [
        (0, 80, None),
        (0, 170, None),
        (0, 79, ChangeKind.TIME),
        (0, 171, ChangeKind.TIME),
        (1, 80, ChangeKind.TECHNICIAN),
        (1, 170, ChangeKind.TECHNICIAN),
        (1, 171, ChangeKind.BOTH),
    ],
)
def test_kinds_of_changes(technician: int, start: int, kind: ChangeKind | None) -> None:
    """The window of the visit is 80 to 170, both ends included."""
    before = Place(0, 0, 0, 100, 110, 140, Window(80, 170))
    after = Place(0, technician, technician, start, start, start + 30)

    changes = compare({"T-1:0:0": before}, {"T-1:0:0": after}, ())

    assert changes == (() if kind is None else (Change("T-1:0:0", kind, before, after),))


def test_facts_are_not_changed_and_what_comes_or_goes_is() -> None:
    """Changes come by time, then id: B was at 10; A and C are new at 20 and 30; F is a fact."""
    place = Place(0, 0, 0, 10, 10, 40, Window(0, 100))
    late = {name: place._replace(start=start) for name, start in (("A", 20), ("C", 30), ("F", 999))}

    changes = compare({"B": place, "F": place}, late, {"F"})

    assert [(change.visit, change.kind.value) for change in changes] == [
        ("B", "dropped"), ("A", "added"), ("C", "added"),
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_every_chain_ends_in_an_event_and_the_nearest_ones_are_shortest(seed: int) -> None:
    """Each visit that moved has one chain, of different visits that moved; through what is in the way, the shortest."""
    rng = random.Random(seed)
    names = [f"T-{k}:0:0" for k in range(8)]
    problem = make_problem([make_ticket(f"T-{k}") for k in range(8)], technicians=PEOPLE)
    before, after = draw_places(rng, names), draw_places(rng, names)
    source = rng.choice(names)

    chains = trace(problem, before, after, [Concern("E", visits=frozenset({source})), Concern("F")])

    moved = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert chains.keys() == moved | ({source} & (before.keys() | after.keys()))
    assert all(chain.event in ("E", "F") for chain in chains.values())
    assert all(len({name, *chain.visits}) == 1 + len(chain.visits) for name, chain in chains.items())
    assert all(set(chain.visits) <= chains.keys() for chain in chains.values())
    for name, chain in distances(before, after, [*chains], source).items():
        assert chains[name] == Chain(chains[name].visits, "E")
        assert len(chains[name].visits) == chain


def draw_places(rng: random.Random, names: Sequence[str]) -> dict[str, Place]:
    """Return places of some visits for two technicians, at most of the same times."""
    found = {}
    for k, name in enumerate(names):
        if rng.random() < 0.85:
            person, start = rng.randrange(2), rng.randrange(0, 300, 30)
            found[name] = Place(k, person, person, start - 10, start, start + 30)
    return found


def distances(before: Mapping[str, Place], after: Mapping[str, Place], moved: Sequence[str],
              source: str) -> dict[str, int]:  # fmt: skip
    """Return how many visits lie between others and one, by who is in whose way alone (walking from it outward)."""
    found, ring = ({source: 0}, [source]) if source in moved else ({}, [])
    while ring:
        ring = [
            name
            for name in moved
            if name in before and name not in found and any(
                cause in after
                and after[cause].technician == before[name].technician
                and range(max(after[cause].depart, before[name].depart), min(after[cause].end, before[name].end))
                for cause in ring
            )
        ]  # fmt: skip
        found |= dict.fromkeys(ring, max(found.values()) + 1)
    return found
