"""What people may type about clubs."""

from unionweb.clubs.forms.checks import CheckFilter, CheckForm, JudgementForm
from unionweb.clubs.forms.clubs import (
    CharterForm,
    ClubForm,
    FoundersForm,
    MemberFilter,
    OfficerForm,
    ReasonForm,
    RegisterFilter,
    RequestForm,
)

__all__ = [
    "CharterForm", "CheckFilter", "CheckForm", "ClubForm", "FoundersForm", "JudgementForm", "MemberFilter", "OfficerForm",
    "ReasonForm", "RegisterFilter", "RequestForm",
]  # fmt: skip
