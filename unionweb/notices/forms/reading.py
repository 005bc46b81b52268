"""What a reader may type: what to look for, an objection; and what the office looks for and answers."""

from unionweb.kernel.forms import Choice, Filter, Text
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
