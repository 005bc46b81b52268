"""What may be typed on the office's desk."""

from unionweb.office.forms.audit import AuditFilter
from unionweb.office.forms.calendar import DaysForm, FollowForm, PeriodForm
from unionweb.office.forms.rules import rule_form
from unionweb.office.forms.years import YearForm

__all__ = ["AuditFilter", "DaysForm", "FollowForm", "PeriodForm", "YearForm", "rule_form"]
