"""What a person may type about people and sign-in: shape only."""

from unionweb.accounts.forms.campuses import CampusForm
from unionweb.accounts.forms.people import (
    DepartureForm,
    ExportForm,
    FirstCodesForm,
    PeopleFilter,
    PersonForm,
    UnitForm,
)
from unionweb.accounts.forms.roles import RoleEndForm, RoleForm
from unionweb.accounts.forms.roster import ImportForm, RosterForm
from unionweb.accounts.forms.sign_in import PasswordForm, SignInForm

__all__ = [
    "CampusForm",
    "DepartureForm",
    "ExportForm",
    "FirstCodesForm",
    "ImportForm",
    "PasswordForm",
    "PeopleFilter",
    "PersonForm",
    "RoleEndForm",
    "RoleForm",
    "RosterForm",
    "SignInForm",
    "UnitForm",
]
