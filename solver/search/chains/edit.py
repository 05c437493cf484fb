"""Compiled edits of routes, asked for one by one: units taken out, or put where they cost least without ejection."""

from solver.search.chains.anneal import begin_round
from solver.search.chains.compiled import ARRAY, BOOL, INT, VOID, Handle, entry
from solver.search.chains.routes import refresh, settle
from solver.search.chains.tickets import note_absent, place_unit, take_unit


@entry(BOOL, ARRAY, ARRAY, ARRAY, ARRAY)
def remove_units(day: Handle, routes: Handle, desk: Handle, units: Handle) -> bool:
    """Take units out; False if a route cannot be made without them."""
    begin_round(desk.ctypes)
    for k in range(len(units)):
        take_unit(day.ctypes, routes.ctypes, desk.ctypes, units[k])
    fine = settle(day.ctypes, routes.ctypes, desk.ctypes)
    for k in range(len(units)):
        note_absent(day.ctypes, routes.ctypes, desk.ctypes, units[k])
    return fine


@entry(VOID, ARRAY, ARRAY, ARRAY, ARRAY)
def place_units(day: Handle, routes: Handle, desk: Handle, units: Handle) -> None:
    """Insert units in an order, each where it costs least; none takes the place of another."""
    for k in range(len(units)):
        begin_round(desk.ctypes)
        place_unit(day.ctypes, routes.ctypes, desk.ctypes, units[k])
        note_absent(day.ctypes, routes.ctypes, desk.ctypes, units[k])


@entry(BOOL, ARRAY, ARRAY, INT)
def walk_one(day: Handle, routes: Handle, shift: int) -> bool:
    """Walk one route anew; False if it is infeasible."""
    return refresh(day.ctypes, routes.ctypes, shift, 1)
