"""Forms of the yearly check."""

import re

from wtforms import HiddenField
from wtforms.validators import ValidationError

from unionweb.clubs.forms.clubs import FileForm
from unionweb.clubs.rules.kinds import JUDGEMENTS, CheckState
from unionweb.clubs.rules.money import fen_of
from unionweb.clubs.services import Judgement, Report
from unionweb.kernel.forms import Choice, Filter, Form, LongText, Text
from unionweb.kernel.labels import label


class CheckForm(FileForm):
    """A club's report on a year."""

    needs_file = False
    year = Choice("年度", "请选年度", coerce=int)
    income = Text("这一年收入多少元", "请填金额，没有就填 0", most=20)
    spent = Text("这一年支出多少元", "请填金额，没有就填 0", most=20)
    text = LongText("总结", "请写这一年做了什么、经费用在哪里", 3000)

    def __init__(self, years: list[int], **kwargs):
        super().__init__(**kwargs)
        self.year.choices = [(year, f"{year} 年") for year in years]

    def validate_income(self, field):
        _check_money(field)

    def validate_spent(self, field):
        _check_money(field)

    @property
    def report(self) -> Report:
        money = fen_of(self.income.data), fen_of(self.spent.data)
        return Report(self.year.data, *money, self.text.data, self.upload)


def _check_money(field) -> None:
    try:
        fen_of(field.data or "")
    except ValueError as problem:
        raise ValidationError(str(problem)) from problem


class JudgementForm(Form):
    """What the office says to a check. version: of the check that the page showed."""

    version = HiddenField()
    state = Choice("结果", "请选结果", coerce=CheckState, choices=[(state, label(state)) for state in JUDGEMENTS])
    remark = LongText("意见", most=300, hint="要整改或不合格的，请写明原因，协会负责人会看到")

    def validate_version(self, field):
        if not re.fullmatch(r"\d{1,6}", field.data or "", re.ASCII):
            raise ValidationError("请刷新页面再审")

    @property
    def judgement(self) -> Judgement:
        return Judgement(self.state.data, self.remark.data or "")


class CheckFilter(Filter):
    """The checks of a year."""

    state = Choice("结果", choices=[("", "全部"), *((state.value, label(state)) for state in CheckState)])

    @property
    def wanted(self) -> CheckState | None:
        return CheckState(self.state.data) if self.state.data else None
