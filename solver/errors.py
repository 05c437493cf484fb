"""Errors the solver raises; every one is a ``SolverError``.

SolverError
├── ProblemError   the problem contradicts itself; its author must correct it
├── PlanError      a plan does not fit the problem it is said to be for
└── ModelError     the search produced a plan that the checker refuses; a defect of ours
"""


class SolverError(Exception):
    """The solver cannot go on; the subclasses say why."""


class ProblemError(SolverError):
    """The problem contradicts itself; correct the value the message names."""


class PlanError(SolverError):
    """The plan names visits or shifts the problem does not have; send the plan made for it."""


class ModelError(SolverError):
    """The model and the checker disagree about a plan; report it with the request."""
