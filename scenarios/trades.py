"""How often each trade is called, from two published sets of real requests.

Georgia Tech housing (225,450 requests, 277 category codes): counted are the codes whose wording names a trade, 172,334
requests. Water: PLM*, GM003 (drains), GM010 (leaks); electric: EL*, APP*, GM009 (lights), GM002 (power); hvac: HVAC*;
security: LOK*; civil: CRP*, EXT*, GM001, GM004, GM008, GM011, GM016 (blinds, boards, screens, rods).

Baltimore City facilities 2016-2018 (7,292 requests): counted by problem type, 5,033 requests. Security holds locks,
fire protection, cameras and elevators; civil holds roofs, doors, floors, windows, fences, paint and carpentry.
"""

from collections.abc import Mapping

TRADES = ("water", "electric", "civil", "hvac", "security")
HOMES: Mapping[str, int] = {"water": 54450, "electric": 40815, "civil": 30136, "hvac": 25597, "security": 21336}
OFFICES: Mapping[str, int] = {"water": 551, "electric": 583, "civil": 2399, "hvac": 784, "security": 716}
# Homes and offices half each, in 10,000.
MIXED: Mapping[str, int] = {
    trade: 5000 * HOMES[trade] // sum(HOMES.values()) + 5000 * OFFICES[trade] // sum(OFFICES.values())
    for trade in TRADES
}
# Assumed: a storm opens roofs and windows, floods basements and cuts power; nobody calls for a lock.
STORM: Mapping[str, int] = {"water": 35, "electric": 30, "civil": 25, "hvac": 4, "security": 6}
