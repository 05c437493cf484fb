"""What the service is: versions, caps and codes; and its own description."""

from dataclasses import asdict

from fastapi import APIRouter, Depends
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from dispatcher.api.access import allow, service_of
from dispatcher.api.answers import answer
from dispatcher.api.described import described
from dispatcher.api.roles import Right
from dispatcher.api.settings import ServiceSettings
from dispatcher.faults import CATALOG, Message
from dispatcher.schemas.plan import CONTRACT_VERSION
from dispatcher.schemas.service import CodeRow, Meta, RuleRow, Versions
from dispatcher.version import VERSION
from solver.rules import RULES
from solver.rules.base import SoftRule

router = APIRouter(prefix="/v1", tags=["service"], dependencies=[Depends(allow(Right.ASK))])


@router.get("/meta", **described("meta", "Versions, caps and codes", Meta))
def meta(call: HttpRequest) -> Response:
    """Say what the service is, what it takes at most, and every code it may answer."""
    return answer(make_meta(service_of(call).settings))


@router.get("/openapi.json", include_in_schema=False)
def openapi(call: HttpRequest) -> Response:
    """Describe every operation."""
    return answer(call.app.openapi())


def make_meta(settings: ServiceSettings) -> Meta:
    """Return what the service says of itself."""
    rules = [
        RuleRow(
            name=rule.name,
            hard=not isinstance(rule, SoftRule),
            unit=rule.unit,
            title=Message(en=rule.title.en, zh=rule.title.zh),
        )
        for rule in RULES
    ]
    codes = [
        CodeRow(code=entry.code, severity=entry.severity.value, message=Message(en=entry.en, zh=entry.zh))
        for entry in CATALOG.values()
    ]
    versions = Versions(api="v1", contract=CONTRACT_VERSION, dispatcher=VERSION)
    return Meta(
        versions=versions,
        caps=asdict(settings.caps),
        rate_per_minute=settings.rate_per_minute,
        rules=rules,
        codes=codes,
    )
