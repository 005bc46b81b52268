"""Tables of calls."""

from unionweb.calls.models.calls import Call, CallAttachmentRule, CallQuestionLimit, Round
from unionweb.calls.models.entries import ChainStep, CoAuthor, Entry, EntryFile, EntryVersion, TeamPerson
from unionweb.calls.models.reviews import BlindCheck, CallReviewer, Criterion, Liking, Review, ReviewConflict, ReviewMark
from unionweb.calls.models.honours import Honour, HonourImport, ImportState
from unionweb.calls.models.library import BookState, CaseBook, LibraryCase, LibraryGram, UnitBrand
from unionweb.calls.models.results import (
    CallGrade,
    CallMeeting,
    CallPublication,
    CallResult,
    EntryDecision,
    ResultMessage,
)

__all__ = [
    "Call", "CallAttachmentRule", "CallQuestionLimit", "ChainStep", "CoAuthor", "Entry", "EntryFile", "EntryVersion", "Round",
    "BookState", "CallGrade", "CallMeeting", "CallPublication", "CallResult", "CaseBook", "EntryDecision", "Honour",
    "HonourImport", "ImportState", "LibraryCase", "LibraryGram", "ResultMessage", "TeamPerson", "UnitBrand",
    "BlindCheck", "CallReviewer", "Criterion", "Liking", "Review", "ReviewConflict", "ReviewMark",
]  # fmt: skip
