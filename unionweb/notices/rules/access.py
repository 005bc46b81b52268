"""Who may do what with notices. Pure: no database, no request.

Everybody reads what is addressed to them; the office writes. Nobody checks what they wrote or changed themselves.
"""

from unionweb.accounts.rules import is_office
from unionweb.notices.rules.kinds import State


def may_run_notices(user) -> bool:
    """Write, check, publish and withdraw notices: the office with all areas of work."""
    return is_office(user, "notices")


def may_check(user, notice) -> bool:
    """A second person: neither who wrote it nor anybody who changed it since it was written or given back."""
    return notice.state is State.draft and user.id not in notice.writers


def may_edit(notice) -> bool:
    """Until it is published; changing what was checked makes it a draft again."""
    return notice.state in {State.draft, State.checked}


def may_withdraw(notice) -> bool:
    return notice.state is not State.withdrawn
