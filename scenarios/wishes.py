"""What owners are promised and wish: windows, deadlines, late parts, technicians they want or do not want."""

from collections.abc import Callable

from scenarios.calendar import HOUR, clock
from scenarios.drafts import Draft
from scenarios.kind import Kind
from scenarios.luck import Luck, quota
from scenarios.people import Technician
from scenarios.tickets import When
from scenarios.words import Lang, Words

# First hours of promised windows of two hours: three hours of work begun later would not end within overtime.
_HOURS = (8, 9, 10, 13, 14)
_ASBESTOS = "asbestos"
_LAGGING = Words("Old lagging must come off, may hold asbestos", "需拆旧保温层，疑含石棉")
_HOLDS = (
    Words("waiting for parts", "等待配件"),
    Words("owner is away", "业主外出"),
    Words("quote not accepted", "报价未确认"),
)


class Wishes:
    """Adds to tickets what owners are promised and wish; each ticket gets at most one of its sort.

    Parameters
    ----------
    drafts
        Tickets, changed in place.
    """

    def __init__(
        self, kind: Kind, seed: int, drafts: list[Draft], people: list[Technician], at: When, lang: Lang
    ) -> None:
        self.luck = Luck(kind.name, seed, "wishes")
        self.shares = kind.tickets
        self.drafts = drafts
        self.people = people
        self.at = at
        self.lang = lang

    def add_times(self) -> None:
        """Put tickets on hold, and give others windows, deadlines, late parts and due times of their own."""
        for draft in self._some(self.shares.on_hold, _can_wait):
            draft.status = "on_hold"
            draft.more["hold_reason"] = self.luck.pick(_HOLDS).say(self.lang)
        for draft in self._some(self.shares.closed, _can_wait):
            draft.status = self.luck.pick(("done", "cancelled"))
        hard = ((self.shares.promised, self._promise), (self.shares.deadline, self._set_deadline),
                (self.shares.ready, self._delay))  # fmt: skip
        # Nobody promises the afternoon to an owner who cannot wait for it.
        for share, add in hard:
            for draft in self._some(share, _can_wait):
                add(draft)
                draft.timed = True
        for draft in self._some(self.shares.preferred, _can_wait, linked=True):
            self._prefer(draft)
            draft.timed = True
        for draft in self._some(self.shares.own_limits, _is_no_emergency, linked=True):
            self._limit(draft)
            draft.timed = True

    def add_people(self) -> None:
        """Require, wish or ban technicians, and ask for what nobody has where the kind says so."""
        for draft in self._some(self.shares.required, lambda d: _can_wait(d) and bool(self._able(d, regular=True))):
            draft.more["required_technician"] = self.luck.pick(self._able(draft, regular=True)).id
            draft.peopled = True
        for draft in self._some(self.shares.liked, lambda d: bool(self._able(d))):
            able = self.luck.shuffled(self._able(draft))
            draft.more["preferred_technicians"] = [one.id for one in able[: self.luck.between(1, 2)]]
            draft.peopled = True
        movable = [one for one in self.people if not one.steady]
        for draft in self._some(self.shares.banned if movable else 0, _is_no_emergency):
            skilled = [one for one in movable if draft.need.trade in one.skills]
            draft.more["banned_technicians"] = [self.luck.pick(skilled or movable).id]
            draft.peopled = True
        for draft in self._some(self.shares.impossible, _can_wait):
            draft.more["certificates"] = [_ASBESTOS]
            draft.text = _LAGGING.say(self.lang)
            draft.peopled = True

    def _some(self, percent: int, fits: Callable[[Draft], bool], *, linked: bool = False) -> list[Draft]:
        """Return so many plain tickets, by luck; with ``linked`` also tied ones without times."""
        wanted, found = quota(percent, len(self.drafts)), []
        for draft in self.luck.shuffled(self.drafts) if wanted else ():
            if (draft.plain or (linked and draft.linked and not draft.timed)) and fits(draft):
                found.append(draft)
                if len(found) == wanted:
                    break
        return found

    def _able(self, draft: Draft, *, regular: bool = False) -> list[Technician]:
        need = draft.need
        return [one for one in self.people if (one.regular if regular else one.shifts)
                and one.can(need.trade, need.level, need.papers, draft.estate)]  # fmt: skip

    def _start(self) -> int:
        """Return the first minute of a window."""
        day = self.luck.pick(self.at.days)
        return day + self.luck.pick([hour for hour in _HOURS if day + clock(hour) > self.at.now]) * HOUR

    def _promise(self, draft: Draft) -> None:
        start = self._start()
        draft.windows.append((start, start + 2 * HOUR, "promised"))
        other = self._start()
        if self.luck.chance(20) and abs(other - start) > 2 * HOUR:
            draft.windows.append((other, other + 2 * HOUR, "promised"))
            draft.windows.sort()

    def _prefer(self, draft: Draft) -> None:
        day, half = self.luck.pick(self.at.days), self.luck.pick((clock(9), clock(13)))
        draft.windows.append((day + half, day + half + 3 * HOUR, "preferred"))
        if self.luck.chance(25):
            draft.windows.append((day + clock(17), day + clock(18), "preferred"))

    def _set_deadline(self, draft: Draft) -> None:
        # On the last day at the latest: the horizon's days are what there is.
        draft.times["deadline"] = self.luck.pick(self.at.days) + self.luck.between(clock(15), clock(17, 30), 30)

    def _delay(self, draft: Draft) -> None:
        draft.times["ready_at"] = self.luck.pick(self.at.days) + self.luck.between(clock(9), clock(12, 30), 15)

    def _limit(self, draft: Draft) -> None:
        due = max(self.at.now, self.at.days[0] + clock(8)) + self.luck.between(60, 360, 15)
        draft.times["respond_by"] = due
        if self.luck.chance(60):
            draft.times["complete_by"] = due + self.luck.between(60, 240, 15)


def _can_wait(draft: Draft) -> bool:
    # What concerns a whole building may be urgent by the priority matrix.
    return draft.urgency in ("normal", "low") and draft.impact == "household"


def _is_no_emergency(draft: Draft) -> bool:
    return draft.urgency != "emergency"
