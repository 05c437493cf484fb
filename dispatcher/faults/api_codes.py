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
    ("last_admin", "{ids} is the last admin key; make another first.", "{ids} 是最后一个管理员密钥，请先新建一个。"),
)
