"""Plans as text, for comparing them to the byte; as a program, those of a list of requests on standard input."""

import json
import sys
from collections.abc import Callable
from typing import Any

from dispatcher.planning import Limits, plan_request
from tests.dispatcher.requests import accepted

Tree = dict[str, Any]


def plan_tree(tree: Tree, timer: Callable[[], float] | None = None) -> Tree:
    """Return the wire plan of a request: 300 iterations, one worker, seed 3."""
    limits = Limits(iterations=300, workers=1, seed=3)
    clock = {} if timer is None else {"timer": timer}
    return plan_request(accepted(tree), limits, **clock).plan.to_wire()


def text_of(plan: Tree) -> str:
    """Return a plan as the text that would be written."""
    return json.dumps(plan, ensure_ascii=False, indent=1, allow_nan=False)


def without_places(plan: Tree) -> Tree:
    """Return a plan without what speaks of the request as it was sent: its digest, and pointers into it."""
    warnings = [{name: value for name, value in fault.items() if name != "path"} for fault in plan["warnings"]]
    return {name: value for name, value in plan.items() if name != "request_digest"} | {"warnings": warnings}


if __name__ == "__main__":
    json.dump([plan_tree(tree) for tree in json.load(sys.stdin)], sys.stdout)
