"""Marks as Chinese papers use them: text that was typed with half-width brackets and colons gets full-width ones."""

import re

_WIDE = str.maketrans({"(": "（", ")": "）", ":": "：", ";": "；", ",": "，", "?": "？", "!": "！"})
_CHINESE = r"[\u3400-\u9fff\U00020000-\U0003ffff，。、；：？！（）《》“”‘’〔〕「」『』【】]"
_AFTER = re.compile(rf"(?<={_CHINESE})[:;,?!](?!//)")
_BEFORE = re.compile(rf"[:;,?!](?={_CHINESE})")
_BRACKETS = re.compile(r"\(([^()\n]*)\)")
_BLANKS = re.compile(rf"(?<={_CHINESE}) +(?=[，。、；：？！）》”])")


def polished(text: str) -> str:
    """The text with Chinese marks beside Chinese words; dates, times, numbers and addresses keep theirs."""
    text = _BRACKETS.sub(_bracket, text)
    text = _BEFORE.sub(lambda mark: mark[0].translate(_WIDE), _AFTER.sub(lambda mark: mark[0].translate(_WIDE), text))
    return _BLANKS.sub("", text)


def _bracket(found: re.Match) -> str:
    """Brackets around or behind Chinese become Chinese ones."""
    before = found.string[: found.start()][-1:]
    is_chinese = re.search(_CHINESE, found[1]) or re.match(_CHINESE, before)
    return f"（{found[1]}）" if is_chinese else found[0]
