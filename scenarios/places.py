"""Where a day happens: sites, estates and how long the ways between them are."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.kind import Kind
from scenarios.luck import Luck
from scenarios.names import estate_name
from scenarios.words import Lang, Words

Json = dict[str, object]

MOST_SITES = 1900  # the contract's cap is 2,000; homes of technicians come on top where there are any
WALKED_METRES = 75  # a minute, 4.5 km/h
_CENTER = Words("{estate}, service center", "{estate}服务中心")
_BLOCK = Words("{estate}, building {number}", "{estate}{number}幢")
_ROOM = Words("Flat {number}, {site}", "{site}{number}室")
_STREET = Words("{number} {street}", "{street}{number}号")
_HOME = Words("Home, {street}", "住处（{street}）")
_YARD = Words("Depot {number}", "第{number}工区")
_STREETS = (
    Words("Harbour Street", "港口路"), Words("Station Road", "车站路"), Words("Mill Lane", "磨坊弄"),
    Words("Queen Square", "皇后广场"), Words("Canal Walk", "运河步道"), Words("Garden Row", "花园里"),
    Words("Market Hill", "集市坡"), Words("Bridge Street", "桥头街"), Words("Park Avenue", "公园大道"),
    Words("Chapel Yard", "教堂院"), Words("Foundry Way", "铸造厂路"), Words("Tower Close", "塔楼弄"),
)  # fmt: skip
_HIGH_RISE_PERCENT = 30


@dataclass(frozen=True, slots=True)
class Places:
    """The sites of a day.

    Attributes
    ----------
    sites
        As the request lists them.
    travel
        As the request has it.
    doors
        Ids of sites with tickets.
    centers
        Ids of sites where routes start, of each estate or yard.
    estates
        Ids; empty: sites without estates.
    homes
        Ids of technicians' homes; empty: nobody starts at home.
    estate_of
        Estate by site id; None: without.
    names
        Name by site id.
    """

    sites: list[Json]
    travel: Json
    doors: tuple[str, ...]
    centers: tuple[str, ...]
    estates: tuple[str, ...]
    homes: list[str]
    estate_of: dict[str, str | None]
    names: dict[str, str]

    def address(self, site: str, luck: Luck, lang: Lang) -> str:
        """Return a door at a site."""
        number = luck.between(1, 18) * 100 + luck.between(1, 4)
        return _ROOM.say(lang).format(number=number, site=self.names[site])


@dataclass(frozen=True, slots=True)
class Spot:
    """A site before it is written: metres east and north of the middle."""

    id: str
    name: str
    east: int
    north: int
    estate: str | None = None
    access: int = 0


def make_places(kind: Kind, seed: int, tickets: int, lang: Lang) -> Places:
    """Return the places of a day for so many tickets, without homes."""
    luck = Luck(kind.name, seed, "places")
    if kind.layout == "city":
        doors, centers = _city(luck, tickets, lang)
    else:
        estates = 1 if kind.layout == "estate" else max(3, min(40, math.isqrt(tickets // 5) + 1))
        doors, centers = _estates(luck, estates, tickets, lang)
    spots = [*centers, *doors]
    return Places(
        sites=[_site(spot, located=kind.travel == "coordinates") for spot in spots],
        travel=_travel(kind.travel, spots, centers),
        doors=tuple(spot.id for spot in doors),
        centers=tuple(spot.id for spot in centers),
        estates=tuple(sorted({spot.estate for spot in spots if spot.estate})),
        homes=[],
        estate_of={spot.id: spot.estate for spot in spots},
        names={spot.id: spot.name for spot in spots},
    )


def _estates(luck: Luck, estates: int, tickets: int, lang: Lang) -> tuple[list[Spot], list[Spot]]:
    """Return buildings and service centers of estates within some kilometres."""
    blocks = max(4, min(60 if estates == 1 else MOST_SITES // estates - 1, tickets // (3 * estates)))
    doors, centers = [], []
    for number in range(estates):
        name, estate = estate_name(number, lang), f"estate-{number + 1:02}"
        radius = 1200 + 120 * estates
        east, north = (0, 0) if estates == 1 else (luck.between(-radius, radius), luck.between(-radius, radius))
        centers.append(Spot(f"{estate}-center", _CENTER.say(lang).format(estate=name), east, north, estate))
        for block in range(1, blocks + 1):
            title = _BLOCK.say(lang).format(estate=name, number=block)
            place = east + luck.between(-350, 350, 10), north + luck.between(-350, 350, 10)
            doors.append(Spot(f"{estate}-b{block:02}", title, *place, estate, _access(luck)))
    return doors, centers


def _city(luck: Luck, tickets: int, lang: Lang) -> tuple[list[Spot], list[Spot]]:
    """Return addresses, mostly without estate, and yards; office parks are estates."""
    count = max(8, min(MOST_SITES - 520, tickets * 3 // 4))
    reach = min(8000, 2500 + 200 * math.isqrt(count))
    yards = max(1, min(8, count // 60))
    parks = [(f"estate-{k + 1:02}", luck.between(-reach, reach), luck.between(-reach, reach)) for k in range(3)]
    centers = [Spot(f"yard-{k + 1}", _YARD.say(lang).format(number=k + 1), luck.between(-reach, reach) // 2,
                    luck.between(-reach, reach) // 2) for k in range(yards)]  # fmt: skip
    doors = []
    for number in range(1, count + 1):
        name = _STREET.say(lang).format(number=luck.between(1, 199), street=luck.pick(_STREETS).say(lang))
        if luck.chance(25):
            estate, east, north = luck.pick(parks)
            place = east + luck.between(-250, 250, 10), north + luck.between(-250, 250, 10)
            doors.append(Spot(f"site-{number:04}", name, *place, estate, _access(luck)))
        else:
            # Two draws averaged: more addresses in the middle than at the edge.
            place = (luck.between(-reach, reach) + luck.between(-reach, reach)) // 2, luck.between(-reach, reach)
            doors.append(Spot(f"site-{number:04}", name, *place, None, _access(luck)))
    return doors, centers


def add_homes(places: Places, kind: Kind, seed: int, technicians: int, lang: Lang) -> None:
    """Add a home for each technician, where a kind's routes begin there; its travel is by coordinates."""
    luck = Luck(kind.name, seed, "homes")
    for number in range(1, technicians + 1 if kind.people.from_home else 1):
        name = _HOME.say(lang).format(street=luck.pick(_STREETS).say(lang))
        spot = Spot(f"home-{number:03}", name, luck.between(-5000, 5000, 10), luck.between(-5000, 5000, 10))
        places.sites.append(_site(spot, located=True))
        places.homes.append(spot.id)
        places.estate_of[spot.id], places.names[spot.id] = None, name


def _access(luck: Luck) -> int:
    return luck.between(2, 5) if luck.chance(_HIGH_RISE_PERCENT) else 0


def _site(spot: Spot, *, located: bool) -> Json:
    """Return a site as the request lists it; here a degree north is about 111,200 m, a degree east 68,000."""
    site: Json = {"id": spot.id, "name": spot.name}
    if spot.estate:
        site["estate_id"] = spot.estate
    if located:
        site["lat"] = round(52.4 + spot.north / 111_200, 6)
        site["lon"] = round(-1.5 + spot.east / 68_000, 6)
    if spot.access:
        site["access_minutes"] = spot.access
    return site


def _travel(kind: str, spots: Sequence[Spot], centers: Sequence[Spot]) -> Json:
    if kind == "matrix":
        rows = [[_walk(a, b) for b in spots] for a in spots]
        return {"kind": "matrix", "site_ids": [spot.id for spot in spots], "minutes": rows}
    if kind == "coordinates":
        return {"kind": "coordinates", "walk_within_metres": 900, "drive_kmh": 22, "drive_overhead_minutes": 4}
    pairs = [
        {"from_estate": a.estate, "to_estate": b.estate, "minutes": minutes}
        for a in centers for b in centers
        if a.estate != b.estate and (minutes := _ride(a, b)) < BETWEEN
    ]  # fmt: skip
    return {"kind": "zones", "same_site": 0, "same_estate": 5, "between_estates": BETWEEN, "pairs": pairs}


BETWEEN = 25  # minutes between estates too far apart for a pair of their own


def _walk(a: Spot, b: Spot) -> int:
    """Return minutes along the paths; northward it goes uphill, a minute more for every 250 m."""
    metres = abs(a.east - b.east) + abs(a.north - b.north)
    return -(-metres // WALKED_METRES) + max(0, b.north - a.north) // 250


def _ride(a: Spot, b: Spot) -> int:
    """Return minutes by electric bicycle at 15 km/h and 5 to get going; westward against the one-way ring, 2 more."""
    metres = abs(a.east - b.east) + abs(a.north - b.north)
    return 5 + metres // 250 + (2 if b.east < a.east else 0)
