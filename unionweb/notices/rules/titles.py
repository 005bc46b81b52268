"""Breaking a title into lines of a good shape: 梯形 or 菱形, words whole (GB/T 9704-2012, 7.3.1).

Chinese shows no words, so this knows the ones that union titles are made of, and breaks after 的 and 、 most gladly.
"""

import re
from collections.abc import Callable
from functools import cache
from itertools import accumulate, pairwise
from operator import sub

from unionweb.notices.rules.lines import CLOSING, OPENING

_WORDS = """
工会 工会会员 会员 妇委会 女工委 妇女 委员会 教职工 教职工代表大会 教代会 工代会 代表大会 职工之家
教工之家 代表 大学 学院 烟台 山东 山东省 全国 学校 校区 校园 关于 通知 公示 公告 的函 会议 纪要
工作 要点 计划 安排 方案 办法 规定 细则 意见 报告 总结 年度 上半年 下半年 第一 开展 组织 举办 召开
做好 征集 评选 表彰 推荐 申报 报送 公布 印发 转发 调整 成立 参加 加强 进一步 活动 系列 主题 教育
培训 比赛 竞赛 讲座 健身 文体 文化 书法 美术 摄影 作品 作品展 展览 优秀 先进 集体 个人 荣誉 称号
名单 结果 情况 提案 案例 调研 成果 论文 慰问 送温暖 疗休养 补充 医疗保险 保险 互助 体检 困难 帮扶
救助 志愿 志愿者 志愿服务 服务 心理 关爱 妈妈 小屋 青年 人才 联谊 家庭 家风 子女 节日 春节 元旦
国际 劳动 妇女节 劳动节 教师节 中秋 国庆 劳模 工匠 创新 工作室 建功立业 巾帼 师德 师风 读书 阅读
经典 知识 宣讲 讲堂 有关 事项 实施 管理 经费 收支 使用 审查 选举 换届 届次 委员 主席 副主席 候选人
干部 小组 基层 分工会 各单位 贯彻 落实 学习 精神 专题 征求 建议 预约 开放 时间 场地 人员 民主 评议
最美 三八 红旗手 红旗 积极分子 工作者 先锋号
"""
WORDS = frozenset(_WORDS.split())
_LONGEST = max(map(len, WORDS))
_WHOLE = re.compile(
    r"[A-Za-z0-9.·%-]+[年月日届次号期周]?|——|……|《[^》]{1,12}》|“[^”]{1,8}”"
    r"|第[一二三四五六七八九十百\d]+[届次期](?:委员会|全体会议|代表大会|教代会|工代会)?"
)
_BAD_START = frozenset("的了和及与等或之暨")
MOST_SHAPED, NEVER = 4, 50.0


def shaped(title: str, width: Callable[[str], float], room: float) -> list[str]:
    """The lines of a title. A line break the writer made stands; `width` and `room` in the same unit."""
    return [line for part in title.split("\n") if part.strip() for line in _shaped(part.strip(), width, room)]


def _shaped(title: str, width: Callable[[str], float], room: float) -> list[str]:
    joints = joint_costs(title)
    edges = [0.0, *accumulate(map(cache(width), title))]
    places = [place for place, cost in joints.items() if cost < NEVER]
    for count in range(1, MOST_SHAPED + 1):
        fits = _divided(edges, places, count, room)
        if fits:
            usual = room / max(edges[-1] / len(title), 0.01)
            best = min(fits, key=lambda ends: _cost([*map(sub, ends, (0, *ends))], joints, usual))
            return [title[a:b] for a, b in pairwise((0, *best))]
    return _filled(title, width, room)


def _divided(edges: list[float], places: list[int], count: int, room: float) -> list[tuple[int, ...]]:
    """Every way to end so many lines where they may end, each within the room and none far too short.

    Ways that leave more than the other lines can hold are not followed: what is left of the room is what makes them many.
    """
    length = len(edges) - 1
    least, ways = length / count / 3, [(0,)]
    for left in range(count - 1, 0, -1):
        ways = [
            (*way, place)
            for way in ways
            for place in places
            if place - way[-1] >= least and edges[place] - edges[way[-1]] <= room and edges[-1] - edges[place] <= left * room
        ]
    ends = [(*way[1:], length) for way in ways if length - way[-1] >= least]
    return [way for way in ends if edges[length] - edges[(0, *way)[-2]] <= room]


def _cost(lengths: list[int], joints: dict[int, float], room: float) -> float:
    """Less is better: the joints, lines that nearly touch the edges, and shapes that are no trapezoid or rhombus."""
    words = sum(joints[end] for end in accumulate(lengths[:-1]))
    tight = sum(max(length - room + 1, 0) * 2 for length in lengths)
    spread = max(lengths) - min(lengths)
    return words + tight + abs(spread - 3) * 0.8 + _shape_cost(lengths)


def _shape_cost(lengths: list[int]) -> float:
    if len(lengths) == 1:
        return 0
    steps = [b - a for a, b in pairwise(lengths)]
    turns = [step > 0 for step in steps if step]
    is_hourglass = any(not a and b for a, b in pairwise(turns))
    return 12.0 * is_hourglass + 4.0 * (0 in steps)


def joint_costs(title: str) -> dict[int, float]:
    """What it costs to end a line before each place of the title; NEVER and more is never."""
    inner = {place for start, end in _whole(title) for place in range(start + 1, end)}
    return {place: _joint(title, place, place in inner) for place in range(1, len(title))}


def _joint(title: str, place: int, within_word: bool) -> float:
    before, after = title[place - 1], title[place]
    if after in CLOSING or before in OPENING or before == " " == after:
        return 100.0
    cost = 14.0 if within_word else 3.0
    if before in "的、》”）—" or before == " ":
        cost -= 5.0
    if title.startswith("关于", place) or after in "《“（":
        cost -= 2.0
    if after in _BAD_START:
        cost += 12.0
    return cost


def _whole(title: str) -> list[tuple[int, int]]:
    """Where words and numbers stand in the title; the longest known word wins, from left to right."""
    found = [found.span() for found in _WHOLE.finditer(title)]
    start = 0
    while start < len(title):
        end = next((e for e in range(min(start + _LONGEST, len(title)), start + 1, -1) if title[start:e] in WORDS), start + 1)
        found += [(start, end)] if end > start + 1 else []
        start = end
    return found


def _filled(title: str, width: Callable[[str], float], room: float) -> list[str]:
    """Too long for a shape: lines filled one after the other."""
    wide = cache(width)
    lines, line, used = [], "", 0.0
    for character in title:
        if line and used + wide(character) > room and character not in CLOSING:
            lines, line, used = [*lines, line], "", 0.0
        line, used = line + character, used + wide(character)
    return [*lines, line]
