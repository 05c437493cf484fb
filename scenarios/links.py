"""What ties visits together: crews, steps with gaps, tickets after others, the same technician again."""

from collections.abc import Callable

from scenarios.drafts import Draft, Need, Step
from scenarios.faults import REPAIRS
from scenarios.kind import Kind
from scenarios.luck import Luck, divide, quota
from scenarios.people import Technician
from scenarios.trades import TRADES
from scenarios.words import Lang

_JOIN = {Lang.EN: ", ", Lang.ZH: "，"}
_OVERNIGHT = (960, 2880)  # least and most minutes of a gap where there is more than one day
Tie = Callable[[Draft], bool]
TiePair = Callable[[Draft, Draft], None]


class Links:
    """Ties plain tickets, in place; only what the people can do together is asked for."""

    def __init__(
        self, kind: Kind, seed: int, drafts: list[Draft], people: list[Technician], days: int, lang: Lang
    ) -> None:
        self.luck = Luck(kind.name, seed, "links")
        self.kind = kind
        self.drafts = drafts
        self.regulars = [one for one in people if one.regular]
        self.days = days
        self.lang = lang

    def tie(self, percent: int) -> None:
        """Tie so many percent of the tickets, as far as there are plain tickets; where people lack, steps stand in."""
        ways = self.kind.links
        wanted = quota(percent, len(self.drafts))
        crews, mixed, _, after, same = divide(wanted, (ways.crew, ways.mixed_crew, ways.steps, ways.after, ways.same))
        wanted -= self._take(crews, self._crew) + self._take(mixed, self._mix)
        wanted -= self._pair(after, self._follow) + self._pair(same, self._repeat)
        self._take(wanted, self._split)

    def _take(self, count: int, tie: Tie) -> int:
        """Tie so many plain tickets, each by itself; return how many were."""
        tied = 0
        for draft in self._free() if count else ():
            if tie(draft):
                draft.linked = True
                tied += 1
                if tied == count:
                    break
        return tied

    def _pair(self, count: int, tie: TiePair) -> int:
        """Tie so many pairs of plain tickets, the second then at the place of the first; return how many were."""
        calm = iter([draft for draft in self._free() if draft.urgency != "emergency"])
        pairs = list(zip(calm, calm, strict=False))[:count]
        for first, second in pairs:
            second.site, second.estate = first.site, first.estate
            second.more["address"], second.more["contact"] = first.more["address"], first.more["contact"]
            tie(first, second)
            first.linked = second.linked = True
        return len(pairs)

    def _free(self) -> list[Draft]:
        return self.luck.shuffled([draft for draft in self.drafts if draft.plain])

    def _crew(self, draft: Draft) -> bool:
        """Two people of one trade; True if there are two."""
        if len(self._able(draft.need, draft.estate)) < 2:
            return False
        draft.steps[0].needs *= 2
        return True

    def _mix(self, draft: Draft) -> bool:
        """A helper of another trade; True if there is somebody else for it."""
        able = {one.id for one in self._able(draft.need, draft.estate)}
        for trade in self.luck.shuffled(TRADES):
            helpers = {one.id for one in self._able(Need(trade), draft.estate)}
            if trade != draft.need.trade and able and helpers and len(able | helpers) > 1:
                draft.steps[0].needs += (Need(trade),)
                return True
        return False

    def _split(self, draft: Draft) -> bool:
        """A second trade after the repair, with a gap for drying; not where minutes count."""
        if draft.urgency == "emergency":
            return False
        trade, words = REPAIRS[draft.need.trade]
        least = self.luck.between(30, 120, 15)
        least, most = _OVERNIGHT if self.days > 1 else (least, least + self.luck.between(120, 180, 30))
        limit = None if self.luck.chance(30) else most
        draft.steps.append(Step((Need(trade),), self.luck.pick((20, 30, 45)), least, limit))
        draft.text += _JOIN[self.lang] + words.say(self.lang)
        return True

    def _follow(self, first: Draft, second: Draft) -> None:
        link: dict[str, object] = {"ticket_id": first.id}
        if self.luck.chance(60):
            link["min_gap_minutes"] = self.luck.between(15, 60, 15)
        if self.luck.chance(40):
            link["max_gap_minutes"] = 240
        second.more["after"] = [link]

    def _repeat(self, first: Draft, second: Draft) -> None:
        """The second ticket asks for what the first does, and for whoever serves it."""
        second.steps = [Step(step.needs, step.minutes) for step in first.steps]
        second.text, second.impact = first.text, first.impact
        second.more["same_technician_as"] = first.id

    def _able(self, need: Need, estate: str | None) -> list[Technician]:
        return [one for one in self.regulars if one.can(need.trade, need.level, need.papers, estate)]
