"""The canonical request: what it sorts, what it leaves alone, and the name it gives."""

import json
import random
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel

from dispatcher.convert.canonical import FLAT, canonical, canonical_digest
from dispatcher.convert.problem import make_problem
from dispatcher.reading import read_request
from solver.problem import Problem
from tests.dispatcher.random_requests import draw_request, permuted, publish
from tests.dispatcher.repeated import plan_tree
from tests.dispatcher.requests import (
    accepted,
    at,
    make_plan_tree,
    make_route,
    make_shift,
    make_technician,
    make_ticket,
    make_tree,
    make_visit,
)


def published_day() -> dict[str, Any]:
    """A day of ten tickets at 11:10 with its plan in force."""
    tree = draw_request(11, 10, 3)
    return publish(tree, plan_tree(tree), 11)


def assert_same(one: Problem, other: Problem) -> None:
    """Assert that two problems are equal, field by field."""
    assert np.array_equal(one.travel, other.travel)
    for name in (field.name for field in fields(Problem) if field.name != "travel"):
        assert getattr(one, name) == getattr(other, name), name


@pytest.mark.parametrize("seed", range(8))
def test_permuted_lists_make_the_same_problem(seed: int) -> None:
    """Matrix or zones, lists in any order: equal canonical requests, problems and canonical digests."""
    tree = draw_request(seed, 9, 3)
    other = permuted(tree, random.Random(seed))

    one, two = accepted(tree), accepted(other)

    assert canonical(one).to_wire() == canonical(two).to_wire()
    assert canonical_digest(one) == canonical_digest(two)
    assert one.digest != two.digest
    assert_same(make_problem(one), make_problem(two))


def test_permuted_plans_in_force_make_the_same_problem() -> None:
    """Routes, visits and breaks of the plan in force may come in any order, its other lists as well."""
    tree = published_day()

    one, two = accepted(tree), accepted(permuted(tree, random.Random(1)))

    assert canonical_digest(one) == canonical_digest(two)
    assert_same(make_problem(one), make_problem(two))


def test_a_canonical_request_is_its_own() -> None:
    """What is sorted already is not copied."""
    request = canonical(accepted(draw_request(2, 9, 3)))

    assert canonical(request) is request


def test_ids_are_sorted_code_point_by_code_point() -> None:
    """Capitals come before small letters, digits one by one, Chinese last: T-10 before T-2."""
    names = ["东门", "a", "T-2", "B", "T-10"]
    tree = make_tree(tickets=[make_ticket(name) for name in names])

    assert [ticket.id for ticket in canonical(accepted(tree)).tickets] == ["B", "T-10", "T-2", "a", "东门"]


def test_shifts_are_sorted_by_time() -> None:
    """Monday's shift comes before Tuesday's, whatever they are called."""
    monday, tuesday = make_shift("z"), make_shift("a", start=at("08:00", 3), end=at("17:00", 3))
    horizon = {"start": at("08:00"), "end": at("18:00", 3)}
    tree = make_tree(technicians=[make_technician(shifts=[tuesday, monday])], horizon=horizon)

    assert [shift.id for shift in make_problem(accepted(tree)).shifts] == ["z", "a"]


def test_steps_and_crews_keep_their_order() -> None:
    """A position in steps or crew is part of a visit's id: another order is another request."""
    crew = [{"trade": "water"}, {"trade": "civil"}]
    steps = [{"service_minutes": 60, "crew": crew}, {"service_minutes": 30, "trade": "civil"}]
    swapped = [{"service_minutes": 60, "crew": crew[::-1]}, {"service_minutes": 30, "trade": "civil"}]
    one, crewed, stepped = (
        accepted(make_tree(tickets=[make_ticket(steps=rows)])) for rows in (steps, swapped, steps[::-1])
    )

    assert canonical(one).tickets == one.tickets
    assert len({canonical_digest(request) for request in (one, crewed, stepped)}) == 3


def test_what_is_sent_is_left_as_it_is() -> None:
    """Making a problem sorts copies: the request keeps its order, and its digest."""
    tree = permuted(draw_request(3, 9, 3), random.Random(3))
    request, _ = read_request(json.dumps(tree))
    assert request is not None
    before = request.to_wire(), request.digest

    make_problem(request)

    assert (request.to_wire(), request.digest) == before


def test_parts_of_equal_start_do_not_depend_on_the_order_of_routes() -> None:
    """Two visits of one position at 9:00 without part: the one that ends first is part 0, whoever is listed first."""
    short = make_route(make_visit(end="09:10", state="done", outcome="no_show"))
    long = make_route(make_visit(end="10:00"), technician_id="li", shift_id="li-mon")
    people = [make_technician(), make_technician("li")]

    for routes in ((short, long), (long, short)):
        tree = make_tree(technicians=people, now=at("09:30"), published=make_plan_tree(*routes))
        problem = make_problem(accepted(tree))
        shifts = {visit.id: visit.published.shift for visit in problem.visits if visit.published}
        assert {name: problem.shifts[shift].id for name, shift in shifts.items()} == {
            "T-1:0:0": "wang-mon",
            "T-1:0:0:1": "li-mon",
        }


@pytest.mark.parametrize("flat", FLAT)
def test_what_is_not_looked_into_holds_no_list(flat: type[BaseModel]) -> None:
    """A model that is taken as sorted has no list anywhere."""
    assert '"array"' not in json.dumps(flat.model_json_schema())
