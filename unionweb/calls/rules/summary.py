"""The summary 汇总表 in the columns that the upper union asks for. Pure."""

import re
from dataclasses import dataclass

COLUMNS = (
    "序号", "单位", "姓名或名称", "工号", "性别", "出生年份", "题目", "作者", "领域", "荣誉", "等次", "名次", "得分", "推荐排序", "备注",
)  # fmt: skip
USUAL = "序号,单位,姓名或名称,题目,荣誉,等次,备注"
MOST = 12


@dataclass(frozen=True)
class Column:
    """One column: which fact stands in it, and what its head says."""

    fact: str
    head: str


def columns_of(text: str) -> list[Column]:
    """The columns of a setting: 序号,单位=推荐单位,姓名或名称=姓名. ValueError with a sentence for what is none."""
    found = []
    for part in re.split(r"[,，、\n]+", text):
        fact, _, head = (piece.strip() for piece in part.partition("="))
        if not fact:
            continue
        if fact not in COLUMNS:
            raise ValueError(f"没有“{fact}”这一栏。可以用的有：{'、'.join(COLUMNS)}。")
        found.append(Column(fact, head or fact))
    if not 1 <= len(found) <= MOST:
        raise ValueError(f"请写 1 到 {MOST} 栏。")
    if len({one.head for one in found}) < len(found):
        raise ValueError("有两栏的栏名一样，请改掉一个。")
    return found


def problem(text: str) -> str | None:
    """What is wrong with the columns of a setting, as a sentence."""
    try:
        columns_of(text)
    except ValueError as wrong:
        return str(wrong)
    return None
