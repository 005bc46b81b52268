"""What the office types at the end of a call."""

from wtforms.validators import ValidationError

from unionweb.calls.rules.kinds import Subject
from unionweb.calls.rules.meeting import MOST_GRADES, Meeting, names_of
from unionweb.calls.services.deciding import TypedGrade
from unionweb.common import settings
from unionweb.kernel.forms import Choice, Day, Filter, Form, LongText, Text, Whole
from unionweb.notices.queries import organ_names
from unionweb.notices.rules.kinds import Organ

OPEN, NONE = "open", "none"
SHOWN = [("", "全部"), ("open", "还没定的"), ("given", "拟授予的"), ("none", "不授予的"), ("asked", "要写原因的"), ("tied", "得分并列的")]
WOMEN = {"march8_individual", "march8_team", "most_beautiful_family"}


class StandsFilter(Filter):
    """Which entries the table shows."""

    show = Choice("显示", choices=SHOWN)
    unit = Choice("分工会", choices=[("", "全部")])
    q = Text("找", most=60, hint="题目、姓名里的字，或者编号")

    def __init__(self, grades, units: dict[int, str]):
        self._more = {"show": [(f"g{g.id}", f"拟定{g.name}的") for g in grades], "unit": [(str(id), name) for id, name in units.items()]}
        super().__init__()

    def settle(self):
        for name, more in self._more.items():
            self[name].choices = [*self[name].choices, *more]
        super().settle()

    def keeps(self, one) -> bool:
        """Whether somebody looks for this Stand by its unit and words, however it stands."""
        said = f"{one.title} {one.name} {one.number or ''}".casefold()
        return self.unit.data in {"", str(one.unit_id)} and (self.q.data or "").strip().casefold() in said


class DecisionForm(Form):
    """The grade of one entry."""

    grade = Choice("等次")
    reason = Text("原因", most=300)

    def __init__(self, grades, **kwargs):
        super().__init__(**kwargs)
        self.grade.choices = [(OPEN, "待定"), *((str(g.id), g.name) for g in grades), (NONE, "不授予")]

    @property
    def choice(self) -> int | None:
        return int(self.grade.data) if self.grade.data not in {OPEN, NONE} else None


class GradesForm(Form):
    """Grades, one a line: 一等奖 5 1 is five places, at most one for a unit."""

    grades = LongText(
        "等次和名额", "请写等次，一行一个", most=600,
        hint="一行一个，从高到低：名称、总名额、每个分工会最多几个，用空格分开；不限的写“不限”或者不写。如“一等奖 5 1”",
    )  # fmt: skip
    typed: list[TypedGrade]

    def validate_grades(self, field):
        lines = [line.split() for line in (field.data or "").splitlines() if line.strip()]
        if len(lines) > MOST_GRADES:
            raise ValidationError(f"最多 {MOST_GRADES} 个等次")
        self.typed = [_grade(n, parts) for n, parts in enumerate(lines, start=1)]


def _grade(n: int, parts: list[str]) -> TypedGrade:
    if len(parts) > 3 or len(parts[0]) > 40:
        raise ValidationError(f"第 {n} 行看不懂，请写成“一等奖 5 1”这样，名称不超过 40 个字")
    return TypedGrade(parts[0], *(_places(n, part) for part in parts[1:]))


def _places(n: int, text: str) -> int | None:
    if text == "不限":
        return None
    number = text.removesuffix("个")
    if not (number.isascii() and number.isdigit() and 1 <= len(number) <= 4 and int(number) > 0):
        raise ValidationError(f"第 {n} 行的名额“{text[:10]}”要写 1 到 9999 的整数，或者“不限”")
    return int(number)


def text_of_grades(grades) -> str:
    """Grades as the form reads them."""
    return "\n".join(" ".join(str(part) for part in _parts(one)) for one in grades)


def _parts(one) -> list:
    shown = [one.name, one.places or "不限", one.per_unit or "不限"]
    while len(shown) > 1 and shown[-1] == "不限":
        shown.pop()
    return shown


class RestForm(Form):
    """Everything that is open gets this grade."""

    grade = Choice("等次", coerce=int)

    def __init__(self, grades, **kwargs):
        super().__init__(**kwargs)
        self.grade.choices = [(g.id, g.name) for g in grades]


class MeetingForm(Form):
    """The record of the meeting."""

    held_on = Day("会议日期", "请选会议日期")
    place = Text("地点", "请写地点", most=60)
    chaired_by = Text("主持人", "请写主持人", most=60)
    present = LongText("参会人", "请写参会人", most=3000, hint="一行一个，也可以用顿号分开")
    absent = LongText("缺席人", most=3000, hint="请假、回避的人和原因，一行一个")
    note = LongText("会议记录", most=5000, hint="怎么评的，不按得分顺序的为什么")

    @property
    def meeting(self) -> Meeting:
        said = (self.held_on.data, self.place.data, self.chaired_by.data)
        return Meeting(*said, names_of(self.present.data), names_of(self.absent.data or ""), self.note.data or "")

    def validate_present(self, field):
        if long := [name for name in names_of(field.data or "") if len(name) > 60]:
            raise ValidationError(f"“{long[0][:20]}…”太长了，一行写一个人")


class ReasonForm(Form):
    """Why."""

    reason = Text("原因", "请写原因", most=300)


class PublicityForm(Form):
    """The days of a 公示."""

    workdays = Whole("公示几个工作日", "请写公示几个工作日", least=1, most=60)
    starts_on = Day("从哪天起", hint="不填就从今天起")
    contact = Text("有异议找谁", "请写联系人和电话", most=200, hint="如校工会办公室 60312，校纪委 60110")

    @property
    def facts(self) -> dict:
        return {"workdays": self.workdays.data, "contact": self.contact.data, "starts_on": self.starts_on.data}

    @classmethod
    def usual(cls, call) -> "PublicityForm":
        contact = call.contact or f"{settings.get('org.name')}办公室，电话 {settings.get('org.phone')}"
        return cls(formdata=None, data={"workdays": settings.get("publicity.workdays"), "contact": contact})


class OrganForm(Form):
    """Who issues it."""

    organ = Choice("颁发单位")

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        organs = (Organ.union, Organ.womens_committee, Organ.joint)
        self.organ.choices = [(organ.value, "、".join(organ_names(organ))) for organ in organs]

    @classmethod
    def usual(cls, call) -> "OrganForm":
        women = call.honour_key in WOMEN and call.subject is not Subject.unit
        return cls(formdata=None, data={"organ": (Organ.womens_committee if women else Organ.union).value})

    @property
    def chosen(self) -> Organ:
        return Organ(self.organ.data)

    @property
    def issuer(self) -> str:
        """For the register: both of a joint one."""
        return "、".join(organ_names(self.chosen))[:60]

    @property
    def leading(self) -> str:
        """For certificates, which have one seal."""
        return organ_names(self.chosen)[0]


class MessageForm(Form):
    """The words of a draft."""

    title = Text("标题", "请写标题", most=120)
    body = LongText("内容", "请写内容", most=3000)

