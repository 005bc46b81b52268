"""What kinds of activities, sign-ups and places there are, and their Chinese words."""

from enum import StrEnum

from unionweb.kernel import labels


class ActivityKind(StrEnum):
    lecture = "lecture"
    sport = "sport"
    reading = "reading"
    visit = "visit"
    volunteering = "volunteering"
    training = "training"
    family = "family"
    mixer = "mixer"
    other = "other"


class ActivityState(StrEnum):
    """open: published, people may sign up between opens_at and closes_at. closed: signing up is over."""

    draft = "draft"
    open = "open"
    closed = "closed"
    done = "done"
    called_off = "called_off"


class Entry(StrEnum):
    """How one signs up: alone, with companions, as a team with a captain."""

    single = "single"
    companions = "companions"
    team = "team"


class Picks(StrEnum):
    """Whether a sign-up is for all sessions, with the activity's places, or for one of them, with that session's."""

    all = "all"
    one = "one"


class PoolKind(StrEnum):
    """By what places are set aside until the pools merge."""

    unit = "unit"
    campus = "campus"
    sex = "sex"


class SignupStatus(StrEnum):
    confirmed = "confirmed"
    waitlisted = "waitlisted"
    offered = "offered"
    declined = "declined"
    cancelled = "cancelled"
    attended = "attended"
    absent = "absent"


class TeamStatus(StrEnum):
    invited = "invited"
    confirmed = "confirmed"
    declined = "declined"


class AgeBand(StrEnum):
    """Of companions only the number in each band is kept, never a name."""

    toddler = "0-3"
    preschool = "3-6"
    school = "6-12"
    teen = "12-18"
    adult = "adult"


LIVE = (SignupStatus.confirmed, SignupStatus.waitlisted, SignupStatus.offered)
HOLDING = (SignupStatus.confirmed, SignupStatus.offered)  # they have their places; who came keeps them as a record
CAME_OR_NOT = (SignupStatus.attended, SignupStatus.absent)

labels.register(
    {
        ActivityKind.lecture: "讲座", ActivityKind.sport: "文体", ActivityKind.reading: "读书", ActivityKind.visit: "参观",
        ActivityKind.volunteering: "志愿服务", ActivityKind.training: "培训", ActivityKind.family: "亲子家庭",
        ActivityKind.mixer: "青年联谊", ActivityKind.other: "其他",
    },
    {
        ActivityState.draft: "草稿", ActivityState.open: "报名中", ActivityState.closed: "报名截止",
        ActivityState.done: "已结束", ActivityState.called_off: "已取消",
    },
    {Entry.single: "个人报名", Entry.companions: "可带家属", Entry.team: "组队报名"},
    {Picks.all: "全程参加", Picks.one: "选一场参加"},
    {PoolKind.unit: "按单位", PoolKind.campus: "按校区", PoolKind.sex: "按性别"},
    {
        SignupStatus.confirmed: "已报上", SignupStatus.waitlisted: "候补中", SignupStatus.offered: "待确认",
        SignupStatus.declined: "没有接受", SignupStatus.cancelled: "已取消", SignupStatus.attended: "已参加",
        SignupStatus.absent: "没有来",
    },
    {
        AgeBand.toddler: "0–3 岁", AgeBand.preschool: "3–6 岁", AgeBand.school: "6–12 岁", AgeBand.teen: "12–18 岁",
        AgeBand.adult: "成人",
    },
    {TeamStatus.invited: "待确认", TeamStatus.confirmed: "已确认", TeamStatus.declined: "不参加"},
)  # fmt: skip
