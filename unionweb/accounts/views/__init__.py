"""URLs about people and sign-in."""

from unionweb.accounts.views import sign_in
from unionweb.accounts.views.blueprint import bp

__all__ = ["bp", "sign_in"]
