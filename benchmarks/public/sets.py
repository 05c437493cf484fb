"""The sets there are: where their instances lie, what is best known of each, and who plans them."""

import csv
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import benchmarks.public.hhcrsp.campaign as hhcrsp_campaign
import benchmarks.public.hhcrsp.evaluation as hhcrsp_evaluation
import benchmarks.public.hhcrsp.instance as hhcrsp_instance
import benchmarks.public.hhcrsp.solution as hhcrsp_solution
import benchmarks.public.st7.campaign as st7_campaign
import benchmarks.public.st7.evaluation as st7_evaluation
import benchmarks.public.st7.instance as st7_instance
import benchmarks.public.st7.solution as st7_solution
from benchmarks.public.faults import SetError
from benchmarks.public.outcome import Known, Outcome
from benchmarks.public.results import by_numbers
from solver.search.limits import Timer

VARIABLE = "DISPATCHER_DATA"
ROUNDED = 2e-4  # minutes by which times of four decimals may be off

Planner = Callable[[Path, float, int, Timer], Outcome]


@dataclass(frozen=True, slots=True)
class PublicSet:
    """A set of instances.

    Attributes
    ----------
    title, objective, source
        For people.
    pattern
        Of the files of its instances below ``folder``.
    suffix
        Of a solution's file.
    plan
        (file, seconds, threads, timer) -> outcome.
    judge
        (file, file of a solution) -> its measures; None if it breaks the set's rules.
    read_known
        Its published values by instance; an instance that nobody has solved is absent.
    """

    name: str
    title: str
    objective: str
    source: str
    pattern: str
    suffix: str
    plan: Planner
    judge: Callable[[Path, Path], tuple[float, ...] | None]
    read_known: Callable[[Path], Mapping[str, Known]]

    def files(self, data: Path) -> dict[str, Path]:
        """Return the files of the instances by name, small numbers before large ones."""
        found = {path.stem: path for path in (data / self.name).glob(self.pattern)}
        return {name: found[name] for name in sorted(found, key=by_numbers)}

    def known(self, data: Path) -> Mapping[str, Known]:
        """Return the published values by instance."""
        return self.read_known(data / self.name)


def data_folder() -> Path | None:
    """Return the folder that holds the sets; None if the environment names none."""
    name = os.environ.get(VARIABLE)
    return Path(name) if name else None


def _rows(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Read a csv file that has some columns.

    Raises
    ------
    SetError
        If one of them is missing.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if missing := [name for name in columns if name not in (reader.fieldnames or ())]:
            raise SetError(path, [f"column {name!r} is missing" for name in missing])
        return list(reader)


def _st7_known(folder: Path) -> dict[str, Known]:
    names = ("instance", "total_task_minutes", "ref_tasks_done", "ref_minutes_done", "ref_travel_km")
    known = {}
    for row in _rows(folder / "reference.csv", names):
        name, total, tasks, minutes, km = (row[column] for column in names)
        if km:
            text = f"{float(tasks):.0f} tasks, {float(minutes):.0f} min, {float(km):.2f} km"
            known[name] = Known(text, (float(total) - float(minutes), float(km)), 0.005)
    return known


def _hhcrsp_known(folder: Path) -> dict[str, Known]:
    names = ("instance", "total_cost_(sum/3)")
    known = {}
    for row in _rows(folder / "bks.csv", names):
        text = row[names[1]]
        decimals = len(text.partition(".")[2])
        known[row[names[0]].removesuffix(".json")] = Known(text, (float(text),), 0.5 * 10**-decimals)
    return known


def _plan_st7(path: Path, seconds: float, workers: int, timer: Timer) -> Outcome:
    return st7_campaign.Campaign(st7_instance.read_instance(path), seconds, workers, timer).run()


def _plan_hhcrsp(path: Path, seconds: float, workers: int, timer: Timer) -> Outcome:
    return hhcrsp_campaign.Campaign(hhcrsp_instance.read_instance(path), seconds, workers, timer).run()


def _judge_st7(path: Path, solution: Path) -> tuple[float, ...] | None:
    instance = st7_instance.read_instance(path)
    verdict = st7_evaluation.evaluate(instance, st7_solution.read_solution(instance, solution), ROUNDED)
    left = sum(task.minutes for task in instance.tasks) - verdict.minutes
    return None if verdict.faults else (float(left), verdict.km)


def _judge_hhcrsp(path: Path, solution: Path) -> tuple[float, ...] | None:
    instance = hhcrsp_instance.read_instance(path)
    verdict = hhcrsp_evaluation.evaluate(instance, hhcrsp_solution.read_solution(instance, solution))
    return None if verdict.faults else (verdict.value,)


SETS: Mapping[str, PublicSet] = {
    row.name: row
    for row in (
        PublicSet(
            name="st7",
            title="ST7: day plans of mobile technicians",
            objective="most minutes of tasks, then least km",
            source="github.com/EmeraldMP/ST7-OSTP, github.com/RemiBtn/DecisionBrain (best found by student teams)",
            pattern="*V[12].json",
            suffix="txt",
            plan=_plan_st7,
            judge=_judge_st7,
            read_known=_st7_known,
        ),
        PublicSet(
            name="hhcrsp",
            title="HHCRSP: home health care, two-person and ordered visits",
            objective="(travel + total tardiness + largest tardiness) / 3, minutes",
            source="Mankowska et al. 2014 (doi 10.1007/s10729-013-9243-1) in the files of "
            "github.com/iolab-uniud/hhcrsp; best known by Ceschia et al. 2024 (doi 10.1111/itor.13585)",
            pattern="instances/*.json",
            suffix="json",
            plan=_plan_hhcrsp,
            judge=_judge_hhcrsp,
            read_known=_hhcrsp_known,
        ),
    )
}
