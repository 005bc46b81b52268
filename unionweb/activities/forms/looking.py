"""What somebody looks for: in the list of activities, at the desk, among the sign-ups."""

from unionweb.accounts.queries import campuses
from unionweb.activities.queries.desk import Asked
from unionweb.activities.queries.hall import Sought, all_series, units_that_hold
from unionweb.activities.rules.kinds import ActivityKind, ActivityState, SignupStatus
from unionweb.kernel.forms import Choice, Chosen, Filter, Text
from unionweb.kernel.labels import label

ALL = ("", "全部")


class SearchForm(Filter):
    """The list and the month that everybody sees."""

    q = Text("名称", most=60)
    kind = Choice("类别", choices=[ALL, *((kind.value, label(kind)) for kind in ActivityKind)])
    campus = Chosen("校区")
    series = Chosen("系列")
    unit = Chosen("主办单位")
    show = Choice("看哪些", choices=[("", "没结束的"), ("joinable", "我能报的"), ("past", "已结束的")])
    club = Chosen("协会")

    def __init__(self, club: tuple[int, str] | None = None):
        self.known_club = club
        super().__init__()

    def settle(self):
        self.campus.choices = [ALL, *((str(c.id), c.name) for c in campuses())]
        self.series.choices = [ALL, *((str(s.id), s.name) for s in all_series())]
        self.unit.choices = [ALL, *((str(id), name) for id, name in units_that_hold())]
        self.club.choices = [ALL, *([(str(self.known_club[0]), self.known_club[1])] if self.known_club else [])]
        super().settle()

    @property
    def sought(self) -> Sought:
        return Sought(
            q=(self.q.data or "")[:60], kind=ActivityKind(self.kind.data) if self.kind.data else None,
            campus_id=self.campus.number, series_id=self.series.number, unit_id=self.unit.number,
            club_id=self.club.number,            is_joinable=self.show.data == "joinable", is_past=self.show.data == "past",
        )  # fmt: skip


class DeskForm(Filter):
    """The list of those who run activities."""

    q = Text("名称", most=60)
    state = Choice("状态", choices=[ALL, *((state.value, label(state)) for state in ActivityState)])
    unit = Chosen("主办单位")

    def __init__(self, units: list[tuple[int, str]]):
        self.units = units
        super().__init__()

    def settle(self):
        self.unit.choices = [ALL, *((str(id), name) for id, name in self.units)]
        super().settle()

    @property
    def wanted(self) -> tuple[str, ActivityState | None, int | None]:
        return (self.q.data or "")[:60], ActivityState(self.state.data) if self.state.data else None, self.unit.number


class SignupsForm(Filter):
    """The list of sign-ups of one activity."""

    q = Text("姓名、工号、报名号或队名", most=60)
    status = Choice("状态", choices=[ALL, *((status.value, label(status)) for status in SignupStatus)])
    session = Chosen("场次")
    unit = Chosen("单位")

    def __init__(self, sessions: list[tuple[int, str]], units: list[tuple[int, str]]):
        self.lists = (sessions, units)
        super().__init__()

    def settle(self):
        sessions, units = self.lists
        self.session.choices = [ALL, *((str(id), name) for id, name in sessions)]
        self.unit.choices = [ALL, *((str(id), name) for id, name in units)]
        super().settle()

    @property
    def asked(self) -> Asked:
        status = SignupStatus(self.status.data) if self.status.data else None
        return Asked((self.q.data or "")[:60], status, self.session.number, self.unit.number)
