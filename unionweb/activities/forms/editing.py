"""What an organiser types about an activity, its dates, the places set aside."""

from decimal import Decimal, InvalidOperation

from flask_wtf.file import FileField
from wtforms import BooleanField
from wtforms.validators import ValidationError

from unionweb.accounts.models import Sex
from unionweb.accounts.queries import branch_units, campuses
from unionweb.accounts.rules import Role
from unionweb.activities.rules.kinds import ActivityKind, Entry, Picks, PoolKind
from unionweb.common.questions.asking import Several
from unionweb.kernel import documents, files
from unionweb.kernel.forms import Choice, Chosen, Form, LongText, Text, VersionedForm, When, Whole
from unionweb.kernel.labels import label

MOST_PLACES = 20_000
NOBODY = ("", "不选")


class ActivityForm(VersionedForm):
    """Everything about an activity but its dates, questions and documents."""

    title = Text("名称", "请写活动名称", 80)
    kind = Choice("类别", choices=[(kind.value, label(kind)) for kind in ActivityKind])
    series_id = Chosen("系列", hint="属于哪个系列，如“工惠大讲堂”")
    unit_id = Chosen("主办单位")
    club_id = Chosen("主办协会", hint="教职工协会办的才选")
    text = LongText("活动说明", None, 5000, hint="讲什么、怎么去、要带什么")
    contact = Text("联系人", None, 120, hint="姓名和电话，来不了的人找谁")
    cost = Text("费用（元）", None, 10, hint="每人自付多少，不收就空着")
    cost_note = Text("费用说明", None, 120, hint="如“当天现场交”")

    units = Several("只给这些单位")
    campuses = Several("只给这些校区")
    roles = Several("只给这些身份")
    sexes = Choice("性别", choices=[("", "不限"), *((sex.value, f"只给{label(sex)}教职工") for sex in Sex)])
    age_from = Whole("年龄从", None, 16, 100, hint="按出生年份算，不限就空着")
    age_to = Whole("年龄到", None, 16, 100)
    for_club = BooleanField("只给本协会会员")

    entry = Choice("怎么报名", choices=[(entry.value, label(entry)) for entry in Entry])
    picks = Choice("参加几场", choices=[(Picks.all.value, "全程参加，名额按整项活动算"), (Picks.one.value, "选一场参加，名额按场次算")])
    capacity = Whole("名额", None, 1, MOST_PLACES, hint="不限就空着；选一场参加的，在场次里填")
    most_companions = Whole("最多带几位家属", None, 0, 20)
    team_least = Whole("一队最少几人", None, 1, 100, hint="连队长")
    team_most = Whole("一队最多几人", None, 1, 100)
    is_team_of_one_unit = BooleanField("队员要是同一个单位的")
    has_kits = BooleanField("要填服装尺码")

    opens_at = When("报名开始", "请选报名开始的时间")
    closes_at = When("报名截止", "请选报名截止的时间")
    cancel_until = When("取消期限", "请选取消的期限", hint="之后取消算晚，和没有来一样记")
    promote_until = When("候补截止", "请选候补截止的时间", hint="之后有人取消也不再自动补")
    offer_hours = Whole("补上的人几小时内确认", None, 0, 240, hint="0 或空着：补上就算报上，不用确认")
    pool_kind = Choice("分开留名额", choices=[("", "不分"), *((kind.value, label(kind)) for kind in PoolKind)])
    merges_at = When("什么时候合并", hint="分开留名额时要选；到时没用掉的名额大家都能用")
    counted_minutes = Whole("一场算多少分钟", None, 1, 6000, hint="计学时、志愿时长用；空着就按场次长短")

    def __init__(self, lists, **kwargs):
        """lists: holders, series and clubs as (id, name)."""
        super().__init__(**kwargs)
        holders, series, clubs = lists
        self.unit_id.choices = [(str(id), name) for id, name in holders]
        self.series_id.choices = [NOBODY, *((str(id), name) for id, name in series)]
        self.club_id.choices = [NOBODY, *((str(id), name) for id, name in clubs)]
        self.units.choices = [(str(u.id), u.name) for u in branch_units()]
        self.campuses.choices = [(str(c.id), c.name) for c in campuses()]
        self.roles.choices = [(role.value, label(role)) for role in Role if role is not Role.admin]

    def validate_cost(self, field):
        if self.fen is None:
            raise ValidationError("请写成 30 或 30.50 这样的金额")

    @property
    def fen(self) -> int | None:
        """The cost in fen; None when what was typed is no amount."""
        text = (self.cost.data or "0").strip()
        try:
            found = Decimal(text) * 100 if text.isascii() and "e" not in text.lower() else None
        except InvalidOperation:
            return None
        fits = found is not None and found.is_finite() and found == found.to_integral_value() and 0 <= found <= 10_000_000
        return int(found) if fits else None

    @property
    def audience(self) -> dict:
        """Only what was chosen: {} for every member."""
        found = {
            "units": [int(id) for id in self.units.data or []], "campuses": [int(id) for id in self.campuses.data or []],
            "roles": list(self.roles.data or []), "sexes": [self.sexes.data] if self.sexes.data else [],
            "age_from": self.age_from.data, "age_to": self.age_to.data, "club": self.for_club.data,
        }  # fmt: skip
        return {name: value for name, value in found.items() if value not in (None, [], False)}

    @property
    def facts(self) -> dict:
        """The columns of an activity by name."""
        entry = Entry(self.entry.data)
        picks = Picks(self.picks.data)
        has_team = entry is Entry.team
        return {
            "title": self.title.data, "kind": ActivityKind(self.kind.data), "series_id": self.series_id.number,
            "unit_id": self.unit_id.number, "club_id": self.club_id.number, "text": self.text.data or "",
            "contact": self.contact.data or "", "cost_fen": self.fen, "cost_note": self.cost_note.data or "",
            "audience": self.audience, "entry": entry, "picks": picks,
            "capacity": self.capacity.data if picks is Picks.all else None,
            "most_companions": (self.most_companions.data or 0) if entry is Entry.companions else 0,
            "team_least": (self.team_least.data or 1) if has_team else 1,
            "team_most": (self.team_most.data or 1) if has_team else 1,
            "is_team_of_one_unit": self.is_team_of_one_unit.data and has_team, "has_kits": self.has_kits.data,
            "opens_at": self.opens_at.data, "closes_at": self.closes_at.data, "cancel_until": self.cancel_until.data,
            "promote_until": self.promote_until.data, "offer_hours": self.offer_hours.data or 0,
            "pool_kind": PoolKind(self.pool_kind.data) if self.pool_kind.data else None,
            "merges_at": self.merges_at.data if self.pool_kind.data else None, "counted_minutes": self.counted_minutes.data,
        }  # fmt: skip

    @classmethod
    def of(cls, lists, activity) -> "ActivityForm":
        """The form of an activity that is there."""
        plain = ("title", "text", "contact", "cost_note", "capacity", "most_companions", "team_least", "team_most", "has_kits",
                 "is_team_of_one_unit", "opens_at", "closes_at", "cancel_until", "promote_until", "offer_hours", "merges_at",
                 "counted_minutes")  # fmt: skip
        chosen = ("kind", "entry", "picks")
        facts = {name: getattr(activity, name) for name in plain} | {name: getattr(activity, name).value for name in chosen}
        facts |= {name: str(getattr(activity, name) or "") for name in ("series_id", "unit_id", "club_id")}
        facts["pool_kind"] = activity.pool_kind.value if activity.pool_kind else ""
        facts |= {"cost": activity.cost if activity.cost_fen else "", "version": str(activity.version)}
        return cls(lists, formdata=None, data=facts | _shown(activity.audience))


def _shown(audience: dict) -> dict:
    """An audience as the form shows it."""
    return {
        "units": [str(id) for id in audience.get("units", [])], "campuses": [str(id) for id in audience.get("campuses", [])],
        "roles": audience.get("roles", []), "sexes": next(iter(audience.get("sexes", [])), ""),
        "age_from": audience.get("age_from"), "age_to": audience.get("age_to"), "for_club": audience.get("club", False),
    }  # fmt: skip


class SessionForm(Form):
    """One date."""

    title = Text("场次名称", None, 60, hint="如“上午场”，只有一场就不用写")
    place = Text("地点", "请写在哪里", 80)
    campus_id = Chosen("校区")
    starts_at = When("开始", "请选开始的时间")
    ends_at = When("结束", "请选结束的时间")
    capacity = Whole("名额", None, 1, MOST_PLACES, hint="选一场参加的活动才填，不限就空着")

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.campus_id.choices = [("", "校外"), *((str(c.id), c.name) for c in campuses())]

    def validate_ends_at(self, field):
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError("结束要在开始之后")

    @property
    def facts(self) -> dict:
        plain = {name: self[name].data for name in ("place", "starts_at", "ends_at", "capacity")}
        return plain | {"title": self.title.data or "", "campus_id": self.campus_id.number}

    @classmethod
    def of(cls, session) -> "SessionForm":
        """The form of a date that is there."""
        plain = {name: getattr(session, name) for name in ("title", "place", "starts_at", "ends_at", "capacity")}
        return cls(formdata=None, data=plain | {"campus_id": str(session.campus_id or "")})


class ReasonForm(Form):
    """Why something is taken away, told to everybody it concerns."""

    reason = Text("原因", "请写一句原因", 160, hint="报了名的人会看到，如“讲师临时出差”")


class CapacityForm(Form):
    """More places."""

    capacity = Whole("加到多少名额", "请写加到多少", 1, MOST_PLACES, hint="只能加，不能减")


class PictureForm(Form):
    """A picture, or none."""

    picture = FileField("图片", description="JPEG、PNG 或 WebP，最大 2 MB；不选就去掉原来的")

    @property
    def contents(self) -> bytes | None:
        given = self.picture.data
        return given.read(files.LARGEST + 1) if given and given.filename else None


class AttachmentForm(Form):
    """One document."""

    file = FileField("附件", description=f"{documents.KINDS}，最大 10 MB")

    def validate_file(self, field):
        if not (field.data and field.data.filename):
            raise ValidationError("请选一个文件")

    @property
    def contents(self) -> list[tuple[str, bytes]]:
        return [(self.file.data.filename[-120:], self.file.data.read(documents.LARGEST + 1))]


class SeriesForm(Form):
    """A campaign."""

    name = Text("系列名称", "请写系列名称", 60)
    about = LongText("介绍", None, 500)


def pools_form(choices: list[tuple[str, str]]) -> type[Form]:
    """A form with a number for each key places can be set aside for."""
    fields = {f"pool_{key}": Whole(name, None, 0, MOST_PLACES) for key, name in choices}
    return type("PoolsForm", (Form,), fields)
