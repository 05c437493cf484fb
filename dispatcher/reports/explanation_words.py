"""The fixed words of explanations in both languages."""

from collections.abc import Mapping

from solver.rules.base import Text

EXPLANATION_WORDS: Mapping[str, Text] = {
    "explained_total": Text("The plan costs {total}.", "计划成本 {total}。"),
    "left_out_head": Text("Left out: {count}", "未派工单：{count} 单"),
    "nobody_able": Text("nobody can do it", "没有人能做"),
    "all_full": Text("everybody who can do it is full", "能做的人都已排满"),
    "no_place_yet": Text("no place was found, but none is ruled out", "暂未找到空档，也未证明排不下"),
    "would_let_in": Text("{what} would let it in ({cost})", "{what}，即可排入（成本 {cost}）"),
    "fix_overtime": Text(
        "{minutes} minutes of overtime for {name} (until {until})", "{name}加班 {minutes} 分钟（到 {until}）"
    ),
    "fix_window": Text("promising {start}–{end} instead of {before}", "把承诺时段由 {before} 改为 {start}–{end}"),
    "fix_deadline": Text(
        "a deadline {minutes} minutes later ({until})",
        "把最晚期限推后 {minutes} 分钟（到 {until}）",
    ),
    "fix_ready_earlier": Text(
        "being ready {minutes} minutes earlier ({until})", "提前 {minutes} 分钟具备开工条件（{until}）"
    ),
    "fix_release_lock": Text("releasing the lock of {ticket}", "解除工单 {ticket} 的锁定"),
    "fix_lift_ban": Text("letting {name} come after all", "允许{name}上门"),
    "fix_any_technician": Text("letting anybody come, not only {name}", "不再指定{name}"),
    "fix_other_level": Text("a {trade} technician of level {level}", "改派 {level} 级{trade}技工"),
    "fix_one_more_technician": Text(
        "one more {trade} technician (level {level}) from {start} to {end}",
        "{start}–{end} 增派 1 名 {level} 级{trade}技工",
    ),
    "improvable": Text(
        "{ticket} could be taken after all ({cost}): plan again, or give the search more time.",
        "工单 {ticket} 其实可以排入（成本 {cost}）：请重新排班或延长搜索时间。",
    ),
    "ticket_planned": Text("{ticket} is planned: {visits}", "工单 {ticket} 已安排：{visits}"),
    "ticket_left_out": Text("{ticket} is left out", "工单 {ticket} 未安排"),
    "ticket_not_asked": Text("{ticket} has no visit to plan", "工单 {ticket} 没有待安排的上门"),
    "ticket_cost": Text("It costs {total}: {terms}", "成本 {total}：{terms}"),
    "no_cost": Text("It costs nothing by itself.", "本身不产生成本。"),
    "who_else": Text("Who could have it", "谁可以做"),
    "serves": Text("{name}: serves it", "{name}：由其上门"),
    "possible": Text("{name}: possible, {cost} ({terms})", "{name}：可以，成本 {cost}（{terms}）"),
    "possible_same": Text("{name}: possible at the same cost", "{name}：可以，成本不变"),
    "explain_excluded": Text("{name}: not possible — {rule}{detail}", "{name}：不行 — {rule}{detail}"),
    "no_room": Text("{name}: no room was found", "{name}：未找到空档"),
    "why_not": Text("Why not {name}?", "为什么不派{name}？"),
    "moves": Text("It would move {count} visits: {moves}", "需要调整 {count} 次上门：{moves}"),
    "move_added": Text("{visit} comes in", "{visit} 新增"),
    "move_dropped": Text("{visit} goes out", "{visit} 取消"),
    "move_time": Text("{visit} to {time}", "{visit} 改到 {time}"),
    "move_technician": Text("{visit} to {name}, {time}", "{visit} 改派{name}，{time}"),
    "detail_level": Text(" (level {has} < {needs})", "（{has} 级，需要 {needs} 级）"),
    "detail_no_trade": Text(" (no {trade})", "（不会{trade}）"),
    "detail_required": Text(" (only {name})", "（只限{name}）"),
    "detail_certificates": Text(" ({codes})", "（{codes}）"),
    "supply_short": Text("Where people are short", "人手不足的时段"),
    "supply_enough": Text("Nobody is short in any hour.", "各时段人手均够用。"),
    "short_line": Text(
        "{trade} from level {level}, {start}–{end}: {short} minutes short",
        "{trade} {level} 级及以上，{start}–{end}：缺 {short} 分钟",
    ),
    "one_more": Text("One more technician", "增加 1 名技工"),
    "one_more_line": Text(
        "{trade}, level {level}: cost {cost}, tickets left out {left}",
        "{trade} {level} 级：成本 {cost}，未派 {left} 单",
    ),
    "one_more_unknown": Text(
        "{trade}, level {level}: no plan was found in time", "{trade} {level} 级：限时内未找到计划"
    ),
    "shift_minutes": Text("Where the minutes go", "工时去向"),
    "shift_line": Text(
        "{name} {shift}: service {service} + travel {travel} + break {rest} + appointments {absence} + "
        "waiting {waiting} + idle {idle} = shift {hours} + overtime {overtime}",
        "{name} {shift}：作业 {service} + 路程 {travel} + 休息 {rest} + 外出事项 {absence} + "
        "等候 {waiting} + 空闲 {idle} = 班次 {hours} + 加班 {overtime}",
    ),
    "empty_shifts": Text("Shifts without a visit: {shifts}", "没有任务的班次：{shifts}"),
    "not_explained": Text("A plan that breaks a hard rule is not explained:", "计划违反硬性规则，不作解释："),
}
