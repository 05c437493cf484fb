"""Where shifts start and end: as the roster or the technician's row says, else at a service center."""

from collections.abc import Sequence

from dispatcher.faults.build import pointer
from dispatcher.importers.context import Context
from dispatcher.importers.place_book import PlaceBook
from dispatcher.importers.roster import Duty
from dispatcher.importers.technician import Team


def place_shifts(duties: Sequence[Duty], team: Team, places: PlaceBook, context: Context) -> None:
    """Give every shift its start site; one written by name becomes its id."""
    people = {tree["id"]: (tree, row) for tree, row in reversed(team.people)}
    told: set[str] = set()
    for duty in duties:
        for name in ("start_site_id", "end_site_id"):
            word = duty.tree.get(name)
            if isinstance(word, str):
                duty.tree[name] = places.find(word) or word
        if "start_site_id" in duty.tree:
            continue
        tree, row = people[duty.owner]
        word = team.start_sites.get(duty.owner)
        if word is not None:
            found = places.find(word)
            if found is None and not context.ledger.is_bad(row.key):
                context.ledger.fault("unknown_site", row.place("start_site"), row.key, ids=[word], value=word)
            if found is not None:
                duty.tree["start_site_id"] = found
                continue
        estates = tree.get("estates") or []
        estate = estates[0] if estates else places.busiest_estate()
        duty.tree["start_site_id"] = places.center(estate, pointer(row.place()))
        if duty.owner not in told and word is None:
            told.add(duty.owner)
            context.ledger.assume("start_site", row.place(), duty.tree["start_site_id"])
