"""Where routes come back to a visit, and what is remembered from then on so that they do not."""

from collections.abc import Iterable, Mapping

from solver.search.bound.graph import Graph
from solver.search.bound.rows import Column


def remember(graphs: Mapping[int, Graph], used: Iterable[Column]) -> set[int]:
    """Remember where routes come back to a visit; return the shifts, keys of ``graphs``, where that is new."""
    new = set()
    for column in used:
        graph = graphs[column.shift]
        for visit, between in loops(graph, column):
            if graph.remember(visit, between):
                new.add(column.shift)
    for shift in new:
        graphs[shift].renew()
    return new


def loops(graph: Graph, column: Column) -> list[tuple[int, list[int]]]:
    """Return each visit, by number on the shift, that a route comes back to, with the stops in between."""
    visits = [graph.number[visit] for visit in column.visits]
    found, last = [], dict[int, int]()
    for k, visit in enumerate(visits):
        same = int(graph.same[visit])
        if same in last:
            absences = graph.absences_between(column.starts[last[same]], column.starts[k])
            found.append((same, visits[last[same] + 1 : k] + absences))
        last[same] = k
    return found


def is_remembered(graph: Graph, column: Column) -> bool:
    """Whether what is remembered allows a route."""
    return not any(all(visit in graph.near[other] for other in between) for visit, between in loops(graph, column))
