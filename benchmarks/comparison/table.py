"""The figures as Markdown: a summary by engine, the costs by day, and how we stand."""

import statistics
from collections.abc import Iterable, Iterator, Sequence

from benchmarks.comparison.days import UNSHARED
from benchmarks.comparison.engines import ENGINES
from benchmarks.comparison.figures import ABOVE_BEST_PEER, BETTER_SHARE, GAP_SHARE, Cell, Figures, read_bars
from benchmarks.comparison.words import say


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def title_of(engine: str) -> str:
    """Return what people call an engine."""
    return ENGINES[engine].title if engine in ENGINES else engine


def percent(gap: float) -> str:
    """Return a gap as people read it: finely where it is small."""
    if gap < 0.1:
        return f"{gap:.1%}"
    return f"{gap:.0%}" if gap < 10 else f"× {1 + gap:.0f}"


def summary(figures: Figures, scenarios: Sequence[str] | None = None, zh: bool = False) -> str:
    """Return one row per engine: mean gap by budget, the worst gap, failures."""
    chosen = tuple(scenarios or figures.scenarios)
    head = [say("engine", zh), say("cores", zh)]
    head += [say("mean_gap", zh, budget=budget) for budget in figures.budgets]
    last = figures.budgets[-1] if figures.budgets else 0.0
    head += [say("worst_gap", zh), say("urgent", zh, budget=last), say("failures", zh)]
    return table(head, (_summary_row(figures, engine, chosen) for engine in figures.engines))


def _summary_row(figures: Figures, engine: str, scenarios: Sequence[str]) -> list[str]:
    rows = [row for row in figures.rows if row.engine == engine]
    cells = [title_of(engine), str(max((row.threads for row in rows), default=1))]
    for budget in figures.budgets:
        gaps = figures.gaps(engine, budget, scenarios)
        cells.append(percent(statistics.fmean(gaps)) if gaps else "–")
    gaps = figures.gaps(engine, scenarios=scenarios)
    last = figures.budgets[-1] if figures.budgets else 0.0
    found = [cell for s in scenarios if (cell := figures.cell(s, last, engine)) and cell.cost is not None]
    urgent = f"{sum(cell.urgent_left_out for cell in found):.3g}" if found else "–"
    return [*cells, percent(max(gaps)) if gaps else "–", urgent, str(figures.failures(engine))]


def details(figures: Figures, scenarios: Sequence[str] | None = None, zh: bool = False) -> str:
    """Return one row per day and budget: the cost of every engine; proved ones are marked."""
    head = [say("day", zh), say("seconds", zh), say("best", zh), *map(title_of, figures.engines)]
    rows = (
        [
            scenario,
            f"{budget:g}",
            str(figures.best.get(scenario, "–")),
            *(_cost(figures.cell(scenario, budget, engine), zh) for engine in figures.engines),
        ]
        for scenario in scenarios or figures.scenarios
        for budget in figures.budgets
    )
    return table(head, rows)


def _cost(cell: Cell | None, zh: bool) -> str:
    if cell is None:
        return "–"
    if cell.cost is None:
        return f"{say('failed', zh)}: {', '.join(cell.notes)}"
    mark = f" {say('proved', zh)}" if cell.optimal else ""
    lost = f" ({say('failed', zh)} {cell.failures}/{cell.runs})" if cell.failures else ""
    return f"{cell.cost:.0f}{mark}{lost}"


def bars(figures: Figures, scenarios: Sequence[str] | None = None, zh: bool = False) -> Iterator[str]:
    """Yield the three figures, each with what is asked of it and whether it is met."""
    read = read_bars(figures, scenarios)
    if read.worst is None or read.better is None:
        yield say("no_bars", zh)
        return
    worst = say(
        "bar_worst",
        zh,
        limit=ABOVE_BEST_PEER,
        value=read.worst.excess,
        scenario=read.worst.scenario,
        budget=read.worst.budget,
        peer=title_of(read.worst.peer),
    )
    yield _judged(worst, read.worst.excess <= ABOVE_BEST_PEER, zh)
    better = say("bar_better", zh, limit=BETTER_SHARE, value=read.better, places=read.places)
    yield _judged(better, read.better >= BETTER_SHARE, zh)
    if read.gap is not None and read.peer_gap is not None and read.peer is not None:
        told = say("bar_gap", zh, limit=GAP_SHARE, value=read.gap, peer=title_of(read.peer), peer_value=read.peer_gap)
        yield _judged(told, read.gap <= GAP_SHARE * read.peer_gap, zh)


def _judged(text: str, met: bool, zh: bool) -> str:
    return f"{text} – {say('met' if met else 'missed', zh)}"


def parts(figures: Figures) -> dict[str, tuple[str, ...]]:
    """Return the days without ties, those of them without fair shares, and those with ties, by name of heading.

    Parts without days are left out.
    """
    found: dict[str, list[str]] = {"unlinked": [], "unshared": [], "linked": []}
    for name in figures.scenarios:
        part = "linked" if figures.linked[name] else "unshared" if name.endswith(UNSHARED) else "unlinked"
        found[part].append(name)
    return {part: tuple(days) for part, days in found.items() if days}


def page(figures: Figures, zh: bool = False) -> str:
    """Return the whole comparison as Markdown."""
    blocks = []
    for name, days in parts(figures).items():
        blocks += [f"## {say(name, zh)}", summary(figures, days, zh)]
        blocks += ["\n".join(f"- {line}" for line in bars(figures, days, zh)), details(figures, days, zh)]
    return "\n\n".join(blocks or [say("no_bars", zh)]) + "\n"
