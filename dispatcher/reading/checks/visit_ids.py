"""Visit ids tell any two visits of a request apart, those of later parts included."""

from collections.abc import Iterator

from dispatcher.faults.build import make_fault
from dispatcher.faults.fault import Fault
from dispatcher.reading.checks.published import crew_sizes, readable_tickets
from dispatcher.reading.context import Context

CLEAR_IDS = "ids of which none is another one, a colon and the number of one of its steps"


def check_visit_ids(context: Context) -> Iterator[Fault]:
    """Yield a fault for every ticket of which a visit could have the id of another ticket's.

    Part p (from 1) of ``X:k:b`` is ``X:k:b:p``; that is also the visit ``b:p`` of a ticket named ``X:k``, if
    that has a step b with more than p people. No other two ids can meet: they differ in their number of colons.
    """
    tickets = readable_tickets(context)
    for path, ticket in context.draft.each(("tickets",), context.request.tickets):
        stem, _, step = ticket.id.rpartition(":")
        if ticket.id not in tickets or stem not in tickets or step != (str(int(step)) if step.isdecimal() else ""):
            continue
        crews = crew_sizes(tickets[stem])
        if int(step) < len(crews) and any(size > 1 for size in crew_sizes(ticket)[: crews[int(step)]]):
            yield make_fault("visit_id_collision", (*path, "id"), ids=(stem, ticket.id), value=ticket.id,
                             allowed=CLEAR_IDS)  # fmt: skip
