"""Keys of callers, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from dispatcher.api.access import Caller, allow, require_own_estates, service_of
from dispatcher.api.answers import answer
from dispatcher.api.bodies import object_of
from dispatcher.api.described import described
from dispatcher.api.keys import Key, LastAdminError
from dispatcher.api.refusals import refuse
from dispatcher.api.roles import Right, Role
from dispatcher.schemas.service import KeyList, KeyRow, KeyWish, MadeKey

router = APIRouter(prefix="/v1/keys", tags=["keys"], dependencies=[Depends(allow(Right.ADMINISTER))])


@router.post("", **described("make_key", "Make a key", MadeKey, body=KeyWish, status=201))
def make(call: HttpRequest, caller: Caller, wish: Annotated[KeyWish, Depends(object_of(KeyWish))]) -> Response:
    """Make a key; its whole text is shown this once. A key with estates makes keys for these alone."""
    require_own_estates(caller, wish.estates)
    key, text = service_of(call).keys.make(
        Role(wish.role), estates=tuple(wish.estates), contacts=wish.contacts, label=wish.label
    )
    return answer({**_row(key).to_wire(), "key": text}, 201)


@router.get("", **described("list_keys", "List the keys", KeyList))
def list_keys(call: HttpRequest, caller: Caller) -> Response:
    """List keys, those for the caller's estates, without their secrets."""
    return answer(KeyList(items=[_row(key) for key in service_of(call).keys.list() if _sees(caller, key)]))


@router.delete("/{key_id}", **described("drop_key", "Withdraw a key", KeyRow))
def drop(call: HttpRequest, caller: Caller, key_id: str) -> Response:
    """Withdraw a key: from now on it is unknown."""
    if not any(key.id == key_id and _sees(caller, key) for key in service_of(call).keys.list()):
        raise refuse(404, "not_found", ids=[key_id])
    try:
        key = service_of(call).keys.drop(key_id)
    except LastAdminError:
        raise refuse(409, "last_admin", ids=[key_id]) from None
    if key is None:
        raise refuse(404, "not_found", ids=[key_id])
    return answer(_row(key))


def _sees(caller: Key, key: Key) -> bool:
    """Whether a key is for estates of the caller alone."""
    return not caller.estates or (bool(key.estates) and set(key.estates) <= set(caller.estates))


def _row(key: Key) -> KeyRow:
    return KeyRow(
        id=key.id,
        role=key.role.value,
        estates=list(key.estates),
        contacts=key.contacts,
        label=key.label,
        made_at=key.made_at,
    )
