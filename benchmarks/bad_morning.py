"""Write the packaged bad morning anew: ``python -m benchmarks.bad_morning``.

The request comes from its seed, its plan from so many steps of one thread with a fixed seed, the events from both.
Another version of the engine may find another plan; then the files change together.
"""

import json
from pathlib import Path

import scenarios
from dispatcher.planning import Limits, plan_request
from dispatcher.reading.request import read_request
from scenarios.morning import EVENTS, NAME, PLAN, make_events, make_request, publish
from scenarios.stored import text_of

STEPS, SEED = 20_000, 1


def main() -> None:
    """Plan the day, publish it and let things go wrong."""
    tree = make_request()
    request, faults = read_request(text_of(tree))
    if request is None:
        raise SystemExit("\n".join(fault.message.en for fault in faults))
    plan = publish(plan_request(request, Limits(iterations=STEPS, seed=SEED, workers=1)).plan.to_wire())
    folder = Path(scenarios.__file__).parent
    for name, content in ((NAME, tree), (PLAN, plan), (EVENTS, make_events(tree, plan))):
        (folder / f"{name}.json").write_text(text_of(content), encoding="utf-8")
        print(name, len(json.dumps(content)))


if __name__ == "__main__":
    main()
