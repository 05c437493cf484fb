"""Where one technician is while his route goes on: place and time, absences and breaks on the way."""

from collections import deque

from solver.plan import PlannedVisit
from solver.problem import Absence, Interval, Minute, Minutes, Problem


class Walk:
    """A route walked forward, from the start of its shift or from its last fact.

    Attributes
    ----------
    free
        When the technician may set out from where he is.
    last
        The visit whose end decides ``free``; None: none does, but the shift's start or an absence.
    """

    def __init__(self, problem: Problem, shift: int) -> None:
        self._problem, self._shift = problem, problem.shifts[shift]
        self._place = self._shift.start_site
        self._absences = deque(sorted(self._shift.absences, key=lambda away: (away.start, away.end)))
        self._closed = self._is_late = False
        self._settled: Minute | None = None
        self.free: Minute = self._shift.start
        self.last: int | None = None
        if self._absences and self._absences[0].site is not None and self._absences[0].start <= self.free:
            first = self._absences.popleft()
            self._place, self.free = int(first.site or 0), first.end

    def settle(self, planned: PlannedVisit, end: Minute, is_late: bool) -> None:
        """Begin behind a fact, which ends then; facts come by their starts."""
        self._place = self._site(planned)
        self.free = end if self._settled is None else max(self.free, end)
        self._settled, self.last, self._is_late = planned.start, planned.visit, is_late
        while self._absences and (self._absences[0].start < planned.start or self._absences[0].end <= self.free):
            self._absences.popleft()

    def serve(self, planned: PlannedVisit, end: Minute) -> None:
        """Make a visit that ends then."""
        self._place, self.free = self._site(planned), end
        self.last, self._is_late = planned.visit, end > planned.end

    def is_past(self, moment: Minute) -> bool:
        """Whether a fact has begun after a moment: what was to be then is over."""
        return self._settled is not None and moment < self._settled

    def reach(self, site: int, set_out: Minute | None = None) -> Minute:
        """Return when the technician can be at a site; one who is known to have set out is on his way since then."""
        return max(self.free, self.free if set_out is None else set_out) + self._way(site)

    def rest(self, taken: Interval) -> Interval | None:
        """Take a break where he is, as soon as he may; None: he is away from then on."""
        minutes = taken.end - taken.start
        while True:
            start = max(taken.start, self.free)
            if self.is_away_for_good(start, self._place, minutes):
                return None
            if not self.give_way(start, self._place, minutes):
                self.free = start + minutes
                return Interval(start, self.free)

    def is_away_for_good(self, start: Minute, site: int, minutes: Minutes) -> bool:
        """Whether an absence that lasts as long as the shift forbids such a stay."""
        away = self._absences[0] if self._absences else None
        if away is not None and self._is_last(away) and start + minutes > away.start:
            self._closed = True
        return self._closed

    def give_way(self, start: Minute, site: int, minutes: Minutes) -> bool:
        """Let the next absence come first, if a stay with the way to it would not be over before it; say whether so."""
        if not self._absences:
            return False
        away = self._absences[0]
        onward = 0 if away.site is None else int(self._problem.travel[site, away.site])
        if start + minutes + onward <= away.start:
            return False
        self._absences.popleft()
        if away.site is not None or away.end > start - self._way(site):
            self._be_away(away)
        return True

    def go_home(self) -> Minute:
        """Return when the technician is back, the absences still ahead kept."""
        while self._absences and not self._is_last(self._absences[0]):
            away = self._absences.popleft()
            if away.site is not None or (away.start < self.free + self._home() and self.free < away.end):
                self._be_away(away)
        return self.free + self._home()

    def _be_away(self, away: Absence) -> None:
        if away.site is None:
            arrived = self.free
        else:
            arrived = self.free + self._way(away.site)
            self._place = away.site
        if arrived <= away.end and not self._is_late:
            self.last = None  # the absence alone decides when he is free
        self.free = max(arrived, away.end)

    def _is_last(self, away: Absence) -> bool:
        return away.site is None and away.end >= self._shift.overtime_until

    def _home(self) -> Minutes:
        return 0 if self._shift.end_site is None else self._way(self._shift.end_site)

    def _way(self, site: int) -> Minutes:
        return int(self._problem.travel[self._place, site])

    def _site(self, planned: PlannedVisit) -> int:
        return self._problem.tickets[self._problem.visits[planned.visit].ticket].site
