"""Probes, for whoever watches over the process; they need no key and tell nothing of anybody."""

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import PlainTextResponse, Response

from dispatcher.api.access import service_of
from dispatcher.api.answers import answer
from dispatcher.api.counts import gauge
from dispatcher.api.described import described
from dispatcher.schemas.service import Probe

router = APIRouter(tags=["probes"])


@router.get("/livez", **described("livez", "Whether the process answers", Probe, is_open=True))
async def livez() -> Response:
    """Say that the process answers."""
    return answer(Probe(status="ok"))


@router.get("/readyz", **described("readyz", "Whether calls are welcome", Probe, is_open=True))
def readyz(call: HttpRequest) -> Response:
    """Say whether calls are welcome; 503: not now, and why."""
    missing = service_of(call).missing()
    return answer(Probe(status=missing or "ok"), 503 if missing else 200)


@router.get("/metrics", include_in_schema=False)
def metrics(call: HttpRequest) -> Response:
    """Give all counts in the text format of Prometheus."""
    service = service_of(call)
    told = {} if service.hooks is None else service.hooks.counts()
    runs = {} if service.desk is None else service.desk.run_counts()
    text = service.counts.text()
    text += gauge("dispatcher_runs", "Runs kept.", "state", runs)
    text += gauge("dispatcher_webhook_deliveries", "Messages for webhooks.", "state", told)
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4")
