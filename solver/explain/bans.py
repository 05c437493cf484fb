"""Which rules keep whom from what, whatever else is planned."""

from collections.abc import Mapping
from dataclasses import dataclass

from solver.problem import Problem
from solver.rules import HARD_RULES
from solver.tables import Tables


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason code, the name of a hard rule wherever one is the reason, and the technicians it concerns."""

    code: str
    technicians: tuple[int, ...]


class Bans:
    """The pairs of visits and shifts that rules forbid, by technician."""

    def __init__(self, problem: Problem, tables: Tables) -> None:
        self.problem = problem
        self.tables = tables

    def first(self, visit: int, technician: int) -> str | None:
        """Return the first rule that keeps a technician from a visit on all of his shifts; None: none does."""
        shifts = list(self.problem.technicians[technician].shifts)
        if not shifts or not self.tables.banned[visit, shifts].all():
            return None
        names = (rule.name for rule in HARD_RULES if rule.name in self.tables.bans)
        return next(name for name in names if self.tables.bans[name][visit, shifts].any())

    def of(self, ticket: int) -> Mapping[int, str]:
        """Return the technicians who can make none of the ticket's visits, each with a rule that says so."""
        visits = self.problem.open_visits_by_ticket[ticket]
        found: dict[int, str] = {}
        for technician in range(len(self.problem.technicians)):
            rules = [self.first(visit, technician) for visit in visits]
            if rules and rules[0] is not None and None not in rules:
                found[technician] = rules[0]
        return found


def grouped(rules: Mapping[int, str]) -> tuple[Reason, ...]:
    """Return one reason per rule, in the registry's order, with its technicians."""
    names = [rule.name for rule in HARD_RULES if rule.name in rules.values()]
    return tuple(Reason(name, tuple(k for k, rule in sorted(rules.items()) if rule == name)) for name in names)
