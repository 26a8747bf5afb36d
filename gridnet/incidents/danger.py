"""Where danger to life is likely, and whom to ring then: 110, 119 or 120. Pure.

A report is no call for help: whoever writes one is told to ring first. The kind of matter and the words both tell;
it is the same rule here and on the page, which is handed `patterns()`, and it stops nobody from reporting.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum


class Line(StrEnum):
    """An emergency number of China."""

    POLICE = "110"
    FIRE = "119"
    MEDICAL = "120"


#: By the code of the category.
KINDS: Mapping[str, tuple[Line, ...]] = {
    "0202": (Line.POLICE,),
    "0205": (Line.POLICE,),
    "0206": (Line.POLICE,),
    "0207": (Line.POLICE,),
    "0308": (Line.POLICE, Line.MEDICAL),
    "0701": (Line.POLICE, Line.FIRE),
    "0702": (Line.FIRE,),
    "0703": (Line.MEDICAL,),
    "0704": (Line.POLICE,),
}

#: Words by whom they call for. Of Chinese a part is enough; of English only whole words count.
CHINESE: Mapping[Line, Sequence[str]] = {
    Line.POLICE: (
        *("打架", "斗殴", "打人", "被打", "持刀", "拿刀", "动刀", "砍人", "杀人", "捅人", "捅伤", "抢劫"),
        *("绑架", "持枪", "枪声", "强奸", "猥亵", "家暴", "械斗", "拐卖", "走失", "走丢", "失踪", "自杀"),
        *("轻生", "跳楼", "跳河", "想不开", "恐吓", "聚众"),
    ),
    Line.FIRE: (
        *("着火", "起火", "失火", "火灾", "大火", "浓烟", "冒烟", "爆炸", "爆燃", "燃气泄漏", "煤气泄漏"),
        *("天然气泄漏", "燃气味", "煤气味", "坍塌", "倒塌", "塌方", "被困", "被埋", "落水", "溺水"),
        *("电梯困人", "危化品泄漏"),
    ),
    Line.MEDICAL: (
        *("受伤", "流血", "出血", "骨折", "昏迷", "晕倒", "昏倒", "不省人事", "没有呼吸", "没呼吸"),
        *("呼吸困难", "心脏病", "中风", "抽搐", "中毒", "喝农药", "服毒", "触电", "烧伤", "烫伤", "溺水"),
        *("车祸", "撞人", "临产", "病危", "跳楼", "捅伤"),
    ),
}
ENGLISH: Mapping[Line, Sequence[str]] = {
    Line.POLICE: (
        *("fight", "fighting", "knife", "stabbed", "stabbing", "robbery", "robbed", "kidnapped", "gun"),
        *("rape", "beaten", "beating", "missing child", "abducted", "suicide", "jump off"),
        *("domestic violence",),
    ),
    Line.FIRE: (
        *("on fire", "caught fire", "fire broke out", "house fire", "burning", "explosion", "exploded"),
        *("gas leak", "smell of gas", "thick smoke", "collapsed building", "trapped", "buried", "drowning"),
        *("fell into the water",),
    ),
    Line.MEDICAL: (
        *("injured", "wounded", "bleeding", "unconscious", "fainted", "not breathing", "heart attack"),
        *("stroke", "poisoned", "poisoning", "electrocuted", "drowning", "broken leg", "broken arm"),
        *("car accident", "seizure", "stabbed"),
    ),
}
#: What stands before a word to say that it is not so.
DENIED_CHINESE = ("没有人", "没人", "无人", "没有", "无", "未", "没")
DENIED_ENGLISH = ("no ", "not ", "nobody ", "no one ", "none ")


def patterns() -> dict[str, str]:
    """A regular expression a number, for Python and for JavaScript, to be asked of text in small letters."""
    return {line: _pattern(CHINESE[line], ENGLISH[line]) for line in Line}


def _pattern(chinese: Sequence[str], english: Sequence[str]) -> str:
    denied = "".join(f"(?<!{word})" for word in DENIED_CHINESE)
    denied_english = "".join(f"(?<!{word})" for word in DENIED_ENGLISH)
    return rf"{denied}(?:{'|'.join(chinese)})|{denied_english}\b(?:{'|'.join(english)})\b"


_PATTERNS = {line: re.compile(pattern) for line, pattern in patterns().items()}


def lines(category: str, text: str) -> tuple[Line, ...]:
    """Whom to ring first, by the kind of matter and by its words; none where no danger to life is likely."""
    found = set(KINDS.get(category, ()))
    found |= {Line(line) for line, pattern in _PATTERNS.items() if pattern.search(text.lower())}
    return tuple(line for line in Line if line in found)
