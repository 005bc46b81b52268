"""Who may do what with certificates. Pure: no database, no request."""

from unionweb.accounts.rules import is_office


def may_issue(user) -> bool:
    """Prepare, issue, print: the office with all areas of work."""
    return is_office(user, "certificates")
