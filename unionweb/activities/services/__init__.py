"""Writes: each public function is one transaction, or says that it is part of one."""

from unionweb.activities.services.attachments import add_series, attach, detach, end_series
from unionweb.activities.services.editing import copy, create, set_picture, set_pools, update
from unionweb.activities.services.routine import forget, leave_activities, look_after, run_activities
from unionweb.activities.services.running import call_off, close, publish, raise_capacity
from unionweb.activities.services.sessions import add_session, call_off_session, change_session, remove_session
from unionweb.activities.services.signing import NotSignedUp, Wish, accept_offer, cancel, decline_offer, remove, sign_up
from unionweb.activities.services.teams import answer_invitation, check_roster, drop_member, name_members

__all__ = [
    "NotSignedUp", "Wish", "accept_offer", "add_series", "add_session", "answer_invitation", "attach", "call_off",
    "call_off_session", "cancel", "change_session", "check_roster", "close", "copy", "create", "decline_offer", "detach",
    "drop_member", "end_series", "forget", "leave_activities", "look_after", "name_members", "publish", "raise_capacity",
    "remove", "remove_session", "run_activities", "set_picture", "set_pools", "sign_up", "update",
]  # fmt: skip
