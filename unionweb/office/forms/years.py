"""A year's holidays as the State Council's notice has them: seven names, from when to when, and the make-up days."""

import re
from datetime import date

from wtforms import BooleanField
from wtforms.validators import DataRequired

from unionweb.kernel.forms import Day, Form, Text

HOLIDAYS = {
    "new_year": "元旦", "spring": "春节", "tomb": "清明节", "labour": "劳动节",
    "boat": "端午节", "autumn": "中秋节", "national": "国庆节",
}  # fmt: skip
NEEDED = ("new_year", "spring", "national")
LONGEST = 12  # days of one holiday
MAKEUPS_HINT = "像这样写：2027-02-06 2027-02-20，没有就空着"


class _YearForm(Form):
    """Made complete below: two days for each holiday."""

    makeups = Text("调休上班的日子", most=300, hint=MAKEUPS_HINT)
    checked = BooleanField("我对照国务院办公厅的放假通知核对过了", [DataRequired("请核对以后打勾")])

    def __init__(self, year: int, **kwargs):
        super().__init__(**kwargs)
        self.year = year

    def validate(self, extra_validators=None):
        fine = super().validate(extra_validators)
        for code in HOLIDAYS:
            fine = self._check(code) and fine
        return self._check_makeups() and fine

    @property
    def holidays(self) -> list[tuple[str, date, date]]:
        """(name, first, last) of what was filled in."""
        pairs = [(name, self[f"{code}_first"].data, self[f"{code}_last"].data) for code, name in HOLIDAYS.items()]
        return [pair for pair in pairs if pair[1]]

    @property
    def makeup_days(self) -> list[date]:
        return [date.fromisoformat(word) for word in _words(self.makeups.data)]

    def _check(self, code: str) -> bool:
        first, last = self[f"{code}_first"], self[f"{code}_last"]
        if first.errors or last.errors:
            return False
        field, problem = self._problem(code, first, last)
        if problem:
            field.errors = [*field.errors, problem]
        return not problem

    def _problem(self, code: str, first, last) -> tuple:
        if first.data is None and last.data is None:
            return first, "请填放假的第一天和最后一天" if code in NEEDED else None
        if first.data is None or last.data is None:
            return (first if first.data is None else last), "第一天和最后一天都要填"
        if first.data.year != self.year or last.data.year != self.year:
            return (first if first.data.year != self.year else last), f"请填 {self.year} 年的日期"
        if last.data < first.data:
            return last, "最后一天早于第一天"
        if (last.data - first.data).days >= LONGEST:
            return last, f"一个节最多 {LONGEST} 天，请检查"
        return first, None

    def _check_makeups(self) -> bool:
        if self.makeups.errors:
            return False
        for word in _words(self.makeups.data):
            try:
                is_right = date.fromisoformat(word).year == self.year
            except ValueError:
                is_right = False
            if not is_right:
                self.makeups.errors = [*self.makeups.errors, f"看不懂“{word[:20]}”，请写 {self.year}-02-06 这样的日期"]
                return False
        return True


def _words(text: str | None) -> list[str]:
    return sorted(set(re.split(r"[\s,，、;；]+", text or "")) - {""})


_ENDS = {"first": "第一天", "last": "最后一天"}
_DAYS = {f"{code}_{end}": Day(f"{name}{word}") for code, name in HOLIDAYS.items() for end, word in _ENDS.items()}
YearForm = type("YearForm", (_YearForm,), _DAYS)
