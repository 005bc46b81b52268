"""What people type about retreats: shape only."""

from unionweb.retreats.forms.application import (
    ApplicationForm,
    AttendanceForm,
    CheckForm,
    IdentityForm,
    MergerForm,
    RankForm,
)
from unionweb.retreats.forms.programme import BatchForm, ProgrammeForm, VersionForm
from unionweb.retreats.forms.steps import (
    AnswerForm,
    HistoryForm,
    ListFilter,
    MergeForm,
    NumberForm,
    ObjectionForm,
    PeopleFilter,
    QuotaForm,
    ReasonForm,
    StandingForm,
    ToldObjectionForm,
)

__all__ = [
    "AnswerForm", "ApplicationForm", "AttendanceForm", "BatchForm", "CheckForm", "HistoryForm", "IdentityForm", "ListFilter",
    "MergeForm", "MergerForm", "NumberForm", "ObjectionForm", "PeopleFilter", "ProgrammeForm", "QuotaForm", "RankForm", "ReasonForm",
    "StandingForm", "ToldObjectionForm", "VersionForm",
]  # fmt: skip
