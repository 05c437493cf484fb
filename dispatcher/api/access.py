"""Who calls, and whether he may: the first dependencies of every route."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request as HttpRequest

from dispatcher.api.keys import Key
from dispatcher.api.refusals import Refused, refuse
from dispatcher.api.roles import RIGHTS, Right, roles_with
from dispatcher.api.service import Service
from dispatcher.faults import Fault, make_fault
from dispatcher.schemas.site import Site

_BEARER = HTTPBearer(auto_error=False, scheme_name="key", description="A key: dsk_ID_SECRET.")
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="dispatcher"'}


def service_of(call: HttpRequest) -> Service:
    """Return the service of the app that is called."""
    service: Service = call.app.state.service
    return service


def identify(call: HttpRequest, sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]) -> Key:
    """Return the key of the caller.

    Raises
    ------
    Refused
        There is none (401), or it calls too often (429).
    """
    service = service_of(call)
    key = None if sent is None else service.keys.find(sent.credentials)
    if key is None:
        address = call.client.host if call.client else ""
        _slow_down(service.failures.take(address))
        raise refuse(401, "unauthorized", headers=_CHALLENGE)
    call.state.key_id = key.id
    _slow_down(service.rates.take(key.id))
    return key


Caller = Annotated[Key, Depends(identify)]


def allow(right: Right) -> Callable[[Key], None]:
    """Return the dependency that refuses callers without a right (403)."""

    def check(caller: Caller) -> None:
        if caller.role not in RIGHTS[right]:
            raise refuse(403, "forbidden", allowed=list(roles_with(right)))

    return check


def require_estates(key: Key, sites: Iterable[Site], place: str) -> None:
    """Refuse sites that a key is not for (403); a site without estate is for keys of all estates.

    Parameters
    ----------
    place
        Where the sites stand in the body: the name of a field.
    """
    faults = list(_foreign(key, sites, place))
    if faults:
        raise Refused(403, faults)


def require_own_estates(key: Key, estates: Sequence[str]) -> None:
    """Refuse (403) to make something for estates that the key that makes it is not for; for all is for none of its."""
    foreign = [name for name in estates if name not in key.estates]
    if key.estates and (foreign or not estates):
        raise refuse(403, "foreign_estates", ("estates",), ids=foreign, allowed=list(key.estates))


def _foreign(key: Key, sites: Iterable[Site], place: str) -> Iterator[Fault]:
    for k, site in enumerate(sites):
        if key.estates and site.estate_id not in key.estates:
            path = (place, "sites", k, "estate_id")
            yield make_fault("foreign_estate", path, ids=[site.id], allowed=list(key.estates))


def _slow_down(seconds: int) -> None:
    if seconds:
        raise refuse(429, "rate_limited", allowed=seconds, headers={"Retry-After": str(seconds)})
