"""The campuses, branch unions (分工会) and groups (工会小组) of the demo university."""

from dataclasses import dataclass

UNIVERSITY = "海川大学"


@dataclass(frozen=True, slots=True)
class Campus:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """A 工会小组. A few sit on another campus than their branch union."""

    name: str
    campus_code: str


@dataclass(frozen=True, slots=True)
class BranchUnit:
    """A branch union: `weight` people, of whom about the shares `women` and `dispatched` (0–1)."""

    name: str
    campus_code: str
    weight: int
    women: float
    groups: tuple[Group, ...]
    dispatched: float = 0.02


CAMPUSES = (Campus("east", "东校区"), Campus("west", "西校区"), Campus("coast", "滨海校区"))


def _branch(name: str, campus: str, weight: int, women: float, groups: str, dispatched: float = 0.02) -> BranchUnit:
    """`groups` in words; "west:图书馆西馆" is a group on another campus."""
    parts = [group.rpartition(":") for group in groups.split()]
    known = tuple(Group(title, elsewhere or campus) for elsewhere, _, title in parts)
    return BranchUnit(name, campus, weight, women, known, dispatched)


BRANCH_UNITS = (
    _branch("外国语学院", "east", 104, 0.74, "英语系 日语系 西语与法语系 大学外语教学部 学院行政"),
    _branch("文学与新闻学院", "east", 80, 0.60, "中国语言文学系 新闻与传播系 秘书与行政"),
    _branch("经济与管理学院", "east", 112, 0.54, "经济学系 会计学系 工商管理系 旅游管理系 学院行政"),
    _branch("马克思主义学院", "east", 56, 0.58, "第一小组 第二小组 第三小组"),
    _branch("数学与统计学院", "east", 72, 0.40, "数学系 统计学系 公共数学教学部"),
    _branch("艺术学院", "east", 60, 0.58, "音乐系 美术与设计系 舞蹈系"),
    _branch("国际教育学院", "east", 32, 0.72, "国际中文教育组 留学生管理组"),
    _branch("机关第一分工会", "east", 74, 0.56, "校工会 党委办公室 组织部与宣传部 学生工作部 团委"),
    _branch("机关第二分工会", "east", 86, 0.52, "校长办公室 教务处 人事处 财务处 科研处"),
    _branch("网络与信息中心", "east", 36, 0.34, "网络运行组 信息系统组"),
    _branch("校医院", "east", 58, 0.80, "门诊部 护理部 心理健康教育中心 west:西校区门诊部 coast:滨海校区门诊部", 0.10),
    _branch("后勤处", "east", 136, 0.44, "综合办公室 饮食中心 物业中心 west:西校区服务部 coast:滨海校区服务部", 0.34),
    _branch("附属学校", "east", 104, 0.82, "小学部 初中部 幼儿园", 0.10),
    _branch("法学院", "west", 64, 0.52, "法理与宪法教研室 民商法教研室 刑法教研室 学院行政"),
    _branch("机械工程学院", "west", 126, 0.18, "机械设计系 机械制造系 车辆工程系 工程训练中心 学院行政", 0.04),
    _branch("电气与自动化学院", "west", 100, 0.24, "电气工程系 自动化系 电工电子实验中心"),
    _branch("土木与建筑学院", "west", 82, 0.30, "土木工程系 建筑学系 工程管理系"),
    _branch("教育科学学院", "west", 62, 0.68, "教育学系 心理学系 学前教育系"),
    _branch("体育学院", "west", 46, 0.32, "第一小组 第二小组"),
    _branch("图书馆", "west", 70, 0.70, "资源建设部 读者服务部 east:东校区分馆 coast:滨海校区分馆", 0.10),
    _branch("海洋学院", "coast", 92, 0.38, "海洋科学系 船舶与海洋工程系 水产养殖系 学院行政"),
    _branch("食品与生命科学学院", "coast", 74, 0.56, "食品科学系 生物技术系 实验中心"),
    _branch("材料科学与工程学院", "coast", 80, 0.32, "第一小组 第二小组 第三小组"),
    _branch("计算机与人工智能学院", "coast", 94, 0.34, "计算机科学系 软件工程系 人工智能系 学院行政"),
)
