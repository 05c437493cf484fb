"""Codes of faults in events: nothing of a list is applied while there is one."""

from dispatcher.faults.entry import errors

EVENT_CODES = errors(
    ("event_conflict", "The event {ids} was taken before with another body.", "事件 {ids} 此前已以不同内容提交过。"),
    ("visit_not_published", "The plan in force has no visit {ids}.", "现行计划中没有上门 {ids}。"),
    (
        "contradicts_fact",
        "Event {ids} contradicts what has happened: the visit is {fact}.",
        "事件 {ids} 与已发生的情况矛盾：该上门{fact}。",
    ),
    ("technician_elsewhere", "The technician is then at, or on the way to: {ids}.", "技工当时正在或正前往：{ids}。"),
    ("after_known", "{field} lies after the moment at which it became known.", "{field} 晚于该事件获知的时间。"),
    ("visit_not_begun", "The visit {ids} has not begun by then.", "上门 {ids} 此时尚未开始。"),
    ("ends_before_start", "The visit {ids} would end before it starts.", "上门 {ids} 的结束将早于开始。"),
    ("ticket_closed", "Ticket {ids} is closed: {status}.", "工单 {ids} 已关闭：{status}。"),
    ("no_shift_then", "Technician {ids} has no shift then.", "技工 {ids} 当时没有班次。"),
    (
        "override_says_nothing",
        "The override of {ids} names neither technician nor start.",
        "对 {ids} 的人工指定既无技工也无开始时间。",
    ),
    (
        "override_incomplete",
        "The visit {ids} is not in the plan in force: name technician and start.",
        "上门 {ids} 不在现行计划中，请同时指定技工和开始时间。",
    ),
    ("start_in_past", "A visit cannot be told to start before the event.", "不能将上门指定在事件之前开始。"),
    ("nothing_to_release", "The visit {ids} is not locked.", "上门 {ids} 未被锁定。"),
)
