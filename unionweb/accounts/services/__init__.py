"""What can happen to people, roles and sign-in. Each public function is one transaction."""

from unionweb.accounts.services.passwords import issue_code, set_password
from unionweb.accounts.services.sessions import end_other_sessions, end_session, sign_in, touch

__all__ = ["end_other_sessions", "end_session", "issue_code", "set_password", "sign_in", "touch"]
