"""The engines that are compared: what each is called, what it needs, how it is asked for a plan.

To add one: a module in ``benchmarks/peers`` that gives sequences of a ``PeerDay``, and a line here.
"""

import importlib
import importlib.util
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from benchmarks.peers.answer import Answer
from benchmarks.peers.day import PeerDay
from solver.plan import Plan
from solver.search.reach import Reach
from solver.status import Status
from solver.tables import Tables

OURS = "dispatcher"
OURS_ALONE = "dispatcher_1"  # on one core, as the peers that have no more


@dataclass(frozen=True, slots=True)
class Task:
    """What an engine is given beside the day: seconds of search, a seed, threads."""

    seconds: float
    seed: int
    threads: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What an engine found.

    Attributes
    ----------
    plans
        The plans it offers, each with the number of visits it gave up; the cheapest legal one counts.
    bound
        Proved: no plan costs less; None where nothing is.
    """

    plans: tuple[tuple[Plan | None, int], ...]
    startup_seconds: float
    search_seconds: float
    bound: int | None = None
    optimal: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Engine:
    """One engine of the comparison.

    Attributes
    ----------
    single
        It searches on one core, whatever it is given.
    seeded, timed
        Whether another seed, or more seconds, change what it does: if not, it is run once for all.
    library
        The distribution it comes from, and its module; None: a part of this project's own dependencies.
    sources
        Files of ``benchmarks/peers`` that model the day for it; none: ours.
    """

    name: str
    title: str
    run: Callable[[Tables, Reach, Task], Finding]
    single: bool = True
    seeded: bool = False
    timed: bool = True
    library: tuple[str, str] | None = None
    sources: tuple[str, ...] = ()

    @property
    def is_installed(self) -> bool:
        """Whether its library can be imported."""
        return self.library is None or importlib.util.find_spec(self.library[1]) is not None


def _search(tables: Tables, task: Task, engine: str) -> Finding:
    began = time.monotonic()
    from solver.search.anytime import search  # ortools and compiled code are loaded before the search's clock runs
    from solver.search.limits import SearchLimits

    if engine == "full":
        importlib.import_module("solver.search.full")
    loaded = time.monotonic() - began
    limits = SearchLimits(seconds=task.seconds, seed=task.seed, workers=task.threads, engine=engine)
    result = search(tables.problem, limits, timer=time.monotonic)
    note = f"{result.refused} plans refused" if result.refused else ""
    optimal = result.status is Status.OPTIMAL
    return Finding(((result.plan, 0),), loaded, result.seconds, result.lower_bound, optimal, note)


def run_ours(tables: Tables, _reach: Reach, task: Task) -> Finding:
    """Ask our engine."""
    return _search(tables, task, "full")


def run_cp_sat(tables: Tables, _reach: Reach, task: Task) -> Finding:
    """Ask the complete CP-SAT model of the day alone."""
    return _search(tables, task, "cp_sat")


def run_routing(tables: Tables, reach: Reach, task: Task) -> Finding:
    """Ask the routing library of OR-Tools."""
    from benchmarks.peers.routing import solve

    return _ask(tables, reach, lambda day: solve(day, task.seconds))


def run_pyvrp(tables: Tables, reach: Reach, task: Task, *, alternatives: bool) -> Finding:
    """Ask PyVRP, due times being the ends of windows, or late starts alternatives."""
    from benchmarks.peers.pyvrp import PyvrpPeer

    return _ask(tables, reach, lambda day: PyvrpPeer(day, alternatives=alternatives).solve(task.seconds, task.seed))


def run_vroom(tables: Tables, reach: Reach, task: Task, *, in_time: bool) -> Finding:
    """Ask VROOM, due times being the ends of windows, or ignored."""
    from benchmarks.peers.vroom import solve

    return _ask(tables, reach, lambda day: solve(day, task.seconds, task.threads, in_time=in_time))


def _ask(tables: Tables, reach: Reach, peer: Callable[[PeerDay], Answer]) -> Finding:
    """Give a peer the day, and its answer the best legal times."""
    from benchmarks.peers.framing import frame, unframe

    day = frame(tables, reach)
    answer = peer(day)
    note = f"{len(day.linked)} linked tickets placed by us" if day.linked else ""
    return Finding(tuple(unframe(day, answer)), answer.build_seconds, answer.search_seconds, note=note)


def run_greedy(tables: Tables, reach: Reach, _task: Task) -> Finding:
    """Dispatch as supervisors do."""
    from benchmarks.peers.insertion import Greedy

    return _insert(Greedy(tables, reach).plan)


def run_score(tables: Tables, reach: Reach, _task: Task) -> Finding:
    """Dispatch by the weighted score of property systems."""
    from benchmarks.peers.insertion import Score

    return _insert(Score(tables, reach).plan)


def _insert(plan: Callable[[], Plan | None]) -> Finding:
    began = time.monotonic()
    found = plan()
    return Finding(((found, 0),), 0.0, time.monotonic() - began)


_SHARED = ("answer.py", "day.py", "framing.py", "insertion.py", "retime.py")
_PYVRP = ("pyvrp", "pyvrp")
_VROOM = ("pyvroom", "vroom")
_ROWS = (
    Engine(OURS, "Dispatcher", run_ours, single=False, seeded=True),
    Engine(OURS_ALONE, "Dispatcher, one core", run_ours, seeded=True),
    Engine("cp_sat", "one CP-SAT model", run_cp_sat, single=False, seeded=True),
    Engine("routing", "OR-Tools routing", run_routing, sources=("routing.py", "pieces.py", *_SHARED)),
    Engine(
        "pyvrp_hard",
        "PyVRP, due times hard",
        lambda tables, reach, task: run_pyvrp(tables, reach, task, alternatives=False),
        seeded=True,
        library=_PYVRP,
        sources=("pyvrp.py", "pieces.py", *_SHARED),
    ),
    Engine(
        "pyvrp_late",
        "PyVRP, late alternatives",
        lambda tables, reach, task: run_pyvrp(tables, reach, task, alternatives=True),
        seeded=True,
        library=_PYVRP,
        sources=("pyvrp.py", "pieces.py", *_SHARED),
    ),
    Engine(
        "vroom_free",
        "VROOM, due times ignored",
        lambda tables, reach, task: run_vroom(tables, reach, task, in_time=False),
        single=False,
        library=_VROOM,
        sources=("vroom.py", *_SHARED),
    ),
    Engine(
        "vroom_hard",
        "VROOM, due times hard",
        lambda tables, reach, task: run_vroom(tables, reach, task, in_time=True),
        single=False,
        library=_VROOM,
        sources=("vroom.py", *_SHARED),
    ),
    Engine("greedy", "greedy, as by hand", run_greedy, timed=False, sources=("insertion.py",)),
    Engine("score", "weighted score", run_score, timed=False, sources=("insertion.py",)),
)
ENGINES: Mapping[str, Engine] = {engine.name: engine for engine in _ROWS}


def missing_libraries(engines: Iterable[Engine]) -> list[str]:
    """Return the distributions that engines need and that are not installed."""
    return sorted({engine.library[0] for engine in engines if engine.library and not engine.is_installed})
