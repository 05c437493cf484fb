"""Why a technician cannot make a visit, as a sentence in both languages."""

from collections.abc import Callable, Mapping

from dispatcher.convert.clock import Clock
from dispatcher.faults.fault import Message
from dispatcher.reports.words import Lang, word
from solver.obstacles import NO_ROOM, SEVERAL
from solver.problem import Minute, Problem
from solver.rules import RULES_BY_NAME
from solver.rules.base import Text

_OWN = {
    NO_ROOM: Text(
        "Could go, but no place was found beside the visits that have to stay.",
        "具备条件，但在须保留的现有任务之间未找到空档。",
    ),
    SEVERAL: Text(
        "Cannot go, and no rule alone is to blame: several together leave no start.",
        "无法前往，并非单一规则所致：多条规则合在一起没有可行的开始时间。",
    ),
}


def exclusion(problem: Problem, clock: Clock, visit: int, technician: int, rule: str) -> Message:
    """Return the reason in as much detail as is at hand; else what the rule promises."""
    make = _DETAILS.get(rule)
    text = None if make is None else make(problem, clock, visit, technician)
    if text is None:
        text = _OWN.get(rule) or RULES_BY_NAME[rule].promise
    return Message(en=text.en, zh=text.zh)


def _skill(problem: Problem, _clock: Clock, visit: int, technician: int) -> Text:
    need, skills = problem.need(problem.visits[visit]), problem.technicians[technician].skills
    en, zh = (word(need.trade, lang) for lang in (Lang.EN, Lang.ZH))
    if need.trade not in skills:
        return Text(f"Needs {en} at level {need.min_level}; does not have this trade.",
                    f"需要“{zh}”{need.min_level} 级，该技工不具备此工种。")  # fmt: skip
    level = skills[need.trade]
    return Text(f"Needs {en} at level {need.min_level}; has level {level}.",
                f"需要“{zh}”{need.min_level} 级，该技工为 {level} 级。")  # fmt: skip


def _certificate(problem: Problem, _clock: Clock, visit: int, technician: int) -> Text:
    held = problem.technicians[technician].certificates
    wanted = sorted(problem.need(problem.visits[visit]).certificates)
    names = [code for code in wanted if code not in held] or wanted
    return Text(f"Lacks a valid certificate: {', '.join(names)}.", f"缺少有效证书：{'、'.join(names)}。")


def _estate(problem: Problem, _clock: Clock, visit: int, _technician: int) -> Text:
    estate = problem.sites[problem.tickets[problem.visits[visit].ticket].site].estate
    return Text(f"Is not allowed in estate {estate}.", f"不服务小区 {estate}。")


def _deadline(problem: Problem, clock: Clock, visit: int, _technician: int) -> Text | None:
    deadline = problem.tickets[problem.visits[visit].ticket].deadline
    if deadline is None:
        return None
    moment = _clock_words(clock, deadline)
    return Text(f"Cannot be done by the deadline, {moment}.", f"无法在最后期限 {moment} 前完工。")


def _promised(problem: Problem, clock: Clock, visit: int, _technician: int) -> Text:
    windows = problem.tickets[problem.visits[visit].ticket].promised
    spans = [f"{_clock_words(clock, w.start)}–{_clock_words(clock, w.end)}" for w in windows]
    return Text(
        f"Cannot be there in a promised window: {', '.join(spans)}.", f"无法在承诺时段内到达：{'、'.join(spans)}。"
    )


def _clock_words(clock: Clock, minute: Minute) -> str:
    return f"{clock.time(minute):%Y-%m-%d %H:%M}"


_DETAILS: Mapping[str, Callable[[Problem, Clock, int, int], Text | None]] = {
    "skill_match": _skill,
    "certificate_valid": _certificate,
    "estate_allowed": _estate,
    "deadline": _deadline,
    "promised_window": _promised,
}
