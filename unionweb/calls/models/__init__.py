"""Tables of calls."""

from unionweb.calls.models.calls import Call, CallAttachmentRule, CallQuestionLimit, Round
from unionweb.calls.models.entries import ChainStep, CoAuthor, Entry, EntryFile, EntryVersion, TeamPerson
from unionweb.calls.models.honours import Honour, HonourImport, HonourPerson, ImportState
from unionweb.calls.models.library import BookState, CaseBook, LibraryCase, LibraryGram, UnitBrand
from unionweb.calls.models.results import (
    CallGrade,
    CallMeeting,
    CallPublication,
    CallResult,
    EntryDecision,
    ResultMessage,
)
from unionweb.calls.models.reviews import (
    BlindCheck,
    CallReviewer,
    Criterion,
    Liking,
    Review,
    ReviewConflict,
    ReviewMark,
)

__all__ = [
    "BlindCheck",
    "BookState",
    "Call",
    "CallAttachmentRule",
    "CallGrade",
    "CallMeeting",
    "CallPublication",
    "CallQuestionLimit",
    "CallResult",
    "CallReviewer",
    "CaseBook",
    "ChainStep",
    "CoAuthor",
    "Criterion",
    "Entry",
    "EntryDecision",
    "EntryFile",
    "EntryVersion",
    "Honour",
    "HonourImport",
    "HonourPerson",
    "ImportState",
    "LibraryCase",
    "LibraryGram",
    "Liking",
    "ResultMessage",
    "Review",
    "ReviewConflict",
    "ReviewMark",
    "Round",
    "TeamPerson",
    "UnitBrand",
]  # fmt: skip
