"""The kinds of day there are, by name."""

from collections.abc import Mapping

from scenarios.kind import LONDON_MARCH, SHANGHAI_JULY, Kind, Limit, Links, People, Tickets
from scenarios.trades import HOMES, MIXED, OFFICES, STORM
from scenarios.words import Lang, Words

LIMITS: tuple[Limit, ...] = (
    ("emergency", None, 90, 240),
    ("urgent", "water", 240, 480),
    ("urgent", None, 300, 600),
    ("normal", None, 1440, None),
)
MATRIX: Mapping[str, Mapping[str, str]] = {
    "urgent": {"estate": "emergency"},
    "normal": {"building": "urgent", "estate": "urgent"},
}

_KINDS = (
    Kind(
        "one_estate",
        Words("One estate on foot", "单个小区，步行"),
        Words("A loose day; walking minutes as an asymmetric matrix, lifts as access minutes.",
              "宽松的一天；步行时间为非对称矩阵，电梯计入进出时长。"),
        load=70, mix=HOMES, layout="estate", travel="matrix", limits=LIMITS,
    ),
    Kind(
        "several_estates",
        Words("Several estates", "多个小区"),
        Words("A full day; travel by zones with directed pairs; half of the people belong to some estates only.",
              "排满的一天；按区域计路程，含有向区域对；一半技工只负责部分小区。"),
        load=92, mix=HOMES, layout="estates", travel="zones", limits=LIMITS,
        people=People(tied=50, contractor=8),
    ),
    Kind(
        "city",
        Words("City", "全城"),
        Words("A full day of offices and homes; coordinates, on foot or by car; routes begin at home, some end "
              "anywhere.",
              "写字楼与住宅排满的一天；按坐标步行或开车；从家出发，部分路线终点不限。"),
        load=90, mix=MIXED, layout="city", travel="coordinates", lang=Lang.EN, calendar=LONDON_MARCH, limits=LIMITS,
        tickets=Tickets(promised=30, preferred=15, own_limits=5),
        people=People(from_home=70, contractor=10),
        links=Links(share=6),
    ),
    Kind(
        "storm",
        Words("Storm day", "暴雨天"),
        Words("Planned at 09:00 after a storm: a quarter are emergencies; common damage rises in urgency by the "
              "priority matrix.",
              "暴雨后 09:00 开始计划：四分之一为紧急工单，公共部位损坏按优先级矩阵升级。"),
        load=100, mix=STORM, layout="estates", travel="zones", calendar=SHANGHAI_JULY, now=540,
        tickets=Tickets(emergency=25, certified=4, common=20, promised=8, preferred=4, deadline=0, ready=2),
        people=People(contractor=10, early=30, late=0),
        links=Links(share=8, crew=6, mixed_crew=2, steps=2, after=1, same=0),
        limits=(("emergency", None, 120, 300), ("urgent", None, 300, 600), ("normal", None, 1440, None)), matrix=MATRIX,
        policy={"profile": "fast_response"},
    ),
    Kind(
        "short_staffed",
        Words("Short-staffed", "人手不足"),
        Words("A fifth of the people is ill, the load is 105 %; on purpose a few tickets need a paper that nobody has "
              "(warning ticket_without_able_technician).",
              "五分之一人员请病假，负荷 105%；故意有少数工单需要无人持有的证书"
              "（警告 ticket_without_able_technician）。"),
        load=105, mix=HOMES, layout="estates", travel="zones", limits=LIMITS,
        tickets=Tickets(impossible=3), people=People(ill=20, tied=20),
    ),
    Kind(
        "overbooked",
        Words("Overbooked", "超额预约"),
        Words("A load of 120 %; promises are soft, some shifts have a largest number of visits.",
              "工作量达可用工时的 120%；承诺时段为软约束，部分班次限制上门次数。"),
        load=120, mix=MIXED, layout="city", travel="coordinates", lang=Lang.EN, calendar=LONDON_MARCH, limits=LIMITS,
        tickets=Tickets(promised=40, preferred=10), people=People(capped=20, contractor=10),
        policy={"promised_windows": "soft"},
    ),
    Kind(
        "week",
        Words("Week", "一周"),
        Words("Five days at once: parts and owners come on later days, deadlines in midweek, papers run out, steps a "
              "day apart, work carried over.",
              "一次计划五天：配件与业主在后几天到位，周中截止，证书到期，工序相隔一天，结转工时。"),
        load=90, mix=MIXED, layout="estates", travel="zones", days=5,
        limits=(("emergency", None, 90, 240), ("urgent", None, 1440, 2880), ("normal", None, 7200, 10000)),
        tickets=Tickets(emergency=1, promised=25, deadline=6, ready=15, on_hold=3, closed=3),
        people=People(carried=70, part_time=15, tied=20, away=10),
        links=Links(share=15),
    ),
    Kind(
        "two_trade",
        Words("Two-trade jobs", "双工种工单"),
        Words("Four tickets in ten are linked: repair then closing the wall, crews of two trades, the same technician "
              "again.",
              "四成工单有关联：先修后补、双工种班组、由同一人回访。"),
        load=80, mix=HOMES, layout="estates", travel="zones", limits=LIMITS,
        links=Links(share=40, crew=3, mixed_crew=4, steps=10, after=3, same=2),
    ),
    Kind(
        "contractors",
        Words("Contractors", "外包"),
        Words("Four people in ten are contractors: priced by shift and minute, tied to some sites, capped, quicker or "
              "slower.",
              "四成为外包人员：按班次和分钟计费，限定小区，限定上门次数，快慢不一。"),
        load=92, mix=OFFICES, layout="city", travel="coordinates", lang=Lang.EN, calendar=LONDON_MARCH,
        tickets=Tickets(own_limits=25, promised=25), people=People(contractor=40, capped=5, quick=20, slow=20, tied=15),
        policy={"weights": {"contractor": {"shift": 90}}, "arrival_window": {"before": 15, "after": 45}},
    ),
    Kind(
        "night_duty",
        Words("Night duty", "夜间值班"),
        Words("From 17:00 to the next evening, as it turned out: a few on duty serve emergencies and urgent tickets at "
              "night, all else waits for the morning.",
              "自 17:00 至次日傍晚，按实际发生情况：夜间少数值班人员只处理紧急与加急工单，其余待次日。"),
        load=80, mix=HOMES, layout="estate", travel="matrix", night=True, horizon_start=1020,
        tickets=Tickets(emergency=10, common=10, promised=15, seen_late=20),
        people=People(on_duty=30, early=5, late=5),
        limits=(("emergency", None, 45, 150), ("urgent", None, 180, 480), ("normal", None, 1440, None)), matrix=MATRIX,
    ),
)  # fmt: skip
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _KINDS}
