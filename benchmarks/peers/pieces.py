"""When a visit may start and what each start costs, cut into pieces the routing library can say.

The library prices a node's time with one constant and one soft upper bound. Any cost of time that never falls within a
piece is a handful of such pieces: a flat stretch, then a slope. A visit becomes one node per piece, of which one at
most is made, so that steps (a wished window) and curves that grow steeper are modeled exactly.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, repeat

from solver.curve import Curve
from solver.tables import Tables

BANDS = (30, 90, 600)  # minutes of lateness told apart, for a peer that knows flat prices alone


@dataclass(frozen=True, slots=True)
class Piece:
    """Starts of one visit within [low, high]; they cost ``constant + rate * max(0, start - due)``."""

    visit: int
    low: int
    high: int
    constant: int
    due: int
    rate: int


def cut(tables: Tables, visit: int, domain: Sequence[tuple[int, int]], minutes: int) -> Iterator[Piece]:
    """Yield the pieces of a visit's starts.

    Parameters
    ----------
    domain
        Ascending closed ranges of starts.
    minutes
        Service, to turn prices of the end into prices of the start.

    Raises
    ------
    ValueError
        If some cost falls within a piece: the library has no slope downwards.
    """
    curves = [(row.curve, 0) for row in tables.start_costs if row.visit == visit]
    curves += [(row.curve, minutes) for row in tables.end_costs if row.visit == visit]
    points = sorted({point - shift for curve, shift in curves for point in curve.points})
    for low, high in domain:
        edges = [low, *(point for point in points if low < point <= high), high + 1]
        legs = [(first, after - 1, *_line(curves, first, after - 1)) for first, after in pairwise(edges)]
        yield from _join(visit, legs)


def _line(curves: Sequence[tuple[Curve, int]], first: int, last: int) -> tuple[int, int]:
    """Return value and slope of the summed curves, which are linear between two starts."""
    value = sum(curve.at(first + shift) for curve, shift in curves)
    return value, 0 if first == last else sum(curve.at(first + 1 + shift) for curve, shift in curves) - value


def _join(visit: int, legs: Sequence[tuple[int, int, int, int]]) -> Iterator[Piece]:
    """Yield pieces of a flat leg with the slope that follows it without a jump, and of what stands alone."""
    held: Piece | None = None  # flat so far
    for first, last, value, slope in legs:
        if slope < 0:
            raise ValueError(f"the cost of visit {visit} falls after minute {first}")
        if held is not None and value == held.constant and (slope == 0 or first == last):
            held = Piece(visit, held.low, last, held.constant, last, 0)
        elif held is not None and value == held.constant:
            yield Piece(visit, held.low, last, held.constant, first, slope)
            held = None
        else:
            if held is not None:
                yield held
            held = Piece(visit, first, last, value, last, 0) if slope == 0 else None
            if slope:
                yield Piece(visit, first, last, value, first, slope)
    if held is not None:
        yield held


def bands(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield flat pieces in place of slopes, wider the later they are, each at the price of its middle."""
    for piece in pieces:
        low, widths = piece.low, chain(BANDS, repeat(BANDS[-1]))
        if piece.rate and low <= piece.due:
            yield Piece(piece.visit, low, min(piece.due, piece.high), piece.constant, piece.due, 0)
            low = piece.due + 1
        while piece.rate and low <= piece.high:
            high = min(piece.high, low + next(widths) - 1)
            late = max(0, (low + high) // 2 - piece.due)
            yield Piece(piece.visit, low, high, piece.constant + piece.rate * late, high, 0)
            low = high + 1
        if not piece.rate:
            yield piece
