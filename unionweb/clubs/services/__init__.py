"""Writes about clubs. Each public function is one transaction."""

from unionweb.clubs.services.belonging import (
    accept_request,
    ask_to_join,
    decline_request,
    leave_club,
    leave_clubs,
    remove_member,
)
from unionweb.clubs.services.checking import Judgement, Report, judge_check, submit_check
from unionweb.clubs.services.founding import (
    ClubFacts,
    add_founders,
    answer_founding,
    approve_club,
    edit_club,
    facts_of,
    found_club,
    give_up_club,
    remove_founder,
    return_club,
    submit_club,
)
from unionweb.clubs.services.leading import Naming, dissolve_club, end_officer, name_officer, remind_of_terms
from unionweb.clubs.services.records import Upload, add_charter, record_export

__all__ = [
    "ClubFacts", "Judgement", "Naming", "Report", "Upload", "accept_request", "add_charter", "add_founders",
    "answer_founding", "approve_club", "ask_to_join",
    "decline_request", "dissolve_club", "edit_club", "end_officer", "facts_of", "found_club", "give_up_club", "judge_check", "leave_club",
    "leave_clubs", "name_officer", "record_export", "remind_of_terms", "remove_founder", "remove_member", "return_club",
    "submit_check", "submit_club",
]  # fmt: skip
