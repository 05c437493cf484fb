"""What the rows say together: best known costs, gaps, and how we stand against the best of the others.

Costs are without what no plan can avoid. An engine's cost at a day and a budget is the mean over its seeds; an engine
that knows no seed, or no seconds, has one run that stands for all.
"""

import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from benchmarks.comparison.engines import ENGINES, OURS, OURS_ALONE
from benchmarks.comparison.results import Row
from scenarios.stored import best_known

ABOVE_BEST_PEER = 0.005  # at most, anywhere
BETTER_SHARE = 0.95  # of (day, budget), at least: better than every peer, or proved optimal
GAP_SHARE = 0.2  # of the best peer's mean gap, at most


@dataclass(frozen=True, slots=True)
class Cell:
    """One engine on one day with one budget: all its seeds.

    ``cost`` is None if it failed with every seed; ``failures`` counts those it failed with, and ``notes`` says how.
    """

    cost: float | None
    runs: int
    failures: int
    optimal: bool
    urgent_left_out: float
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How we stand against the best peer on one day with one budget.

    ``excess`` is our cost above the best peer's in parts of it; below 0: we are cheaper.
    """

    scenario: str
    budget: float
    peer: str
    excess: float
    optimal: bool


class Figures:
    """The figures of some rows; of runs made twice the later counts.

    Parameters
    ----------
    cores
        Of engines that use several, runs with this many count.
    """

    def __init__(self, rows: Iterable[Row], cores: int = 2) -> None:
        every = [row for row in rows if _is_alone(row.engine) or row.threads == cores]
        latest = {row.scenario: row.request for row in every}
        self.rows = [row for row in every if row.request == latest[row.scenario]]
        by_run = {(row.scenario, row.engine, row.budget, row.seed): row for row in self.rows}
        self.by_cell: dict[tuple[str, float, str], list[Row]] = defaultdict(list)
        for row in by_run.values():
            self.by_cell[row.scenario, row.budget, row.engine].append(row)

    @cached_property
    def scenarios(self) -> tuple[str, ...]:
        """The days, in the order of their first runs."""
        return tuple(dict.fromkeys(row.scenario for row in self.rows))

    @cached_property
    def engines(self) -> tuple[str, ...]:
        """The engines that have run, ours first, in the order of the comparison where it knows them."""
        ran = {row.engine for row in self.rows}
        return tuple([name for name in ENGINES if name in ran] + sorted(ran - ENGINES.keys()))

    @property
    def peers(self) -> tuple[str, ...]:
        """The engines that are not ours."""
        return tuple(name for name in self.engines if name not in (OURS, OURS_ALONE))

    @cached_property
    def budgets(self) -> tuple[float, ...]:
        """The budgets, ascending, in seconds; 0 alone where no engine ran that needs any."""
        found = {row.budget for row in self.rows}
        return tuple(sorted(found - {0.0} or found))

    @cached_property
    def linked(self) -> dict[str, int]:
        """How many tickets of each day are tied to others."""
        return {row.scenario: row.linked for row in self.rows}

    @cached_property
    def best(self) -> dict[str, int]:
        """The lowest cost known of each day, from any run ever kept or from the packaged requests' table."""
        known: dict[str, int] = {}
        packaged = best_known()
        for row in self.rows:
            stored = packaged.get(row.scenario)
            costs = [row.cost] if row.cost is not None else []
            if stored is not None and stored.cost is not None and stored.request == row.request:
                costs.append(stored.cost - (row.sunk or 0))
            known[row.scenario] = min([*costs, known.get(row.scenario, 2**62)])
        return {name: cost for name, cost in known.items() if cost < 2**62}

    def cell(self, scenario: str, budget: float, engine: str) -> Cell | None:
        """Return an engine's runs; None if it has not run there."""
        rows = self.by_cell.get((scenario, budget, engine)) or self.by_cell.get((scenario, 0.0, engine))
        if not rows:
            return None
        costs = [row.cost for row in rows if row.cost is not None]
        urgent = [(row.left_out_emergency or 0) + (row.left_out_urgent or 0) for row in rows if row.cost is not None]
        failed = [row for row in rows if row.cost is None]
        return Cell(
            cost=statistics.fmean(costs) if costs else None,
            runs=len(rows),
            failures=len(failed),
            optimal=all(row.status == "optimal" for row in rows),
            urgent_left_out=statistics.fmean(urgent) if urgent else 0.0,
            notes=tuple(sorted({row.note for row in failed})),
        )

    def gap(self, scenario: str, budget: float, engine: str) -> float | None:
        """Return how far an engine's cost is above the best known, in parts of it; None without a cost."""
        cell = self.cell(scenario, budget, engine)
        best = self.best.get(scenario)
        if cell is None or cell.cost is None or best is None:
            return None
        return (cell.cost - best) / max(1, best)

    def gaps(self, engine: str, budget: float | None = None, scenarios: Sequence[str] | None = None) -> list[float]:
        """Return the gaps of an engine over days and budgets; a failure has none, which favors who fails."""
        budgets = self.budgets if budget is None else (budget,)
        found = [self.gap(s, b, engine) for s in scenarios or self.scenarios for b in budgets]
        return [gap for gap in found if gap is not None]

    def failures(self, engine: str) -> int:
        """Return how many runs of an engine failed."""
        return sum(row.cost is None for rows in self.by_cell.values() for row in rows if row.engine == engine)

    def standings(self, scenarios: Sequence[str] | None = None) -> Iterator[Standing]:
        """Yield how we stand wherever we have run and some peer has a plan; a failure of ours is no end of worse."""
        for scenario in scenarios or self.scenarios:
            for budget in self.budgets:
                ours = self.cell(scenario, budget, OURS)
                costs = {
                    name: cell.cost
                    for name in self.peers
                    if (cell := self.cell(scenario, budget, name)) and cell.cost is not None
                }
                if ours is None or not costs:
                    continue
                peer = min(costs, key=lambda name: costs[name])
                excess = float("inf") if ours.cost is None else (ours.cost - costs[peer]) / max(1.0, costs[peer])
                yield Standing(scenario, budget, peer, excess, ours.optimal)


@dataclass(frozen=True, slots=True)
class Bars:
    """The three figures the comparison is made for; None where nothing is there to tell them from.

    Attributes
    ----------
    worst
        Where our cost is furthest above the best peer's, or least below it.
    better
        Share of (day, budget) where we are cheaper than every peer, or proved optimal.
    gap, peer_gap, peer
        Our mean gap to the best known, the least of any one peer, and whose that is.
    """

    places: int
    worst: Standing | None
    better: float | None
    gap: float | None
    peer_gap: float | None
    peer: str | None


def read_bars(figures: Figures, scenarios: Sequence[str] | None = None) -> Bars:
    """Return the three figures over some days; None: all of them."""
    standings = list(figures.standings(scenarios))
    means = {
        name: statistics.fmean(gaps) for name in figures.engines if (gaps := figures.gaps(name, scenarios=scenarios))
    }
    peers = {name: mean for name, mean in means.items() if name in figures.peers}
    peer = min(peers, key=lambda name: peers[name], default=None)
    good = [row.excess < 0 or (row.optimal and row.excess <= 0) for row in standings]
    return Bars(
        places=len(standings),
        worst=max(standings, key=lambda row: row.excess, default=None),
        better=sum(good) / len(good) if good else None,
        gap=means.get(OURS),
        peer_gap=None if peer is None else peers[peer],
        peer=peer,
    )


def _is_alone(engine: str) -> bool:
    return engine not in ENGINES or ENGINES[engine].single
