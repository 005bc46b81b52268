"""Writes about mixers. Each public function is one transaction."""

from unionweb.mixers.services.organising import Times, draw_numbers, open_choosing, set_up
from unionweb.mixers.services.taking_part import CONSENT, Profile, choose, leave_mixers, save_profile, withdraw_profile
from unionweb.mixers.services.telling import forget_mixers, invite_participants, tell_pairs

__all__ = [
    "CONSENT", "Profile", "Times", "choose", "draw_numbers", "forget_mixers", "invite_participants", "leave_mixers",
    "open_choosing", "save_profile", "set_up", "tell_pairs", "withdraw_profile",
]  # fmt: skip
