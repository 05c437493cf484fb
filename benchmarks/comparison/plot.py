"""Cost over time as a picture: mean gap to the best known by seconds of search, a line per engine."""

import math
import statistics
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement

from benchmarks.comparison.engines import OURS
from benchmarks.comparison.figures import Figures
from benchmarks.comparison.table import percent, title_of
from benchmarks.comparison.words import say
from dispatcher.reports.drawing import dot, line, number, picture, render, text

WIDTH, HEIGHT = 760.0, 400.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 180.0, 18.0, 46.0
LEAST_GAP = 0.001  # what is nearer is drawn here: a logarithm has no zero
LEAST_SECONDS = 0.01  # nor has it one of no seconds
LABEL = 13.0  # units between two labels
_COLORS = ("#0b5fa5", "#58a4dc", "#8a8a8a", "#c2570c", "#7b3fa0", "#b07cc6", "#2f7d32", "#7fb069", "#a67c00", "#8d5a3b")
_STYLE = (
    "text{font:11px sans-serif;fill:#333}.axis{stroke:#888}.grid{stroke:#e4e4e4}"
    "polyline{fill:none;stroke-width:1.5}.ours{stroke-width:3}"
)


def draw(figures: Figures, scenarios: Sequence[str] | None = None, zh: bool = False) -> str:
    """Return the picture as SVG; engines without a plan are not on it.

    Engines whose result does not depend on seconds are level lines.
    """
    curves = [(engine, points) for engine in figures.engines if (points := list(_points(figures, engine, scenarios)))]
    svg = picture(WIDTH, HEIGHT, say("plot", zh))
    SubElement(svg, "style").text = _STYLE
    SubElement(svg, "rect", {"width": number(WIDTH), "height": number(HEIGHT), "fill": "#fff"})
    if curves:
        gaps = [gap for _, points in curves for _, gap in points]
        scale = _Scale(figures.budgets, max(gaps))
        _draw_axes(svg, scale, zh)
        _draw_curves(svg, scale, curves)
    return render(svg) + "\n"


def _points(figures: Figures, engine: str, scenarios: Sequence[str] | None) -> Iterator[tuple[float, float]]:
    """Yield the mean gap of an engine at each budget."""
    for budget in figures.budgets:
        if gaps := figures.gaps(engine, budget, scenarios):
            yield budget, max(LEAST_GAP, statistics.fmean(gaps))


class _Scale:
    """Where seconds and gaps stand, both by their logarithm."""

    def __init__(self, budgets: Sequence[float], highest: float) -> None:
        self.budgets = budgets
        self.first, self.last = (math.log(max(LEAST_SECONDS, budget)) for budget in (budgets[0], budgets[-1]))
        self.low = math.log10(LEAST_GAP)
        self.high = max(self.low + 1, math.ceil(math.log10(highest)))

    def x(self, seconds: float) -> float:
        width = WIDTH - LEFT - RIGHT
        if self.first == self.last:
            return LEFT + width / 2
        return LEFT + width * (math.log(seconds) - self.first) / (self.last - self.first)

    def y(self, gap: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.high - math.log10(gap)) / (self.high - self.low)


def _draw_axes(svg: Element, scale: _Scale, zh: bool) -> None:
    bottom = HEIGHT - BOTTOM
    for power in range(round(scale.low), round(scale.high) + 1):
        gap = 10.0**power
        line(svg, "grid", LEFT, scale.y(gap), WIDTH - RIGHT, scale.y(gap))
        mark = f"≤ {percent(gap)}" if gap == LEAST_GAP else f"{100 * gap:,g}%"
        text(svg, "mark", LEFT - 6, scale.y(gap) + 4, mark, "end")
    line(svg, "axis", LEFT, bottom, WIDTH - RIGHT, bottom)
    for seconds in scale.budgets:
        line(svg, "axis", scale.x(seconds), bottom, scale.x(seconds), bottom + 4)
        text(svg, "mark", scale.x(seconds), bottom + 17, f"{seconds:g} s", "middle")
    text(svg, "title", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, say("plot_x", zh), "middle")
    text(svg, "title", LEFT + 4, TOP - 5, say("plot_y", zh))


def _draw_curves(svg: Element, scale: _Scale, curves: Sequence[tuple[str, Sequence[tuple[float, float]]]]) -> None:
    """Draw the lines, ours on top, each with its name at its end, moved so that names do not overlap."""
    places = _spread({engine: scale.y(points[-1][1]) for engine, points in curves})
    for k, (engine, points) in reversed(list(enumerate(curves))):
        color = _COLORS[k % len(_COLORS)]
        path = " ".join(f"{number(scale.x(seconds))},{number(scale.y(gap))}" for seconds, gap in points)
        kind = "ours" if engine == OURS else "peer"
        SubElement(svg, "polyline", {"class": kind, "points": path, "stroke": color})
        for seconds, gap in points:
            dot(svg, kind, scale.x(seconds), scale.y(gap), 2.5).set("fill", color)
        name = text(svg, kind, WIDTH - RIGHT + 10, places[engine] + 4, title_of(engine))
        name.set("style", f"fill:{color}")


def _spread(wished: dict[str, float]) -> dict[str, float]:
    """Return heights near those wished, ``LABEL`` apart, within the picture."""
    placed: dict[str, float] = {}
    last = TOP - LABEL
    for name in sorted(wished, key=lambda name: wished[name]):
        last = placed[name] = max(wished[name], last + LABEL)
    over = max(0.0, last - (HEIGHT - BOTTOM))
    floor = HEIGHT - BOTTOM
    for name in reversed(list(placed)):
        if over:
            floor = placed[name] = min(placed[name], floor)
            floor -= LABEL
    return placed
