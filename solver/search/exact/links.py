"""What ties visits across routes in the complete model."""

from ortools.sat.python import cp_model

from solver.rows import Among, Group, Order
from solver.search.exact.variables import Variables


def add_links(variables: Variables) -> None:
    """Add every link of the tables."""
    tables, model = variables.tables, variables.model
    for group in tables.different_people:
        _different_people(variables, group)
    for order in tables.orders:
        _order(variables, order)
    for pair in tables.requires:
        model.add_implication(variables.planned[pair.ticket], variables.planned[pair.other])
    for among in tables.among:
        _among(variables, among)
    for row in tables.one_by:
        planned = variables.planned[tables.problem.visits[row.visits[0]].ticket]
        model.add(sum(by for v in row.visits for by in _by(variables, v, row.technician)) >= planned)
    for first in tables.nexts:
        for visit in variables.candidates[first.shift]:
            if visit != first.visit and first.visit in variables.start:
                earlier = variables.start[first.visit] <= variables.start[visit]
                model.add(earlier).only_enforce_if(variables.on[visit, first.shift])


def _by(variables: Variables, visit: int, technician: int) -> list[cp_model.IntVar]:
    """Return the literals that put a visit on one of a technician's shifts."""
    shifts = variables.tables.problem.technicians[technician].shifts
    return [variables.on[visit, s] for s in shifts if (visit, s) in variables.on]


def _different_people(variables: Variables, group: Group) -> None:
    for technician in range(len(variables.tables.problem.technicians)):
        literals = [by for visit in group.visits for by in _by(variables, visit, technician)]
        if len(literals) > 1:
            variables.model.add_at_most_one(literals)


def _order(variables: Variables, order: Order) -> None:
    """Start one visit within the gaps after the end of another, if both are planned."""
    model, tables, start = variables.model, variables.tables, variables.start
    if order.before not in start or order.after not in start:
        return
    tickets = {tables.problem.visits[visit].ticket for visit in (order.before, order.after)}
    both = [variables.planned[ticket] for ticket in sorted(tickets)]
    minutes = sum(
        int(tables.minutes[order.before, s]) * variables.on[order.before, s]
        for s in range(len(tables.shifts))
        if (order.before, s) in variables.on
    )
    end = start[order.before] + minutes
    model.add(start[order.after] >= end + order.min_gap).only_enforce_if(both)
    if order.max_gap is not None:
        model.add(start[order.after] <= end + order.max_gap).only_enforce_if(both)


def _among(variables: Variables, among: Among) -> None:
    """Keep the people of some visits among those of others."""
    condition = [] if among.always else [variables.planned[among.other]]
    for technician in range(len(variables.tables.problem.technicians)):
        if technician in among.people:
            continue
        others = [by for visit in among.others for by in _by(variables, visit, technician)]
        for visit in among.visits:
            for by in _by(variables, visit, technician):
                variables.model.add_bool_or(others).only_enforce_if([by, *condition])
