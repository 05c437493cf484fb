"""Which estates a request is about: what decides who may see it, and who is told of it."""

from functools import lru_cache
from typing import Any

from sqlalchemy import select

from dispatcher.store import requests
from dispatcher.store.database import Store
from dispatcher.store.rows import OutboxRow
from dispatcher.store.tables import PLAN, RUN

MOST_REQUESTS = 1024  # whose estates are remembered


@lru_cache(MOST_REQUESTS)
def estates_of(store: Store, request_id: str) -> frozenset[Any]:
    """Return the estates of the sites of a request, which never changes; None among them: sites without one."""
    with store.reading() as connection:
        tree = requests.request_tree(connection, request_id)
    return frozenset(site.get("estate_id") for site in tree["sites"])


def estates_told_of(store: Store, message: OutboxRow) -> frozenset[Any]:
    """Return the estates a message is about: those of the plan it names, else of the run; {None}: it names neither."""
    name = message.body.get("plan_id")
    wanted = select(PLAN.c.request_id).where(PLAN.c.id == name)
    if name is None:
        wanted = select(RUN.c.request_id).where(RUN.c.id == message.body.get("run_id"))
    with store.reading() as connection:
        request_id = connection.execute(wanted).scalar_one_or_none()
    return frozenset({None}) if request_id is None else estates_of(store, request_id)
