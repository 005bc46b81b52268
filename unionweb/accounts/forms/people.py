"""Looking for members, and what may be typed about one."""

from wtforms import HiddenField, SelectMultipleField
from wtforms.validators import Length, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from unionweb.accounts import shapes
from unionweb.accounts.models import EmploymentStatus, Sex, UnitKind
from unionweb.accounts.queries import Wanted, branch_units, campuses, fingerprint, groups
from unionweb.accounts.rules import may_see_everyone, units_led
from unionweb.accounts.services.people import PersonFacts
from unionweb.accounts.services.units import UnitFacts
from unionweb.kernel.forms import Choice, Day, Form, LongText, Text, Whole
from unionweb.kernel.labels import label

STATUS_CHOICES = [("", "在职"), ("retired", "退休"), ("left", "已离开"), ("all", "全部")]
SORT_CHOICES = [(sign + name, name) for name in ("name", "staff_no", "unit") for sign in ("", "-")]
FORMATS = [("xlsx", "Excel"), ("csv", "CSV")]


class PeopleFilter(Form):
    """What to show in the list. Comes with the address, so it needs no token; the export of it is a POST."""

    class Meta:
        csrf = False

    q = Text("姓名、工号或拼音", most=60)
    campus = Choice("校区", default="")
    unit = Choice("基层工会", default="")
    status = Choice("状态", choices=STATUS_CHOICES, default="")
    sort = Choice("排序", choices=SORT_CHOICES, default="name")

    def __init__(self, user, typed):
        super().__init__(typed or None)
        self.doubled = [name for name, values in typed.lists() if len(values) > 1 and name in self]
        led = None if may_see_everyone(user) else units_led(user)
        units = [unit for unit in branch_units() if led is None or unit.id in led]
        self.campus.choices = [("", "全部"), *((str(c.id), c.name) for c in campuses())]
        self.unit.choices = [("", f"全部 {len(units)} 个"), *((str(u.id), u.name) for u in units)]
        for field in self._filters:
            if field.name not in typed:
                field.data = field.default

    def validate(self, extra_validators=None):
        fine = super().validate(extra_validators)
        for name in self.doubled:
            self[name].errors = ["这一项收到了两个值，请只留一个"]
        return fine and not self.doubled

    @property
    def wanted(self) -> Wanted:
        ids = [int(field.data) if field.data else None for field in (self.campus, self.unit)]
        return Wanted(self.q.data or "", *ids, self.status.data, self.sort.data)

    @property
    def typed(self) -> dict[str, str]:
        """The fields that say something, for an address that shows the same."""
        return {field.name: field.data for field in self._filters if field.data and field.data != field.default}

    @property
    def _filters(self) -> tuple:
        return self.q, self.campus, self.unit, self.status, self.sort

    @property
    def chosen(self) -> list[str]:
        """The filters in words: 西校区, 在职."""
        fields = (self.campus, self.unit, self.status)
        return [dict(f.choices)[f.data] for f in fields if f.data or f is self.status]


class ExportForm(PeopleFilter):
    format = Choice("格式", choices=FORMATS)


def shape(tidy, problem):
    """A validator out of the shape's own functions, so that forms and rosters never disagree."""

    def check(_form, field):
        if found := problem(tidy(field.data)):
            raise ValidationError(found)

    return check


class PersonForm(Form):
    """All facts of one member."""

    staff_no = Text("工号", "请填工号", 20, extra=[shape(shapes.tidy_staff_no, shapes.staff_no_problem)])
    name = Text("姓名", "请填姓名", shapes.NAME_MOST, extra=[shape(shapes.tidy_name, shapes.name_problem)])
    sex = Choice("性别", "请选性别", coerce=Sex)
    campus = Choice("校区", "请选校区", coerce=int)
    unit = Choice("基层工会", "请选基层工会", coerce=int)
    group = Choice("工会小组", "请选工会小组，没有就选“不分小组”", coerce=int)
    employment_status = Choice("在职状态", "请选在职状态", coerce=EmploymentStatus)
    phone = Text("手机", None, 20, extra=[shape(shapes.tidy_phone, shapes.phone_problem)])
    email = Text("邮箱", None, shapes.EMAIL_MOST, extra=[shape(shapes.tidy_email, shapes.email_problem)])
    birth_year = Whole("出生年份", None, 0, 9999, "像 1985 这样")
    seen = HiddenField("这张表", [Length(max=32, message="请从页面上的表单提交")])

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.sex.choices = [(sex, label(sex)) for sex in Sex]
        self.campus.choices = [(c.id, c.name) for c in campuses()]
        self.unit.choices = [(u.id, u.name) for u in branch_units()]
        self.group.choices = [(0, "不分小组"), *groups()]
        self.employment_status.choices = [(s, label(s)) for s in EmploymentStatus if s is not EmploymentStatus.left]

    def validate_birth_year(self, field):
        if problem := shapes.birth_year_problem(str(field.data or "")):
            raise ValidationError(problem)

    @classmethod
    def of(cls, person):
        """The form filled with a member as they are."""
        plain = {name: getattr(person, name) for name in ("staff_no", "name", "sex", "phone", "email", "birth_year")}
        places = {"campus": person.campus_id, "unit": person.unit_id, "group": person.group_id or 0}
        return cls(employment_status=person.employment_status, seen=fingerprint(person), **plain, **places)

    @property
    def facts(self) -> PersonFacts:
        return PersonFacts(
            shapes.tidy_staff_no(self.staff_no.data), shapes.tidy_name(self.name.data), self.sex.data,
            self.campus.data, self.unit.data, self.group.data or None, self.employment_status.data,
            shapes.tidy_phone(self.phone.data), shapes.tidy_email(self.email.data), self.birth_year.data,
        )  # fmt: skip


class DepartureForm(Form):
    on = Day("离开的日期", "请选离开的日期")
    reason = LongText("原因", "请写一句原因，如“调到外校”", 200, "一句话就好")


class UnitForm(Form):
    """A unit. The kind is chosen when it is added, and stays."""

    kind = Choice("种类", "请选种类", coerce=UnitKind)
    name = Text("名称", "请填名称", shapes.UNIT_MOST, "花名册里写的就是这个名称")
    parent = Choice("在哪个基层工会下面", "请选一个基层工会", coerce=int, hint="只有工会小组要选")
    campus = Choice("校区", "请选校区，几个校区都有就选“不分校区”", coerce=int)
    sort = Whole("排在第几", None, 0, 9999, "数小的在前面，一样的按名称排", default=0)

    def __init__(self, unit=None, **kwargs):
        super().__init__(**kwargs)
        kinds = (UnitKind.branch_union, UnitKind.group, UnitKind.womens_committee)
        self.kind.choices = [(kind, label(kind)) for kind in kinds]
        self.parent.choices = [(0, "不在基层工会下面"), *((u.id, u.name) for u in branch_units())]
        self.campus.choices = [(0, "不分校区"), *((c.id, c.name) for c in campuses())]
        self.own_kind = unit.kind if unit else None
        if unit:
            del self.kind
        if unit and unit.kind is not UnitKind.group:
            del self.parent

    @property
    def facts(self) -> UnitFacts:
        kind = self.own_kind or self.kind.data
        parent = self.parent.data if "parent" in self else None
        return UnitFacts(kind, self.name.data, parent or None, self.campus.data or None, self.sort.data or 0)

    @classmethod
    def of(cls, unit):
        """The form filled with a unit as it is."""
        places = {"parent": unit.parent_id or 0, "campus": unit.campus_id or 0}
        return cls(unit, name=unit.name, sort=unit.sort, **places)


class Ticks(SelectMultipleField):
    """Several people out of a short list, each a checkbox."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, values):
        """What is no number is no choice either."""
        fine = [value for value in values if value.isascii() and value.isdigit() and len(value) < 10]
        self.data = [int(value) for value in fine] if len(fine) == len(values) else [0]

    def pre_validate(self, form):
        if not {value for value, _ in self.choices} >= set(self.data or ()):
            raise StopValidation("请从名单里选")


class FirstCodesForm(Form):
    """Whose codes to print. The choices are those who may get one; the page ticks the first of them."""

    member = Ticks("发给谁", coerce=int)

    def __init__(self, waiting, **kwargs):
        super().__init__(**kwargs)
        self.member.choices = [(member.id, member.name) for member in waiting]

    def validate_member(self, field):
        if not field.data:
            raise ValidationError("请至少选一位")
