"""One request with its plan in force, and all that questions about it need, each worked out once when first asked."""

from collections.abc import Collection
from functools import cached_property

from dispatcher.convert.problem import make_problem
from dispatcher.prepared import Prepared
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from solver.checker import check
from solver.compilation import read_tables
from solver.problem import Problem
from solver.replan import FirstAnswer, first_answer
from solver.search.chains.chain import pack_day
from solver.search.chains.compiled import Block
from solver.search.reach import Reach, read_reach
from solver.search.repair import repair
from solver.search.whatif import WhatIf
from solver.tables import Tables


class Standing:
    """How things stand.

    Parameters
    ----------
    request
        Read without faults, with what events have written into it.
    fresh
        Tickets, by id, that are to have a place now (see ``solver.replan.first_answer``).
    """

    def __init__(self, request: Request, fresh: Collection[str] = ()) -> None:
        self.request = request
        self.fresh = frozenset(fresh)

    @property
    def published(self) -> Plan:
        """The plan in force, with what events have written into it."""
        if self.request.published is None:
            raise ValueError("nothing is in force: the request has no published plan")
        return self.request.published

    @cached_property
    def problem(self) -> Problem:
        """The request as the solver sees it."""
        return make_problem(self.request)

    @cached_property
    def tables(self) -> Tables:
        """What every rule says of it."""
        return read_tables(self.problem)

    @cached_property
    def reach(self) -> Reach:
        """When each visit can be on each shift at all."""
        return read_reach(self.tables)

    @cached_property
    def day(self) -> Block:
        """The same as compiled code reads it."""
        return pack_day(self.tables, self.reach)

    @cached_property
    def kept(self) -> WhatIf:
        """What still holds of the plan in force, ready for questions."""
        return WhatIf(self.tables, self.reach, repair(self.tables, self.reach, self.day), self.day)

    @cached_property
    def asked(self) -> Prepared:
        """What still holds of the plan in force, ready for candidates, slots and moves.

        What has lost its place or is new is not in it: who could take an emergency is asked before anybody has it.
        """
        windows = {
            k: visit.published.window
            for k, visit in enumerate(self.problem.visits)
            if visit.published is not None and visit.published.window is not None
        }
        plan = self.kept.plan
        return Prepared(self.request, self.published, self.problem, plan, check(self.problem, plan), windows)

    @cached_property
    def first(self) -> FirstAnswer:
        """The first answer to what has happened."""
        names = enumerate(self.problem.tickets)
        return first_answer(self.kept, frozenset(k for k, ticket in names if ticket.id in self.fresh))
