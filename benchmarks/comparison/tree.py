"""The figures as JSON, for programs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.comparison.figures import Figures, read_bars
from benchmarks.comparison.table import parts


def tree(figures: Figures) -> dict[str, Any]:
    """Return costs by day, budget and engine, and how we stand; null is what is not known."""
    cells = [
        {"scenario": scenario, "budget": budget, "engine": engine, **asdict(cell)}
        for scenario in figures.scenarios
        for budget in figures.budgets
        for engine in figures.engines
        if (cell := figures.cell(scenario, budget, engine)) is not None
    ]
    bars = {name: _bars(figures, days) for name, days in parts(figures).items()}
    return {"best_known": figures.best, "cells": cells, "bars": bars}


def _bars(figures: Figures, days: Sequence[str]) -> Mapping[str, Any]:
    """Return the three figures; an excess without end, which JSON cannot say, is null: ours had no plan there."""
    told = asdict(read_bars(figures, days))
    worst = told["worst"]
    if worst is not None and worst["excess"] == float("inf"):
        worst["excess"] = None
    return told
