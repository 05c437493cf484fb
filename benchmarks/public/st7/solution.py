"""Solutions in the set's own text: one line a task, one line a lunch break."""

from pathlib import Path

from benchmarks.public.faults import SetError
from benchmarks.public.st7.evaluation import Route, Solution, Stop
from benchmarks.public.st7.instance import Instance

TASKS, LUNCHES = "taskId;performed;employeeName;startTime;", "employeeName;lunchBreakStartTime;"


def read_solution(instance: Instance, path: Path) -> Solution:
    """Read a solution of an instance.

    Raises
    ------
    SetError
        If a line is none of the set's: all such lines are named.
    """
    names = [employee.name for employee in instance.employees]
    tasks = {task.id: k for k, task in enumerate(instance.tasks)}
    stops: dict[str, list[Stop]] = {name: [] for name in names}
    lunches: dict[str, float] = {}
    faults: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        cells = line.replace(",", ";").strip().rstrip(";").split(";")
        try:
            if len(cells) == 4 and cells[0] in tasks and cells[1] == "1":
                stops[cells[2]].append(Stop(tasks[cells[0]], float(cells[3])))
            elif len(cells) == 2 and cells[0] in names:
                lunches[cells[0]] = float(cells[1])
            elif cells[0] and not cells[0].endswith(("Id", "Name")) and not (cells[0] in tasks and cells[1] == "0"):
                faults.append(f"line {number}: {line!r}")
        except (KeyError, ValueError, IndexError):
            faults.append(f"line {number}: {line!r}")
    if faults:
        raise SetError(path, faults)
    return [Route(tuple(sorted(stops[name], key=lambda stop: stop.start)), lunches.get(name)) for name in names]


def write_solution(instance: Instance, solution: Solution) -> str:
    """Return the text of a solution; times with four decimals, as whole minutes are too coarse for tight ways."""
    done = {stop.task: (k, stop.start) for k, route in enumerate(solution) for stop in route.stops}
    lines = [TASKS]
    for k, task in enumerate(instance.tasks):
        if k in done:
            lines.append(f"{task.id};1;{instance.employees[done[k][0]].name};{done[k][1]:.4f};")
        else:
            lines.append(f"{task.id};0;;;")
    if instance.full:
        lines += ["", LUNCHES]
        for employee, route in zip(instance.employees, solution, strict=True):
            lines.append(f"{employee.name};{route.lunch:.4f};")
    return "\n".join(lines) + "\n"
