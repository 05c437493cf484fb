"""A real day of facility work requests, with the assumptions of ``benchmarks.baltimore``, from data to checked plan."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from benchmarks.baltimore import build_request, read_day
from dispatcher.importers.importing import Options, import_files
from dispatcher.importers.mapping import mapping_text, read_mapping
from dispatcher.importers.source import source_files
from dispatcher.planning import Limits, check_plan, plan_request
from dispatcher.reading.request import read_request

FOLDER = os.environ.get("DISPATCHER_DATA")
pytestmark = pytest.mark.skipif(FOLDER is None, reason="DISPATCHER_DATA names no folder with the Baltimore data")


def _folder() -> Path:
    return Path(FOLDER or "") / "baltimore"


def test_a_day_holds_only_requests_at_buildings_with_coordinates() -> None:
    """2018-11-15 has 29 of them, none of them a test entry."""
    rows = read_day(_folder(), "2018-11-15")

    assert len(rows) == 29
    assert not any(kind.startswith("TEST") for _, kind, _ in rows)


@pytest.mark.parametrize("day", ["2018-11-15", "2018-05-08", "2017-03-14", "2017-07-06"])
def test_a_day_is_a_request_without_faults(day: str) -> None:
    """Every day used in benchmarks reads without one error."""
    request, faults = read_request(json.dumps(build_request(_folder(), day)))

    assert request is not None
    assert faults == []


def test_a_day_without_requests_is_refused_by_name() -> None:
    """A Sunday of 2017 has none."""
    with pytest.raises(ValueError, match="2017-01-01"):
        build_request(_folder(), "2017-01-01")


@pytest.mark.slow
def test_a_real_day_is_planned_and_checked() -> None:
    """29 requests, eight technicians, ten seconds: a legal plan, an honest gap, no ticket lost."""
    request, _ = read_request(json.dumps(build_request(_folder(), "2018-11-15")))
    assert request is not None

    planned = plan_request(request, Limits(seconds=10))

    plan = planned.plan
    assert plan.cost is not None
    assert check_plan(request, plan).violations == []
    in_plan = {visit.ticket_id for route in plan.routes for visit in route.visits}
    left = {row.ticket_id for row in plan.unassigned or []}
    assert in_plan | left == {ticket.id for ticket in request.tickets}
    assert not in_plan & left
    assert plan.lower_bound is None or plan.lower_bound <= plan.cost.total


def test_the_guide_imports_a_week() -> None:
    """The packaged mapping makes of 6 to 10 March 2017 the request that docs/import.md tells; no row is lost."""
    title, raw = mapping_text("baltimore")
    mapping, _ = read_mapping(title, raw.decode())
    week = (date(2017, 3, 6), date(2017, 3, 10))
    files = [(path.name, path.read_bytes()) for path in source_files(_folder())]

    imported = import_files(files, mapping, Options(None, week[0], 5, week, partial=True), title)

    # Counted with the csv module: 220 rows of the week that are no tests, 4 of them without a building.
    assert imported.tree is not None
    assert len(imported.tree["tickets"]) == 216
    assert [fault.code for fault in imported.ledger.faults] == ["no_place"] * 4
    for note in imported.tables:
        assert note.count.rows == note.count.taken + note.count.problems + note.count.skipped
    request, _ = read_request(json.dumps(imported.tree))
    assert request is not None
    plan = plan_request(request, Limits(iterations=2000, workers=1)).plan
    assert check_plan(request, plan).legal
