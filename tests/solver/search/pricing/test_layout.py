"""The memory of the pricing: every table is explained, and no compiled code outlives the sources of both packages."""

from pathlib import Path

import pytest

from solver.search.bound.graph import NUMBERS
from solver.search.chains import compiled
from solver.search.pricing import (
    ahead,
    arrivals,
    dive,
    dominance,
    labels,
    later,
    layout,
    listing,
    pauses,
    price,
    steps,
    through,
)
from tests.builders import make_problem
from tests.solver.search.bound.relaxed import relax

MODULES = (ahead, arrivals, dive, dominance, labels, later, listing, pauses, price, steps, through)


@pytest.mark.parametrize(("tables", "size"), [(layout.GRAPH, layout.GRAPH_HEADER), (layout.DESK, layout.DESK_HEADER)])
def test_every_entry_of_a_header_is_explained(tables: dict[str, str], size: int) -> None:
    """Each entry of a block's header has one place and one explanation."""
    assert sorted(getattr(layout, name) for name in tables) == list(range(size))
    assert all(tables.values())


def test_what_a_header_says_is_a_number_or_where_a_table_lies() -> None:
    """Of a graph, whatever is no number is a table within the block, each behind the one before."""
    (graph,) = relax(make_problem()).graphs or []

    places = [int(graph.block[entry]) for entry in range(layout.GRAPH_HEADER) if entry not in NUMBERS]

    assert min(places) == layout.GRAPH_HEADER
    assert len(set(places)) == len(places)
    assert max(places) < len(graph.block)


def test_compiled_code_is_kept_for_the_sources_of_both_packages() -> None:
    """What is kept of each function is asked for by a digest of its package and of the chains', which it calls."""
    functions = [
        function
        for module in MODULES
        for function in vars(module).values()
        if hasattr(function, "py_func") and function.py_func.__module__ == module.__name__
    ]

    stamps = {function._cache._cache_file._source_stamp for function in functions}

    assert len(functions) > 25
    assert stamps == {compiled.sources(Path(price.__file__).parent)}


def test_a_change_in_either_package_is_a_change(tmp_path: Path) -> None:
    """The digest of another package is not that of the chains alone, and follows its sources."""
    module = tmp_path / "module.py"
    module.write_text("ONE = 1\n", encoding="utf-8")
    one = compiled.sources.__wrapped__(tmp_path)
    module.write_text("ONE = 2\n", encoding="utf-8")
    other = compiled.sources.__wrapped__(tmp_path)

    assert len({one, other, compiled.sources(Path(compiled.__file__).parent)}) == 3
