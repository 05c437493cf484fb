"""A request of a kind, made from a seed: the same in every process and on every machine."""

from scenarios.drafts import Draft
from scenarios.kind import Kind
from scenarios.kinds import KINDS
from scenarios.links import Links
from scenarios.load import capacity, fill
from scenarios.luck import Luck
from scenarios.people import make_people
from scenarios.places import add_homes, make_places
from scenarios.tickets import When, draw_tickets, report, when
from scenarios.trades import TRADES
from scenarios.wishes import Wishes
from scenarios.words import Lang

Json = dict[str, object]

TICKETS = range(1, 5001)
TECHNICIANS = range(1, 501)
DAYS = range(1, 15)
_SHIFT_MINUTES = 470  # of work in an average shift, for choosing how many people a load takes


def generate(
    kind: str,
    seed: int = 0,
    tickets: int = 60,
    technicians: int | None = None,
    *,
    days: int | None = None,
    linked: bool | int = True,
    load: int | None = None,
    lang: str | None = None,
) -> Json:
    """Return a request of the contract as a JSON tree.

    Parameters
    ----------
    kind
        Name of a kind of ``KINDS``.
    seed
        Seed of every draw.
    tickets
        Number of tickets, 1 to 5,000.
    technicians
        Number of technicians, 1 to 500, anchors included; None: as many as the load takes. Service minutes are scaled
        to the load whatever the number.
    days
        Days with shifts, 1 to 14; None: as the kind says.
    linked
        Percentage of tickets tied to others or to a crew; True: as the kind says; False: none.
    load
        Percent of the shifts' working minutes that the tickets ask for (see ``Kind.load``); None: as the kind says.
    lang
        ``en`` or ``zh``, language of names and texts; None: as the kind says.

    Raises
    ------
    ValueError
        If there is no such kind or language, or a number is out of range.
    """
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}, expected one of {', '.join(KINDS)}")
    chosen = KINDS[kind]
    days = chosen.days if days is None else days
    load = chosen.load if load is None else load
    _check_range("tickets", tickets, TICKETS)
    _check_range("technicians", TECHNICIANS[0] if technicians is None else technicians, TECHNICIANS)
    _check_range("days", days, DAYS)
    _check_range("load", load, range(1, 1001))
    share = chosen.links.share if linked is True else int(linked)
    _check_range("linked", share, range(101))
    words = chosen.lang if lang is None else Lang(lang)
    return _make(chosen, seed, tickets, technicians, days, share, load, words)


def _check_range(name: str, value: int, allowed: range) -> None:
    if value not in allowed:
        raise ValueError(f"{name} is {value}, expected {allowed[0]} to {allowed[-1]}")


def _make(
    kind: Kind, seed: int, tickets: int, technicians: int | None, days: int, share: int, load: int, lang: Lang
) -> Json:
    places = make_places(kind, seed, tickets, lang)
    at = when(kind, days)
    drafts = draw_tickets(kind, seed, tickets, places, lang)
    demand = {trade: sum(draft.work() for draft in drafts if draft.need.trade == trade) for trade in TRADES}
    count = _people_needed(kind, sum(demand.values()), days, load) if technicians is None else technicians
    add_homes(places, kind, seed, count, lang)
    people = make_people(kind, seed, count, days, demand, places)
    Links(kind, seed, drafts, people, days, lang).tie(share)
    wishes = Wishes(kind, seed, drafts, people, at, lang)
    wishes.add_times()
    wishes.add_people()
    report(kind, seed, drafts, at)
    fill(drafts, capacity(people, at.now) * load // 100, Luck(kind.name, seed, "load"))
    luck = Luck(kind.name, seed, "names")
    written = [one.write(kind.calendar, luck, lang) for one in people]
    return _request(kind, at, places.sites, places.travel, written, drafts)


def _people_needed(kind: Kind, minutes: int, days: int, load: int) -> int:
    """Return how many technicians bring the minutes a load takes; those ill or on duty at night come on top."""
    useful = _SHIFT_MINUTES * days * load * (100 - kind.people.ill) * (100 - kind.people.on_duty)
    return max(2, min(TECHNICIANS[-1], -(-minutes * 1_000_000 // useful)))


def _request(
    kind: Kind, at: When, sites: list[Json], travel: Json, technicians: list[Json], drafts: list[Draft]
) -> Json:
    stamp = kind.calendar.stamp
    request: Json = {
        "schema_version": 1,
        "horizon": {"start": stamp(kind.horizon_start), "end": stamp(at.end)},
        "time_zone": kind.calendar.zone,
        "sites": sites,
        "travel": travel,
        "technicians": technicians,
        "tickets": [draft.write(kind.calendar) for draft in drafts],
    }
    if kind.now is not None:
        request["now"] = stamp(kind.now)
    if kind.limits:
        request["time_limits"] = [
            {"urgency": urgency, "trade": trade, "respond_minutes": respond, "complete_minutes": end}
            for urgency, trade, respond, end in kind.limits
        ]
    if kind.matrix is not None:
        request["priority_matrix"] = {urgency: dict(row) for urgency, row in kind.matrix.items()}
    if kind.policy is not None:
        request["policy"] = dict(kind.policy)
    return request
