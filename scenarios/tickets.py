"""What is asked for: faults drawn by trade and mood, at doors, with whom to call."""

from dataclasses import dataclass

from scenarios.calendar import DAY, clock
from scenarios.drafts import Draft, Need, Step
from scenarios.faults import faults_of
from scenarios.kind import Kind
from scenarios.luck import Luck, quota
from scenarios.names import person, phone
from scenarios.places import Places
from scenarios.trades import TRADES
from scenarios.words import Lang

_URGENCIES = ("urgent", "normal", "low")
_CHANNELS = ("phone", "app", "front_desk", "inspection")


@dataclass(frozen=True, slots=True)
class When:
    """When a day of a kind happens, in minutes from the first day's midnight.

    Attributes
    ----------
    now
        When planning begins.
    days
        First minutes (midnights) of the days with day shifts.
    end
        The horizon's end.
    """

    now: int
    days: tuple[int, ...]
    end: int


def when(kind: Kind, days: int) -> When:
    """Return when a day of a kind happens."""
    first = 1 if kind.night else 0
    midnights = tuple(day * DAY for day in range(first, first + days))
    return When(kind.horizon_start if kind.now is None else kind.now, midnights, midnights[-1] + clock(19))


def draw_tickets(kind: Kind, seed: int, count: int, places: Places, lang: Lang) -> list[Draft]:
    """Return tickets of one step and one person, without times, in the order of their ids."""
    # Texts draw from luck of their own: in the other language it is the same day.
    luck, texts = Luck(kind.name, seed, "tickets"), Luck(kind.name, seed, "texts")
    shares = kind.tickets
    roles = ["emergency"] * quota(shares.emergency, count)
    roles += ["certified"] * quota(shares.certified, count) + ["common"] * quota(shares.common, count)
    roles += ["plain"] * (count - len(roles))
    return [
        _describe(_draw(kind, luck, number, role, places, lang), texts, places, lang)
        for number, role in enumerate(luck.shuffled(roles[:count]), start=1)
    ]


def _draw(kind: Kind, luck: Luck, number: int, role: str, places: Places, lang: Lang) -> Draft:
    trade = luck.weigh(TRADES, [kind.mix[trade] for trade in TRADES])
    faults = faults_of(trade, role)
    fault = luck.weigh(faults, [fault.weight for fault in faults])
    urgency = "emergency" if role == "emergency" else luck.weigh(_URGENCIES, fault.mood.value)
    site = luck.pick(places.doors)
    need = Need(trade, fault.level, (fault.paper,) if fault.paper else ())
    return Draft(
        id=f"T-{number:04}",
        site=site,
        estate=places.estate_of[site],
        steps=[Step((need,), luck.pick(fault.minutes))],
        urgency=urgency,
        impact=fault.impact,
        text=fault.words.say(lang),
        more={
            "channel": luck.pick(_CHANNELS),
            "chargeable": luck.weigh(("free", "paid", "warranty"), (60, 30, 10)),
            "reference": f"R-{luck.between(10_000, 99_999)}",
        },
    )


def _describe(draft: Draft, luck: Luck, places: Places, lang: Lang) -> Draft:
    """Add where it is and whom to call."""
    home = draft.impact == "household"
    draft.more["address"] = places.address(draft.site, luck, lang) if home else places.names[draft.site]
    draft.more["contact"] = {"name": person(luck, lang), "phone": phone(luck, lang)}
    return draft


def report(kind: Kind, seed: int, drafts: list[Draft], at: When) -> None:
    """Say when each ticket was reported: before planning begins, or for some as the day goes on."""
    luck = Luck(kind.name, seed, "reports")
    for draft in drafts:
        draft.times["reported_at"] = at.now - _age(luck, draft.urgency)
    alarming = [draft for draft in drafts if draft.urgency in ("emergency", "urgent") and not draft.timed]
    for draft in luck.shuffled(alarming)[: quota(kind.tickets.seen_late, len(drafts))]:
        last = at.days[0] + clock(7) if kind.night else at.now + clock(5)
        draft.times["reported_at"] = luck.between(at.now + 30, last, 5)


def _age(luck: Luck, urgency: str) -> int:
    """Return how long ago a ticket came in, in minutes."""
    if urgency == "emergency":
        return luck.between(5, 40, 5)
    if urgency == "urgent":
        return luck.between(10, 120, 5)
    return luck.between(60, 1200, 15) if urgency == "normal" else luck.between(600, 4320, 15)
