"""What is kept of models: worked out once, forgotten with them, and never of another thing."""

import gc
import json

import pytest

from dispatcher.kept import Kept, KeptFor
from dispatcher.reading.events import read_events
from dispatcher.resident import Resident
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.schemas.site import Site
from tests.dispatcher.random_events import draw_events, published_day
from tests.dispatcher.requests import accepted


def test_what_is_kept_goes_with_its_model() -> None:
    """Work is done once for each model, and forgotten with it; a result that is the model does not hold it."""
    asked = []

    def work(site: Site) -> Site | str:
        asked.append(site.id)
        return site if site.id == "own" else site.id

    kept = Kept(work)
    own, other = Site(id="own"), Site(id="other")

    assert [kept(own), kept(other), kept(own), kept(other)] == [own, "other", own, "other"]
    assert (asked, len(kept)) == (["own", "other"], 2)
    del own, other
    gc.collect()
    assert len(kept) == 0


def test_what_is_kept_for_a_key_is_the_last_thing_made() -> None:
    """An equal key gives the same object back, another one a new object, which then is the one kept."""
    kept: KeptFor[Site, list[str]] = KeptFor()
    site = Site(id="b3")

    first = kept(site, ("a", 1), lambda: ["first"])
    assert kept(site, ("a", 1), lambda: ["not made"]) is first
    assert kept(site, ("a", 2), lambda: ["second"]) == ["second"]
    assert kept(site, ("a", 1), lambda: ["third"]) == ["third"]
    assert len(kept) == 1
    del site
    gc.collect()
    assert len(kept) == 0


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_answers_as_models_read_again_do(seed: int) -> None:
    """One event after the other into the same models, in several zones: plans equal to those of models read again."""
    tree, plan = published_day(seed)
    published = Plan.model_validate(plan)
    requests = [accepted({**tree, **zone}) for zone in ({}, {"time_zone": "America/New_York"}, {})]

    found = 0
    for event in draw_events(seed, 8):
        for request in requests:
            answers = [answer(request, published, event), answer(again(request), read_again(published), event)]
            assert answers[0] == answers[1]
            found += answers[0] is not None
    assert found > 5


def answer(request: Request, plan: Plan, event: dict[str, object]) -> str | None:
    """Return the first answer to an event as it goes over the wire; None if there is none."""
    planner = Resident(request, plan)
    planner.take(read_events(json.dumps({"schema_version": 1, "events": [event]})))
    proposal = planner.first()
    return None if proposal is None else json.dumps(proposal.plan.to_wire())


def again(request: Request) -> Request:
    """Return a request read again: an equal one of other objects."""
    return accepted(request.to_wire())


def read_again(plan: Plan) -> Plan:
    """Return a plan read again."""
    return Plan.model_validate(plan.to_wire())
