"""How closely a shift looks ahead: the minutes that share a row, and how much room what is worked out takes."""

from solver.search.chains.compiled import Block
from solver.search.pricing import layout as at
from solver.search.pricing.arrivals import AT_ONCE
from solver.search.pricing.later import SCRATCH_ROWS

MOST_STEPS = 6_000_000  # of one look ahead, about, by which its grid is chosen
MOST_ROWS = 1 << 20  # of a look ahead along all lines, unless its coarsest grid has more
MOST_AT_ONCE = 64  # rows


class Lookout:
    """Chooses the grid of one shift.

    Parameters
    ----------
    coarsest
        Minutes that may share a row at the most: no more than any service or break has.
    lines
        Number of lines below the cost of minutes.
    """

    def __init__(self, coarsest: int, lines: int) -> None:
        self._coarsest, self._lines = coarsest, lines

    def look(self, block: Block, visits: int, closely: float) -> None:
        """Let a block say how its minutes are to be looked at, where so many visits are.

        Parameters
        ----------
        closely
            How many times as many steps a look ahead may take.
        """
        grid, most = self._grid(block, visits, closely), self._most_cells(block)
        while _cells(block, grid) > most:
            grid += 1
        block[at.G_GRID], block[at.G_CELLS] = grid, _cells(block, grid)
        cells = min(MOST_AT_ONCE, max(1, self._coarsest // grid))
        block[at.G_BLOCK] = cells // AT_ONCE * AT_ONCE or cells

    def most_rows(self, block: Block) -> int:
        """Return how many rows there are, at the most, of what going on costs, all lines together."""
        return self._cell_rows(block) * self._most_cells(block)

    def _grid(self, block: Block, visits: int, closely: float) -> int:
        minutes = int(block[at.G_UNTIL] * block[at.G_BREAKS])
        return max(1, min(self._coarsest, int(visits**2 * minutes / (closely * MOST_STEPS))))

    def _most_cells(self, block: Block) -> int:
        coarsest = self._grid(block, int(block[at.G_VISITS]), 1.0)
        return max(_cells(block, coarsest), MOST_ROWS // self._cell_rows(block))

    def _cell_rows(self, block: Block) -> int:
        return int(self._lines * block[at.G_STATES] * (block[at.G_STOPS] + 1))


def _cells(block: Block, grid: int) -> int:
    return int(-(-block[at.G_UNTIL] // grid))


def line_rows(block: Block) -> int:
    """Return how many rows there are now of one line."""
    return int(block[at.G_STATES] * (block[at.G_STOPS] + 1) * block[at.G_CELLS])


def later_size(block: Block) -> int:
    """Return how many numbers there are now of what going on costs, with the tables behind."""
    tables = 2 * block[at.G_GRID] * _row_span(block) * block[at.G_STATES] * block[at.G_VISITS]
    rows = at.LATER_ROW * line_rows(block) * block[at.G_LINES]
    return int(rows + block[at.G_VISITS] + SCRATCH_ROWS * _row_room(block) + tables)


def sooner_size(block: Block) -> int:
    """Return how many numbers there are now of what having come to a stop costs."""
    rows = 2 * _row_span(block) * block[at.G_STATES] * (block[at.G_STOPS] + 1)
    waiting = 2 * block[at.G_STATES] * block[at.G_VISITS]
    return int(rows + 2 * block[at.G_GRID] * _row_room(block) + waiting)


def _row_room(block: Block) -> int:
    return int(-(-block[at.G_BLOCK] // AT_ONCE) + 1) * AT_ONCE


def _row_span(block: Block) -> int:
    return int(block[at.G_CELLS]) + 2 * _row_room(block)
