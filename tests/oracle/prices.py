"""What a plan costs, by the contract's table, in the oracle's own words."""

from collections.abc import Mapping
from functools import cached_property

from solver.problem import Constants, Ticket, TicketStatus, Visit
from tests.oracle.reading import Reading

Span = tuple[int, int, int]  # shift, start, end


class Prices:
    """Prices of what a plan does; a plan is known by its ``spans`` (visit -> shift, start, end)."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.problem = reading.problem

    def _weight(self, term: str, name: str) -> int:
        return self.problem.policy.weights[term][name]

    # --- derived constants --------------------------------------------------------------------------------------

    @cached_property
    def _open_demand(self) -> Mapping[str, int]:
        """Minutes of service x persons per trade over the open tickets."""
        demand: dict[str, int] = {}
        for ticket in self.problem.tickets:
            if ticket.status is TicketStatus.OPEN:
                for step in ticket.steps:
                    for need in step.crew:
                        demand[need.trade] = demand.get(need.trade, 0) + step.service_minutes
        return demand

    def _shift_minutes(self, technician: int) -> int:
        return sum(shift.end - shift.start for shift in self.problem.shifts if shift.technician == technician)

    @cached_property
    def scarce_trades(self) -> frozenset[str]:
        """Trades with more demand than 0.8 of what those who have them can work."""
        if self.problem.constants is not None:
            return self.problem.constants.scarce_trades
        people = enumerate(self.problem.technicians)
        hours = [(person.skills, self._shift_minutes(k)) for k, person in people]
        return frozenset(
            trade
            for trade, minutes in self._open_demand.items()
            if 10 * minutes > 8 * sum(own for skills, own in hours if trade in skills)
        )

    def _share(self, technician: int) -> int:
        constants: Constants | None = self.problem.constants
        if constants is not None and technician in constants.share:
            return constants.share[technician]
        people = range(len(self.problem.technicians))
        employed = [k for k in people if any(shift.technician == k for shift in self.problem.shifts)]
        work = sum(self.problem.technicians[k].carried_minutes for k in employed) + sum(self._open_demand.values())
        return self._shift_minutes(technician) * work // sum(self._shift_minutes(k) for k in employed)

    # --- one visit ------------------------------------------------------------------------------------------------

    def pair(self, visit_idx: int, shift_idx: int) -> int:
        """Return what a visit still to be made costs on a shift whenever it starts."""
        visit = self.problem.visits[visit_idx]
        ticket = self.problem.tickets[visit.ticket]
        technician = self.reading.technician(shift_idx)
        cost = self._contractor_minutes(shift_idx, self.reading.length(visit_idx, shift_idx))
        if ticket.preferred_technicians and technician not in ticket.preferred_technicians:
            cost += self._weight("preference", "technician")
        return cost + self._waste(visit, technician) + self._other_technician(visit_idx, technician)

    def _contractor_minutes(self, shift_idx: int, minutes: int) -> int:
        hired = self.problem.technicians[self.reading.technician(shift_idx)].contractor
        return minutes * self._weight("contractor", "minute") if hired else 0

    def _waste(self, visit: Visit, technician: int) -> int:
        need = self.problem.tickets[visit.ticket].steps[visit.step].crew[visit.crew_position]
        skills = self.problem.technicians[technician].skills
        cost = (skills[need.trade] - need.min_level) * self._weight("skill_waste", "level")
        if any(trade != need.trade and trade in skills for trade in self.scarce_trades):
            cost += self._weight("skill_waste", "scarce")
        return cost

    def _other_technician(self, visit_idx: int, technician: int) -> int:
        if self.reading.published(visit_idx) is None:
            return 0
        records = (self.reading.published(v) for v in self.reading.same_group(visit_idx))
        known = {self.reading.technician(p.shift) for p in records if p is not None}
        return 0 if technician in known else self._weight("disruption", "technician")

    def moved(self, visit_idx: int, start: int) -> int:
        """Return what a later start than published costs."""
        published = self.reading.published(visit_idx)
        if published is None:
            return 0
        rate = self._weight("disruption", "told_minute" if published.told else "minute")
        return rate * max(0, start - published.start)

    # --- one ticket -----------------------------------------------------------------------------------------------

    def _late(self, term: str, ticket: Ticket, due: int | None, at: int) -> int:
        if due is None:
            return 0
        rate = self._weight(term, ticket.urgency.value) * ticket.impact
        return rate * max(0, at - max(due, self.problem.now))

    def first_start(self, ticket_idx: int, start: int) -> int:
        """Return what a ticket pays for the first start, chosen by the plan."""
        ticket = self.problem.tickets[ticket_idx]
        cost = self._late("respond_late", ticket, ticket.respond_by, start)
        if ticket.preferred and not any(w.start <= start <= w.end for w in ticket.preferred):
            cost += self._weight("preference", "window")
        if ticket.promised and not self.problem.policy.promised_hard:
            cost += self._late("promise_late", ticket, max(w.end for w in ticket.promised), start)
        return cost

    def last_end(self, ticket_idx: int, end: int) -> int:
        """Return what a ticket pays for the last end of its last step."""
        ticket = self.problem.tickets[ticket_idx]
        return self._late("complete_late", ticket, ticket.complete_by, end)

    def left_out(self, ticket_idx: int) -> int:
        """Return what an open ticket pays when its visits still to be made are not planned."""
        ticket = self.problem.tickets[ticket_idx]
        horizon_end = self.problem.horizon_end
        cost = self._weight("unassigned", ticket.urgency.value) * ticket.impact
        cost += self._late("complete_late", ticket, ticket.complete_by, horizon_end)
        if self.reading.responded_at[ticket_idx] is None:
            cost += self._late("respond_late", ticket, ticket.respond_by, horizon_end)
        records = (self.reading.published(v) for v in self.problem.open_visits_by_ticket[ticket_idx])
        if any(record is not None for record in records):
            cost += self._weight("disruption", "dropped")
        return cost

    # --- sums -----------------------------------------------------------------------------------------------------

    def workload(self, shift_of: Mapping[int, int]) -> int:
        """Return the price of uneven work; ``shift_of`` maps the planned visits, facts left out."""
        minutes = {shift.technician: 0 for shift in self.problem.shifts}
        for k in minutes:
            minutes[k] = self.problem.technicians[k].carried_minutes
        for visit_idx, published in self.reading.facts:
            if not self.problem.visits[visit_idx].is_no_show:
                minutes[self.reading.technician(published.shift)] += self.problem.visits[visit_idx].minutes
        for visit_idx, s in shift_of.items():
            minutes[self.reading.technician(s)] += self.problem.visits[visit_idx].minutes
        return sum(self._over_share(own - self._share(k)) for k, own in minutes.items())

    def _over_share(self, over: int) -> int:
        """Rates rise after 60 and 120 minutes above the share."""
        low, middle, high = max(0, min(over, 60)), max(0, min(over - 60, 60)), max(0, over - 120)
        weights = (self._weight("workload", name) for name in ("over", "over_60", "over_120"))
        return sum(rate * part for rate, part in zip(weights, (low, middle, high), strict=True))

    def contractor_shifts(self, used: frozenset[int]) -> int:
        """Return the price of calling contractors in for the shifts used."""
        hired = [s for s in used if self.problem.technicians[self.reading.technician(s)].contractor]
        return len(hired) * self._weight("contractor", "shift")

    def route(self, shift_idx: int, travel: int, return_at: int) -> int:
        """Return the price of a route's travel and overtime."""
        over = max(0, return_at - self.problem.shifts[shift_idx].end)
        return travel * self._weight("travel", "minute") + over * self._weight("overtime", "minute")

    @cached_property
    def facts(self) -> int:
        """Return what the facts cost whatever is planned: contractors' minutes and lateness.

        Their travel and overtime are their routes', their minutes are part of the workload.
        """
        cost = 0
        for visit_idx, published in self.reading.facts:
            if not self.problem.visits[visit_idx].is_no_show:
                cost += self._contractor_minutes(published.shift, published.end - published.start)
        for ticket_idx, ticket in enumerate(self.problem.tickets):
            responded = self.reading.responded_at[ticket_idx]
            if responded is not None:
                cost += self._late("respond_late", ticket, ticket.respond_by, responded)
            if not self.problem.open_visits_by_ticket[ticket_idx]:
                cost += self._completed(ticket_idx)
        return cost

    def _completed(self, ticket_idx: int) -> int:
        """What a ticket pays whose last step is fact."""
        ends = self.reading.served_ends(ticket_idx)
        return self.last_end(ticket_idx, max(ends)) if ends else 0
