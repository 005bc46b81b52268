"""URLs about people and sign-in."""

from unionweb.accounts.views import campuses, codes, people, roles, roster, sign_in, units
from unionweb.accounts.views.blueprint import bp

__all__ = ["bp", "campuses", "codes", "people", "roles", "roster", "sign_in", "units"]
