"""The app: routes, what goes around them, and how refusals are told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio import to_thread
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from dispatcher.api.calls import Calls
from dispatcher.api.openapi import describe
from dispatcher.api.refusals import Refused, answer_refusal, refuse, refuse_input
from dispatcher.api.routes import keys, meta, probes, verbs
from dispatcher.api.service import Service, make_service
from dispatcher.api.settings import ServiceSettings
from dispatcher.reading.structure import structural_fault
from dispatcher.version import VERSION


def create_app(settings: ServiceSettings | None = None, service: Service | None = None) -> FastAPI:
    """Return the app of a service.

    Parameters
    ----------
    settings
        None: the defaults.
    service
        Parts made before; None: they are made from the settings.

    Raises
    ------
    ValueError, OSError
        What is kept cannot be read.
    """
    settings = settings or ServiceSettings()
    parts = service or make_service(settings)
    app = FastAPI(
        title="Dispatcher", version=VERSION, openapi_url=None, docs_url=None, redoc_url=None, lifespan=_lifespan
    )
    app.state.service = parts
    for routes in (probes, meta, verbs, keys):
        app.include_router(routes.router)
    app.add_exception_handler(Refused, _tell)
    app.add_exception_handler(HTTPException, _tell_http)
    app.add_exception_handler(RequestValidationError, _tell_query)
    app.add_middleware(Calls, counts=parts.counts)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    to_thread.current_default_thread_limiter().total_tokens = service.settings.threads
    yield


def _tell(call: HttpRequest, error: Exception) -> Response:
    """Tell a refusal of ours."""
    refused = error if isinstance(error, Refused) else refuse(500, "internal_error")
    return answer_refusal(call, refused)


def _tell_http(call: HttpRequest, error: Exception) -> Response:
    """Tell what the router refuses: a path or a method that is not there."""
    status = getattr(error, "status_code", 500)
    headers: dict[str, Any] = getattr(error, "headers", None) or {}
    if status == 405:
        allowed = [name.strip() for name in headers.get("Allow", "").split(",")]
        refused = refuse(405, "method_not_allowed", ids=[call.method], allowed=list(allowed), headers=headers)
    else:
        refused = refuse(404, "not_found", ids=[call.url.path])
    return answer_refusal(call, refused)


def _tell_query(call: HttpRequest, error: Exception) -> Response:
    """Tell what is wrong with parameters of a path or a query."""
    rows = error.errors() if isinstance(error, RequestValidationError) else []
    return answer_refusal(call, refuse_input([structural_fault(row) for row in rows]))
