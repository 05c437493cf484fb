"""Private words: taken out of what is kept, held once per ticket and technician, given back or erased alone."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, select

from dispatcher.store.dialect import insert
from dispatcher.store.rows import Tree
from dispatcher.store.tables import PRIVATE

TICKET_FIELDS = ("contact", "address", "description")
TECHNICIAN_FIELDS = ("contact",)
Words = tuple[str, str, Tree]


def split_request(tree: Tree) -> tuple[Tree, list[Words]]:
    """Return a request without what is private, and that: kind, id and words of each ticket and technician."""
    tickets, of_tickets = _split(tree.get("tickets", []), TICKET_FIELDS, "ticket")
    people, of_people = _split(tree.get("technicians", []), TECHNICIAN_FIELDS, "technician")
    return {**tree, "tickets": tickets, "technicians": people}, [*of_tickets, *of_people]


def split_event(tree: Tree) -> tuple[Tree, list[Words]]:
    """Return an event without what is private, and that."""
    if not isinstance(tree.get("ticket"), dict):
        return tree, []
    (ticket,), words = _split([tree["ticket"]], TICKET_FIELDS, "ticket")
    return {**tree, "ticket": ticket}, words


def keep(connection: Connection, plan_key: str, words: Iterable[Words], now: float) -> None:
    """Keep private words in place of those known before."""
    rows = [
        {"plan_key": plan_key, "kind": kind, "subject_id": name, "words": fields, "written_at": now}
        for kind, name, fields in words
    ]
    new = insert(connection, PRIVATE)
    replaced = {"words": new.excluded.words, "written_at": now}
    if rows:
        connection.execute(
            new.on_conflict_do_update(index_elements=["plan_key", "kind", "subject_id"], set_=replaced), rows
        )


def recall(connection: Connection, plan_key: str, kind: str = "ticket") -> dict[str, Tree]:
    """Return the private words known under a key, by id of ticket or technician."""
    rows = select(PRIVATE.c.subject_id, PRIVATE.c.words).where(PRIVATE.c.plan_key == plan_key, PRIVATE.c.kind == kind)
    return {row[0]: row[1] for row in connection.execute(rows)}


def erase(connection: Connection, plan_key: str, subject_id: str | None = None, kind: str = "ticket") -> int:
    """Erase private words of a ticket or technician, None: of all; return of how many."""
    wanted = delete(PRIVATE).where(PRIVATE.c.plan_key == plan_key, PRIVATE.c.kind == kind)
    if subject_id is not None:
        wanted = wanted.where(PRIVATE.c.subject_id == subject_id)
    return connection.execute(wanted).rowcount


def expire(connection: Connection, before: float) -> int:
    """Erase private words that were written before a time; return of how many."""
    return connection.execute(delete(PRIVATE).where(PRIVATE.c.written_at < before)).rowcount


def masked(words: Tree) -> Tree:
    """Return private words with phones masked: the first three and the last four digits of long ones stay."""
    contact = words.get("contact")
    if not isinstance(contact, dict) or not isinstance(contact.get("phone"), str):
        return words
    phone = contact["phone"]
    shown = f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}" if len(phone) > 9 else "*" * len(phone)
    return {**words, "contact": {**contact, "phone": shown}}


def joined(tree: Tree, tickets: dict[str, Tree], technicians: dict[str, Tree]) -> Tree:
    """Return a request with private words put back."""
    return {
        **tree,
        "tickets": [{**row, **tickets.get(row["id"], {})} for row in tree.get("tickets", [])],
        "technicians": [{**row, **technicians.get(row["id"], {})} for row in tree.get("technicians", [])],
    }


def _split(rows: Sequence[Any], names: Sequence[str], kind: str) -> tuple[list[Tree], list[Words]]:
    plain: list[Tree] = []
    words: list[Words] = []
    for row in rows:
        own = {name: row[name] for name in names if row.get(name) is not None}
        plain.append({name: value for name, value in row.items() if name not in names})
        if own:
            words.append((kind, row["id"], own))
    return plain, words
