"""Reads of notices. What is not addressed to the reader is not in the answer."""

from unionweb.notices.queries.audience import audience_words, readers_of
from unionweb.notices.queries.desk import (
    MISSING,
    REGISTER,
    desk_page,
    history,
    missing_ids,
    missing_page,
    missing_rows,
    number_or_none,
    receipts_by_unit,
    register_page,
    register_rows,
    register_years,
    state_counts,
)
from unionweb.notices.queries.organs import organ_code, organ_names
from unionweb.notices.queries.papers import SUBJECT, paper_of, searched_text, unprinted_ids
from unionweb.notices.queries.reading import (
    Sought,
    attachment_for,
    attachment_or_none,
    notice_for,
    notice_or_none,
    notice_years,
    notices_page,
    portal_notices,
    receipt_of,
    times_opened,
)

__all__ = [
    "MISSING", "REGISTER", "SUBJECT", "Sought", "attachment_for", "attachment_or_none", "audience_words", "desk_page", "history",
    "missing_ids", "missing_page", "missing_rows",
    "notice_for", "notice_or_none", "notice_years", "notices_page", "number_or_none", "organ_code",
    "organ_names", "paper_of", "portal_notices", "readers_of", "receipt_of", "receipts_by_unit", "register_page",
    "register_rows", "register_years", "searched_text", "state_counts", "times_opened", "unprinted_ids",
]  # fmt: skip
