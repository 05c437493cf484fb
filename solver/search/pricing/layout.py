"""What the pricing of one shift reads and works in, and the only place that says where something lies in it.

A *graph* is one shift with the visits it may have; a *desk* is working memory. Both are blocks of 64-bit whole numbers,
as the arenas of the chains are: a header, then tables whose offsets are in the header. A stop is a visit by its number
on the shift, an absence with a place after these, or the head, the last. Times are in minutes from the departure; costs
in 1/1024 of a minute of travel.
"""

SCALE = 1024
FAR = 1 << 60  # a time or cost that nothing real reaches
MOST_BITS = 62  # visits remembered at a visit
MOST_CUTS = 62  # cuts that one shift pays for
MOST_BREAKS = 4  # of a shift

# --- graph -------------------------------------------------------------------------------------------------------
(
    G_SHIFT, G_VISITS, G_STOPS, G_MEMORY, G_UNTIL, G_BREAKS, G_STATES, G_CAPACITY, G_COUNTS, G_FIRST, G_READY, G_RATE,
    G_RATIO, G_LINES, G_ALIVE, G_NODE, G_VISIT, G_LEG, G_HOME, G_LEAST, G_BACK, G_BOUNDARY, G_DUE, G_NEAR, G_PLACE,
    G_LOAD, G_LINE, G_LIVE, G_AFTER, G_GRID, G_CELLS, G_CUT_SETS, G_CUT_PRICES, G_STAMPS,
    G_WANTED, G_BLOCK, GRAPH_HEADER,
) = range(37)  # fmt: skip
GRAPH = {
    "G_SHIFT": "the shift",
    "G_VISITS": "number n of visits that can be on it",
    "G_STOPS": "n and the number of absences with a place: the head's number",
    "G_MEMORY": "most visits K that are remembered at one, itself included",
    "G_UNTIL": "number of minutes from the departure to the latest return, both included",
    "G_BREAKS": "number of sets of breaks that may be taken",
    "G_STATES": "number of states: absences passed times sets of breaks taken",
    "G_CAPACITY": "visits it may have",
    "G_COUNTS": "1 if that binds",
    "G_FIRST": "visit that comes first, or -1",
    "G_READY": "the minute of the horizon of the departure",
    "G_RATE": "cost of a minute of travel",
    "G_RATIO": "most minutes of LOAD that a minute of service adds",
    "G_LINES": "number of rows of LINE",
    "G_ALIVE": "number of visits in LIVE",
    "G_NODE": "(stops) node in the day",
    "G_VISIT": "(n) rows of VISIT_*",
    "G_LEG": "(stops + 1, stops) minutes from a stop to the next",
    "G_HOME": "(stops + 1) minutes from a stop to the end",
    "G_LEAST": "what a start costs, and the end it leads to; of visits that are not TIMED: then or later, at the least",
    "G_BACK": "(minutes) least that a return then or later costs, use of the shift included",
    "G_BOUNDARY": "(absences + 1, 2) when the next absence begins, and when it is over; FAR for none",
    "G_DUE": "(sets of breaks) latest end of a stop, and latest return, while the others are not taken",
    "G_NEAR": "(stops, K) visits that are remembered at a stop, a visit itself first; -1 for none",
    "G_PLACE": "(stops, n) the bit by which a visit is remembered at a stop, or -1",
    "G_LOAD": "(minutes * RATIO + 1) cost of so many minutes of visits",
    "G_LINE": "(lines, 2) cost at 0 and slope of a line below LOAD",
    "G_LIVE": "(n) visits that are worth something at these prices",
    "G_GRID": "minutes that share a row of LATER: the first of them stands for all",
    "G_CELLS": "how many such rows there are of a stop",
    "G_BLOCK": "how many of them are worked out at once",
    "G_AFTER": "of each entry of LEAST, the next start that costs less, or FAR",
    "G_CUT_SETS": "(n) the cuts a visit is in, as bits",
    "G_CUT_PRICES": "(MOST_CUTS) what every second visit in a cut costs",
    "G_STAMPS": "of each entry of LEAST, bits beside those of cuts that tell starts apart in a list of routes",
    "G_WANTED": "(n) 1 if routes may have a visit at all, else 0",
}
# TIMES: where in LEAST the entry of a start at minute 0 would be. HARD: 0 if every start from EARLIEST to LATEST is
# allowed, 1 if not, 2 if that depends on where one comes from. PRIZE: what it is worth, its cost on the shift taken
# off. SAME: the first of the visits of which a route has one at most. TIMED: 1 if it may pay to wait for a later start.
(
    VISIT_SET_OUT, VISIT_EARLIEST, VISIT_LATEST, VISIT_MINUTES, VISIT_WORK, VISIT_HARD, VISIT_TIMES, VISIT_PRIZE,
    VISIT_SAME, VISIT_TIMED, VISIT_ROW,
) = range(11)  # fmt: skip

# --- later: the least cost of going on, rows (LINES, STATES, stops + 1, CELLS) of LATER_ROW numbers; then tables ---
# BEST: what going on costs at the least. NEXT: the visit it begins with (its SAME), HOME: none. OTHER: what it costs at
# the least if it begins with another.
LATER_BEST, LATER_NEXT, LATER_OTHER, LATER_ROW = range(4)
HOME = -1

# --- desk --------------------------------------------------------------------------------------------------------
D_BUCKET, D_LIST, D_END, D_FIRST, D_NUMBER, D_MOST, D_LOOSE, D_BEST, D_STOP, D_LEAST, DESK_HEADER = range(11)
DESK = {
    "D_BUCKET": "(minutes) first label of each minute to go on from, or -1",
    "D_LIST": "(stops + 1, states) cheapest label that has been gone on from, or -1; when listing, by ``shelf``",
    "D_END": "(stops + 1, 2) least cost of a route that ends there, and its last label",
    "D_FIRST": "labels",
    "D_NUMBER": "how many there are",
    "D_MOST": "how many have room",
    "D_LOOSE": "how labels are compared: EXACT, QUICK (what they remember and can still come to cost is not), LIST",
    "D_BEST": "at most 0: what is not cheaper is not looked for; QUICK: the least cost of a route so far",
    "D_LEAST": "least cost of a route so far",
    "D_STOP": "1, set from outside, when labels are no longer wanted",
}
SHELVES = 1 << 18  # when listing
EXACT, QUICK, LIST = range(3)  # LIST: labels are compared with those of the same visits, and the same of CUTS, only
# FREE: minute from which he is free. COST: without that of his load, NOW: with it. NEXT: in the same bucket or list.
# CUTS: those of which he has made an odd number of visits, as bits; with them the STAMPS of his starts.
NEXT, NOW, SET, COUNT, CUTS, COST, LOAD, FREE, STOP, STATE, PARENT, LABEL_ROW = range(12)
