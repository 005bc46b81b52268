"""URLs about people and sign-in."""

from unionweb.accounts.views import codes, people, roles, roster, sign_in, units
from unionweb.accounts.views.blueprint import bp

__all__ = ["bp", "codes", "people", "roles", "roster", "sign_in", "units"]
