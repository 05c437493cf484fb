"""What became of one instance, and what was known of it before."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """The best solution found, by the set's own evaluator, and what is proved of it.

    Attributes
    ----------
    value
        The set's objective, as the set writes it; None without a feasible solution.
    measures
        What is compared, most important first, in the set's unit; less is better.
    bounds
        For each measure what no solution is below, those before being equal; None: nothing is proved.
    proved
        Whether no solution is better.
    cost, bound
        Of the last problem our search was given: its plan's cost and the proved bound, in ticks; None without one.
    solution
        Text of the solution, in the set's own format; None without one.
    """

    value: str | None
    measures: tuple[float, ...]
    bounds: tuple[float, ...] | None
    proved: bool
    cost: int | None
    bound: int | None
    solution: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """What was best known of an instance before: as published, and its measures as in ``Outcome``."""

    text: str
    measures: tuple[float, ...]
    precision: float  # half a unit of the last digit published
