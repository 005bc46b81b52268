"""What the demo's activities are: their words, dates and places."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from unionweb.activities.rules.kinds import ActivityKind, ActivityState, Entry, Picks, PoolKind
from unionweb.common.questions import QuestionKind

HOME = "外国语学院"
LECTURES = ("工惠大讲堂", "每月一讲，请校内外的专家讲大家用得上的事。")
READING = ("悦读成长计划", "一起读书，写读书笔记，每学期交流一次。")


@dataclass(frozen=True)
class Meeting:
    """One date: working days from today (negative: past), hours, place, campus by code (None: outside)."""

    ahead: int
    starts: str
    ends: str
    place: str
    campus: str | None = "east"
    title: str = ""
    capacity: int | None = None


@dataclass(frozen=True)
class Told:
    """One activity. opened: working days since signing up began; signed: how many did; guests: how many bring companions."""

    title: str
    kind: ActivityKind
    text: str
    meetings: tuple[Meeting, ...]
    signed: int = 0
    capacity: int | None = None
    opened: int = 5
    series: tuple[str, str] | None = None
    unit: str | None = None
    entry: Entry = Entry.single
    picks: Picks = Picks.all
    state: ActivityState = ActivityState.open
    first: tuple[str, ...] = ()  # staff numbers of the cast, before all others
    last: tuple[str, ...] = ()  # and after them
    audience: Mapping = field(default_factory=dict)
    pool_kind: PoolKind | None = None
    pools: Mapping = field(default_factory=dict)
    questions: tuple[tuple[str, QuestionKind, tuple[str, ...]], ...] = ()
    more: Mapping = field(default_factory=dict)
    end_reason: str | None = None


TOLD = (
    Told(
        "颈肩养护与办公室拉伸", ActivityKind.lecture,
        "久坐伤颈肩。校医院康复科王医生讲清楚疼从哪里来，带大家做一套十分钟的拉伸。\n\n请穿宽松的衣服，自带水杯。",
        (Meeting(5, "15:00", "16:30", "图书馆报告厅"),), signed=86, capacity=120, series=LECTURES, first=("10001",),
    ),
    Told(
        "秋季普拉提班", ActivityKind.sport,
        "每周一次，共四次，由体育学院老师带练。垫子由工会准备。\n\n连续两次不来，名额让给候补。",
        tuple(Meeting(4 + 5 * n, "17:10", "18:10", "体育馆二层", title=f"第{n + 1}次") for n in range(4)),
        signed=31, capacity=24, opened=8, last=("10001",),
    ),
    Told(
        "“校长杯”乒乓球团体赛", ActivityKind.sport,
        "以分工会为单位组队，每队 3 到 5 人，单循环。比赛服由校工会统一准备，报名时填尺码。",
        (Meeting(14, "14:00", "18:00", "体育馆乒乓球馆"),), signed=6, capacity=16, entry=Entry.team, first=("10002",),
        more={"team_least": 3, "team_most": 5, "is_team_of_one_unit": True, "has_kits": True},
    ),
    Told(
        "烟波湾净滩志愿服务", ActivityKind.volunteering,
        "一起捡拾海滩垃圾，分类称重。手套和垃圾袋由工会准备，请穿防滑的鞋。",
        (Meeting(-6, "14:00", "16:30", "滨海校区东门集合", campus="coast"),), signed=38, capacity=40, opened=20,
        state=ActivityState.done, first=("10001", "10005"), more={"counted_minutes": 150},
    ),
    Told(
        "家风馆参观", ActivityKind.visit,
        "分三场参观，每场有讲解。校车从各校区出发，请按时到。",
        (
            Meeting(7, "14:00", "15:00", "市家风馆", campus=None, title="第一场", capacity=15),
            Meeting(7, "15:10", "16:10", "市家风馆", campus=None, title="第二场", capacity=15),
            Meeting(8, "14:00", "15:00", "市家风馆", campus=None, title="第三场", capacity=15),
        ),
        signed=29, picks=Picks.one,
        questions=(("怎么去", QuestionKind.choice, ("东校区坐校车", "西校区坐校车", "自己去")),),
    ),
    Told(
        "亲子科学日", ActivityKind.family,
        "带孩子一起做实验、看标本。适合 4 到 12 岁的孩子，现场请家长一直陪着。",
        (Meeting(9, "15:30", "17:30", "生命科学学院实验楼", campus="west"),), signed=17, capacity=60, entry=Entry.companions,
        more={"most_companions": 3}, questions=(("孩子对什么过敏", QuestionKind.text, ()),),
    ),
    Told(
        "师情话意·秋日会", ActivityKind.mixer,
        "和兄弟高校一起办的青年教职工联谊。男女各 20 人，实名报名，现场只用代号；互相选中的两个人才会被告知。",
        (Meeting(12, "18:30", "20:30", "职工之家", campus="east"),), signed=14, capacity=40, audience={"age_from": 22, "age_to": 36},
        pool_kind=PoolKind.sex, pools={"female": 20, "male": 20},
    ),
    Told(
        "外院读书分享会", ActivityKind.reading,
        "这次读《平凡的世界》。每人讲五分钟，讲一段就行。",
        (Meeting(3, "12:20", "13:10", "外语楼 305"),), signed=9, capacity=20, unit=HOME, series=READING, audience={"units": [HOME]},
        first=("10002",),
    ),
    Told(
        "基层工会干部培训班", ActivityKind.training,
        "两天，共 16 学时。按时参加的发结业证书。",
        (Meeting(16, "8:30", "16:30", "行政楼会议中心", title="第一天"), Meeting(17, "8:30", "16:30", "行政楼会议中心", title="第二天")),
        capacity=60, state=ActivityState.draft, opened=0,
    ),
    Told(
        "环湖健步走", ActivityKind.sport,
        "绕校园湖一圈，约 5 公里。",
        (Meeting(1, "16:30", "18:00", "东校区图书馆前"),), signed=23, capacity=100, state=ActivityState.called_off,
        end_reason="大风蓝色预警，改期另行通知",
    ),
)  # fmt: skip
