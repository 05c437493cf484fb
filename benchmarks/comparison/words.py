"""What the comparison says to people, in both languages."""

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    "engine": ("engine", "引擎"),
    "cores": ("cores", "核数"),
    "mean_gap": ("above best known, {budget:g} s", "高出已知最优，{budget:g} 秒"),
    "worst_gap": ("worst", "最差"),
    "cheapest": ("cheapest or as cheap", "最低或并列"),
    "urgent": ("emergencies and urgent tickets left out, {budget:g} s", "未安排的紧急与加急工单，{budget:g} 秒"),
    "failures": ("runs failed", "失败次数"),
    "day": ("day", "日程"),
    "seconds": ("s", "秒"),
    "best": ("best known", "已知最优"),
    "failed": ("failed", "失败"),
    "proved": ("proved", "已证明"),
    "unlinked": ("Days whose tickets are not tied to each other", "工单互不关联的日程"),
    "unshared": ("The same without the price of unfair shares of work", "相同日程，不计工作分配不均"),
    "linked": (
        "Days with crews, steps and ties: our insertion places these tickets, peers plan the others around them",
        "含协作、多步骤和关联工单的日程：这些工单由我方先行插入，其他引擎围绕它们安排其余工单",
    ),
    "all": ("All days", "全部日程"),
    "bar_worst": (
        "most above the best peer (at most {limit:.1%}): {value:+.2%} at {scenario}, {budget:g} s, against {peer}",
        "比最好的对手最多高出（上限 {limit:.1%}）：{value:+.2%}，{scenario}，{budget:g} 秒，对手为 {peer}",
    ),
    "bar_better": (
        "cheaper than every peer, or proved optimal (at least {limit:.0%}): {value:.1%} of {places}",
        "低于全部对手或已证明最优（至少 {limit:.0%}）：{places} 组中占 {value:.1%}",
    ),
    "bar_gap": (
        "mean above the best known (at most {limit:.0%} of the best peer's): {value:.2%}, {peer} {peer_value:.2%}",
        "平均高出已知最优（不超过最好对手的 {limit:.0%}）：{value:.2%}，{peer} 为 {peer_value:.2%}",
    ),
    "met": ("met", "达到"),
    "missed": ("missed", "未达到"),
    "no_bars": ("Nothing to compare yet.", "暂无可比结果。"),
    "plot": (
        "Mean cost above the best known over seconds of search, by engine",
        "各引擎平均成本高出已知最优的比例，随搜索秒数变化",
    ),
    "plot_x": ("seconds of search", "搜索秒数"),
    "plot_y": ("mean cost above the best known", "平均成本高出已知最优"),
    "left": ("{runs} runs to make, about {minutes:.0f} min", "尚需运行 {runs} 次，约 {minutes:.0f} 分钟"),
    "none_left": ("Every run of this table has been made.", "该表的所有运行均已完成。"),
    "without": (
        "Left out, as they are not installed: {engines} (install the extra bench).",
        "未安装，已略过：{engines}（请安装 bench 附加依赖）。",
    ),
    "written": ("Written: {files}", "已写入：{files}"),
}


def say(name: str, zh: bool = False, **values: object) -> str:
    """Return a text in English or Chinese, its gaps filled."""
    return WORDS[name][zh].format(**values)
