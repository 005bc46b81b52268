"""Giving and ending a role."""

from wtforms import HiddenField
from wtforms.validators import ValidationError

from unionweb.accounts.queries import SCOPE_NAMES, scope_choices
from unionweb.accounts.rules import Role, scope_of
from unionweb.accounts.services.roles import NewRole
from unionweb.kernel.forms import Choice, Day, Form, LongText


class RoleForm(Form):
    """A role with what it is limited to; the field is gone for roles without limits."""

    role = HiddenField("身份")
    scope = Choice("范围")
    valid_from = Day("从哪天起", "请选开始的日期")
    valid_until = Day("到哪天为止", hint="这一天还算。不填就一直有，换届时再结束")

    def __init__(self, role: Role, **kwargs):
        super().__init__(role=role.value, **kwargs)
        self.chosen, self.kind = role, scope_of(role)
        if self.kind is None:
            del self.scope
            return
        name = SCOPE_NAMES[self.kind]
        self.scope.choices = [("", "请选"), *scope_choices(role)]
        self.scope.label.text, self.scope.required_text = name, f"请选{name}"

    def validate_scope(self, field):
        if not field.data:
            raise ValidationError(field.required_text)

    def validate_valid_until(self, field):
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise ValidationError("结束的日期早于开始的日期，请改晚一点，或者不填")

    @property
    def grant(self) -> NewRole:
        days = {"valid_from": self.valid_from.data, "valid_until": self.valid_until.data}
        if self.kind is None:
            return NewRole(self.chosen, **days)
        column = {"unit": "unit_id", "group": "unit_id", "point": "point_id", "area": "area"}[self.kind]
        value = self.scope.data if column == "area" else int(self.scope.data)
        return NewRole(self.chosen, **days, **{column: value})


class RoleEndForm(Form):
    last_day = Day("最后一天", hint="这一天还算。不填就现在结束")
    reason = LongText("原因", "请写一句原因，如“换届”", 200)
