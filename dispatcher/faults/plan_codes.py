"""Codes of faults in a plan sent in or published."""

from dispatcher.faults.entry import errors

PLAN_CODES = errors(
    (
        "other_request",
        "The plan was made for another request: they differ in request_digest, and the plan names what this request "
        "does not have. Give the request it was made for.",
        "该计划是为另一个请求制定的：request_digest 不同，且计划中有本请求没有的内容。请提供对应的请求。",
    ),
    ("unknown_step", "Ticket {ids} has no such step.", "工单 {ids} 没有该步骤。"),
    ("unknown_crew_position", "The step of ticket {ids} has no such position.", "工单 {ids} 的步骤没有该班组位置。"),
    (
        "unknown_part",
        "A part of ticket {ids} follows neither an interruption nor a no-show.",
        "工单 {ids} 的后续部分之前既无中断也无落空。",
    ),
    ("unknown_visit", "The request has no visit {ids} to plan.", "请求中没有可安排的上门 {ids}。"),
    ("duplicate_visit", "The visit {ids} stands twice.", "上门 {ids} 重复。"),
    ("duplicate_route", "The shift {ids} has two routes.", "班次 {ids} 有两条路线。"),
    ("shift_of_other_technician", "The shift is not of this technician: {ids}.", "班次不属于该技工：{ids}。"),
    ("visit_reversed", "The visit {ids} ends before it starts.", "上门 {ids} 的结束早于开始。"),
    ("taken_break_reversed", "A break of shift {ids} ends before it starts.", "班次 {ids} 的休息结束早于开始。"),
    (
        "several_travelling",
        "A technician cannot be on the way to several visits: {ids}.",
        "技工不能同时前往多处：{ids}。",
    ),
    ("outcome_of_unfinished", "The visit {ids} has an outcome but is not over.", "上门 {ids} 未结束却有结果。"),
)
