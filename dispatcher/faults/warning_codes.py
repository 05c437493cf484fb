"""Codes of warnings: what somebody should look at, though it stops nothing."""

from dispatcher.faults.entry import warnings

WARNING_CODES = warnings(
    (
        "technician_without_skills",
        "Technician {ids} has no skills and can do nothing.",
        "技工 {ids} 没有技能，无法派工。",
    ),
    (
        "ticket_without_able_technician",
        "Nobody with a shift is able and allowed to do a step of ticket {ids}.",
        "没有任何当班技工具备条件完成工单 {ids} 的某个步骤。",
    ),
    (
        "window_outside_every_shift",
        "No shift is on duty in a window of ticket {ids}.",
        "工单 {ids} 的时间窗内无人当班。",
    ),
    ("no_shift_in_horizon", "No shift starts in the horizon.", "计划期内没有班次。"),
    (
        "lock_without_published",
        "Ticket {ids} is locked but has no published visit.",
        "工单 {ids} 已锁定但没有已发布的上门。",
    ),
    ("site_at_zero", "Site {ids} lies at 0, 0: are its coordinates known?", "地点 {ids} 的坐标为 0, 0，是否未填？"),
    (
        "recomputed_differs",
        "{place}: {field} was sent as {sent}, recomputed it is {again}.",
        "{place}：{field} 给出的是 {sent}，重新计算为 {again}。",
    ),
    (
        "lock_conflict",
        "{ids} is kept by {lock} {visits}, but that breaks: {broken}. Release the freeze or lock, or change what "
        "forbids it.",
        "工单 {ids} 因{lock}须保持{visits}，但这会违反：{broken}。请解除冻结或锁定，或更改造成阻碍的因素。",
    ),
    (
        "lock_released",
        "A lock, freeze or told window of {ids} can no longer be kept and is released; the cause: {cause}.",
        "{ids} 的锁定、冻结或已告知时间窗无法再保持，已解除；原因：{cause}。",
    ),
    (
        "visits_not_kept",
        "The search cannot keep the visits {ids} as planned: what is said is relative to the plan without them.",
        "搜索无法按计划保留上门 {ids}：以下结果均相对于不含这些上门的计划。",
    ),
)
