"""The fixed words of answers to questions about a plan, in both languages."""

from collections.abc import Mapping

from solver.rules.base import Text

WHATIF_WORDS: Mapping[str, Text] = {
    "candidates_title": Text("Who could take ticket {ticket}", "谁可以接工单 {ticket}"),
    "candidates_none": Text("Nobody can take ticket {ticket}.", "没有人可以接工单 {ticket}。"),
    "candidate": Text(
        "{name}: {start}, {after}; {cost}; grade {grade}", "{name}：{start}，{after}；{cost}；评分 {grade}"
    ),
    "after_visit": Text("after {visit}", "排在 {visit} 之后"),
    "first_visit": Text("first of the day", "当班首单"),
    "cost_change": Text("cost {total}", "成本 {total}"),
    "limits_missed": Text("misses a time limit", "未满足时限"),
    "excluded_title": Text("Who cannot", "不能接的技工"),
    "excluded": Text("{name}: {rule} — {detail}", "{name}：{rule} — {detail}"),
    "slots_title": Text("When ticket {ticket} could start", "工单 {ticket} 可以何时上门"),
    "slots_none": Text(
        "Nobody can start ticket {ticket} in these windows.", "这些时段内没有人可以为工单 {ticket} 上门。"
    ),
    "slot": Text("{window}: {name} at {start}; {cost}", "{window}：{name} {start} 上门；{cost}"),
    "full_title": Text("In which nobody can come", "无人可以上门的时段"),
    "full_window": Text("{window}: {reasons}", "{window}：{reasons}"),
    "move_title": Text("{visit} by {name} at {start}; {cost}", "{visit} 由{name}于 {start} 上门；{cost}"),
    "move_refused": Text("{visit} cannot be made by {name}:", "{visit} 不能由{name}上门："),
    "move_refused_then": Text("{visit} cannot be made by {name} at {start}:", "{visit} 不能由{name}于 {start} 上门："),
    "move_no_room": Text(
        "No place was found among his other visits; --force plans them anew around it.",
        "在其现有任务之间未找到空档；加 --force 可围绕该上门重排其余任务。",
    ),
    "plan_refused": Text(
        "The plan breaks hard rules; ask about a plan that keeps them.", "该计划违反硬性规则，请就合法的计划提问。"
    ),
    "displaced_dropped": Text("dropped: {visit} ({name} at {start})", "取消：{visit}（原为{name} {start}）"),
    "displaced_added": Text("added: {visit}, {name} at {start}", "新增：{visit}，{name} {start}"),
    "displaced_moved": Text(
        "moved: {visit}, {name} at {start} (was {old_name} at {old_start})",
        "改动：{visit}，改为{name} {start}（原为{old_name} {old_start}）",
    ),
    "pushed_visit": Text(
        "pushed: {visit} {minutes} min, within its window", "顺延：{visit} {minutes} 分，仍在到达时段内"
    ),
    "earlier_visit": Text(
        "earlier: {visit} {minutes} min, within its window", "提前：{visit} {minutes} 分，仍在到达时段内"
    ),
    "cost_terms": Text("{cost} ({terms})", "{cost}（{terms}）"),
    "event_written": Text("Decision written to {path}.", "人工指定已写入 {path}。"),
}
