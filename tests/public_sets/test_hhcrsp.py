"""HHCRSP: reader, evaluator, adapter and the searches for one instance."""

import json
from pathlib import Path

import pytest

from benchmarks.public.faults import SetError
from benchmarks.public.hhcrsp.adapter import make_plan, make_problem, read_orders
from benchmarks.public.hhcrsp.campaign import Campaign, Searched, bound_of, weakest
from benchmarks.public.hhcrsp.evaluation import Stop, earliest_starts, evaluate
from benchmarks.public.hhcrsp.instance import read_instance
from benchmarks.public.hhcrsp.solution import read_solution, write_solution
from benchmarks.public.sets import SETS, data_folder
from solver.checker import check
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from solver.status import Status
from tests.public_sets.hhcrsp_days import day, every_solution, patient, random_day

DATA = data_folder()
needs_data = pytest.mark.skipif(DATA is None, reason="DISPATCHER_DATA names no folder with public sets")
FLAT = [[0, 10, 10], [10, 0, 10], [10, 10, 0]]
SEEDS = range(3)


def wire() -> dict[str, object]:
    """The JSON of a day of one patient of two ordered services."""
    return {
        "patients": [
            {
                "id": "p1",
                "location": [1.0, 2.0],
                "time_window": [0.0, 30.5],
                "required_caregivers": [{"service": "a", "duration": 14.0}, {"service": "b", "duration": 9.0}],
                "synchronization": {"type": "sequential", "distance": [5, 10]},
            }
        ],
        "services": [{"id": "a", "default_duration": 14.0}, {"id": "b", "default_duration": 9.0}],
        "caregivers": [{"id": "c1", "abilities": ["a"]}, {"id": "c2", "abilities": ["b"]}],
        "central_offices": [{"id": "d", "location": [0.0, 0.0]}],
        "distances": [[0.0, 2.236], [2.236, 0.0]],
    }


def write(folder: Path, content: object) -> Path:
    """Write a file of a day."""
    path = folder / "day.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_file_is_read_in_thousandths_of_a_minute(tmp_path: Path) -> None:
    """2.236 minutes are 2,236 ticks, a due time of 30.5 is 30,500, a distance of 5 to 10 is 5,000 to 10,000."""
    instance = read_instance(write(tmp_path, wire()))

    row = instance.patients[0]
    assert instance.travel == ((0, 2236), (2236, 0))
    assert (row.earliest, row.due, row.distance) == (0, 30_500, (5000, 10_000))
    assert [service.ticks for service in row.services] == [14_000, 9000]


def test_every_fault_of_a_file_is_named(tmp_path: Path) -> None:
    """An unknown service, a window that ends before it starts, a negative way and one too fine: four faults at once."""
    content = wire()
    content["caregivers"] = [{"id": "c1", "abilities": ["z"]}]
    content["patients"][0]["time_window"] = [40.0, 30.0]  # type: ignore[index]
    content["distances"] = [[0.0, -1.0], [2.2365, 0.0]]

    with pytest.raises(SetError) as error:
        read_instance(write(tmp_path, content))

    assert [fault.split(":")[0] for fault in error.value.faults] == [
        "caregiver c1",
        "patient p1",
        "distances.0.1",
        "distances.1.0",
    ]


def test_unknown_and_missing_fields_are_faults(tmp_path: Path) -> None:
    """A file with another field, without offices, and with text for a number is refused at all three places."""
    content = wire() | {"wishes": []}
    del content["central_offices"]
    content["distances"] = [["0", 2.0], [2.0, 0.0]]

    with pytest.raises(SetError) as error:
        read_instance(write(tmp_path, content))

    assert {fault.split(":")[0] for fault in error.value.faults} == {"wishes", "central_offices", "distances.0.0"}


def test_the_objective_is_a_third_of_three_sums() -> None:
    """Out 10, in between 10, back 10: 30; ten minutes late at the second, due at 20: (30 + 10 + 10) / 3."""
    instance = day([patient("p1", (0, 20), "a"), patient("p2", (0, 20), "a")], ["a"], FLAT)

    solution = earliest_starts(instance, [[(0, 0), (1, 0)]])

    assert solution == [[Stop(0, 0, 10_000), Stop(1, 0, 30_000)]]
    verdict = evaluate(instance, solution)
    assert verdict.faults == ()
    assert (verdict.travel, verdict.tardiness, verdict.largest) == (30_000, 10_000, 10_000)
    assert verdict.value == pytest.approx(50 / 3)


def test_services_at_once_wait_for_each_other() -> None:
    """c0 comes from p1 at 30, c1 could start at 10: both start at 30."""
    instance = day([patient("p1", (0, 9), "a"), patient("p2", (0, 9), "a", "b", distance=(0, 0))], ["a", "b"], FLAT)

    solution = earliest_starts(instance, [[(0, 0), (1, 0)], [(1, 1)]])

    assert solution is not None
    assert solution[1] == [Stop(1, 1, 30_000)]
    assert evaluate(instance, solution).faults == ()


def test_routes_that_wait_for_each_other_have_no_times() -> None:
    """Each does its part of one patient before that of the other, in opposite order: nobody can start."""
    pairs = [patient(name, (0, 9), "a", "b", distance=(0, 0)) for name in ("p1", "p2")]
    instance = day(pairs, ["a", "b"], FLAT)

    assert earliest_starts(instance, [[(0, 0), (1, 0)], [(1, 1), (0, 1)]]) is None


@pytest.mark.parametrize(
    ("routes", "faults"),
    [
        ([[Stop(0, 0, 10_000)], [Stop(0, 1, 25_000)]], 0),
        ([[Stop(0, 0, 10_000)], [Stop(0, 1, 14_999)]], 1),  # one tick too near
        ([[Stop(0, 0, 10_000)], [Stop(0, 1, 25_001)]], 1),  # one tick too far
        ([[Stop(0, 0, 9999)], [Stop(0, 1, 15_000)]], 1),  # there one tick before the way is made
        ([[Stop(0, 0, 10_000)], []], 1),  # one service is missing
        ([[Stop(0, 1, 15_000)], [Stop(0, 0, 10_000)]], 2),  # neither can do what he does
    ],
)
def test_breaches_are_faults(routes: list[list[Stop]], faults: int) -> None:
    """Ordered services 5 to 15 minutes apart, a way of 10 minutes there, one caregiver for each."""
    instance = day([patient("p1", (0, 9), "a", "b", distance=(5, 15))], ["a", "b"], [[0, 10], [10, 0]])

    assert len(evaluate(instance, routes).faults) == faults


def test_a_solution_is_written_as_it_is_read(tmp_path: Path) -> None:
    """What is written in the set's JSON reads as the same solution."""
    instance = random_day(1)
    solution, _ = every_solution(1)[0]
    path = tmp_path / "solution.json"
    path.write_text(write_solution(instance, solution), encoding="utf-8")

    assert [list(route) for route in read_solution(instance, path)] == [list(route) for route in solution]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_solution_costs_travel_and_tardiness_in_our_model(seed: int) -> None:
    """Our checker finds every fifth feasible solution legal, at the evaluator's travel plus total tardiness."""
    problem = make_problem(random_day(seed))

    for solution, verdict in every_solution(seed)[::5]:
        report = check(problem, make_plan(problem, solution))

        assert report.is_legal
        assert report.total == verdict.travel + verdict.tardiness


@pytest.mark.parametrize("seed", SEEDS)
def test_the_search_finds_the_optimum_by_enumeration(seed: int) -> None:
    """With and without a cap on lateness, the proved cost is the least travel plus tardiness of all solutions."""
    instance = random_day(seed)
    every = [verdict for _, verdict in every_solution(seed)]
    least = min(every, key=lambda v: v.travel + v.tardiness)

    for cap in (None, least.largest - 1):
        problem = make_problem(instance, cap)
        result = search(problem, SearchLimits(seconds=20.0, workers=1), timer=lambda: 0.0)

        kept = [v.travel + v.tardiness for v in every if cap is None or v.largest <= cap]
        assert result.status is Status.OPTIMAL
        assert result.plan is not None
        if kept:
            assert result.cost == min(kept)
            solution = earliest_starts(instance, read_orders(problem, result.plan))
            assert solution is not None
            verdict = evaluate(instance, solution)
            assert verdict.faults == ()
            assert verdict.travel + verdict.tardiness == result.cost


@pytest.mark.parametrize("seed", SEEDS)
def test_the_searches_together_prove_the_sets_objective(seed: int) -> None:
    """Several caps on the largest tardiness: the best of all solutions by the set's objective, and proved to be."""
    instance = random_day(seed)
    ticks = iter(range(10**6))

    outcome = Campaign(instance, 1000.0, 1, lambda: next(ticks) * 1e-3).run()

    assert outcome.proved
    assert outcome.measures == pytest.approx((min(verdict.value for _, verdict in every_solution(seed)),))
    assert outcome.bounds == outcome.measures


def test_one_who_can_do_both_ordered_services_is_not_supported() -> None:
    """The set wants two people, the model would take one: refused by name."""
    instance = day([patient("p1", (0, 9), "a", "b", distance=(5, 15))], ["ab"], [[0, 10], [10, 0]])

    with pytest.raises(ValueError, match="p1"):
        make_problem(instance)


def test_a_bound_counts_the_tardiness_above_the_next_cap() -> None:
    """Cost at least 100 with any tardiness; at least 130 with 20 at most: 100 + 21 above it, 130 below: 121."""
    searched = [Searched(None, 100, None), Searched(20, 130, None)]

    assert bound_of(searched) == 121
    assert weakest(searched) is None
    assert bound_of([*searched, Searched(None, 115, None)]) == 130
    assert bound_of([Searched(20, 130, None)]) is None


@needs_data
def test_every_instance_reads_and_has_a_best_known_value() -> None:
    """40 instances, 10 to 75 patients, no fault; each with a published value."""
    assert DATA is not None
    files = SETS["hhcrsp"].files(DATA)

    sizes = sorted({len(read_instance(path).patients) for path in files.values()})

    assert len(files) == 40
    assert sizes == [10, 25, 50, 75]
    assert set(SETS["hhcrsp"].known(DATA)) == set(files)


@needs_data
@pytest.mark.slow
def test_a_published_value_is_proved() -> None:
    """The first instance of ten patients: 218.199 is the best possible, in a few seconds."""
    assert DATA is not None
    ticks = iter(range(10**6))
    path = SETS["hhcrsp"].files(DATA)["InstanzCPLEX_HCSRP_10_1"]

    outcome = Campaign(read_instance(path), 1000.0, 2, lambda: next(ticks) * 1e-2).run()

    assert outcome.proved
    assert outcome.value == "218.199"
