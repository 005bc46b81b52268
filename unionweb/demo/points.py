"""The eight service points, who looks after them, when they open, and who counsels: what is written on the signs."""

from dataclasses import dataclass
from datetime import time

MOTHER_ROOM, COUNSELING = "mother_room", "counseling"
WORKDAYS = range(5)
MORNING, AFTERNOON, NOON = (time(9), time(12)), (time(13), time(17)), (time(12), time(13))
TALKS_AFTERNOON = (time(14), time(17))


@dataclass(frozen=True)
class Point:
    """seats: how many at once; popular: from 0 to 1; keeper: staff number of whoever looks after it."""

    service: str
    campus: str
    place: str
    directions: str
    equipment: str
    phone: str
    notes: str
    keeper: str | None = None
    seats: int = 1
    popular: float = 0.7


@dataclass(frozen=True)
class Counselor:
    """hours: (weekday, (from, until)) of the half-days on which talks are given."""

    staff_no: str
    name: str
    place: str
    intro: str
    phone: bool
    hours: tuple


POINTS = (
    Point(
        MOTHER_ROOM, "east", "综合楼 208", "二层，走廊尽头左手", "两个隔间、沙发、婴儿台、热水、冰箱、消毒柜、门内锁", "60208",
        "冰箱里的东西请贴上日期和短码，当天带走。两个隔间挨着，请轻声。", keeper="10007", seats=2, popular=0.85,
    ),
    Point(
        MOTHER_ROOM, "east", "图书馆 B104", "地下一层，出电梯右转第二间", "单人沙发、婴儿台、热水、小冰箱、插座、门内锁", "60104",
        "进馆请刷工作证。", keeper="10007", popular=0.8,
    ),
    Point(
        MOTHER_ROOM, "west", "实验楼 C115", "一层，从西门进，楼梯后面", "沙发、婴儿台、洗手台、热水、冰箱、空调、门内锁", "61115",
        "楼里走廊有人做实验时会锁东门，请走西门。", keeper="10012", popular=0.6,
    ),
    Point(
        MOTHER_ROOM, "west", "图文楼 B206", "二层，服务台旁边", "沙发、婴儿台、热水、冰箱、微波炉、空调、门内锁", "61206",
        "门口有台阶，推车可以从东侧坡道进。", keeper="10012", popular=0.7,
    ),
    Point(
        MOTHER_ROOM, "coast", "海洋楼 112", "一层，大厅右手，值班室隔壁", "沙发、婴儿台、洗手台、热水、冰箱、插座、门内锁", "62112",
        "门平时不锁，进去以后从里面扣上。", keeper="10013", popular=0.6,
    ),
    Point(
        COUNSELING, "east", "职工之家 301", "三层，最里面一间，有单独的门", "两张沙发、热水、隔音门", "60301",
        "到了直接敲门，不用登记，也没有人问您来做什么。",
    ),
    Point(
        COUNSELING, "west", "综合服务楼 203", "二层，出电梯左转到底", "两张沙发、热水、隔音门", "61203",
        "门上只写房号。早到可以在走廊窗边坐一会儿。",
    ),
    Point(
        COUNSELING, "coast", "行政楼 105", "一层，从南侧小门进", "两张沙发、热水、隔音门", "62105",
        "从小门进来不经过办公区。",
    ),
)  # fmt: skip

COUNSELORS = (
    Counselor("10006", "何言", "职工之家 301", "擅长职业压力、睡眠", True, ((0, MORNING), (2, TALKS_AFTERNOON), (4, MORNING))),
    Counselor("10009", "林初晴", "综合服务楼 203", "擅长亲子、婚姻", False, ((0, TALKS_AFTERNOON), (2, MORNING))),
    Counselor("10010", "苏望舒", "行政楼 105", "擅长情绪、哀伤", True, ((1, TALKS_AFTERNOON), (3, MORNING))),
)
ROOM_MINUTES = {"slot_minutes": 30, "gap_minutes": 0}
TALK_MINUTES = {"slot_minutes": 50, "gap_minutes": 10}
