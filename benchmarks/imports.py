"""How long an import takes: a supervisor's workbook of N tickets, with nothing but addresses, to a request.

The rows are those of a generated day (``scenarios.generate``), written the way a company would: Chinese headers, no
sites, no minutes, no urgencies for half of them, so that everything is filled in.
"""

import argparse
import io
import json
import time

import openpyxl

from dispatcher.importers.importing import Options, import_files
from dispatcher.importers.mapping import Mapping
from dispatcher.planning import Limits, plan_request
from dispatcher.reading import read_request
from scenarios import generate

Json = dict[str, object]
HEAD = ("工单号", "地址", "报修内容", "工种", "紧急程度", "报修时间", "联系人", "电话", "来源", "参考号")
SKILLS = {"water": "水", "electric": "电", "civil": "土建", "hvac": "暖通", "security": "安防"}
ZONE = "Asia/Shanghai"


def company_book(tickets: int, seed: int) -> bytes:
    """Return a workbook as a company would write it, with tickets, technicians and roster."""
    day = generate("several_estates", seed, tickets)
    rows: list[list[object]] = [list(HEAD)]
    for k, ticket in enumerate(day["tickets"]):
        step = ticket if "trade" in ticket else ticket["steps"][0]
        trade = {"water": "水电", "electric": "水电"}.get(step.get("trade"), SKILLS.get(step.get("trade"), "土建"))
        rows.append([
            100_000 + k, ticket["address"], ticket["description"], trade, "一般" if k % 2 else None,
            ticket["reported_at"][:16].replace("T", " "), ticket["contact"]["name"], ticket["contact"]["phone"],
            ticket.get("channel"), ticket.get("reference"),
        ])  # fmt: skip
    people = [["工号", "姓名", "工种"]]
    roster = [["姓名", day["horizon"]["start"][:10]]]
    for person in day["technicians"]:
        skills = "、".join(SKILLS[skill["trade"]] for skill in person["skills"])
        people.append([person["id"], f"{person['name']}{person['id']}", skills])
        roster.append([f"{person['name']}{person['id']}", "早"])
    book = openpyxl.Workbook(write_only=True)
    for name, table in (("工单", rows), ("技工", people), ("排班", roster)):
        sheet = book.create_sheet(name)
        for row in table:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def main() -> None:
    """Print seconds of import (each run) and, for up to 1,000 tickets, of the first plan."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    raw = company_book(arguments.tickets, arguments.seed)
    for _ in range(arguments.runs):
        begin = time.perf_counter()
        imported = import_files([("book.xlsx", raw)], Mapping(), Options(zone=ZONE, partial=True))
        middle = time.perf_counter()
        taken = 0 if imported.tree is None else len(imported.tree["tickets"])
        told = {"tickets": taken, "problems": len(imported.ledger.faults), "import_seconds": round(middle - begin, 2)}
        if imported.tree is not None and arguments.tickets <= 1000:
            request, _ = read_request(json.dumps(imported.tree))
            plan = None if request is None else plan_request(request, Limits(seconds=1.0)).plan
            first = None if plan is None or plan.search is None else plan.search.first_plan_seconds
            told |= {"first_plan_seconds": first, "with_search_of_1_s": round(time.perf_counter() - middle, 2)}
        print(json.dumps(told))


if __name__ == "__main__":
    main()
