"""The comparison on the README: one table and one plot between two marks, written from the kept rows."""

import re
from pathlib import Path

from benchmarks.comparison.figures import Figures
from benchmarks.comparison.plot import draw
from benchmarks.comparison.results import read_rows
from benchmarks.comparison.table import bars, parts, summary

BEGIN, END = "<!-- comparison -->", "<!-- end of comparison -->"
PICTURE = Path("docs/images/comparison.svg")
ROWS = Path("benchmarks/results/comparison.csv")


def block(figures: Figures) -> str:
    """Return what stands between the marks: days whose tickets are not tied, which every engine is given whole.

    Nothing where there are no such rows.
    """
    days = parts(figures).get("unlinked", ())
    if not days:
        return ""
    lines = "\n".join(f"- {line}" for line in bars(figures, days))
    return f"\n{summary(figures, days)}\n\n![cost over time]({PICTURE.as_posix()})\n\n{lines}\n"


def picture(figures: Figures) -> str:
    """Return the plot of the same days."""
    return draw(figures, parts(figures).get("unlinked", ()))


def replace_block(page: str, text: str) -> str:
    """Return a page with a text between its marks.

    Raises
    ------
    ValueError
        If the page has no marks.
    """
    pattern = re.compile(f"(?<={re.escape(BEGIN)}\n).*?(?={re.escape(END)})", flags=re.DOTALL)
    if not pattern.search(page):
        raise ValueError(f"no {BEGIN} before {END}")
    return pattern.sub(lambda _: text, page)


def write_readme(root: Path) -> list[Path]:
    """Write table and plot of a checkout's README from its kept rows; return the files.

    Raises
    ------
    ValueError
        If the README has no marks, or the rows do not read.
    """
    figures = Figures(read_rows(root / ROWS))
    readme = root / "README.md"
    readme.write_text(replace_block(readme.read_text("utf-8"), block(figures)), encoding="utf-8")
    (root / PICTURE).write_text(picture(figures), encoding="utf-8")
    return [readme, root / PICTURE]
