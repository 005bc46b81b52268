"""Clubs with their founders, members, officers, charters and yearly checks."""

from unionweb.clubs.models.clubs import Club, ClubCharter, ClubCheck
from unionweb.clubs.models.people import ClubFounder, ClubMembership, ClubOfficer

__all__ = ["Club", "ClubCharter", "ClubCheck", "ClubFounder", "ClubMembership", "ClubOfficer"]
