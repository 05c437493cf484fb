"""The memory of the compiled search: every table is explained, and no compiled code outlives its sources."""

from pathlib import Path

import pytest

from solver.search.chains import (
    anneal,
    bonds,
    compiled,
    copies,
    ejection,
    insertion,
    lay_out,
    layout,
    luck,
    operators,
    recreate,
    regret,
    routes,
    ruin,
    tickets,
    walk,
)
from solver.search.chains.arena import Builder

MODULES = (
    anneal,
    bonds,
    copies,
    ejection,
    insertion,
    lay_out,
    luck,
    operators,
    recreate,
    regret,
    routes,
    ruin,
    tickets,
    walk,
)


@pytest.mark.parametrize(
    ("tables", "size"),
    [
        (layout.DAY, layout.DAY_HEADER),
        (layout.ROUTES, layout.ROUTES_HEADER),
        (layout.DESK, layout.DESK_HEADER),
    ],
)
def test_every_entry_of_a_header_is_explained(tables: dict[str, str], size: int) -> None:
    """Each entry of an arena's header has one place and one explanation."""
    assert sorted(getattr(layout, name) for name in tables) == list(range(size))
    assert all(tables.values())


def test_a_table_has_whole_rows() -> None:
    """Five numbers are no table of rows of two."""
    builder = Builder(1)

    with pytest.raises(ValueError, match="no rows of 2"):
        builder.add(0, [1, 2, 3, 4, 5], 2)


def test_tables_lie_where_the_header_says() -> None:
    """Behind a header of 2 come 3 numbers from 2 on and 1 number from 5 on."""
    builder = Builder(2)
    builder.add(0, [7, 8, 9])
    builder.add(1, [4])

    block = builder.block().tolist()

    assert block[:6] == [2, 5, 7, 8, 9, 4]


def test_compiled_code_is_kept_for_the_sources_of_the_package() -> None:
    """What is kept of each compiled function is asked for by a digest of all modules, as callees are compiled in."""
    functions = [f for module in MODULES for f in vars(module).values() if hasattr(f, "py_func")]

    stamps = {function._cache._cache_file._source_stamp for function in functions}

    assert len(functions) > 40
    assert stamps == {compiled.sources(Path(compiled.__file__).parent)}
