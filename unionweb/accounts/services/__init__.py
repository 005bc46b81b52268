"""What can happen to people, roles and sign-in. Each public function is one transaction."""

from unionweb.accounts.services.campuses import add_campus, rename_campus
from unionweb.accounts.services.codes import Slip, issue_first_codes
from unionweb.accounts.services.passwords import issue_code, set_password
from unionweb.accounts.services.people import (
    add_person,
    bring_back,
    edit_person,
    mark_left,
    record_export,
    show_phone,
)
from unionweb.accounts.services.roles import end_role, grant_role
from unionweb.accounts.services.roster import drop_import, import_roster, keep_upload
from unionweb.accounts.services.sessions import end_other_sessions, end_session, sign_in, touch
from unionweb.accounts.services.units import add_unit, edit_unit

__all__ = [
    "Slip",
    "add_campus",
    "add_person",
    "add_unit",
    "bring_back",
    "drop_import",
    "edit_person",
    "edit_unit",
    "end_other_sessions",
    "end_role",
    "end_session",
    "grant_role",
    "import_roster",
    "issue_code",
    "issue_first_codes",
    "keep_upload",
    "mark_left",
    "record_export",
    "rename_campus",
    "set_password",
    "show_phone",
    "sign_in",
    "touch",
]
