"""Who works: technicians with skills, papers, areas and shifts, in proportion to what the day asks for.

The first technicians are its *anchors*, one for each trade or, in a small team, for several: staff of level 3 with the
papers of their trades, all estates, standard hours and no absence. So no ticket becomes impossible by bad luck;
everything that narrows falls on the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scenarios import shifts
from scenarios.calendar import Calendar, clock
from scenarios.faults import PAPER_OF
from scenarios.kind import Kind
from scenarios.luck import Luck, divide, quota, rounded
from scenarios.names import person, phone
from scenarios.places import Places
from scenarios.shifts import Hours, Shift
from scenarios.trades import TRADES
from scenarios.words import Lang

Json = dict[str, object]
_OUTSIDE = {Lang.EN: " (contractor)", Lang.ZH: "（外包）"}
# Two by two on duty at a time, these share the trades; fewer have all of them each.
_PAIRED = ({"water": 3, "hvac": 3, "civil": 3}, {"electric": 3, "security": 3, "civil": 2})


@dataclass(slots=True)
class Technician:
    """A person while the day is being made; ``steady`` says that nothing narrows when and where he can come."""

    id: str
    skills: dict[str, int]
    steady: bool
    staff: bool = True
    papers: dict[str, str | None] = field(default_factory=dict)
    estates: tuple[str, ...] = ()
    percent: int = 100
    carried: int = 0
    hours: Hours = shifts.STANDARD
    shifts: list[Shift] = field(default_factory=list)

    @property
    def regular(self) -> bool:
        """Whether he is there all day on every day, so that others can meet him."""
        whole = all(not shift.absences and shift.max_visits is None for shift in self.shifts)
        return self.staff and self.hours is shifts.STANDARD and bool(self.shifts) and whole

    def can(self, trade: str, level: int, papers: tuple[str, ...], estate: str | None) -> bool:
        """Whether skills, papers that never expire here and estates suffice."""
        if self.skills.get(trade, 0) < level or any(self.papers.get(paper, "") is not None for paper in papers):
            return False
        return not self.estates or estate is None or estate in self.estates

    def write(self, calendar: Calendar, luck: Luck, lang: Lang) -> Json:
        """Return the technician as the request lists him."""
        name = person(luck, lang)
        technician: Json = {
            "id": self.id,
            "name": name if self.staff else name + _OUTSIDE[lang],
            "contact": {"name": name, "phone": phone(luck, lang)},
            "skills": [{"trade": trade, "level": level} for trade, level in self.skills.items()],
        }
        if self.papers:
            technician["certificates"] = [
                {"code": code} | ({} if last is None else {"valid_until": last}) for code, last in self.papers.items()
            ]
        if not self.staff:
            technician["employment"] = "contractor"
        if self.estates:
            technician["estates"] = list(self.estates)
        if self.percent != 100:
            technician["duration_percent"] = self.percent
        if self.carried:
            technician["carried_minutes"] = self.carried
        technician["shifts"] = [shift.write(calendar) for shift in self.shifts]
        return technician


def make_people(
    kind: Kind, seed: int, count: int, days: int, demand: Mapping[str, int], places: Places
) -> list[Technician]:
    """Return the technicians of a day.

    Parameters
    ----------
    demand
        Minutes of work by trade.
    """
    luck = Luck(kind.name, seed, "people")
    people = _with_trades(luck, count, quota(kind.people.on_duty, count), demand)
    others = [one for one in people if not one.steady]
    _narrow(kind, luck, others, count, places)
    for one in people:
        if kind.people.carried and luck.chance(kind.people.carried):
            one.carried = luck.between(30, 600, 15)
        _give_papers(kind, luck, one)
    for number, one in enumerate(people):
        _give_shifts(kind, luck, one, number, days, places)
    _interrupt(kind, luck, others, count, places)
    return people


def _with_trades(luck: Luck, count: int, duty: int, demand: Mapping[str, int]) -> list[Technician]:
    """Deal trades so that each has about the people its demand takes: anchors first, then where most is missing.

    ``duty`` people are kept for night duty: they are no anchors.
    """
    ranked = sorted(TRADES, key=lambda trade: -demand[trade])
    anchored: list[list[str]] = [[] for _ in ranked[: max(1, (count - duty + 1) // 2)]]
    for trade in ranked:
        min(anchored, key=lambda trades: sum(1 + demand[one] for one in trades)).append(trade)
    # What is missing, in thousandths of a person.
    missing = {trade: 1000 * count * demand[trade] // max(1, sum(demand.values())) for trade in TRADES}
    people = []
    for number, trades in enumerate(anchored, start=1):
        for trade, part in zip(trades, divide(1000, [1 + demand[trade] for trade in trades]), strict=True):
            missing[trade] -= part
        people.append(Technician(f"tech-{number:03}", dict.fromkeys(trades, 3), steady=True))
    for number in range(len(people) + 1, count + 1):
        main, *sides = sorted(TRADES, key=lambda trade: -missing[trade])[: 1 + luck.weigh((0, 1, 2), (20, 60, 20))]
        skills = {main: luck.weigh((1, 2, 3), (20, 50, 30))}
        missing[main] -= 1000 - 250 * len(sides)
        for trade in sides:
            missing[trade] -= 250
            skills[trade] = luck.weigh((1, 2), (70, 30))
        people.append(Technician(f"tech-{number:03}", skills, steady=False))
    return people


def _narrow(kind: Kind, luck: Luck, others: list[Technician], count: int, places: Places) -> None:
    """Make some of the others contractors, tied to estates, quick or slow, on duty or of other hours."""
    share = kind.people
    for one in luck.shuffled(others)[: quota(share.contractor, count)]:
        one.staff, one.hours = False, shifts.OUTSIDE
    if len(places.estates) > 1:
        for one in luck.shuffled(others)[: quota(share.tied, count)]:
            first, width = luck.between(0, len(places.estates) - 1), max(1, len(places.estates) // 2)
            one.estates = tuple(sorted({places.estates[(first + k) % len(places.estates)] for k in range(width)}))
    order = luck.shuffled(others)
    quick, slow = rounded(share.quick, count), rounded(share.slow, count)
    for one in order[:quick]:
        one.percent = luck.between(80, 95, 5)
    for one in order[quick : quick + slow]:
        one.percent = luck.between(110, 130, 5)
    staff = luck.shuffled([one for one in others if one.staff])
    duty = staff[: quota(share.on_duty, count)]
    for number, one in enumerate(duty):
        one.hours = (shifts.EVENING, shifts.NIGHT)[number % 2]
        one.skills = dict(_PAIRED[number // 2 % 2] if len(duty) >= 4 else dict.fromkeys(TRADES, 3))
    del staff[: len(duty)]
    for hours, percent in ((shifts.EARLY, share.early), (shifts.LATE, share.late), (shifts.PART_TIME, share.part_time)):
        for one in staff[: rounded(percent, count)]:
            one.hours = hours
        del staff[: rounded(percent, count)]


def _give_papers(kind: Kind, luck: Luck, one: Technician) -> None:
    """Give the papers of their trades: all to anchors and those on duty, half to the others, and some run out."""
    sure = one.steady or bool(one.hours.urgencies)
    for trade in one.skills:
        if sure or luck.chance(50):
            last = kind.calendar.day(luck.pick((-30, 1, 2, 400)))
            one.papers[PAPER_OF[trade]] = last if not sure and luck.chance(40) else None


def _give_shifts(kind: Kind, luck: Luck, one: Technician, number: int, days: int, places: Places) -> None:
    """Give a shift for every day; those on duty begin in the evening before."""
    centers = [site for site in places.centers if not one.estates or places.estate_of[site] in (None, *one.estates)]
    start = (centers or places.centers)[number % len(centers or places.centers)]
    end: str | None = start
    if places.homes and luck.chance(kind.people.from_home):
        start = places.homes[number]
        end = (start, None, start, luck.pick(places.centers))[number % 4]
    first = 1 if kind.night and not one.hours.urgencies else 0
    for day in range(days):
        one.shifts.append(one.hours.on(first + day, f"{one.id}-d{day + 1}", start, end))


def _interrupt(kind: Kind, luck: Luck, others: list[Technician], count: int, places: Places) -> None:
    """Send some of the others home ill, to meetings and to the dentist, and cap the visits of some."""
    share = kind.people
    for one in luck.shuffled(others)[: quota(share.ill, count)]:
        one.shifts.clear()
    order = luck.shuffled([one for one in others if one.hours is shifts.STANDARD and one.shifts])
    busy, away = rounded(share.busy, count), rounded(share.away, count)
    for one in order[:busy]:
        day = luck.between(0, len(one.shifts) - 1)
        shift = one.shifts[day]
        place = shift.start_site if luck.chance(50) else luck.pick(places.centers)
        start = shift.start if place == shift.start_site else shift.start + clock(luck.between(6, 7))
        shift.absences.append((start, start + luck.between(30, 60, 15), place))
    for one in order[busy : busy + away]:
        shift = luck.pick(one.shifts)
        start = shift.start + clock(luck.pick((1, 7)))
        shift.absences.append((start, start + luck.between(60, 90, 15), None))
    for one in luck.shuffled([one for one in others if one.shifts])[: quota(share.capped, count)]:
        for shift in one.shifts:
            shift.max_visits = luck.between(4, 7)
