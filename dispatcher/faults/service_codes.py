"""Codes of what the service refuses, and of runs that end without a plan."""

from dispatcher.faults.entry import errors

SERVICE_CODES = errors(
    ("unknown_plan_key", "There is no plan key {ids}.", "没有计划键 {ids}。"),
    ("unknown_run", "There is no run {ids}.", "没有运行任务 {ids}。"),
    ("unknown_plan", "There is no plan {ids}.", "没有计划 {ids}。"),
    ("unknown_webhook", "There is no webhook {ids}.", "没有 Webhook {ids}。"),
    (
        "stale_version",
        "Something else was published meanwhile: {ids} is at version {allowed}.",
        "期间已有其他发布：{ids} 现为版本 {allowed}。",
    ),
    (
        "idempotency_conflict",
        "The idempotency key {ids} was used with another body.",
        "幂等键 {ids} 已用于不同内容的请求。",
    ),
    ("nothing_in_force", "No plan is in force under {ids}: publish one first.", "{ids} 尚无生效的计划，请先发布。"),
    (
        "in_force_elsewhere",
        "Already in force under another plan key ({key}): {ids}.",
        "已在另一计划键（{key}）下生效：{ids}。",
    ),
    (
        "plan_not_legal",
        "The plan {ids} breaks a hard rule as things stand now.",
        "按目前情况，计划 {ids} 违反硬性规则。",
    ),
    ("plan_not_publishable", "The plan {ids} is {state}.", "计划 {ids} 的状态为{state}，不能执行此操作。"),
    (
        "events_do_not_fit",
        "What has happened since does not fit the plan {ids}: plan anew.",
        "此后发生的情况与计划 {ids} 不符，请重新排程。",
    ),
    (
        "run_infeasible",
        "No plan keeps every hard rule: locks contradict each other.",
        "没有满足全部硬性规则的计划：锁定互相矛盾。",
    ),
    ("run_without_plan", "No plan was found in time.", "在限定时间内未找到计划。"),
    (
        "run_crashed",
        "The planning process ended {attempts} times without an answer: {cause}.",
        "排程进程 {attempts} 次未给出结果即结束：{cause}。",
    ),
    ("run_past_deadline", "The deadline of the run has passed.", "运行任务已超过截止时间。"),
)
