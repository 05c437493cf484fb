"""The description of the API (OpenAPI 3.1): the routes by FastAPI, the bodies by the models our readers use."""

import json
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from dispatcher.api.described import BODIES
from dispatcher.schemas.common import Wire
from dispatcher.schemas.export import finish_schemas
from dispatcher.schemas.message import DATA, Message, message_schema
from dispatcher.schemas.service import Problem
from dispatcher.version import VERSION

ABOUT = (
    "Plans for a ticketing system: requests in, checked plans out. Bodies are read strictly, and every problem of a "
    "body comes at once. See docs/service.md and docs/contract.md."
)


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the description of every operation, made once."""
    if app.openapi_schema is None:
        tree = get_openapi(
            title="Dispatcher",
            version=VERSION,
            description=ABOUT,
            routes=app.routes,
            separate_input_output_schemas=False,
        )
        schemas = tree.setdefault("components", {}).setdefault("schemas", {})
        schemas |= _schemas([*BODIES.values(), Problem, Message])
        tree["webhooks"] = {kind: {"post": _told(kind)} for kind in DATA}
        finish_schemas(schemas)
        app.openapi_schema = tree
    return app.openapi_schema


def openapi_text(app: FastAPI) -> str:
    """Return the description as the text that documentation holds: it does not name the version of the package."""
    tree = json.loads(json.dumps(describe(app)))
    tree["info"]["version"] = "v1"
    return json.dumps(tree, indent=1, ensure_ascii=False) + "\n"


def _told(kind: str) -> dict[str, Any]:
    """Return what a webhook gets of one kind."""
    schema = message_schema(kind, "#/components/schemas/{model}")
    about = (DATA[kind].__doc__ or kind).partition("\n")[0]
    return {
        "summary": about,
        "operationId": kind.replace(".", "_"),
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"2XX": {"description": "It has arrived; else it is tried again."}},
    }


def _schemas(models: list[type[Wire]]) -> dict[str, Any]:
    found = models_json_schema([(model, "validation") for model in models], ref_template="#/components/schemas/{model}")
    schemas: dict[str, Any] = found[1].get("$defs", {})
    return schemas
