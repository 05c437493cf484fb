"""Travel minutes between all sites, from a matrix, zones or coordinates."""

import numpy as np
import numpy.typing as npt

from dispatcher.schemas.request import Request
from dispatcher.schemas.site import Site
from dispatcher.schemas.travel import CoordinatesTravel, MatrixTravel, ZonesTravel
from solver.problem import IntMatrix

EARTH_RADIUS_METRES = 6_371_008.8
DETOUR = 1.3
_TOLERANCE = 1e-9
_KMH_TO_METRES_A_MINUTE = 1000 / 60
FloatMatrix = npt.NDArray[np.float64]


def travel_matrix(request: Request) -> IntMatrix:
    """Return minutes from every site to every site, access minutes of the destination included.

    Returns
    -------
    Array (site, site) in the order of ``request.sites``. Where the request's matrix lacks a site (which then
    nothing names) the minutes are 0.
    """
    travel = request.travel
    if isinstance(travel, MatrixTravel):
        minutes = _by_matrix(request.sites, travel)
    elif isinstance(travel, ZonesTravel):
        minutes = _by_zones(request.sites, travel)
    else:
        minutes = _by_coordinates(request.sites, travel)
    access = np.array([site.access_minutes for site in request.sites], dtype=np.int64)
    elsewhere = ~np.eye(len(request.sites), dtype=bool)
    return minutes + np.where(elsewhere, access[np.newaxis, :], 0)


def _by_matrix(sites: list[Site], travel: MatrixTravel) -> IntMatrix:
    row_of = {name: k for k, name in enumerate(travel.site_ids)}
    given = np.array(travel.minutes, dtype=np.int64).reshape(len(row_of), len(row_of))
    known = [k for k, site in enumerate(sites) if site.id in row_of]
    rows = [row_of[sites[k].id] for k in known]
    minutes = np.zeros((len(sites), len(sites)), dtype=np.int64)
    minutes[np.ix_(known, known)] = given[np.ix_(rows, rows)]
    return minutes


def _by_zones(sites: list[Site], travel: ZonesTravel) -> IntMatrix:
    names = sorted({site.estate_id for site in sites if site.estate_id is not None})
    position = {name: k for k, name in enumerate(names)}
    # The last row and column stand for sites without an estate.
    between = np.full((len(names) + 1, len(names) + 1), travel.between_estates, dtype=np.int64)
    np.fill_diagonal(between[:-1, :-1], travel.same_estate)
    for pair in travel.pairs:
        if pair.from_estate in position and pair.to_estate in position:
            between[position[pair.from_estate], position[pair.to_estate]] = pair.minutes
    estates = [len(names) if site.estate_id is None else position[site.estate_id] for site in sites]
    minutes = between[np.ix_(estates, estates)]
    np.fill_diagonal(minutes, travel.same_site)
    return minutes


def _by_coordinates(sites: list[Site], travel: CoordinatesTravel) -> IntMatrix:
    metres = _distances(sites) * DETOUR
    drive = metres / (travel.drive_kmh * _KMH_TO_METRES_A_MINUTE) + travel.drive_overhead_minutes
    walk = metres / (travel.walk_kmh * _KMH_TO_METRES_A_MINUTE)
    best = np.where(metres <= travel.walk_within_metres, np.minimum(walk, drive), drive)
    minutes = np.maximum(np.ceil(best - _TOLERANCE), 0).astype(np.int64)
    np.fill_diagonal(minutes, 0)
    return minutes


def _distances(sites: list[Site]) -> FloatMatrix:
    """Return great-circle distances in metres (haversine)."""
    lat = np.radians(np.array([site.lat or 0.0 for site in sites], dtype=np.float64))
    lon = np.radians(np.array([site.lon or 0.0 for site in sites], dtype=np.float64))
    across = np.sin((lat[:, np.newaxis] - lat[np.newaxis, :]) / 2) ** 2
    along = np.sin((lon[:, np.newaxis] - lon[np.newaxis, :]) / 2) ** 2
    chord = across + np.cos(lat[:, np.newaxis]) * np.cos(lat[np.newaxis, :]) * along
    distances: FloatMatrix = 2 * EARTH_RADIUS_METRES * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))
    return distances
