"""What the template shows: its columns and examples, in both languages."""

from collections.abc import Mapping

from dispatcher.importers.sheet import Cell

Rows = list[dict[str, Cell]]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "tickets": (
        "id", "address", "description", "trade", "urgency", "impact", "service_minutes", "crew_size", "reported_at",
        "promised_window", "preferred_window", "complete_by", "contact_name", "phone", "required_technician", "status",
        "chargeable", "channel",
    ),
    "technicians": ("id", "name", "skills", "phone", "employment", "estates", "certificates", "start_site"),
    "sites": ("id", "name", "estate", "building", "access_minutes"),
}  # fmt: skip
SHIFT_CODES = {"zh": ("早", "中", "夜", "值", "休"), "en": ("early", "late", "night", "duty", "off")}
USUAL_SHIFTS = {
    "zh": ("早", "早", "中", "中", "值", "休", "休"),
    "en": ("early", "early", "late", "late", "duty", "off", "off"),
}
EXAMPLES: Mapping[str, Mapping[str, Rows]] = {
    "tickets": {
        "zh": [
            {"id": "示例-1", "address": "翠湖花园3栋2单元501", "description": "厨房水龙头漏水", "trade": "水电",
             "urgency": "一般", "reported_at": "2026-03-02 08:10", "promised_window": "2026-03-02 14:00-16:00",
             "contact_name": "王女士", "phone": "100-0000-0001"},
            {"id": "示例-2", "address": "翠湖花园5号楼1203室", "description": "空调不制冷", "trade": "暖通",
             "service_minutes": 60, "reported_at": "2026-03-02 08:40", "preferred_window": "2026-03-02 下午",
             "contact_name": "李先生", "phone": "100-0000-0002", "chargeable": "收费"},
        ],
        "en": [
            {"id": "example-1", "address": "Flat 501, Willow Bank, building 3", "description": "Kitchen tap drips",
             "trade": "water", "urgency": "normal", "reported_at": "2026-03-02 08:10",
             "promised_window": "2026-03-02 14:00-16:00", "contact_name": "Ms Reed", "phone": "555-0101"},
            {"id": "example-2", "address": "Flat 1203, Willow Bank, building 5", "trade": "hvac",
             "description": "Air conditioner does not cool", "service_minutes": 60, "reported_at": "2026-03-02 08:40",
             "preferred_window": "2026-03-02 afternoon", "contact_name": "Mr Lane", "phone": "555-0102",
             "chargeable": "paid"},
        ],
    },
    "technicians": {
        "zh": [
            {"id": "示例-1", "name": "示例张三", "skills": "水:2、电", "phone": "100-0000-0011",
             "employment": "自有", "estates": "翠湖花园"},
        ],
        "en": [
            {"id": "example-1", "name": "Example Alex", "skills": "water:2, electric", "phone": "555-0111",
             "employment": "staff", "estates": "Willow Bank"},
        ],
    },
    "sites": {
        "zh": [{"id": "示例-1", "name": "翠湖花园服务中心", "estate": "翠湖花园", "access_minutes": 3}],
        "en": [
            {"id": "example-1", "name": "Willow Bank, service center", "estate": "Willow Bank", "access_minutes": 3},
        ],
    },
}  # fmt: skip
