"""The demo day: planned and published, so that there is something to look at."""

from dispatcher.planning import Limits
from dispatcher.reading import read_request
from dispatcher.reports.words import Lang
from dispatcher.runs import Desk
from dispatcher.store.errors import StoreError
from dispatcher.store.rows import PlanVersion
from scenarios import DEMO, read_scenario

DEMO_KEY = "demo"
SEARCH_SECONDS = 5.0
WAIT_SECONDS = 120.0
WHO = "demo"


def publish_demo(desk: Desk, lang: Lang) -> PlanVersion | None:
    """Plan and publish the demo day under the plan key ``demo``, unless something is in force there.

    Parameters
    ----------
    desk
        Its runs have begun, or will soon.

    Returns
    -------
    The plan in force; None: it could not be planned.
    """
    try:
        found = desk.plan_key(DEMO_KEY)
        if found.plan_id is not None:
            return desk.plan(found.plan_id)
    except StoreError:
        pass  # the key is not known yet
    request, _ = read_request(read_scenario(DEMO[lang.value]))
    if request is None:
        return None
    run = desk.submit(DEMO_KEY, request, who=WHO, limits=Limits(seconds=SEARCH_SECONDS)).run
    run = desk.wait(run.id, WAIT_SECONDS)
    return None if run.plan_id is None else desk.publish(run.plan_id, version=0, who=WHO)
