"""The wire models and their JSON Schemas: round trips, and schema files that are up to date."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dispatcher.schemas.export import MODELS, json_schema, schema_text
from dispatcher.schemas.request import Request
from dispatcher.weight_names import PROFILE_NAMES, TERM_WEIGHTS
from scenarios import load
from solver.rules import SOFT_RULES
from tests.dispatcher.fault_cases import BASE, STRUCTURE_CASES, Case
from tests.dispatcher.requests import accepted, changed, make_tree

DOCS = Path(__file__).resolve().parents[2] / "docs" / "schema"
# What JSON Schema does not see: formats of texts, how far away a time is, and 60.0, which it takes for an integer.
SENT = ("request", "plan", "events")  # the contract has examples of what is sent in
UNSEEN_CODES = {"naive_time", "bad_time", "bad_date", "bad_time_zone"}
UNSEEN_CHANGES = ({"/tickets/0/service_minutes": 60.0}, {"/tickets/0/deadline": "1969-12-31T23:00:00Z"})


def is_valid(name: str, tree: Any) -> bool:
    """Whether a tree keeps a schema."""
    return bool(jsonschema.Draft202012Validator(json_schema(name)).is_valid(tree))


@pytest.mark.parametrize("name", MODELS)
def test_schema_file_is_up_to_date(name: str) -> None:
    """The schema in the documentation is the generated one."""
    assert (DOCS / f"{name}.schema.json").read_text(encoding="utf-8") == schema_text(name)


@pytest.mark.parametrize("name", SENT)
def test_schema_accepts_the_example(name: str) -> None:
    """The schema is one, and the contract's example keeps it."""
    jsonschema.Draft202012Validator.check_schema(json_schema(name))

    assert is_valid(name, json.loads(load(f"example-{name}")))


@pytest.mark.parametrize("name", MODELS)
def test_every_field_is_described(name: str) -> None:
    """Every field has a description, or refers to an object that has one."""
    schema = json_schema(name)
    parts = [schema, *schema["$defs"].values()]

    silent = [
        field
        for part in parts
        for field, content in part.get("properties", {}).items()
        if not content.get("description") and "$ref" not in content
    ]

    assert silent == []


@pytest.mark.parametrize("case", STRUCTURE_CASES, ids=lambda case: f"{case.code}-{case.path}")
def test_schema_sees_structural_faults(case: Case) -> None:
    """What is structurally wrong is wrong for the schema too, except what JSON Schema cannot say."""
    is_unseen = case.code in UNSEEN_CODES or case.changes in UNSEEN_CHANGES

    assert is_valid("request", changed(BASE, case.changes)) == is_unseen


def test_schema_lists_terms_and_profiles_of_the_registry() -> None:
    """Terms, weights and profiles come from the rules: a new rule needs no edit here."""
    policy = json_schema("request")["$defs"]["Policy"]["properties"]

    terms = policy["weights"]["anyOf"][0]["properties"]

    assert list(terms) == [rule.name for rule in SOFT_RULES] == list(TERM_WEIGHTS)
    assert policy["profile"]["anyOf"][0]["enum"] == list(PROFILE_NAMES)
    assert not is_valid("request", make_tree(policy={"weights": {"walking": 1}}))
    assert is_valid("request", make_tree(policy={"weights": {"travel": None, "overtime": 0}}))


def test_null_is_absent_for_the_schema() -> None:
    """The schema takes null where a field may be absent."""
    assert is_valid("request", changed(BASE, {"/tickets/0/crew_size": None, "/travel": None}))


@pytest.mark.parametrize("tree", [BASE, json.loads(load("example-request"))])
def test_request_goes_round(tree: Any) -> None:
    """A request read and written again is the one that was sent, field by field."""
    request = accepted(tree)

    assert request.to_wire() == tree
    assert Request.from_tree(request.to_wire()) == request
