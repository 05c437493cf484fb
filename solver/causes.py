"""Why visits moved between two plans: chains of visits in the way of each other, each ending in an event.

What an event is, is not known here: only whom it concerns. A visit's cause is, in this order:

1. the latest event that concerns it itself, its ticket, or its technician while it was to be made;
2. a visit now in its former place, way included, or one it is tied to (crew, steps, ``after``, the same technician),
   that has moved for a cause;
3. a visit in whose former place it is now: it has filled what that one left;
4. an event that concerns it but moves nothing by itself, or concerns its technician at another time;
5. the latest event, after the first visit now in its place if there is one.

So every visit that moved has a chain that ends in an event if there is any event, and cycles end.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from solver.changes import Place, Places
from solver.problem import Minute, Problem


@dataclass(frozen=True, slots=True)
class Concern:
    """Whom an event concerns.

    Attributes
    ----------
    event
        Any name of the event.
    visits
        Ids of visits.
    ticket, technician
        Index; None: it is about none.
    start, end
        The technician's visits then are concerned; None: since, or for, ever.
    moves
        Whether it moves visits by itself; False: it is a cause where no other is found.
    """

    event: str
    visits: frozenset[str] = frozenset()
    ticket: int | None = None
    technician: int | None = None
    start: Minute | None = None
    end: Minute | None = None
    moves: bool = True


@dataclass(frozen=True, slots=True)
class Chain:
    """Causes of a change, nearest first: visits by their ids, then the event."""

    visits: tuple[str, ...]
    event: str


def trace(problem: Problem, before: Places, after: Places, concerns: Sequence[Concern]) -> dict[str, Chain]:
    """Return why each visit that moved did so, by its id; nothing if there are no events.

    Parameters
    ----------
    before, after
        Where the two plans have each visit, facts included.
    concerns
        The events, latest last.
    """
    if not concerns:
        return {}
    names = [*before, *(name for name in after if name not in before)]
    # The plan before may have facts and decisions in it already, so what an event names has moved as well.
    named = {name for row in concerns if row.moves for name in row.visits}
    moved = [name for name in names if name in named or name not in before or not before[name].is_at(after.get(name))]
    moves = _Moves(problem, before, after, sorted(moved, key=lambda name: _key(before, after, name)))
    search = _Search(moves.names)
    direct = _Events([(k, row) for k, row in enumerate(concerns) if row.moves], before, after)
    search.add({name: event for name in moves.names if (event := direct.of(name)) is not None})
    search.follow({name: [*moves.in_the_way(name), *moves.tied(name)] for name in search.open})
    search.follow({name: [*moves.left(name)] for name in search.open})
    loose = _Events([*enumerate(concerns)], before, after, at_any_time=True)
    search.add({name: event for name in search.open if (event := loose.of(name)) is not None})
    search.follow({})
    for name in search.open:
        search.chains[name] = Chain(tuple(moves.in_the_way(name))[:1], concerns[-1].event)
    return search.chains


def _key(before: Places, after: Places, name: str) -> tuple[Minute, str]:
    return (before.get(name) or after[name]).start, name


def _meet(one: Place, other: Place) -> bool:
    return one.depart < other.end and other.depart < one.end


class _Moves:
    """The visits that moved, and which of them have to do with each other."""

    def __init__(self, problem: Problem, before: Places, after: Places, names: Sequence[str]) -> None:
        self.names = names
        self._problem, self._before, self._after = problem, before, after
        self._now = _by_technician(names, after)
        self._then = _by_technician(names, before)
        self._by_ticket: dict[int, list[str]] = defaultdict(list)
        for name in names:
            self._by_ticket[(before.get(name) or after[name]).ticket].append(name)

    def in_the_way(self, name: str) -> Iterator[str]:
        """Yield the visits now in a visit's former place."""
        place = self._before.get(name)
        if place is not None:
            yield from (u for u in self._now[place.technician] if u != name and _meet(self._after[u], place))

    def left(self, name: str) -> Iterator[str]:
        """Yield the visits in whose former place a visit is now."""
        place = self._after.get(name)
        if place is not None:
            yield from (u for u in self._then[place.technician] if u != name and _meet(self._before[u], place))

    def tied(self, name: str) -> Iterator[str]:
        """Yield the other visits of a visit's ticket, and those of tickets that it follows or shares people with."""
        ticket_idx = (self._before.get(name) or self._after[name]).ticket
        ticket = self._problem.tickets[ticket_idx]
        tied = [ticket_idx, *(after.ticket for after in ticket.after)]
        tied += [] if ticket.same_technician_as is None else [ticket.same_technician_as]
        yield from (u for other in tied for u in self._by_ticket[other] if u != name)


def _by_technician(names: Iterable[str], places: Places) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for name in sorted((name for name in names if name in places), key=lambda name: (places[name].start, name)):
        found[places[name].technician].append(name)
    return found


class _Search:
    """Chains found so far, grown from the events outward: nearer ones first, each visit once."""

    def __init__(self, names: Sequence[str]) -> None:
        self.chains: dict[str, Chain] = {}
        self._names = names
        self._causes: dict[str, list[str]] = {name: [] for name in names}

    @property
    def open(self) -> list[str]:
        """The visits without a chain."""
        return [name for name in self._names if name not in self.chains]

    def add(self, events: Mapping[str, str]) -> None:
        """Take events as the causes of visits."""
        self.chains |= {name: Chain((), event) for name, event in events.items()}

    def follow(self, causes: Mapping[str, Sequence[str]]) -> None:
        """Grow the chains along causes, those taken before included, until nothing more is reached."""
        for name, rows in causes.items():
            self._causes[name] += rows
        effects: dict[str, list[str]] = defaultdict(list)
        for name in self.open:
            for cause in self._causes[name]:
                effects[cause].append(name)
        reached: Sequence[str] = [*self.chains]
        while reached:
            touched = dict.fromkeys(name for cause in reached for name in effects[cause] if name not in self.chains)
            found = {name: self._grown(name) for name in touched}
            self.chains |= found
            reached = [*found]

    def _grown(self, name: str) -> Chain:
        """Return the shortest chain through one of a visit's causes, the nearest cause among equals."""
        known = (cause for cause in self._causes[name] if cause in self.chains)
        cause = min(known, key=lambda cause: len(self.chains[cause].visits))
        return Chain((cause, *self.chains[cause].visits), self.chains[cause].event)


class _Events:
    """The latest event that concerns a visit; events come with their ranks, the latest has the highest."""

    def __init__(self, rows: Sequence[tuple[int, Concern]], before: Places, after: Places,
                 at_any_time: bool = False) -> None:  # fmt: skip
        self._before, self._after, self._at_any_time = before, after, at_any_time
        self._by_visit: dict[str, list[tuple[int, Concern]]] = defaultdict(list)
        self._by_ticket: dict[int, list[tuple[int, Concern]]] = defaultdict(list)
        self._by_technician: dict[int, list[tuple[int, Concern]]] = defaultdict(list)
        for row in rows:
            for name in row[1].visits:
                self._by_visit[name].append(row)
            if row[1].ticket is not None:
                self._by_ticket[row[1].ticket].append(row)
            if row[1].technician is not None:
                self._by_technician[row[1].technician].append(row)

    def of(self, name: str) -> str | None:
        """Return the event; None if none concerns the visit."""
        then = self._before.get(name)
        rows = [*self._by_visit.get(name, ()), *self._by_ticket.get((then or self._after[name]).ticket, ())]
        if then is not None:
            away = self._by_technician.get(then.technician, ())
            rows += [row for row in away if self._at_any_time or _touches(row[1], then)]
        return max(rows, key=lambda row: row[0])[1].event if rows else None


def _touches(concern: Concern, place: Place) -> bool:
    return (concern.end is None or place.depart < concern.end) and (concern.start is None or concern.start < place.end)
