"""Cases for tests and measurements: texts of the usual kind, each one different."""

from unionweb.calls.rules.library import Book, BookCase, Picture

THEMES = ("维权服务", "文体活动", "民主管理", "女工关爱")
UNITS = ("外国语学院分工会", "海洋学院分工会", "法学院分工会", "机关第一分工会", "生命科学学院分工会", "图书馆分工会")
DID = ("走访慰问", "午间健步走", "教职工之家开放日", "“一对一”结对帮扶", "亲子运动会", "青年教师读书会", "心理关爱沙龙", "提案办理面对面")
SAID = (
    "分工会坚持从教职工最关心、最直接、最现实的利益问题入手，把{did}做成了人人都能参加的常态项目，全年开展{n}次，参加{m}人次。",
    "活动开始以前，分工会先发问卷征求意见，收回{m}份，按大家的意见调整了时间和地点，让在不同校区上课的老师都能赶得上。",
    "“以前下了课就走，现在愿意留下来聊一聊。”一位入职三年的青年教师这样说。参加过的教职工里，有{n}人后来成了志愿者。",
    "分工会与学院党委、行政共同商定经费和场地，做到有计划、有记录、有反馈，每学期向全体会员公布一次账目，接受监督。",
    "在实践中我们体会到，{did}要办得长久，一靠制度，二靠骨干，三靠把选择权交给会员；形式可以简单，温度不能打折。",
)  # fmt: skip


def body(number: int, characters: int = 2000) -> str:
    """A text of about so many characters with the four usual parts."""
    heads = ("一、背景与认识", "二、主要做法", "三、取得的成效", "四、经验与启示")
    share, lines = characters // len(heads), []
    for place, head in enumerate(heads):
        lines.append(head)
        if place == 1:
            lines.append(f"（一）把{DID[number % len(DID)]}办到教职工身边")
        used, step = 0, 0
        while used < share:
            did, people = DID[(number + step) % len(DID)], (number + step) * 13 % 400 + 20
            text = SAID[(number + step + place) % len(SAID)].format(did=did, n=number % 17 + 3, m=people)
            text += SAID[(number + step + 2) % len(SAID)].format(did=DID[number % len(DID)], n=step + 2, m=number * 7 % 300 + 30)
            lines.append(text)
            used, step = used + len(text), step + 1
    return "\n".join(lines)


def case(number: int, characters: int = 2000, pictures: tuple[Picture, ...] = ()) -> BookCase:
    title = f"{DID[number % len(DID)]}：{UNITS[number % len(UNITS)][:-3]}的第{number + 1}个探索"
    theme = THEMES[number * len(THEMES) // 100 % len(THEMES)]
    unit, grade = UNITS[number % len(UNITS)], ("一等奖", "二等奖", "三等奖")[number % 3]
    return BookCase(title, unit, "王敏、李静", grade, theme, body(number, characters), pictures)


def book(count: int = 100, characters: int = 3000, **changes) -> Book:
    usual = {
        "title": "海川大学工会特色工作案例集（2026）", "organ": "海川大学工会", "imprint": ("海川大学工会 编", "2026年9月 内部交流"),
        "preface": "本书收录了2026年度征集、评选出的工会特色工作案例。\n案例按主题编排，供各分工会学习交流。", "by_theme": True,
    }  # fmt: skip
    return Book(cases=tuple(case(n, characters) for n in range(count)), **(usual | changes))
