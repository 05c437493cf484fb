"""Codes of what the API refuses: keys, rights, limits and places that are not there."""

from dispatcher.faults.entry import errors

API_CODES = errors(
    (
        "unauthorized",
        "A valid key is needed: send it as Authorization: Bearer dsk_…; this one is missing, unknown or withdrawn.",
        "需要有效的访问密钥：请以 Authorization: Bearer dsk_… 发送；当前密钥缺失、无效或已停用。",
    ),
    (
        "forbidden",
        "The role of this key may not do this; roles that may: {allowed}.",
        "该密钥的角色无权执行此操作；可执行的角色：{allowed}。",
    ),
    (
        "foreign_estate",
        "The site {ids} is outside the estates of this key: {allowed}.",
        "地点 {ids} 不在该密钥负责的小区范围内：{allowed}。",
    ),
    ("not_found", "There is nothing at {ids}.", "{ids} 处没有内容。"),
    (
        "method_not_allowed",
        "The method {ids} is not possible here; possible: {allowed}.",
        "此处不支持方法 {ids}，可用：{allowed}。",
    ),
    (
        "unsupported_media_type",
        "The body must be JSON: send Content-Type: application/json, and no Content-Encoding.",
        "请求体须为 JSON：请发送 Content-Type: application/json，且不要使用 Content-Encoding。",
    ),
    ("rate_limited", "Too many calls; try again in {allowed} seconds.", "请求过于频繁，请在 {allowed} 秒后重试。"),
    (
        "internal_error",
        "Something failed in the service; its log says more under the request id.",
        "服务内部出错；可凭请求编号在日志中查到详情。",
    ),
    ("bad_setting", "The setting {ids} must be a number, {allowed}.", "设置 {ids} 须为数字，且{allowed}。"),
    (
        "no_keys",
        "There is no key yet, and other machines could reach {ids}: start once on 127.0.0.1, where the first key is "
        "made and shown.",
        "尚无访问密钥，而 {ids} 可被其他机器访问：请先在 127.0.0.1 上启动一次，系统会生成并显示首个密钥。",
    ),
    (
        "unreadable_keys",
        "The file of keys {ids} cannot be read; restore it, or remove it to make a first key anew.",
        "无法读取密钥文件 {ids}；请恢复该文件，或删除后重新生成首个密钥。",
    ),
    (
        "unusable_address",
        "The service cannot listen on {ids}: it is taken, not of this machine, or not permitted. Name another port.",
        "无法监听 {ids}：端口已被占用、地址不属于本机，或没有权限。请换一个端口。",
    ),
    (
        "idempotency_key_missing",
        "Send an Idempotency-Key of 1 to 128 visible characters: with it, the same call again gives the same run.",
        "请发送 Idempotency-Key（1 至 128 个可见字符）：用同一键重发同一请求，会得到同一个运行任务。",
    ),
    (
        "precondition_missing",
        "Send If-Match with the ETag of the plan or plan key as you have seen it.",
        "请在 If-Match 中发送您所看到的计划或计划键的 ETag。",
    ),
    (
        "bad_period",
        "The period must end on or after the day it begins, and have at most {allowed} days.",
        "结束日期不得早于开始日期，且最多 {allowed} 天。",
    ),
    ("bad_page", "{field} must be a page token of this list.", "{field} 须为本列表返回的分页标记。"),
    (
        "not_ready",
        "The service cannot do this now; /readyz says what is missing.",
        "服务暂时无法执行此操作；缺少什么请查看 /readyz。",
    ),
    (
        "too_busy",
        "Too many such answers are being worked out now; try again in some seconds.",
        "此类计算任务过多，请稍后重试。",
    ),
    (
        "answer_lost",
        "The process that worked out the answer ended without one: {cause}. Nothing else is affected.",
        "计算该答复的进程未给出结果即结束：{cause}。其他功能不受影响。",
    ),
    (
        "foreign_plan_key",
        "The plan key {ids} is outside the estates of this key.",
        "计划键 {ids} 不在该密钥负责的小区范围内。",
    ),
    (
        "unusable_folder",
        "The folder {ids} cannot be used: it cannot be written to, is on a network, or was written by a newer version.",
        "无法使用文件夹 {ids}：不可写入、位于网络上，或由更新的版本写入。",
    ),
    (
        "foreign_estates",
        "This key is for the estates {allowed}; name some of these.",
        "该密钥只负责小区 {allowed}，请在其中选择。",
    ),
    (
        "bad_database",
        "The setting {ids} must be the address of a PostgreSQL database: postgresql://USER@HOST/NAME.",
        "设置 {ids} 须为 PostgreSQL 数据库地址：postgresql://USER@HOST/NAME。",
    ),
    (
        "bad_networks",
        "The setting {ids} must be networks with commas between them: 10.0.0.0/8, 192.168.7.0/24.",
        "设置 {ids} 须为以逗号分隔的网段：10.0.0.0/8, 192.168.7.0/24。",
    ),
    (
        "bad_url",
        "{field} must be an address like https://example.com/hooks, without user name, password or fragment; http only "
        "within DISPATCHER_WEBHOOK_NETWORKS.",
        "{field} 须为形如 https://example.com/hooks 的地址，不含用户名、密码和片段；仅在 DISPATCHER_WEBHOOK_NETWORKS "
        "所列网段内可用 http。",
    ),
    (
        "refused_address",
        "{field} leads to an address that messages may not go to: it is not public, and not in "
        "DISPATCHER_WEBHOOK_NETWORKS.",
        "{field} 指向不允许发送的地址：既非公网地址，也不在 DISPATCHER_WEBHOOK_NETWORKS 所列网段内。",
    ),
    (
        "too_many_webhooks",
        "There are {allowed} webhooks already; delete one first.",
        "已有 {allowed} 个 Webhook，请先删除一个。",
    ),
    (
        "no_backup",
        "{ids}: no copy can be made. There is nothing to copy, the new folder exists or cannot be written, or pg_dump "
        "is to do it.",
        "{ids}：无法备份。没有可备份的数据，新文件夹已存在、不可写入，或应改用 pg_dump。",
    ),
    (
        "needs_database",
        "{ids} needs a PostgreSQL database that services and workers share: set DISPATCHER_DATABASE.",
        "{ids} 需要服务与工作进程共用的 PostgreSQL 数据库：请设置 DISPATCHER_DATABASE。",
    ),
    ("unknown_lane", "{ids} is no lane of runs: {allowed}.", "没有名为 {ids} 的任务通道，可选：{allowed}。"),
    (
        "unusable_database",
        "The database {ids} cannot be used: {why}.",
        "无法使用数据库 {ids}：{why}。",
    ),
    ("last_admin", "{ids} is the last admin key; make another first.", "{ids} 是最后一个管理员密钥，请先新建一个。"),
)
