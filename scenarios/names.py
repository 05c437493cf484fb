"""Invented names of people and estates, and phone numbers nobody has."""

from scenarios.luck import Luck
from scenarios.words import Lang, Words

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾"
_GIVEN = ("建国", "晓梅", "志远", "海生", "丽华", "国强", "秀英", "文斌", "春燕", "永康", "雪芳", "立新", "桂兰",
          "少杰", "玉珍", "德明", "佳怡", "学军", "慧敏", "振宇")  # fmt: skip
_FIRST = ("Amy", "Ben", "Clara", "David", "Ellen", "Frank", "Grace", "Henry", "Irene", "Jack", "Karen", "Leo", "Maria",
          "Nick", "Olivia", "Paul", "Rita", "Sam", "Tina", "Victor")  # fmt: skip
_LAST = ("Adams", "Baker", "Cole", "Dixon", "Ellis", "Ford", "Grant", "Hayes", "Irwin", "Jones", "Knight", "Lewis",
         "Moore", "Nolan", "Owens", "Price", "Reed", "Shaw", "Turner", "Ward")  # fmt: skip
_ESTATES = (
    Words("Jade Garden", "翠玉花园"), Words("Lake Court", "湖畔庭院"), Words("Laurel Park", "金桂苑"),
    Words("Willow Bank", "柳岸新村"), Words("Maple Hill", "枫林山庄"), Words("Orchard Lane", "果园里"),
    Words("Cedar House", "雪松公寓"), Words("River Bend", "江湾名邸"), Words("Plum Yard", "梅苑小区"),
    Words("North Gate", "北门家园"), Words("Lotus Pond", "荷塘月色"), Words("Bamboo Grove", "竹林雅居"),
    Words("Sunny Slope", "向阳坡"), Words("Stone Bridge", "石桥新居"), Words("Mill Quay", "磨坊码头"),
    Words("Pine Ridge", "松岭小区"), Words("Clear Spring", "清泉花苑"), Words("Old Market", "老街坊"),
    Words("Swan Reach", "天鹅湾"), Words("West Field", "西田社区"),
)  # fmt: skip
_PHASE = Words("{name}, phase {number}", "{name}{number}期")


def person(luck: Luck, lang: Lang) -> str:
    """Return a person's name."""
    if lang is Lang.ZH:
        return luck.pick(_SURNAMES) + luck.pick(_GIVEN)
    return f"{luck.pick(_FIRST)} {luck.pick(_LAST)}"


def phone(luck: Luck, lang: Lang) -> str:
    """Return a phone number that is assigned to nobody: no mobile begins with 100, and 555-01xx is kept for fiction."""
    return f"100-0000-{luck.between(0, 9999):04}" if lang is Lang.ZH else f"555-01{luck.between(0, 99):02}"


def estate_name(number: int, lang: Lang) -> str:
    """Return the name of the estate with a position, from 0; all are different."""
    phase, position = divmod(number, len(_ESTATES))
    name = _ESTATES[position].say(lang)
    return _PHASE.say(lang).format(name=name, number=phase + 1) if phase else name
