"""ST7: reader, evaluator, timing, adapter and the searches for one instance."""

import json
from pathlib import Path

import pytest

from benchmarks.public.faults import SetError
from benchmarks.public.sets import SETS, data_folder
from benchmarks.public.st7.adapter import adapt
from benchmarks.public.st7.campaign import Campaign
from benchmarks.public.st7.evaluation import Route, Stop, evaluate
from benchmarks.public.st7.instance import read_instance
from benchmarks.public.st7.solution import read_solution, write_solution
from benchmarks.public.st7.timing import time_route
from tests.public_sets.st7_days import best, day, employee, place, random_day, task

DATA = data_folder()
needs_data = pytest.mark.skipif(DATA is None, reason="DISPATCHER_DATA names no folder with public sets")
KM = 50 / 60  # of a minute
SEEDS = range(4)


def wire() -> dict[str, object]:
    """The JSON of a day of one task."""
    return {
        "employees": [
            {"name": "ann", "lat": 0.0, "lon": 0.0, "skill": "a", "level": 1, "start": 480, "end": 1080}
            | {"unavailable": []}
        ],
        "tasks": [
            {"id": "T1", "lat": 0.0, "lon": 1.0, "duration": 40, "skill": "a", "level": 1, "open": 480, "close": 1080}
            | {"unavailable": [{"start": 600, "end": 720}]}
        ],
        "extra_sheets": [],
    }


def write(folder: Path, content: object, name: str = "tinyV2") -> Path:
    """Write a file of a day."""
    path = folder / f"{name}.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_task_is_open_in_what_its_closing_times_leave(tmp_path: Path) -> None:
    """Open 480 to 1080, closed 600 to 720: two windows; a closing time at 510 leaves one too short for 40 minutes."""
    content = wire()
    content["tasks"][0]["unavailable"].append({"start": 510, "end": 520})  # type: ignore[index]

    instance = read_instance(write(tmp_path, content))

    assert instance.full
    assert instance.tasks[0].windows == ((520, 600), (720, 1080))


def test_every_fault_of_a_file_is_named(tmp_path: Path) -> None:
    """A name twice, an appointment outside the day, a task that closes before it opens, a name without a version."""
    content = wire()
    row = dict(content["employees"][0], unavailable=[{"lat": 0.0, "lon": 0.0, "start": 400, "end": 500}])  # type: ignore[index]
    content["employees"] = [row, row]
    content["tasks"][0]["close"] = 470  # type: ignore[index]

    with pytest.raises(SetError) as error:
        read_instance(write(tmp_path, content, "tiny"))

    assert [fault.split(":")[0] for fault in error.value.faults] == [
        "employee 'ann' stands there twice",
        "employee ann",
        "employee ann",
        "task T1",
        "version 'ny', allowed",
    ]


def test_ways_are_great_circles_at_fifty_km_an_hour() -> None:
    """A degree of the equator is a 360th of 2 x pi x 6371 km: 111.195 km, 133.434 minutes."""
    one, other = place(0), place(133.434)

    assert one.km(other) == pytest.approx(111.195, abs=1e-3)
    assert one.minutes(other) == pytest.approx(133.434)


def test_a_day_counts_minutes_tasks_and_km() -> None:
    """Out 30 minutes, on 30 more, lunch between, back 60: two tasks, 120 minutes, 120 minutes' km."""
    instance = day([task("a", 30), task("b", 60)])
    route = Route((Stop(0, 510.0), Stop(1, 810.0)), 720.0)

    verdict = evaluate(instance, [route])

    assert verdict.faults == ()
    assert (verdict.tasks, verdict.minutes) == (2, 120)
    assert verdict.km == pytest.approx(120 * KM)


@pytest.mark.parametrize(
    ("route", "fault"),
    [
        (Route((Stop(0, 509.9),), 720.0), "has 29.90 minutes"),  # the way out takes 30
        (Route((Stop(0, 990.1),), 720.0), "has 29.90 minutes"),  # and so does the way home
        (Route((Stop(0, 510.0),)), "no lunch"),
        (Route((Stop(0, 510.0),), 719.9), "lunch at 719.9"),
        (Route((Stop(0, 510.0),), 780.1), "lunch at 780.1"),
        (Route((Stop(0, 700.0),), 720.0), "is busy"),
        (Route((Stop(1, 510.0),), 720.0), "needs 3"),
        (Route((Stop(2, 560.0),), 720.0), "allowed"),  # its window ends at 600
        (Route((Stop(0, 510.0), Stop(0, 840.0)), 720.0), "done 2 times"),
    ],
)
def test_breaches_are_faults(route: Route, fault: str) -> None:
    """One breach each, for somebody of level 2."""
    instance = day([task("a", 30), task("hard", 30, level=3), task("early", 30, windows=((480, 600),))])

    faults = evaluate(instance, [route]).faults

    assert len(faults) == 1
    assert fault in faults[0]


def test_lunch_and_way_share_a_gap() -> None:
    """From 740 on, lunch and 30 minutes to b: 830 is in time, 829 is not; lunch may interrupt the way."""
    instance = day([task("a", 30), task("b", 60)])

    in_time = evaluate(instance, [Route((Stop(0, 680.0), Stop(1, 830.0)), 760.0)])
    late = evaluate(instance, [Route((Stop(0, 680.0), Stop(1, 829.0)), 760.0)])

    assert in_time.faults == ()
    assert len(late.faults) == 1


def test_the_way_from_home_to_an_appointment_is_not_tested_but_counted() -> None:
    """100 minutes away at 500: he is there, and it counts; a task before it has to be left in time."""
    instance = day([task("a", 10, 5)], [employee("ann", (100, 500, 560))])

    idle = evaluate(instance, [Route((), 720.0)])
    busy = evaluate(instance, [Route((Stop(0, 490.0),), 720.0)])

    assert idle.faults == ()
    assert idle.km == pytest.approx(200 * KM)
    assert len(busy.faults) == 1


def test_version_one_wants_every_task_and_no_lunch() -> None:
    """A task left out is a fault there; nobody needs a break."""
    instance = day([task("a", 30), task("b", 60)], full=False)

    assert len(evaluate(instance, [Route((Stop(0, 510.0),))]).faults) == 1
    assert evaluate(instance, [Route((Stop(0, 510.0), Stop(1, 600.0)))]).faults == ()


def test_times_are_the_earliest_with_a_lunch_on_the_way() -> None:
    """a from 510 to 710, lunch at 720 on the 30 minutes to b, which opens at 800: b at 800."""
    instance = day([task("a", 30, 200), task("b", 60, windows=((800, 900),))])

    route = time_route(instance, instance.employees[0], [Stop(0, 1.0), Stop(1, 2.0)])

    assert route == Route((Stop(0, pytest.approx(510.0)), Stop(1, pytest.approx(800.0))), 720.0)
    assert route is not None
    assert evaluate(instance, [route]).faults == ()


def test_a_solution_is_written_as_it_is_read(tmp_path: Path) -> None:
    """Tasks, who does them when, and lunches come back."""
    instance = day([task("a", 30), task("b", 60)])
    solution = [Route((Stop(1, 540.25),), 720.0)]
    path = tmp_path / "solution.txt"
    path.write_text(write_solution(instance, solution), encoding="utf-8")

    assert read_solution(instance, path) == solution


def test_a_line_that_is_none_of_the_sets_is_named(tmp_path: Path) -> None:
    """An unknown task and a start that is no number: both lines."""
    path = tmp_path / "solution.txt"
    path.write_text("T9;1;ann;500;\na;1;ann;noon;\nb;0;;;\n", encoding="utf-8")

    with pytest.raises(SetError) as error:
        read_solution(day([task("a", 30), task("b", 60)]), path)

    assert [fault.split(":")[0] for fault in error.value.faults] == ["line 1", "line 2"]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_searches_prove_the_optimum_by_enumeration(seed: int) -> None:
    """The best of all solutions, most minutes first: found, and proved where no lunch has to interrupt a way."""
    instance = random_day(seed)
    ticks = iter(range(10**6))
    optimum = best(instance)

    outcome = Campaign(instance, 1000.0, 1, lambda: next(ticks) * 1e-3).run()

    left = sum(row.minutes for row in instance.tasks) - optimum.minutes
    assert outcome.measures == pytest.approx((left, optimum.km), abs=1e-3)
    assert outcome.bounds is not None
    assert outcome.bounds <= (left, optimum.km + 1e-9)


def test_version_one_without_a_solution_is_proved_infeasible() -> None:
    """Two tasks in one hour at the same time, one employee: no solution does both."""
    instance = day([task("a", 30, windows=((540, 600),)), task("b", 60, windows=((540, 600),))], full=False)

    outcome = Campaign(instance, 20.0, 1, lambda: 0.0).run()

    assert outcome.value == "infeasible"
    assert outcome.proved


def test_a_lunch_that_can_only_be_on_an_untested_way_is_not_supported() -> None:
    """The appointment at 800 is 300 minutes away: time for the way, not for lunch as well; refused by name."""
    with pytest.raises(ValueError, match="ann"):
        adapt(day([task("a", 30)], [employee("ann", (300, 800, 1000))]), wide=True)


@needs_data
def test_every_instance_reads() -> None:
    """Eleven instances, six of them of version 2, no fault; nine with a published value."""
    assert DATA is not None
    instances = [read_instance(path) for path in SETS["st7"].files(DATA).values()]

    assert len(instances) == 11
    assert sum(instance.full for instance in instances) == 6
    assert len(SETS["st7"].known(DATA)) == 9


@needs_data
@pytest.mark.slow
@pytest.mark.parametrize("name", ["BordeauxV1", "BordeauxV2", "GuineaGolfV1"])
def test_a_published_value_is_proved(name: str) -> None:
    """What students found is the best possible, in a few seconds."""
    assert DATA is not None
    public, ticks = SETS["st7"], iter(range(10**6))

    outcome = public.plan(public.files(DATA)[name], 1000.0, 2, lambda: next(ticks) * 1e-2)

    assert outcome.proved
    assert outcome.value == public.known(DATA)[name].text
