"""A peer: VROOM, by pyvroom. Its costs know ways, who goes and priorities; of time it knows hard windows alone.

Due times are ignored, or made ends of windows; overtime is free, or forbidden, and it is asked both. Service minutes,
skills, promised windows, breaks, limits of shifts and visits are exact; what a visit by this or that person costs is a
part of the way to it, in a matrix per kind of person. Prices of leaving a ticket out become priorities of 1 to 100 by
their logarithm, since no larger ones are allowed.
"""

import math
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import numpy as np
import vroom

from benchmarks.peers.answer import Answer
from benchmarks.peers.day import PeerDay, Sequences
from solver.tables import Ints

MOST_EXPLORATION = 5  # the library's own largest
PRIORITIES = 100


class VroomPeer:
    """The library's model of one day.

    Parameters
    ----------
    in_time
        Whether due times are ends of windows; False: they are ignored.
    overtime
        Whether shifts end at the latest return; False: at their regular ends.
    """

    def __init__(self, day: PeerDay, *, in_time: bool, overtime: bool = True) -> None:
        began = time.monotonic()
        self.day = day
        self.in_time = in_time
        self.overtime = overtime
        self.input = vroom.Input()
        tables = day.tables
        ends = {row.end_site for row in tables.shifts} - {None}
        starts = {row.head.site for row in tables.shifts}
        # A location is a visit or a place of the roster, so that a way to a visit can have a price of its own.
        self.places = sorted({*starts, *(end for end in ends if end is not None), *(s.site for s in day.fixed_stops)})
        sites = np.array([*(day.site(visit) for visit in day.visits), *self.places], dtype=np.int64)
        self.travel: Ints = tables.travel[np.ix_(sites, sites)]
        self._add_visits()
        self._add_fixed_stops()
        self._add_shifts()
        self.build_seconds = time.monotonic() - began

    def _location(self, site: int) -> int:
        return len(self.day.visits) + self.places.index(site)

    def _add_visits(self) -> None:
        day, tables = self.day, self.day.tables
        who = sorted({day.allowed[visit].tobytes() for visit in day.visits})
        self.skill = {mask: k for k, mask in enumerate(who)}
        prices = [day.price(visit) for visit in day.visits]
        for k, visit in enumerate(day.visits):
            windows = [vroom.TimeWindow(low, high) for low, high in day.windows(visit, in_time=self.in_time)]
            minutes = {
                str(s): int(tables.minutes[visit, s]) for s in range(len(tables.shifts)) if day.allowed[visit, s]
            }
            job = vroom.Job(
                k,
                location=k,
                default_service=day.longest(visit),
                service_per_type=minutes,
                skills={self.skill[day.allowed[visit].tobytes()]},
                priority=_priority(prices[k], prices),
                time_windows=windows,
            )
            self.input.add_job(job)

    def _add_fixed_stops(self) -> None:
        first = len(self.day.visits)
        for k, stop in enumerate(self.day.fixed_stops):
            job = vroom.Job(
                first + k,
                location=self._location(stop.site),
                default_service=stop.end - stop.start,
                skills={len(self.skill) + k},
                priority=PRIORITIES,
                time_windows=[vroom.TimeWindow(stop.start, stop.start)],
            )
            self.input.add_job(job)

    def _add_shifts(self) -> None:
        day = self.day
        masks = {mask: np.frombuffer(mask, dtype=np.bool_) for mask in self.skill}
        profiles: dict[bytes, str] = {}
        for shift, row in enumerate(day.tables.shifts):
            fit = np.zeros(len(self.travel), dtype=np.int64)
            fit[: len(day.visits)] = day.tables.fit[list(day.visits), shift]
            if fit.tobytes() not in profiles:
                profiles[fit.tobytes()] = name = f"profile_{len(profiles)}"
                self.input.set_durations_matrix(name, self.travel)
                self.input.set_costs_matrix(name, self.travel * day.tables.travel_rate + fit[None, :])
            skills = {self.skill[mask] for mask, allowed in masks.items() if allowed[shift]}
            end = row.latest_return if self.overtime else max(day.leave(shift), day.regular_end(shift))
            breaks = [
                vroom.Break(k, [vroom.TimeWindow(rest.earliest, rest.latest)], service=rest.minutes)
                for k, rest in enumerate(day.rests(shift))
                if rest.earliest + rest.minutes <= end
            ]
            stops = [k for k, stop in enumerate(day.fixed_stops) if stop.shift == shift]
            skills |= {len(self.skill) + k for k in stops}
            room = day.room(shift)
            limits = {} if room is None else {"max_tasks": room + len(stops)}
            vehicle = vroom.Vehicle(
                shift,
                start=self._location(row.head.site),
                end=None if row.end_site is None else self._location(row.end_site),
                profile=profiles[fit.tobytes()],
                skills=skills,
                time_window=vroom.TimeWindow(day.leave(shift), end),
                breaks=breaks,
                costs=vroom.VehicleCosts(fixed=sum(row.use_cost.values())),
                type=str(shift),
                **limits,
            )
            self.input.add_vehicle(vehicle)

    def solve(self, seconds: float, threads: int) -> Answer:
        """Search to the library's own end, at most some seconds; it knows no seed."""
        began = time.monotonic()
        solution = self.input.solve(MOST_EXPLORATION, nb_threads=threads, timeout=timedelta(seconds=seconds))
        spent = time.monotonic() - began
        return Answer((self._sequences(solution.routes.itertuples()),), self.build_seconds, spent)

    def _sequences(self, steps: Iterable[Any]) -> Sequences:
        rows: dict[int, list[tuple[int, int]]] = {}
        for row in steps:
            if row.type == "job" and int(row.id) < len(self.day.visits):
                start = int(row.arrival) + int(row.waiting_time)
                rows.setdefault(int(row.vehicle_id), []).append((self.day.visits[int(row.id)], start))
        return tuple((shift, tuple(visits)) for shift, visits in sorted(rows.items()))


def solve(day: PeerDay, seconds: float, threads: int, *, in_time: bool) -> Answer:
    """Ask the library with overtime and without, half of the seconds each."""
    peers = [VroomPeer(day, in_time=in_time, overtime=overtime) for overtime in (True, False)]
    answers = [peer.solve(seconds / len(peers), threads) for peer in peers]
    return Answer(
        tuple(dict.fromkeys(rows for answer in answers for rows in answer.solutions)),
        sum(answer.build_seconds for answer in answers),
        sum(answer.search_seconds for answer in answers),
    )


def _priority(price: int, prices: list[int]) -> int:
    """Return a price among others as a priority from 1 to 100, by its logarithm."""
    low, high = (math.log(max(1, end)) for end in (min(prices), max(prices)))
    if low == high:
        return PRIORITIES
    return 1 + round((PRIORITIES - 1) * (math.log(max(1, price)) - low) / (high - low))
