"""What a search may honestly say of its result."""

from enum import StrEnum


class Status(StrEnum):
    """Outcome of planning."""

    OPTIMAL = "optimal"  # proved: no plan is cheaper
    FEASIBLE = "feasible"  # a checked plan, not proved the cheapest
    INFEASIBLE = "infeasible"  # proved: no plan keeps every lock and hard rule
    NO_PLAN_IN_TIME = "no_plan_in_time"  # neither found nor disproved before the limit
