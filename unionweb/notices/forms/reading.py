"""What a reader may type: what to look for, an objection; and what the office looks for and answers."""

from unionweb.kernel.forms import Choice, Day, Filter, Form, LongText, Text
from unionweb.kernel.labels import label
from unionweb.notices.queries import Sought
from unionweb.notices.rules.kinds import Kind, State


class SearchForm(Filter):
    """The list of a member."""

    q = Text("找什么", most=60)
    kind = Choice("种类", choices=[("", "全部"), *((kind.value, label(kind)) for kind in Kind)])
    year = Choice("年份")
    show = Choice("看哪些", choices=[("", "全部"), ("unread", "没看过的")])

    def __init__(self, years: list[int]):
        self.years = years
        super().__init__()

    def settle(self):
        self.year.choices = [("", "全部"), *((str(year), f"{year} 年") for year in self.years)]
        super().settle()

    @property
    def sought(self) -> Sought:
        kind = Kind(self.kind.data) if self.kind.data else None
        year = int(self.year.data) if self.year.data else None
        return Sought((self.q.data or "")[:60], kind, year, self.show.data == "unread")


class DeskFilter(Filter):
    """The list of the office."""

    q = Text("标题", most=60)
    state = Choice("状态", choices=[("", "全部"), *((state.value, label(state)) for state in State)])

    @property
    def wanted(self) -> tuple[State | None, str]:
        return (State(self.state.data) if self.state.data else None), (self.q.data or "")[:60]


class ObjectionForm(Form):
    """What a member has against it."""

    text = LongText("您的异议", "请写清是哪一条、哪里不对", 2000, "只有您和校工会办公室看得到")


class ToldObjectionForm(Form):
    """What somebody told the office."""

    told_by = Text("谁提的", "请写谁提的，不愿留名就写“未留名”", most=60)
    received_on = Day("哪天提的", hint="不填就是今天；公示期里提的，过后也可以补记")
    text = LongText("异议内容", "请写清是哪一条、哪里不对", 2000)


class AnswerForm(Form):
    """The office's answer."""

    answer = LongText("答复", "请写答复", 2000)
