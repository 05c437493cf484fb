"""What every rule is: a name, a promise in two languages, and two voices.

``compile`` speaks to the tables, which is all that search and bound ever see; ``judge`` looks at a plan in
plain Python, which is all the checker ever uses. The voices share only the facts declared on the class.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from solver.problem import Problem
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder

URGENCIES = ("emergency", "urgent", "normal", "low")


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence a supervisor reads, in English and Chinese."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Violation:
    """One breach of one hard rule.

    ``amount`` (> 0) is in the rule's ``unit``. Indexes refer to the problem; empty means none is concerned.
    ``by_fact`` marks a breach that only facts commit: reported as a warning, breaks no plan.
    """

    rule: str
    amount: int
    visits: tuple[int, ...] = ()
    tickets: tuple[int, ...] = ()
    technicians: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()
    by_fact: bool = False


@dataclass(frozen=True, slots=True)
class Charge:
    """One cost of a plan: ``cost`` = ``amount`` in the rule's unit x the weight ``name``.

    ``ticket`` and ``technician`` are indexes, None where the cost belongs to no single one. ``fact`` marks
    what no plan can change any more.
    """

    term: str
    name: str
    amount: int
    cost: int
    ticket: int | None = None
    technician: int | None = None
    visit: int | None = None
    fact: bool = False


class Rule(ABC):
    """A rule of the contract; subclass ``HardRule`` or ``SoftRule``.

    Attributes
    ----------
    name
        Stable API string: problems, reasons, reports, docs and tests use it.
    title, promise
        A short name, and the promise in one sentence a supervisor understands.
    unit
        What ``amount`` counts: ``minutes``, ``visits``, ``technicians``, ...
    """

    name: ClassVar[str]
    title: ClassVar[Text]
    promise: ClassVar[Text]
    unit: ClassVar[str]

    @abstractmethod
    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Add what the rule means to the tables; add nothing when it is inactive."""


class HardRule(Rule):
    """A rule no plan may break.

    Attributes
    ----------
    can_be_reason
        Whether a ticket's exclusion can be blamed on this rule alone; False for what no day can do without.
    """

    can_be_reason: ClassVar[bool] = True

    @abstractmethod
    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield every breach of the rule in a plan."""


class SoftRule(Rule):
    """A term of the cost.

    Attributes
    ----------
    weights
        Weight names and their values in profile ``balanced``.
    profiles
        Factors on all weights of the term in the other profiles; absent means 1.
    """

    weights: ClassVar[Mapping[str, int]]
    profiles: ClassVar[Mapping[str, int]] = {}

    @abstractmethod
    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Charge]:
        """Yield every charge > 0 of the term for a plan."""
