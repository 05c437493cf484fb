"""The memory of the compiled search, and the only place that says where something lies in it.

Three kinds of arena, each one block of 64-bit whole numbers. A *day* never changes during a search; *routes* are what
a search changes; a *desk* is working memory. An arena begins with a header; an entry in it is a number or the
offset of a table, whose rows have the fields named below. Times in minutes, costs in minutes of travel.
"""

NEVER = 10**9  # a time no stop can have
LONG_AGO = -(10**8)
UNFIXED = -(10**9)  # a visit not held to a start
MUST = 10**12  # price of leaving out what must be planned: above every real cost
TOO_DEAR = 4 * 10**18
LONGEST_ROUTE = 200  # stops; more are not inserted
MOST_CREW = 20

# --- day, header -------------------------------------------------------------------------------------------------
(
    VISITS, SHIFTS, TICKETS, TECHNICIANS, UNITS, SITES, RATE, NEAREST,
    TRAVEL, TRAVEL_TO, PAIR, NODE, SHIFT, OWNER, TICKET, UNIT, GROUP, CURVE, RANGE, BREAK, BLOCK,
    CAND, MEMBER, UNIT_TICKET, ORDER, NEED, AMONG, PEOPLE, OTHER, NEAR, PLACEABLE, PLACEABLES, DAY_HEADER,
) = range(33)  # fmt: skip
DAY = {
    "VISITS": "number V of visits, facts included",
    "SHIFTS": "number S",
    "TICKETS": "number T",
    "TECHNICIANS": "number K",
    "UNITS": "number U of units: tickets that links tie together, taken out and put back as one",
    "SITES": "number of sites and one or two more, nowhere, to and from which the way is 0; an even number",
    "RATE": "cost of a minute of travel",
    "NEAREST": "width of a row of NEAR",
    "TRAVEL": "(SITES, SITES) minutes from a site, two in each number, the even one in its lower half",
    "TRAVEL_TO": "(SITES, SITES) minutes to a site, two in each number: the same by rows for the other end",
    "PAIR": "(V, S) rows of PAIR_*",
    "NODE": "(V + absences with a place) rows of NODE_*: the visits, then those absences in order of shifts",
    "SHIFT": "(S) rows of SHIFT_*",
    "OWNER": "(K) rows of OWNER_*: the technicians",
    "TICKET": "(T) rows of TICKET_*",
    "UNIT": "(U) rows of UNIT_*",
    "GROUP": "rows of GROUP_*: visits of a ticket that start together, by different people",
    "CURVE": "rows (from, cost there, slope) of piecewise-linear costs, referred to by first and end row",
    "RANGE": "rows (low, high) of allowed starts, ascending and closed",
    "BREAK": "rows (earliest start, latest start, minutes), by latest start",
    "BLOCK": "rows (start, end) without travel, service or break, by start",
    "CAND": "shifts on which a visit is possible, by fit",
    "MEMBER": "visits of the groups",
    "UNIT_TICKET": "tickets of the units, what others wait for first",
    "ORDER": "rows (visit before, least gap, largest gap or NEVER) of a visit: from that one's end to its start",
    "NEED": "tickets that must be planned for a ticket to be",
    "AMONG": "rows (row of PEOPLE, ticket that must be planned for it to count or -1, first and end in OTHER)",
    "PEOPLE": "(rows, K): 1 for technicians allowed anyway",
    "OTHER": "visits whose technicians are allowed too",
    "NEAR": "(V, NEAREST) visits nearest to a visit, itself first; -1 ends a row",
    "PLACEABLE": "visits that can be planned",
    "PLACEABLES": "how many they are",
}
# (V, S): minutes of service, cost, bounds on the start (latest LONG_AGO: not allowed).
PAIR_MINUTES, PAIR_FIT, PAIR_EARLIEST, PAIR_LATEST, PAIR_ROW = range(5)
# A visit, or an absence (site, start and end alone). SET_OUT: earliest departure to it. RANGE only if there are
# several. WORK: minutes it adds to its technician. LINKED: held to its start while it stays.
(
    NODE_SITE, NODE_SET_OUT, NODE_START_FIRST, NODE_START_END, NODE_END_FIRST, NODE_END_END, NODE_RANGE_FIRST,
    NODE_RANGE_END, NODE_TICKET, NODE_UNIT, NODE_WORK, NODE_LINKED, NODE_CAND_FIRST, NODE_CAND_END, NODE_ORDER_FIRST,
    NODE_ORDER_END, NODE_AMONG_FIRST, NODE_AMONG_END, NODE_BEGIN, NODE_OVER, NODE_ROW,
) = range(21)  # fmt: skip
# HEAD: site of the start. READY: departure. IDLE: cost without new visits. FIRST: visit that must come first or -1.
# ABSENCE: number of stops that are absences, from the node SHIFT_ABSENT on. ALL_TAKEN: a bit for each break.
(
    SHIFT_HEAD, SHIFT_READY, SHIFT_END_SITE, SHIFT_LATEST_RETURN, SHIFT_CAPACITY, SHIFT_USE_COST, SHIFT_IDLE,
    SHIFT_FIRST, SHIFT_OWNER, SHIFT_BREAK_FIRST, SHIFT_BREAK_END, SHIFT_BLOCK_FIRST, SHIFT_BLOCK_END,
    SHIFT_CURVE_FIRST, SHIFT_CURVE_END, SHIFT_ABSENCES, SHIFT_ABSENT, SHIFT_ALL_TAKEN, SHIFT_ROW,
) = range(19)  # fmt: skip
# Minutes he has anyway; the cost of his minutes.
OWNER_BASE, OWNER_CURVE_FIRST, OWNER_CURVE_END, OWNER_ROW = range(4)
# DROP: price of leaving it out. FIRST_VISIT: one of its visits, planned if and only if the ticket is.
TICKET_DROP, TICKET_UNIT, TICKET_GROUP_FIRST, TICKET_GROUP_END, TICKET_NEED_FIRST, TICKET_NEED_END, TICKET_FIRST_VISIT, TICKET_ROW = range(8)  # fmt: skip  # noqa: E501
# Keys to order by: highest price, earliest start, fewest possible shifts, minutes. SINGLE: its visit, if it is alone
# and nothing ties it to others; else -1.
UNIT_FIRST, UNIT_END, UNIT_DROP, UNIT_EARLY, UNIT_CHOICE, UNIT_MINUTES, UNIT_SINGLE, UNIT_ROW = range(8)
# ONE_BY: technician that one member must be, or -1.
GROUP_FIRST, GROUP_END, GROUP_ONE_BY, GROUP_ROW = range(4)

# --- routes ------------------------------------------------------------------------------------------------------
# The route of a shift is a row of stops: the head, then visits and absences in order, then the return.
COST, ROUTE, LENGTH, TOTAL, COUNT, ROOM, WHERE, AT, FIXED, LOAD, STRIDE, ROUTES_HEADER = range(12)
ROUTES = {
    "COST": "cost of routes, minutes of technicians and tickets left out",
    "ROUTE": "(S) rows of STRIDE numbers: stops of STOP_ROW numbers each",
    "LENGTH": "(S) number of stops between head and return",
    "TOTAL": "(S) cost of the route; SHIFT_IDLE for one without visits",
    "COUNT": "(S) number of visits",
    "ROOM": "(S) longest time between the end of a stop and the latest start of the next: no longer visit fits in",
    "WHERE": "(V) shift of a visit, -1 when it is not planned",
    "AT": "(V) its stop on the route",
    "FIXED": "(V) start a linked visit is held to, or UNFIXED",
    "LOAD": "(K) minutes of the visits each technician has",
    "STRIDE": "numbers of a route",
}
# NODE: -1 for head and return. LEG: way from the stop before. OVER: when the stop ends (NEVER: not reached). SPENT:
# cost up to here. TAKEN: breaks taken by then, a bit each. LIMIT: no later start than this leaves a feasible rest
# (breaks not counted).
STOP_NODE, STOP_SITE, STOP_LEG, STOP_OVER, STOP_SPENT, STOP_TAKEN, STOP_LIMIT, STOP_ROW = range(8)

# --- desk --------------------------------------------------------------------------------------------------------
(
    LUCK, BLINK, CLOCK, ITERATIONS, REMOVED, IMPROVED, EVALUATED, OUTS, OUT, OUT_STAMP, TOUCHES, TOUCHED, TOUCH_STAMP,
    DIRT, SEEN, KEY, STRING, BUSY, STARTS, ABSENTS, ABSENT, ABSENT_AT, BLINKS, CHOICE, USED, PLANNED, ROUND,
    SPARE, WIDE, NARROW, PLACE, KEPT, WAITS, WAIT, WAIT_AT, OPERATOR, RUIN, SORT, DESK_HEADER,
) = range(39)  # fmt: skip
DESK = {
    "LUCK": "state of the random numbers, never 0",
    "BLINK": "places to look at before the next one is passed over",
    "CLOCK": "counter that marks what has been seen in a round",
    "ITERATIONS": "made so far",
    "REMOVED": "visits taken out so far",
    "IMPROVED": "how often a new best was found",
    "EVALUATED": "insertions looked at",
    "OUTS": "number of units in OUT",
    "OUT": "(U) units to be inserted",
    "OUT_STAMP": "(U) CLOCK of the iteration in which the unit came out",
    "TOUCHES": "number of shifts in TOUCHED",
    "TOUCHED": "(S) shifts changed in this iteration",
    "TOUCH_STAMP": "(S) CLOCK of the iteration in which the shift was changed",
    "DIRT": "(S) first stop of a route to be walked again; NEVER for none",
    "SEEN": "(S) ROUND in which the shift was seen",
    "ROUND": "counter of rounds over shifts",
    "KEY": "(U) what OUT is ordered by",
    "STRING": "(LONGEST_ROUTE) visits about to be taken out",
    "BUSY": "(MOST_CREW + 1) technicians a crew already has; -1 ends the list",
    "STARTS": "(32, 2) starts a crew may have, and what they cost one member",
    "ABSENTS": "number of units in ABSENT",
    "ABSENT": "(U) units of which a ticket is left out",
    "ABSENT_AT": "(U) place in ABSENT, or -1",
    "BLINKS": "1 while places may be passed over",
    "CHOICE": "(S) shifts looked at for a visit",
    "SPARE": "visits that leave a route that takes another",
    "PLACE": "where price_on found a visit cheapest on its shift",
    "KEPT": "(U, MOST_KEPT) rows (shift or -1, cost): the cheapest shifts of a waiting unit",
    "WAITS": "number of units in WAIT",
    "WAIT": "(U) units that wait to be inserted",
    "WAIT_AT": "(U) place in WAIT, or -1",
    "OPERATOR": "(RUINS + SORTS) rows of OPERATOR_*: ways to take out, then ways to order what is out",
    "RUIN": "operator of this iteration that took out",
    "SORT": "operator of this iteration that ordered",
    "NARROW": "1 while only shifts touched in this iteration are looked at",
    "WIDE": "1 while all shifts are looked at, not only near ones",
    "USED": "routes with visits, counted now and then",
    "PLANNED": "visits on them",
}
# WEIGHT: how often it is chosen, relative to the others. FOUND, WORK: lately.
OPERATOR_WEIGHT, OPERATOR_FOUND, OPERATOR_WORK, OPERATOR_ROW = range(4)
AROUND_ANY, AROUND_ABSENT, AROUND_DEAR, WHOLE_SHIFT, RUINS = range(5)
BY_LUCK, BY_DROP, BY_EARLY, BY_CHOICE, BY_MINUTES, SORTS = range(6)
FIRST_WEIGHTS = (1000, 500, 250, 150, 250, 500, 250, 250, 150)
MOST_STARTS = 32
MOST_KEPT = 3
