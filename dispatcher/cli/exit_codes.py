"""What a command's exit code says."""

from enum import IntEnum

from dispatcher.schemas.plan import StatusName


class ExitCode(IntEnum):
    """The exit codes of every command; 130 says that a second Ctrl-C ended it without an answer."""

    DONE = 0
    RULE_BROKEN = 1
    BAD_INPUT = 2
    NO_PLAN_IN_TIME = 3
    INFEASIBLE = 4
    KILLED = 130


def exit_code_of(status: StatusName | None) -> ExitCode:
    """Return the exit code of a plan's status."""
    if status == "infeasible":
        return ExitCode.INFEASIBLE
    return ExitCode.NO_PLAN_IN_TIME if status == "no_plan_in_time" else ExitCode.DONE
