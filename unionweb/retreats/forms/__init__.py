"""What people type about retreats: shape only."""

from unionweb.retreats.forms.application import (
    ApplicationForm,
    AttendanceForm,
    CheckForm,
    IdentityForm,
    MergerForm,
    RankForm,
)
from unionweb.retreats.forms.programme import BatchForm, ProgrammeForm
from unionweb.retreats.forms.steps import (
    HistoryForm,
    ListFilter,
    MergeForm,
    NumberForm,
    PeopleFilter,
    QuotaForm,
    ReasonForm,
    StandingForm,
)

__all__ = [
    "ApplicationForm", "AttendanceForm", "BatchForm", "CheckForm", "HistoryForm", "IdentityForm", "ListFilter",
    "MergeForm", "MergerForm", "NumberForm", "PeopleFilter", "ProgrammeForm", "QuotaForm", "RankForm", "ReasonForm",
    "StandingForm",
]  # fmt: skip
