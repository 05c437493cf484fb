"""Days made from the facility work requests of Baltimore City (2016-2018).

Real: which requests came on a day, of what kind, in which building, and where that building is. Everything
else the data does not hold, and it is assumed here, where it can be read and changed: trade and minutes by
problem type, urgency by problem type, a roster of eight technicians, shifts 08:00-16:30 with a lunch break,
travel by coordinates, and service limits of the same day for what leaks. No figure made from these days says
anything about the city's own work.
"""

import argparse
import csv
import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

Json = dict[str, object]

# Problem type (by its first words) -> trade, service minutes, urgency. Assumed.
KINDS: Mapping[str, tuple[str, int, str]] = {
    "PLUMB/LEAK": ("water", 60, "urgent"),
    "PLUMB/UNCLOG": ("water", 45, "urgent"),
    "PLUMB": ("water", 60, "normal"),
    "BATHROOM": ("water", 60, "normal"),
    "ELEC/LIGHT": ("electric", 30, "normal"),
    "ELEC/SECURITY": ("security", 60, "normal"),
    "ELEC": ("electric", 60, "normal"),
    "OUTLETS": ("electric", 30, "normal"),
    "APPLIANCE": ("electric", 45, "low"),
    "HVAC": ("hvac", 75, "normal"),
    "BOILER": ("hvac", 90, "urgent"),
    "CHILLERS": ("hvac", 90, "normal"),
    "AIR QUALITY": ("hvac", 45, "low"),
    "DUCT": ("hvac", 90, "low"),
    "LOCK": ("security", 30, "urgent"),
    "SECURITY": ("security", 60, "normal"),
    "SERV/SECURITY": ("security", 30, "normal"),
    "FIRE": ("security", 60, "urgent"),
    "ELEVATOR": ("security", 45, "emergency"),
    "PREVENTIVE": ("hvac", 45, "low"),
    "ROOF": ("civil", 90, "normal"),
    "DOOR": ("civil", 45, "normal"),
    "OVERHDDOOR": ("civil", 75, "normal"),
    "WINDOW": ("civil", 45, "normal"),
    "FLOOR": ("civil", 90, "low"),
}
OTHERWISE = ("civil", 45, "low")

# Skills (trade, level) of the assumed roster; one row a technician.
ROSTER: tuple[tuple[tuple[str, int], ...], ...] = (
    (("water", 2),),
    (("water", 1), ("civil", 1)),
    (("electric", 2),),
    (("electric", 1), ("security", 1)),
    (("hvac", 2),),
    (("hvac", 1), ("electric", 1)),
    (("civil", 2),),
    (("civil", 1), ("security", 2)),
)


def read_buildings(folder: Path) -> dict[str, tuple[float, float]]:
    """Return latitude and longitude by building id."""
    with (folder / "buildings.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["bl_id"].strip(): (float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)}


def read_day(folder: Path, day: str) -> list[tuple[str, str, str]]:
    """Return (id, problem type, building) of a day's requests at buildings with coordinates, without tests."""
    buildings = read_buildings(folder)
    with (folder / "work_requests_2016_2018.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [
            (row["wr_id"].strip(), row["prob_type"].strip(), row["bl_id"].strip())
            for row in csv.DictReader(file)
            if row["date_requested"].startswith(day)
        ]
    return [row for row in rows if row[2] in buildings and row[1] and not row[1].startswith(("TEST", "NULL"))]


def _kind(problem_type: str) -> tuple[str, int, str]:
    """Return trade, minutes and urgency of a problem type; the longest fitting beginning counts."""
    fitting = [name for name in KINDS if problem_type.startswith(name)]
    return KINDS[max(fitting, key=len)] if fitting else OTHERWISE


def build_request(folder: Path, day: str) -> Json:
    """Return the request of one day (``YYYY-MM-DD``).

    Raises
    ------
    ValueError
        If the data has no request of that day at a building with coordinates.
    """
    rows = read_day(folder, day)
    if not rows:
        raise ValueError(f"no request of {day} at a building with coordinates")
    buildings = read_buildings(folder)
    used = sorted({building for _, _, building in rows} | {"B00005"})
    offset = "-05:00"  # Eastern standard time; daylight saving does not matter to a single day
    clock = f"{day}T{{}}:00{offset}"
    return {
        "schema_version": 1,
        "horizon": {"start": clock.format("08:00"), "end": clock.format("18:00")},
        "sites": [{"id": b, "lat": buildings[b][0], "lon": buildings[b][1], "access_minutes": 3} for b in used],
        "travel": {"kind": "coordinates", "drive_kmh": 25},
        "technicians": [_technician(k, skills, clock) for k, skills in enumerate(ROSTER)],
        "tickets": list(_tickets(rows, clock)),
        "time_limits": [
            {"urgency": "emergency", "trade": None, "respond_minutes": 60, "complete_minutes": 180},
            {"urgency": "urgent", "trade": None, "respond_minutes": 180, "complete_minutes": 360},
            {"urgency": "normal", "trade": None, "respond_minutes": 480, "complete_minutes": None},
        ],
    }


def _technician(number: int, skills: tuple[tuple[str, int], ...], clock: str) -> Json:
    return {
        "id": f"tech-{number + 1}",
        "skills": [{"trade": trade, "level": level} for trade, level in skills],
        "shifts": [
            {
                "id": f"shift-{number + 1}",
                "start": clock.format("08:00"),
                "end": clock.format("16:30"),
                "overtime_until": clock.format("18:00"),
                "start_site_id": "B00005",  # the department's own maintenance shop
                "breaks": [
                    {"earliest_start": clock.format("11:30"), "latest_start": clock.format("13:00"), "minutes": 30}
                ],
            }
        ],
    }


def _tickets(rows: list[tuple[str, str, str]], clock: str) -> Iterator[Json]:
    for number, (request_id, problem_type, building) in enumerate(rows):
        trade, minutes, urgency = _kind(problem_type)
        yield {
            "id": f"{request_id}-{number}",
            "site_id": building,
            "trade": trade,
            "service_minutes": minutes,
            "urgency": urgency,
            "description": problem_type,
            "reported_at": clock.format("08:00"),
        }


def main() -> None:
    """Write the request of one day to standard output."""
    parser = argparse.ArgumentParser(description="Make a request from one day of the Baltimore data.")
    parser.add_argument("day", help="YYYY-MM-DD, such as 2018-11-15 (29 requests), 2018-05-08, 2017-03-14, 2017-07-06")
    options = parser.parse_args()
    folder = os.environ.get("DISPATCHER_DATA")
    if folder is None:
        parser.error("set DISPATCHER_DATA to the folder that holds baltimore/")
    json.dump(build_request(Path(folder) / "baltimore", options.day), sys.stdout, indent=1)


if __name__ == "__main__":
    main()
