"""Tickets that wait for each other, or take their technicians from each other, in a circle."""

from collections.abc import Iterator, Mapping, Sequence

from dispatcher.faults.build import make_fault
from dispatcher.faults.fault import Fault
from dispatcher.reading.context import Context


def check_cycles(context: Context) -> Iterator[Fault]:
    """Yield one fault per circle, with its tickets' ids in the order of the circle."""
    places = {ticket.id: path for path, ticket in context.draft.each(("tickets",), context.request.tickets)}
    tickets = context.request.tickets
    waits = {ticket.id: list(dict.fromkeys(after.ticket_id for after in ticket.after)) for ticket in tickets}
    for circle in circles(waits):
        yield make_fault("after_cycle", (*places[circle[0]], "after"), ids=circle)
    follows = {ticket.id: [ticket.same_technician_as] if ticket.same_technician_as else [] for ticket in tickets}
    for circle in circles(follows):
        yield make_fault("same_technician_cycle", (*places[circle[0]], "same_technician_as"), ids=circle)


def circles(edges: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Yield circles of two or more nodes, none sharing a closing edge, by one depth-first walk.

    Every node that waits for itself through others is on a path to a circle that is reported; nodes the graph
    does not hold are ignored.
    """
    done: set[str] = set()
    for root in edges:
        if edges[root] and root not in done:  # most wait for nothing
            yield from _walk(root, edges, done)


def _walk(root: str, edges: Mapping[str, Sequence[str]], done: set[str]) -> Iterator[list[str]]:
    trail = [root]
    position = {root: 0}
    pending = [iter(edges[root])]
    while trail:
        node = next((other for other in pending[-1] if other in edges and other not in done), None)
        if node is None:
            done.add(trail[-1])
            del position[trail.pop()]
            pending.pop()
        elif node in position:
            # A node that waits for itself is reported as such elsewhere.
            if position[node] < len(trail) - 1:
                yield trail[position[node] :]
        else:
            position[node] = len(trail)
            trail.append(node)
            pending.append(iter(edges[node]))
