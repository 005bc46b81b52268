"""One form for every kind of thing that can be set."""

from typing import Any

from wtforms import BooleanField

from unionweb.common.settings import LONGEST, Definition
from unionweb.kernel.forms import Choice, Day, Form, LongText, Text, Whole

YES, NO = "yes", "no"


class RuleForm(Form):
    """A value, from when it holds, and why. Made by `rule_form`, which adds the value's field."""

    valid_from = Day("从哪天起", "请选从哪天起", hint="从这一天起算；以前的预约按当时的规则")
    reason = Text("原因", "请写一句原因，如“9 月工会办公会议定”", most=300, hint="记在操作记录里")

    def validate(self, extra_validators=None):
        fine = super().validate(extra_validators)
        if not self.is_unset and self.value.data is None and not self.value.errors:
            self.value.errors = [*self.value.errors, "请填写新的值"]
            fine = False
        return fine

    @property
    def is_unset(self) -> bool:
        """Whether the rule of one service shall follow the general one again."""
        return "unset" in self and self.unset.data

    @property
    def chosen(self) -> Any:
        """The value as the settings keep it; None to follow the general rule."""
        if self.is_unset:
            return None
        return self.value.data if self.kind != "flag" else self.value.data == YES


def rule_form(found: Definition, value: Any, *, may_be_unset: bool, today) -> RuleForm:
    """The form for one definition. may_be_unset: it is a rule of one service, with a general one behind it."""
    parts = {"kind": found.kind, "value": _field(found)}
    if may_be_unset:
        parts["unset"] = BooleanField("不单独规定，按通用规则")
    shown = (YES if value else NO) if found.kind == "flag" else value
    return type("OneRuleForm", (RuleForm,), parts)(data={"value": shown, "valid_from": today})


def _field(found: Definition):
    if found.kind == "flag":
        return Choice("新的值", choices=[(YES, "是"), (NO, "否")])
    if found.kind == "choice":
        kind = type(found.choices[0][0])
        return Choice("新的值", coerce=kind, choices=list(found.choices))
    if found.kind == "whole":
        return Whole("新的值", least=found.least, most=found.most, hint=_range(found))
    if found.kind == "long":
        return LongText("新的内容", most=LONGEST["long"], hint=found.hint)
    return Text("新的内容", most=LONGEST["text"], hint=found.hint)


def _range(found: Definition) -> str:
    return "，".join(part for part in (f"{found.least} 到 {found.most} {found.unit}", found.hint) if part)
