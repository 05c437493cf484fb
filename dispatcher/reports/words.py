"""The fixed words of the reports in both languages, and how foreign texts are made safe to show."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from dispatcher.reports.change_words import CHANGE_WORDS
from dispatcher.reports.explanation_words import EXPLANATION_WORDS
from dispatcher.reports.page_words import PAGE_WORDS
from dispatcher.reports.supervising_words import SUPERVISING_WORDS
from dispatcher.reports.whatif_words import WHATIF_WORDS
from solver.rules.base import Text

_JOINER = "\N{ZERO WIDTH JOINER}"  # holds emoji together; turns and steers nothing
_NO_CHARACTERS = ("\ufffe", "\uffff")  # neither XML nor a workbook can hold them


class Lang(StrEnum):
    """The language of a report."""

    EN = "en"
    ZH = "zh"


WORDS: Mapping[str, Text] = {
    # Routes
    "days": Text("Plan for {days}", "计划日期：{days}"),
    "arrival": Text("Arrival", "到达时段"),
    "start": Text("Start", "开始"),
    "end": Text("End", "结束"),
    "travel": Text("Travel", "路程"),
    "ticket": Text("Ticket", "工单"),
    "site": Text("Where", "地点"),
    "work": Text("What", "内容"),
    "remark": Text("Remarks", "备注"),
    "break": Text("break", "休息"),
    "absent": Text("away", "缺勤"),
    "appointment": Text("appointment", "外出事项"),
    "home": Text("back", "返回"),
    "shift": Text("shift {start}–{end}, visits: {visits}", "班次 {start}–{end}，上门 {visits} 次"),
    "contractor": Text("contractor", "外包"),
    "step": Text("step {step} of {steps}", "第 {step}/{steps} 道工序"),
    "with": Text("with {names}", "与{names}同行"),
    "promised": Text("promised {windows}", "承诺 {windows}"),
    "preferred": Text("preferred {windows}", "希望 {windows}"),
    "ready": Text("not before {time}", "{time} 起可开工"),
    "respond_late": Text("starts {minutes} min late", "响应迟 {minutes} 分"),
    "complete_late": Text("done {minutes} min late", "完成迟 {minutes} 分"),
    "promise_late": Text("promise missed by {minutes} min", "超出承诺 {minutes} 分"),
    "part": Text("part {part}", "续做 {part}"),
    "overtime": Text("overtime {minutes} min", "加班 {minutes} 分"),
    "minutes": Text("{minutes} min", "{minutes} 分"),
    "free": Text("No visits: {names}", "无任务：{names}"),
    # Left out
    "unassigned": Text("Not planned", "未派工单"),
    "none_unassigned": Text("Every open ticket is planned.", "所有待办工单均已安排。"),
    "impossible": Text("impossible (proved)", "无法安排（已证明）"),
    "crowded_out": Text("crowded out (proved)", "排不下（已证明）"),
    "not_found_in_time": Text("no place found in time", "限时内未找到位置"),
    "remaining": Text("rest of a started ticket", "已开工工单的剩余部分"),
    "reason": Text("{rule}: {names}", "{rule}：{names}"),
    "costs_more": Text("costs more than leaving it out", "安排的成本高于不安排"),
    "no_room_found": Text("no room found", "未找到空档"),
    "several_rules": Text("several rules together", "多条规则共同限制"),
    "held": Text("On hold: {tickets}", "挂起：{tickets}"),
    # Cost
    "cost": Text("Cost", "成本"),
    "term": Text("Term", "成本项"),
    "amount": Text("Cost", "成本"),
    "why": Text("Because of", "缘由"),
    "total": Text("Total", "合计"),
    "more": Text("and {count} more", "另有 {count} 项"),
    # Options of a re-plan
    "mode_fast": Text("fast", "最快答复"),
    "mode_steady": Text("steady", "少改动"),
    "mode_best": Text("best", "最优"),
    "option": Text(
        "{modes}: cost {cost}, visits changed: {changes}, owners to tell: {notices}, not planned: {unassigned}",
        "{modes}：成本 {cost}，变动上门 {changes} 次，需通知业主 {notices} 位，未派工单 {unassigned} 张",
    ),
    "option_without_plan": Text("{modes}: {status}", "{modes}：{status}"),
    "interrupts": Text(
        "  interrupts {visit} now; {minutes} min of it are left for later",
        "  立即中断 {visit}，剩余 {minutes} 分钟另行安排",
    ),
    # What is proved
    "optimal": Text("Proved: no plan is cheaper.", "已证明：没有成本更低的计划。"),
    "gap": Text(
        "At most {percent} from the best possible (proved: no plan costs less than {bound}).",
        "与最优计划的差距不超过 {percent}（已证明：任何计划的成本都不低于 {bound}）。",
    ),
    "gap_large": Text(
        "No plan costs less than {bound} (proved); how far this one is from the best possible is hardly known yet.",
        "已证明任何计划的成本都不低于 {bound}，但本计划与最优计划还差多少，目前尚难判断。",
    ),
    "gap_unknown": Text("How far it is from the cheapest plan is not known.", "与最低成本的差距未知。"),
    "infeasible": Text(
        "No plan keeps every lock and hard rule (proved).",
        "没有计划能满足全部锁定和硬性规则（已证明）。",
    ),
    "no_plan_in_time": Text("No plan was found in time.", "限时内未找到计划。"),
    "figures": Text(
        "{planned} tickets planned, {travel} min of travel, {service} min of service, {overtime} min of overtime.",
        "已派 {planned} 单，路程 {travel} 分，作业 {service} 分，加班 {overtime} 分。",
    ),
    # Check
    "legal": Text("The plan keeps every hard rule.", "计划满足全部硬性规则。"),
    "broken_one": Text("The plan breaks a hard rule:", "计划违反 1 条硬性规则："),
    "breach": Text("{rule} ({code}, {amount}): {names} — {promise}", "{rule}（{code}，{amount}）：{names} — {promise}"),
    "broken": Text("The plan breaks {count} hard rules:", "计划违反 {count} 条硬性规则："),
    "warning": Text("Warning", "提醒"),
    "warnings": Text("Warnings", "提醒"),
    "count_tickets": Text("{count} tickets: {text}", "{count} 个工单：{text}"),
    "count_technicians": Text("{count} technicians: {text}", "{count} 名技工：{text}"),
    "count_sites": Text("{count} sites: {text}", "{count} 个地点：{text}"),
    "refused": Text(
        "The checker refused {count} plans of the search: a defect of the engine, please report it with the request.",
        "校验器拒绝了搜索给出的 {count} 个计划：这是引擎缺陷，请连同请求一起报告。",
    ),
    # Progress
    "searching": Text("searching (Ctrl-C keeps the best plan)", "搜索中（按 Ctrl-C 保留当前最优计划）"),
    "progress": Text(
        "cost {cost} · bound {bound} · gap {gap} · left out {unassigned}",
        "成本 {cost} · 下界 {bound} · 差距 {gap} · 未派 {unassigned}",
    ),
    "unknown": Text("–", "–"),
    "written": Text("Plan written to {path}.", "计划已写入 {path}。"),
    "first_key": Text(
        "The first key, for administrators; it is shown this once, so keep it now: {text}",
        "首个管理员密钥如下，仅显示这一次，请立即妥善保存：{text}",
    ),
    "serving": Text("Serving at {address}; Ctrl-C ends it.", "服务已启动：{address}，按 Ctrl-C 结束。"),
    "working": Text(
        "Working on runs ({lane}); SIGTERM or Ctrl-C ends it once they are done.",
        "工作进程已启动（通道：{lane}）；收到 SIGTERM 或按 Ctrl-C 后，完成当前任务即退出。",
    ),
    "probing": Text(
        "Probes are answered at http://{address}/livez and /readyz.", "探针地址：http://{address}/livez 和 /readyz。"
    ),
    "demo_published": Text(
        "The demo day is published under the plan key demo as {plan}.", "演示日已发布，计划键为 demo，计划为 {plan}。"
    ),
    "backed_up": Text("Copied to {path}.", "已备份到 {path}。"),
    "answer_written": Text("Answer written to {path}.", "结果已写入 {path}。"),
    "stopped": Text("Stopped; this is the best plan so far.", "已停止；这是目前最优的计划。"),
    # Import
    "request_written": Text("Request written to {path}.", "请求已写入 {path}。"),
    "template_written": Text(
        "Template written to {path}; its first sheet says how to fill it in.", "模板已写入 {path}；填写方法见第一张表。"
    ),
    "workbook_written": Text("Workbook written to {path}.", "工作簿已写入 {path}。"),
    "table_line": Text(
        "{path}: {rows} rows = {taken} taken + {problems} with problems + {skipped} skipped ({kind})",
        "{path}：{rows} 行 = 采用 {taken} + 有问题 {problems} + 跳过 {skipped}（{kind}）",
    ),
    "assumed": Text("Assumed", "采用的假设"),
    "skipped": Text("Skipped rows", "跳过的行"),
    "new_sites": Text("Places found in addresses (please look through)", "由地址得出的地点（请核对）"),
    "new_site": Text(
        "{name} ({site}): {count} tickets, first in {place}", "{name}（{site}）：{count} 单，首见于 {place}"
    ),
    "problems": Text("Problems", "问题"),
    "counted": Text("{count} × {text}", "{count} × {text}"),
    "like": Text("{text}: {values}", "{text}：{values}"),
    "ignored": Text("{path}: columns not used: {names}", "{path}：未使用的列：{names}"),
    "no_table": Text("not needed", "不需要"),
    # Scenarios
    "scenario": Text("Scenario", "场景"),
    "tickets": Text("Tickets", "工单"),
    "technicians": Text("Technicians", "技工"),
    "best": Text("Best cost", "最优成本"),
    "bound": Text("Bound", "下界"),
    "kind": Text("Kind", "类型"),
    "about": Text("What it is for", "用途"),
    "by_hand": Text("written by hand", "手写"),
    "scenario_hint": Text(
        "`scenario show NAME` prints a request, `scenario make KIND` makes another day.",
        "`scenario show NAME` 输出请求，`scenario make KIND` 生成新的一天。",
    ),
    # Urgencies
    "emergency": Text("emergency", "紧急"),
    "urgent": Text("urgent", "加急"),
    "normal": Text("normal", "普通"),
    "low": Text("low", "低"),
    # The trades the contract names; other trades are shown as they are
    "water": Text("water", "水"),
    "electric": Text("electric", "电"),
    "civil": Text("civil", "土建"),
    "hvac": Text("hvac", "暖通"),
    "security": Text("security", "安防"),
    "and": Text(", ", "、"),
    "then": Text("; ", "；"),
    "colon": Text(": ", "："),
    **PAGE_WORDS,
    **CHANGE_WORDS,
    **SUPERVISING_WORDS,
    **EXPLANATION_WORDS,
    **WHATIF_WORDS,
}


def choose(text: Text, lang: Lang) -> str:
    """Return one language of a bilingual text."""
    return text.zh if lang is Lang.ZH else text.en


def say(key: str, lang: Lang, **values: object) -> str:
    """Return a fixed sentence with its values filled in."""
    return choose(WORDS[key], lang).format(**values)


def word(key: str, lang: Lang) -> str:
    """Return the word for a key, or the key itself where the reports have no word for it."""
    return choose(WORDS[key], lang) if key in WORDS else clean(key)


def join(items: list[str], lang: Lang) -> str:
    """Return items as a list within a sentence."""
    return say("and", lang).join(items)


def date_words(day: date, lang: Lang) -> str:
    """Return a date with its weekday."""
    return say("dated", lang, weekday=say(f"weekday_{day.weekday()}", lang), date=day.isoformat())


def clean(text: str) -> str:
    """Return a foreign text on one line, without characters that steer a terminal or turn its direction."""
    return "".join(_shown(char) for char in " ".join(text.split()))


def _shown(char: str) -> str:
    if char == _JOINER or (unicodedata.category(char) not in ("Cc", "Cf", "Cs") and char not in _NO_CHARACTERS):
        return char
    return "\N{REPLACEMENT CHARACTER}"
