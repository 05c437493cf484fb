"""The app: routes, what goes around them, and how refusals are told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio import to_thread
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from dispatcher.api.calls import Calls
from dispatcher.api.headers import etag
from dispatcher.api.logs import FIELDS, LOGGER
from dispatcher.api.openapi import describe
from dispatcher.api.refusals import Refused, answer_refusal, refuse, refuse_input
from dispatcher.api.routes import events, keys, kpis, meta, plan_keys, plans, probes, runs, verbs, webhooks
from dispatcher.api.service import Service
from dispatcher.reading.structure import structural_fault
from dispatcher.store.errors import (
    IdempotencyConflictError,
    NotLegalError,
    StaleVersionError,
    StoreError,
    UnknownError,
)
from dispatcher.version import VERSION

_STATUS: dict[type[StoreError], int] = {UnknownError: 404, StaleVersionError: 412, IdempotencyConflictError: 422}


def create_app(service: Service) -> FastAPI:
    """Return the app of a service, whose runs begin and end with it."""
    app = FastAPI(
        title="Dispatcher", version=VERSION, openapi_url=None, docs_url=None, redoc_url=None, lifespan=_lifespan
    )
    app.state.service = service
    for routes in (probes, meta, verbs, runs, plans, events, plan_keys, kpis, keys, webhooks):
        app.include_router(routes.router)
    app.add_exception_handler(Refused, _tell)
    app.add_exception_handler(StoreError, _tell_store)
    app.add_exception_handler(SQLAlchemyError, _tell_down)
    app.add_exception_handler(HTTPException, _tell_http)
    app.add_exception_handler(RequestValidationError, _tell_query)
    app.add_middleware(Calls, counts=service.counts)
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    to_thread.current_default_thread_limiter().total_tokens = service.settings.threads
    if service.desk is not None:
        service.desk.start()
    if service.hooks is not None:
        service.hooks.start()
    try:
        yield
    finally:
        await to_thread.run_sync(service.close)


def _tell(call: HttpRequest, error: Exception) -> Response:
    """Tell a refusal of ours."""
    refused = error if isinstance(error, Refused) else refuse(500, "internal_error")
    return answer_refusal(call, refused)


def _tell_store(call: HttpRequest, error: Exception) -> Response:
    """Tell what the store refuses; of a plan that is not legal, which rules it breaks."""
    if not isinstance(error, StoreError):
        return _tell(call, error)
    status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 409)
    headers = {"ETag": etag(error.current)} if isinstance(error, StaleVersionError) else None
    more = {"violations": [row.to_wire() for row in error.violations]} if isinstance(error, NotLegalError) else None
    return answer_refusal(call, Refused(status, error.faults, headers), more)


def _tell_down(call: HttpRequest, error: Exception) -> Response:
    """Tell that the store cannot be reached now: a full disk, a file that others hold."""
    if isinstance(error, DataError):  # a name with a character that no text of PostgreSQL can hold: nothing has it
        return answer_refusal(call, refuse(404, "not_found", ids=[call.url.path]))
    LOGGER.error("store", exc_info=error, extra={FIELDS: {"request_id": call.state.request_id}})
    return answer_refusal(call, refuse(503, "not_ready", headers={"Retry-After": "5"}))


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
