"""A list of people as somebody types it, and its names masked: a name that is not recognised is refused, never shown."""

import re
from collections.abc import Callable

from unionweb.notices.rules.markup import MOST_COLUMNS, TooMuch

_GAP, _COMMA = re.compile(r"[ \t　|｜]+"), re.compile(r"[ ,，、]+")
_NAME = "姓名"
_HEAD = re.compile(r"姓名(?:[（(/、及和].{0,12})?")  # 姓名, 姓名（工号）; 姓名：王敏 is no head
_APART = re.compile(r"姓[ \t　]+名")
_NUMBER = re.compile(r"[（(]?\d{1,4}(?:[.．、)）][ \t　|｜]*|[ \t　|｜]+)")
_KNOWN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}|[\u3400-\u9fff]{1,8}(?:[·•・][\u3400-\u9fff]{1,8}){1,3}")
_PLACE = re.compile(r".+(?:大学|院|处|部|馆|系|室|会|中心|校|机关|后勤|办|所)")
_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严姜谢邹苏潘葛范彭鲁韦马方任袁柳史唐薛雷贺倪汤罗郝安于傅卞齐康伍余顾孟黄穆萧尹姚邵汪毛"
    "戴宋庞熊纪项祝董梁杜阮蓝季贾江童郭梅林徐邱骆高夏蔡田樊胡凌霍万柯卢莫房丁邓洪包石崔龚程邢裴陆翁侯全班仇武刘龙叶温庄柴阎连习向古易廖聂曾关"
)
UNSURE = "名单第 {number} 行认不出姓名，打不了星号。请每行写一个人，姓名写在最前面；要别的写法，第一行写栏名，其中要有“姓名”。"


def listed_rows(text: str, mask: Callable[[str], str] | None = None) -> tuple[tuple[str, ...], ...]:
    """A list typed one person to a line (姓名 单位 说明) as a table with a head; mask(name) changes the names.

    A first line that names other columns, 姓名 among them, is the head. What is more than there are columns stays in the
    last. Numbers before the names go. Raises TooMuch that names the line, when names are to be masked and one is not known.
    """
    lines = [(n, line.strip(" \t　|｜")) for n, line in enumerate(text.splitlines(), start=1)]
    lines = [(number, line) for number, line in lines if line]
    typed = _parts(_APART.sub(_NAME, lines[0][1]), MOST_COLUMNS) if lines else []
    is_head = any(map(_HEAD.fullmatch, typed))
    head = typed if is_head else [_NAME, "单位", "说明"]
    named = next(n for n, cell in enumerate(head) if _HEAD.fullmatch(cell))
    found = [(number, _parts(line if named else _NUMBER.sub("", line, count=1) if _NUMBER.match(line) else line, len(head)))
             for number, line in lines[is_head:]]  # fmt: skip
    if not found:
        return ()
    if mask:
        found = [(number, _masked(row, named, mask, number, is_sure=is_head)) for number, row in found]
    if not is_head:
        head = head[: max(len(row) for _, row in found)]
    return tuple(map(tuple, [head, *(row + [""] * (len(head) - len(row)) for _, row in found)]))


def _masked(row: list[str], named: int, mask: Callable[[str], str], number: int, *, is_sure: bool) -> list[str]:
    """The row with its name masked. is_sure: a head says which column is the name."""
    name = row[named] if named < len(row) else ""
    others = [cell for n, cell in enumerate(row) if n != named]
    strange = not is_sure and (_is_place(name) or any(map(_is_person, others)))
    if not _KNOWN.fullmatch(name) or strange or any(name in cell for cell in others):
        raise TooMuch(UNSURE.format(number=number))
    return [mask(cell) if n == named else cell for n, cell in enumerate(row)]


def _is_place(words: str) -> bool:
    return len(words) > 2 and bool(_PLACE.fullmatch(words))


def _is_person(words: str) -> bool:
    """Whether it may be another name: what stands beside a name is a unit or a sentence."""
    first = re.split("[ ,，、；;/]", words)[0]
    return 2 <= len(first) <= 3 and first[0] in _SURNAMES and not _is_place(first)


def _parts(line: str, most: int) -> list[str]:
    """A line at its gaps; at its commas when it has no gap."""
    gap = _GAP if _GAP.search(line) else _COMMA
    return gap.split(line, most - 1)
