"""Compiled planning of whole tickets and units: all visits or none, links with others kept."""

from solver.search.chains import layout as at
from solver.search.chains.bonds import gaps, is_planned, unit_holds
from solver.search.chains.compiled import BOOL, INT, PTR, VOID, Arena, compiled
from solver.search.chains.crew import place_crew
from solver.search.chains.luck import below
from solver.search.chains.recreate import place_one
from solver.search.chains.routes import settle, take


@compiled(VOID, PTR, PTR, PTR, INT)
def take_ticket(day: Arena, routes: Arena, desk: Arena, ticket: int) -> None:
    """Take all visits of a ticket out; ``settle`` must follow."""
    row = day[at.TICKET] + ticket * at.TICKET_ROW
    if is_planned(day, routes, ticket):
        routes[at.COST] += day[row + at.TICKET_DROP]
    for g in range(day[row + at.TICKET_GROUP_FIRST], day[row + at.TICKET_GROUP_END]):
        group = day[at.GROUP] + g * at.GROUP_ROW
        for k in range(day[group + at.GROUP_FIRST], day[group + at.GROUP_END]):
            visit = day[day[at.MEMBER] + k]
            if routes[routes[at.WHERE] + visit] >= 0:
                take(day, routes, desk, visit)


@compiled(INT, PTR, PTR, PTR, INT, INT)
def place_group(day: Arena, routes: Arena, desk: Arena, group: int, limit: int) -> int:
    """Insert the visits of a group; return the added cost, ``TOO_DEAR`` if they were not inserted."""
    row = day[at.GROUP] + group * at.GROUP_ROW
    begin, end, person = day[row + at.GROUP_FIRST], day[row + at.GROUP_END], day[row + at.GROUP_ONE_BY]
    first = day[day[at.MEMBER] + begin]
    low, high = gaps(day, routes, first)
    if low > high:
        return at.TOO_DEAR
    if end - begin == 1:
        return place_one(day, routes, desk, first, low, high, person, limit)
    return place_crew(day, routes, desk, begin, end, low, high, person, limit)


@compiled(BOOL, PTR, PTR, PTR, INT)
def place_ticket(day: Arena, routes: Arena, desk: Arena, ticket: int) -> bool:
    """Insert all visits of a ticket where they cost least, if that costs no more than leaving it out."""
    row = day[at.TICKET] + ticket * at.TICKET_ROW
    for k in range(day[row + at.TICKET_NEED_FIRST], day[row + at.TICKET_NEED_END]):
        if not is_planned(day, routes, day[day[at.NEED] + k]):
            return False
    left, placed = day[row + at.TICKET_DROP], True
    for group in range(day[row + at.TICKET_GROUP_FIRST], day[row + at.TICKET_GROUP_END]):
        if placed:
            cost = place_group(day, routes, desk, group, left + 1)
            left -= cost
            placed = cost != at.TOO_DEAR
    if is_planned(day, routes, ticket):
        routes[at.COST] -= day[row + at.TICKET_DROP]
    unit = day[at.UNIT] + day[row + at.TICKET_UNIT] * at.UNIT_ROW
    if placed and day[unit + at.UNIT_END] - day[unit + at.UNIT_FIRST] > 1:
        placed = unit_holds(day, routes, day[row + at.TICKET_UNIT])
    if not placed:
        take_ticket(day, routes, desk, ticket)
        settle(day, routes, desk)
    return placed


@compiled(VOID, PTR, PTR, PTR, INT)
def take_unit(day: Arena, routes: Arena, desk: Arena, unit: int) -> None:
    """Take out a unit and note that it is to be inserted again."""
    if desk[desk[at.OUT_STAMP] + unit] == desk[at.CLOCK]:
        return
    desk[desk[at.OUT_STAMP] + unit] = desk[at.CLOCK]
    desk[desk[at.OUT] + desk[at.OUTS]] = unit
    desk[at.OUTS] += 1
    row = day[at.UNIT] + unit * at.UNIT_ROW
    for k in range(day[row + at.UNIT_FIRST], day[row + at.UNIT_END]):
        ticket = day[day[at.UNIT_TICKET] + k]
        if is_planned(day, routes, ticket):
            own = day[at.TICKET] + ticket * at.TICKET_ROW
            first, last = day[own + at.TICKET_GROUP_FIRST], day[own + at.TICKET_GROUP_END] - 1
            desk[at.REMOVED] += day[day[at.GROUP] + last * at.GROUP_ROW + at.GROUP_END]
            desk[at.REMOVED] -= day[day[at.GROUP] + first * at.GROUP_ROW + at.GROUP_FIRST]
            take_ticket(day, routes, desk, ticket)


@compiled(VOID, PTR, PTR, PTR, INT)
def place_unit(day: Arena, routes: Arena, desk: Arena, unit: int) -> None:
    """Insert the tickets of a unit that are not planned.

    While places may be passed over, any of them comes first, as those placed before hold their starts; what waits for
    one that comes later has its turn in a second pass.
    """
    row = day[at.UNIT] + unit * at.UNIT_ROW
    first, number = day[row + at.UNIT_FIRST], day[row + at.UNIT_END] - day[row + at.UNIT_FIRST]
    begin = below(desk, number) if desk[at.BLINKS] and number > 1 else 0
    for k in range(number if begin == 0 else 2 * number):
        ticket = day[day[at.UNIT_TICKET] + first + (begin + k) % number]
        if not is_planned(day, routes, ticket):
            place_ticket(day, routes, desk, ticket)


@compiled(VOID, PTR, PTR, PTR, INT)
def note_absent(day: Arena, routes: Arena, desk: Arena, unit: int) -> None:
    """Keep the list of units of which a ticket is left out."""
    row = day[at.UNIT] + unit * at.UNIT_ROW
    absent = False
    for k in range(day[row + at.UNIT_FIRST], day[row + at.UNIT_END]):
        absent = absent or not is_planned(day, routes, day[day[at.UNIT_TICKET] + k])
    place = desk[desk[at.ABSENT_AT] + unit]
    if absent and place < 0:
        desk[desk[at.ABSENT] + desk[at.ABSENTS]] = unit
        desk[desk[at.ABSENT_AT] + unit] = desk[at.ABSENTS]
        desk[at.ABSENTS] += 1
    elif not absent and place >= 0:
        desk[at.ABSENTS] -= 1
        last = desk[desk[at.ABSENT] + desk[at.ABSENTS]]
        desk[desk[at.ABSENT] + place] = last
        desk[desk[at.ABSENT_AT] + last] = place
        desk[desk[at.ABSENT_AT] + unit] = -1
