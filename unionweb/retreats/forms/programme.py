"""What the office types about a programme and its batches."""

from dataclasses import asdict
from datetime import date, datetime

from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from unionweb.accounts.models import EmploymentStatus
from unionweb.common import settings
from unionweb.common.quotas import Method
from unionweb.kernel import clock
from unionweb.kernel.forms import Choice, Day, Form, LongText, Text, VersionedForm, Whole, read_time
from unionweb.kernel.labels import label
from unionweb.kernel.seen import mark_of
from unionweb.retreats.rules.kinds import PointKind, Standing
from unionweb.retreats.rules.money import fen_of, plain_yuan
from unionweb.retreats.rules.ordering import Way
from unionweb.retreats.services import Route, Terms, route_of

WAY_HINTS = {
    Way.lot: "人人一样的机会，次序由事先公布指纹的种子算出来，谁都能核对",
    Way.points: "按公布的分值排，同分的用同一个种子定先后",
    Way.ranking: "分工会主席给本单位的人排先后，再按各单位名额定",
}
PLAIN = (
    "year", "title", "rules", "budget", "contact", "way", "quota_method", "quota_base_on", "recalls_by_campus", "boost_lost",
    "min_service_years", "cycle_years", "noshow_counts", "max_days", "allows_companions", "most_companions", "most_choices",
    "confirm_days", "publicity_workdays", "public_source",
)  # fmt: skip
TIMES = ("opens", "closes", "ranks")
LANES = [(kind, f"lane_{kind.value}") for kind in Standing]
POINTS = [(kind, f"point_{kind.value}") for kind in PointKind]


def lane_field(kind: Standing):
    return Whole(f"{label(kind)}至少", least=0, most=1000, hint="个名额")


def point_field(kind: PointKind):
    return Whole(label(kind), least=0, most=100, hint="分")


class ProgrammeForm(VersionedForm):
    """A programme with all its rules."""

    year = Whole("哪一年的", "请填年份", least=2000, most=2100)
    title = Text("名称", "请写名称", most=120, hint="如“2026年教职工疗休养”")
    rules = LongText("办法", "请写办法", 20_000, "谁可以报、怎样定、有什么要求，公布以后大家都看得到")
    budget = Text("经费", most=500, hint="如“每人 3000 元以内，个人承担 600 元”")
    contact = Text("联系方式", "请写有疑问找谁", most=200, hint="如“校工会办公室，电话 60312”")
    opens_on, opens_time = Day("报名开始的日子", "请选报名开始的日子"), Text("报名开始的时间", "请写时间", most=5)
    closes_on, closes_time = Day("报名截止的日子", "请选报名截止的日子"), Text("报名截止的时间", "请写时间", most=5)
    ranks_on, ranks_time = Day("分工会排到哪天", hint="由分工会排序的才填"), Text("排到几点", most=5)
    way = Choice("怎样定", "请选怎样定", coerce=Way, choices=[(way, label(way), WAY_HINTS[way]) for way in Way])
    public_source = Text("公共号码", most=200, hint="可不填。如“2026年9月25日双色球第 2026112 期蓝球号码”，公布以后不能换")
    quota_method = Choice("名额怎样分到单位", coerce=Method, choices=[(method, label(method)) for method in Method])
    quota_base_on = Day("人数按哪天算", "请选哪天")
    recalls_by_campus = BooleanField("用不完的名额先在本校区用", description="不打勾，就直接向全体开放")
    lane_model_worker, lane_advanced, lane_frontline = (lane_field(kind) for kind in Standing)
    point_model_worker, point_advanced, point_frontline, point_never_been, point_service_year, point_lost_before = (
        point_field(kind) for kind in PointKind
    )
    boost_lost = Whole("上次没有入选的往前提", "请填几档", least=0, most=10, hint="抽签时先比档，再比签。0 是不提")
    takes_dispatched = BooleanField(label(EmploymentStatus.dispatched))
    takes_retired = BooleanField(label(EmploymentStatus.retired))
    min_service_years = Whole("工龄至少几年", "请填几年", least=0, most=40)
    cycle_years = Whole("几年一轮", "请填几年", least=1, most=20)
    noshow_counts = BooleanField("成团后退出、没有去，也算用过一次")
    max_days = Whole("一个批次最多几天", "请填几天", least=1, most=30)
    allows_companions = BooleanField("可以带家属，费用自理")
    most_companions = Whole("最多带几人", least=0, most=3)
    most_choices = Whole("最多填几个志愿", "请填几个", least=1, most=10)
    confirm_days = Whole("几个工作日里确认", "请填几天", least=1, most=30)
    publicity_workdays = Whole("公示几个工作日", "请填几天", least=1, most=60)

    def validate_opens_time(self, field):
        _check_time(field)

    def validate_closes_time(self, field):
        _check_time(field)
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError("报名截止要在报名开始以后")

    def validate_ranks_time(self, field):
        if bool(field.data) != bool(self.ranks_on.data):
            raise ValidationError("日子和时间要一起填")
        if field.data:
            _check_time(field)

    @property
    def opens_at(self) -> datetime | None:
        return _joined(self.opens_on.data, self.opens_time.data)

    @property
    def closes_at(self) -> datetime | None:
        return _joined(self.closes_on.data, self.closes_time.data)

    @property
    def terms(self) -> Terms:
        """Everything that was typed."""
        lanes = [{"key": k.value, "name": label(k), "places": self[name].data} for k, name in LANES if self[name].data]
        points = {kind.value: self[name].data for kind, name in POINTS if self[name].data}
        more = [EmploymentStatus.dispatched] * bool(self.takes_dispatched.data) + [EmploymentStatus.retired] * bool(self.takes_retired.data)
        plain = {name: self[name].data for name in PLAIN}
        plain["budget"], plain["public_source"] = self.budget.data or "", self.public_source.data or ""
        plain["most_companions"] = (self.most_companions.data or 0) if self.allows_companions.data else 0
        times = {"opens_at": self.opens_at, "closes_at": self.closes_at}
        times["ranks_until"] = _joined(self.ranks_on.data, self.ranks_time.data)
        return Terms(lanes=lanes, points=points, statuses=[EmploymentStatus.active.value, *(one.value for one in more)], **plain, **times)

    @classmethod
    def fresh(cls):
        """A new programme with the figures of the settings."""
        year = clock.today().year
        names = ("min_service_years", "cycle_years", "max_days", "most_choices", "confirm_days", "boost_lost")
        usual = {name: settings.get(f"retreat.{name}") for name in names}
        usual |= {"noshow_counts": settings.get("retreat.noshow_counts_as_used"), "publicity_workdays": settings.get("publicity.workdays")}
        times = {"opens_time": "8:00", "closes_time": "18:00", "quota_base_on": date(year, clock.today().month, 1)}
        return cls(year=year, title=f"{year}年教职工疗休养", way=Way.lot, quota_method=Method.webster, recalls_by_campus=True,
                   version="0", formdata=None, **usual, **times)  # fmt: skip

    @classmethod
    def of(cls, programme, **changes):
        """The form filled with a programme as it is."""
        plain = {name: getattr(programme, name) for name in PLAIN}
        lanes = {f"lane_{lane['key']}": lane["places"] for lane in programme.lanes}
        points = {f"point_{key}": weight for key, weight in programme.points.items()}
        ticks = {"takes_dispatched": "dispatched" in programme.statuses, "takes_retired": "retired" in programme.statuses}
        moments = {"opens": programme.opens_at, "closes": programme.closes_at, "ranks": programme.ranks_until}
        times = {f"{name}_on": at.date() for name, at in moments.items() if at}
        times |= {f"{name}_time": f"{at.hour}:{at.minute:02d}" for name, at in moments.items() if at}
        return cls(version=str(programme.version), formdata=None, **plain | lanes | points | ticks | times | changes)


def _check_time(field) -> None:
    try:
        read_time(field.data)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def _joined(day: date | None, text: str | None) -> datetime | None:
    """The moment, or None while one of the two is missing or wrong."""
    try:
        return datetime.combine(day, read_time(text)) if day and text else None
    except ValueError:
        return None


class BatchForm(Form):
    """One batch of a programme. seen: the mark of what the page showed."""

    seen = HiddenField()
    title = Text("路线", "请写路线", most=80, hint="如“崂山线”")
    place = Text("去哪里", "请写去哪里", most=80)
    starts_on = Day("出发", "请选出发的日子")
    ends_on = Day("返回", "请选返回的日子")
    places = Whole("名额", "请填名额", least=1, most=2000)
    least = Whole("至少几人成团", "请填几人", least=1, most=2000)
    companion_places = Whole("家属名额", least=0, most=2000, hint="不带家属就填 0")
    cost = Text("每人费用（元）", "请写费用", most=12)
    share = Text("其中个人承担（元）", "请写个人承担多少，没有就写 0", most=12)
    health_conditions = LongText("身体条件", most=500, hint="如“要走山路，每天约 6 公里”")
    leader = Text("领队", most=60)
    leader_phone = Text("领队电话", most=30)
    meeting = LongText("集合", most=500, hint="时间、地点、带什么")

    def validate_ends_on(self, field):
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError("返回不能早于出发")

    def validate_cost(self, field):
        _check_money(field)

    def validate_share(self, field):
        _check_money(field)

    @property
    def route(self) -> Route:
        same = ("title", "place", "starts_on", "ends_on", "places", "least")
        texts = {name: self[name].data or "" for name in ("health_conditions", "leader", "leader_phone", "meeting")}
        money = {"cost_fen": fen_of(self.cost.data), "share_fen": fen_of(self.share.data)}
        return Route(**{name: self[name].data for name in same}, companion_places=self.companion_places.data or 0, **money, **texts)

    @classmethod
    def fresh(cls):
        return cls(least=settings.get("retreat.min_group"), companion_places=0, formdata=None)

    @classmethod
    def of(cls, batch):
        money = {"cost": plain_yuan(batch.cost_fen), "share": plain_yuan(batch.share_fen)}
        names = [name for name in Route.__dataclass_fields__ if not name.endswith("_fen")]
        seen = mark_of(asdict(route_of(batch)))
        return cls(formdata=None, seen=seen, **{name: getattr(batch, name) for name in names}, **money)


def _check_money(field) -> None:
    try:
        fen_of(field.data)
    except ValueError as error:
        raise ValidationError(str(error)) from error
