"""The register of honours: what somebody looks for, a list of past years, taking one back."""

from unionweb.accounts.queries import branch_units
from unionweb.calls.queries.honours import SoughtHonour, honour_titles, honour_years
from unionweb.calls.rules.honours import MOST, NotHonours, PastHonour, past_honours
from unionweb.calls.rules.kinds import Subject
from unionweb.kernel import clock
from unionweb.kernel.forms import Choice, Filter, Form, Text
from unionweb.kernel.labels import label
from unionweb.kernel.sheets import SheetProblem, read_table
from unionweb.kernel.uploads import OneFile

ALL = ("", "全部")


class HonoursFilter(Filter):
    """What to look for in the register."""

    q = Text("找", most=60, hint="姓名、单位、荣誉、作品")
    year = Choice("年度")
    title = Choice("荣誉")
    subject = Choice("类别", choices=[ALL, *((s.value, label(s)) for s in Subject)])
    unit = Choice("单位")

    def __init__(self):
        super().__init__()
        self.year.choices = [ALL, *((str(year), f"{year} 年") for year in honour_years())]
        self.title.choices = [ALL, *((title, title) for title in honour_titles())]
        self.unit.choices = [ALL, *((str(unit.id), unit.name) for unit in branch_units())]
        self.settle()

    def settle(self):
        if self.year.choices:
            super().settle()

    @property
    def sought(self) -> SoughtHonour:
        year, unit = self.year.data, self.unit.data
        subject = Subject(self.subject.data) if self.subject.data else None
        said = {"year": int(year) if year else None, "unit_id": int(unit) if unit else None, "subject": subject}
        return SoughtHonour((self.q.data or "")[:60], title=self.title.data or "", **said)


class ImportForm(Form):
    """A list of past honours. rows: as read, once it is valid."""

    file = OneFile("荣誉名单", "请选一个 Excel 文件", hint=f".xlsx、.xls 或 .csv，最多 {MOST} 行；要有年度、荣誉、姓名或名称三列")
    rows: list[PastHonour]

    def validate(self, extra_validators=None):
        if not super().validate(extra_validators):
            return False
        name, data = self.file.data
        try:
            table = read_table(data, name, max_rows=MOST)
            cells = [(row.number, row.cells) for row in table.rows]
            self.rows = past_honours(table.header, cells, this_year=clock.today().year)
        except (SheetProblem, NotHonours) as problem:
            self.file.errors = [*self.file.errors, str(problem)]
            return False
        if not self.rows:
            self.file.errors = ["表里没有荣誉，请填好再上传"]
        return bool(self.rows)
