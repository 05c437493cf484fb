"""The API against its own description, as each role: whatever is sent, it answers as described, and never fails."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from dispatcher.api.roles import Role
from tests.dispatcher.api_server import Served, question, serving

pytestmark = pytest.mark.slow
# DISPATCHER_EXAMPLES=500 for the whole of it.
EXAMPLES = int(os.environ.get("DISPATCHER_EXAMPLES", "10"))
PARTS = 4  # of the operations, for several cores
KEY = question("submit")["plan_key"]
REQUEST = {**question("submit")["request"], "search": {"iterations": 20, "workers": 1}}
CHECKS = [
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
# Their answers need a key that is there; an administrator's own must not go while it is used.
NEVER = {"drop_key"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A service with a day in force, whose searches are short."""
    with serving(tmp_path_factory.mktemp("fuzz"), answer_seconds=0.1, memory_mb=0) as found:
        run = found.client.submit(KEY, REQUEST, wait=30)
        assert run.plan_id is not None
        found.client.publish(run.plan_id, 0)
        yield found


@pytest.mark.timeout(120 + 15 * EXAMPLES)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_operation_answers_as_described(served: Served, part: int) -> None:
    """No failure, no status, media or form of an answer that is not described, and nothing without a key."""
    keys = [served.service.keys.make(role)[1] for role in Role]
    read = {"Authorization": f"Bearer {keys[0]}"}
    schema = schemathesis.openapi.from_url(served.address + "/v1/openapi.json", headers=read)
    names = {
        "plan_id": served.client.plan_key(KEY).plan_id,
        "run_id": served.client.runs().items[-1].id,
        "plan_key": KEY,
        "webhook_id": served.client.make_webhook("https://tickets.example.com/", estates=["none"]).id,
    }
    results = list(schema.get_all_operations())
    assert all(isinstance(result, Ok) for result in results)
    operations = [result.ok() for result in results if isinstance(result, Ok)]
    tried = [operation for operation in operations if operation.definition.raw["operationId"] not in NEVER]
    assert len(tried) > 45
    for operation in tried[part::PARTS]:
        _fuzz(operation, keys, names)


def _fuzz(operation: Any, keys: list[str], names: dict[str, Any]) -> None:
    cases = operation.as_strategy()
    if operation.body:
        cases |= operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=EXAMPLES <= 50,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=cases, key=st.sampled_from(keys), real=st.booleans())
    def call(case: Any, key: str, real: bool) -> None:
        for name in names.keys() & (case.path_parameters or {}).keys():
            if real:
                case.path_parameters[name] = names[name]
        is_open = operation.definition.raw["operationId"] in ("livez", "readyz")
        headers = {"Authorization": f"Bearer {key}"}
        case.call_and_validate(headers=headers, checks=CHECKS if is_open else [*CHECKS, ignored_auth])

    call()
