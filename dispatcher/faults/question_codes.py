"""Codes of faults in questions about a plan."""

from dispatcher.faults.entry import errors

QUESTION_CODES = errors(
    ("nothing_to_plan", "Ticket {ids} has no visit left to plan.", "工单 {ids} 已没有待安排的上门。"),
    ("ticket_on_hold", "Ticket {ids} is on hold.", "工单 {ids} 处于挂起状态。"),
    ("visit_begun", "The visit {ids} has begun or is over.", "上门 {ids} 已开始或已结束。"),
    ("technician_without_shift", "Technician {ids} has no shift.", "技工 {ids} 没有班次。"),
)
