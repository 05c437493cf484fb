"""Plain tables for a terminal, in the look of all reports."""

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text


def make_table(heads: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = (),
               title: str | None = None) -> Table:  # fmt: skip
    """Return a table whose cells are folded, never cut.

    Parameters
    ----------
    right
        Positions of the columns of numbers.
    title
        A line above it; None: none.
    """
    table = Table(box=SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False,
                  padding=(0, 1, 0, 0), show_edge=False)  # fmt: skip
    numbers = set(right)
    for k, head in enumerate(heads):
        table.add_column(head, justify="right" if k in numbers else "left", overflow="fold", no_wrap=k in numbers)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
