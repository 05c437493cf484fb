"""Watching a plan in force: what remains, projected from what is known, and what to look at. No search.

``walk`` is one technician's way, ``waiting`` what holds a crew up, ``projection`` the pass over all routes,
``findings`` what a supervisor has to know of it. docs/readings.md says how each silent point is taken.
"""

from solver.watch.findings import TOLERANCE, Finding, FindingKind, Watch, watch
from solver.watch.outlook import Projected, Projection, RouteOutlook, SetAside

__all__ = [
    "TOLERANCE",
    "Finding",
    "FindingKind",
    "Projected",
    "Projection",
    "RouteOutlook",
    "SetAside",
    "Watch",
    "watch",
]
