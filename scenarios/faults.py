"""What goes wrong in homes and offices: faults by trade, with minutes, level, papers and words of our own.

``weight`` is how often a fault comes within its trade. Where a code stands behind it, it is that category's count in
the Georgia Tech housing data; where none stands, the fault is rare or hidden in other categories there, and its weight
is assumed. Minutes, levels, papers and moods are assumed throughout.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

from scenarios.words import Words

HIGH_VOLTAGE, GAS, LIFT, HEIGHT, CONFINED = "high_voltage", "gas", "lift", "work_at_height", "confined_space"
PAPER_OF = {"electric": HIGH_VOLTAGE, "hvac": GAS, "security": LIFT, "civil": HEIGHT, "water": CONFINED}


class Mood(Enum):
    """How much a fault worries an owner: out of 100, how many call it urgent, normal, low."""

    GRAVE = (100, 0, 0)
    BRISK = (40, 60, 0)
    CALM = (8, 72, 20)
    WISH = (0, 30, 70)


Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault.

    Attributes
    ----------
    weight
        How often it comes, against the others of its trade.
    minutes
        Minutes of work, one of these.
    level
        Least level of the trade.
    paper
        Certificate it takes; None: none.
    impact
        Whom it concerns.
    """

    trade: str
    weight: int
    minutes: tuple[int, ...]
    mood: Mood
    words: Words
    level: int = 1
    paper: str | None = None
    impact: str = "household"


def _fault(
    trade: str, _code: str | None, weight: int, minutes: tuple[int, ...], mood: Mood, en: str, zh: str,
    level: int = 1, paper: str | None = None, impact: str = "household",
) -> Fault:  # fmt: skip
    return Fault(trade, weight, minutes, mood, Words(en, zh), level, paper, impact)


# Code of the Georgia Tech category (None: assumed), weight, minutes, mood, words in English and Chinese, then level,
# paper and impact where they are not the least.
_ROWS: Mapping[str, tuple[Row, ...]] = {
    "water": (
        ("GM003", 25762, (20, 30, 45), Mood.CALM, "Sink or shower drains slowly", "水槽或淋浴下水缓慢"),
        ("PLM001", 12003, (30, 45, 60), Mood.BRISK, "No hot water, weak pressure", "没有热水，水压不足"),
        ("PLM005", 6795, (30, 45), Mood.BRISK, "Toilet is blocked", "马桶堵塞"),
        ("GM010", 5138, (30, 45, 60), Mood.CALM, "Tap drips and cannot be closed", "水龙头关不紧，一直滴水"),
        ("PLM004", 4447, (30, 45), Mood.CALM, "Kitchen waste pipe leaks", "厨房下水管渗水"),
        (None, 900, (60, 75, 90), Mood.GRAVE, "Pipe has burst, the floor is wet", "水管爆裂，地面积水", 2),
        (None, 500, (60, 90), Mood.GRAVE, "Water comes through the ceiling", "楼上漏水，天花板滴水", 2),
        (None, 700, (60, 90, 120), Mood.BRISK, "Riser leaks in the duct", "管井立管渗漏", 2, None, "building"),
        (None, 350, (90, 120), Mood.BRISK, "Basement pump has stopped", "地下室排水泵停转", 2, CONFINED, "building"),
        (None, 60, (90, 120), Mood.GRAVE, "No water in the whole estate", "全小区停水", 3, None, "estate"),
    ),
    "electric": (
        ("GM009", 22223, (15, 20, 30), Mood.CALM, "Lights are out", "灯不亮"),
        ("APP003", 4023, (45, 60), Mood.CALM, "Refrigerator does not cool", "冰箱不制冷"),
        ("APP001", 3601, (45, 60), Mood.WISH, "Dishwasher leaves water standing", "洗碗机不排水"),
        ("APP004", 3312, (45, 60), Mood.CALM, "Cooker does not heat", "电灶不加热"),
        ("APP005", 1205, (45, 60, 75), Mood.WISH, "Washing machine shakes and stops", "洗衣机抖动停机"),
        ("GM002", 885, (45, 60), Mood.GRAVE, "No power in the flat", "户内停电", 2),
        ("EL012", 645, (20, 30), Mood.CALM, "Wall switch does not work", "墙壁开关失灵"),
        (None, 600, (30, 45), Mood.BRISK, "Socket is hot and smells burnt", "插座发热有焦味", 2),
        (None, 900, (30, 45, 60), Mood.CALM, "Stairs and corridor are dark", "楼道灯全部不亮", 1, None, "building"),
        (None, 400, (60, 90), Mood.BRISK, "Main switch trips", "楼栋总开关跳闸", 3, HIGH_VOLTAGE, "building"),
        (None, 60, (90, 120), Mood.GRAVE, "Half the estate is dark", "半个小区停电", 2, HIGH_VOLTAGE, "estate"),
    ),
    "civil": (
        ("GM008", 4424, (30, 45), Mood.WISH, "Board and shelves are to be hung", "需要安装挂板和搁架"),
        ("CRP003", 3174, (90, 120, 150), Mood.WISH, "Wall is to be painted", "墙面需要粉刷"),
        ("GM001", 3084, (20, 30), Mood.WISH, "Blinds are bent", "百叶窗变形"),
        ("GM016", 2631, (20, 30), Mood.CALM, "Shower rod has come down", "浴帘杆脱落"),
        ("GM011", 2549, (20, 30, 45), Mood.WISH, "Window screen does not fit", "纱窗装不上"),
        ("CRP006", 2242, (30, 45, 60), Mood.CALM, "Door rubs and does not close", "房门摩擦关不上"),
        ("EXT003", 1502, (90, 120), Mood.BRISK, "Roof lets the rain in", "屋顶漏雨", 2, HEIGHT, "building"),
        ("CRP001", 1275, (45, 60, 90), Mood.CALM, "Hole in the wall", "墙面破洞"),
        ("CRP013", 1077, (45, 60), Mood.WISH, "Kitchen cabinet is broken", "厨房柜体损坏"),
        ("CRP004", 748, (60, 90), Mood.WISH, "Tiles are loose", "瓷砖松动"),
        ("CRP018", 461, (45, 60), Mood.CALM, "Handrail of the stairs is loose", "楼梯扶手松动", 1, None, "building"),
        (None, 300, (45, 60), Mood.GRAVE, "Window pane broken, glass may fall", "窗玻璃破裂，有坠落危险", 2),
        (None, 200, (90, 120), Mood.GRAVE, "Facade tiles fall on the path", "外墙砖坠落至通道", 2, HEIGHT, "building"),
    ),
    "hvac": (
        ("HVAC001", 15686, (45, 60, 75), Mood.CALM, "Air conditioner does not cool", "空调不制冷"),
        ("HVAC005", 3538, (20, 30), Mood.CALM, "Room is too warm, thermostat to be set", "房间过热，温控器需调整"),
        ("HVAC006", 2455, (45, 60), Mood.BRISK, "Air conditioner drips", "空调漏水"),
        ("HVAC004", 2224, (30, 45), Mood.CALM, "Fan runs though it is switched off", "关机后风机仍在转"),
        ("HVACP03", 364, (20, 30), Mood.WISH, "Filter is to be changed", "滤网需要更换"),
        ("HVAC008", 275, (45, 60), Mood.CALM, "Corridor is damp", "走廊潮湿", 1, None, "building"),
        (None, 600, (60, 75, 90), Mood.BRISK, "Boiler does not light", "燃气锅炉点不着火", 2, GAS),
        (None, 200, (60, 90), Mood.GRAVE, "Smell of gas at the boiler", "锅炉处有燃气味", 2, GAS, "building"),
        (None, 300, (60, 90), Mood.GRAVE, "Heating is off, a baby in the flat", "暖气停了，家有婴儿", 2),
    ),
    "security": (
        ("LOK005", 10509, (20, 30, 45), Mood.CALM, "Lock is to be exchanged", "需要更换锁芯"),
        ("LOK004", 4796, (30, 45), Mood.BRISK, "Door lock sticks", "门锁卡住"),
        ("LOK002", 1522, (15, 20), Mood.CALM, "Key is cracked", "钥匙裂了"),
        ("LOK001", 1006, (20, 30), Mood.CALM, "Door knob fell off", "门把手脱落"),
        ("LOK007", 666, (30, 45), Mood.BRISK, "Entrance door does not close", "单元门关不上", 1, None, "building"),
        ("LOK017", 547, (20, 30), Mood.CALM, "Card reader does not respond", "门禁读卡器无反应", 1, None, "building"),
        ("EL006", 361, (20, 30), Mood.BRISK, "Smoke detector hangs loose", "烟感探测器松脱", 2),
        ("EL013", 832, (30, 45, 60), Mood.BRISK, "Lift skips a floor", "电梯不停靠某层", 2, LIFT, "building"),
        (None, 150, (45, 60), Mood.GRAVE, "People are stuck in the lift", "电梯困人", 2, LIFT, "building"),
        (None, 250, (30, 45), Mood.GRAVE, "Flat door cannot be opened, stove is on", "门打不开，灶上有火", 2),
    ),
}  # fmt: skip
FAULTS = tuple(_fault(trade, *row) for trade, rows in _ROWS.items() for row in rows)
# What follows a repair: the second trade of a ticket in two steps, by the first.
REPAIRS: dict[str, tuple[str, Words]] = {
    "water": ("civil", Words("then close the wall", "修好后补墙")),
    "electric": ("civil", Words("then close the slots", "修好后封槽")),
    "civil": ("electric", Words("then put the lamps back", "修好后装回灯具")),
    "hvac": ("electric", Words("then connect the control", "修好后接控制线")),
    "security": ("civil", Words("then straighten the frame", "修好后校正门框")),
}


@cache
def faults_of(trade: str, role: str) -> tuple[Fault, ...]:
    """Return the faults of a trade that fit a role: ``emergency``, ``certified``, ``common`` or ``plain``."""
    rows = [fault for fault in FAULTS if fault.trade == trade]
    if role == "emergency":
        return tuple(fault for fault in rows if fault.mood is Mood.GRAVE)
    rows = [fault for fault in rows if fault.mood is not Mood.GRAVE]
    if role == "certified":
        return tuple(fault for fault in rows if fault.paper)
    rows = [fault for fault in rows if not fault.paper]
    return tuple(fault for fault in rows if (fault.impact != "household") == (role == "common"))
