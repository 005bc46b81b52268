"""Reads about people. What the reader may not see is not in the answer."""

from unionweb.accounts.queries.places import branch_units, campuses, unit_names
from unionweb.accounts.queries.sessions import SignedIn, own_sessions, signed_in_by_token

__all__ = ["SignedIn", "branch_units", "campuses", "own_sessions", "signed_in_by_token", "unit_names"]
