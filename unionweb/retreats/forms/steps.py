"""Single steps of the office, the registers, and objections."""

from flask import request
from flask_wtf.file import FileField, FileRequired
from wtforms.validators import ValidationError

from unionweb.kernel import clock
from unionweb.kernel.forms import Choice, Filter, Form, LongText, Text, Whole, clean
from unionweb.kernel.labels import label
from unionweb.kernel.sheets import SheetProblem, read_table
from unionweb.retreats.rules.importing import COLUMNS, NEEDED, line_of
from unionweb.retreats.rules.kinds import Standing, Status
from unionweb.retreats.services import Upload


class ReasonForm(Form):
    """A step that wants a reason, which stays."""

    reason = LongText("原因", "请写一句原因", 200, "相关的人会看到")


class NumberForm(Form):
    """The public number that was named before closing."""

    number = Text("公共号码", "请照公布的样子填", most=60)


class QuotaForm(Form):
    """A unit's places by hand."""

    places = Whole("名额", "请填名额", least=0, most=2000)
    reason = Text("原因", "请写一句原因", most=200)

    @property
    def typed(self) -> dict:
        return {"places": self.places.data, "reason": self.reason.data}


class MergeForm(Form):
    """Into which batch."""

    into = Choice("并到", "请选并到哪个批次", coerce=int)

    def __init__(self, batches=(), **kwargs):
        super().__init__(**kwargs)
        self.into.choices = [(batch.id, batch.title) for batch in batches]


class StandingForm(Form):
    """Somebody belongs to a lane."""

    staff_no = Text("工号", "请写工号", most=20)
    kind = Choice("哪一项", "请选哪一项", coerce=Standing, choices=[(kind, label(kind)) for kind in Standing])
    since = Whole("哪年起", least=1950, most=2100)
    evidence = Text("依据", most=200, hint="如“鲁工发〔2023〕5号”")


class ListFilter(Filter):
    """The list of applications."""

    status = Choice("状态", choices=[("", "全部"), ("unchecked", "待核对"), *((status.value, label(status)) for status in Status)])
    unit = Choice("单位")

    def __init__(self, units):
        self.units = units
        super().__init__()

    def settle(self):
        self.unit.choices = [("", "全部"), *((str(id), name) for id, name in self.units)]
        super().settle()

    @property
    def wanted(self) -> tuple[Status | None, int | None, bool]:
        """Status, unit, and whether only those count that nobody has checked."""
        status, is_unchecked = self.status.data, self.status.data == "unchecked"
        unit = int(self.unit.data) if self.unit.data else None
        return (Status(status) if status and not is_unchecked else None), unit, is_unchecked


class PeopleFilter(Filter):
    """The registers."""

    q = Text("姓名或工号", most=60)

    @property
    def wanted(self) -> str:
        return (self.q.data or "")[:60]


class HistoryForm(Form):
    """A file with who has been where, and since when people are here."""

    file = FileField("文件", [FileRequired("请选一个文件")], description=".xlsx、.xls 或 .csv，最多 2 万行")
    upload: Upload

    def validate_file(self, field):
        if len(request.files.getlist(field.name)) > 1:
            raise ValidationError("收到了两个文件，请一次交一个")
        filename = clean(field.data.filename.replace("\\", "/").rsplit("/", 1)[-1]) or "历史记录"
        try:
            table = read_table(field.data.read(), filename)
        except SheetProblem as problem:
            raise ValidationError(str(problem)) from problem
        if missing := [name for name in NEEDED if name not in table.header]:
            raise ValidationError(f"没有找到“{'”“'.join(missing)}”这一列。表头要有：{'、'.join(COLUMNS)}")
        this_year = clock.today().year
        self.upload = Upload(filename, tuple(line_of(row.number, row.cells, this_year) for row in table.rows))
        if not self.upload.lines:
            raise ValidationError("表头下面没有内容")
