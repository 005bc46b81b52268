"""Reads about batches and certificates."""

from unionweb.certificates.queries.batches import (
    Progress,
    batch_for,
    batches,
    certificates_of,
    members_by_staff_no,
    papers_of,
    printed_before,
    progress_of,
    proof_of,
    rows_of,
    same_issued,
    unprinted,
    valid_certificates_of,
    waiting_batches,
    word_of,
)
from unionweb.certificates.queries.organs import marks_of, organ_or_none, organs
from unionweb.certificates.queries.register import HEADER, Sought, register, register_rows, register_years
from unionweb.certificates.queries.single import (
    certificate_by_code,
    certificate_by_serial,
    certificate_or_none,
    history_of,
    own_certificate,
    own_certificates,
)

__all__ = [
    "HEADER", "Progress", "Sought", "batch_for", "batches", "certificate_by_code", "certificate_by_serial",
    "certificate_or_none", "certificates_of", "history_of", "marks_of", "members_by_staff_no", "organ_or_none", "organs",
    "own_certificate", "own_certificates",
    "papers_of", "printed_before", "progress_of", "proof_of", "register", "register_rows", "register_years", "rows_of",
    "same_issued", "unprinted", "valid_certificates_of", "waiting_batches", "word_of",
]  # fmt: skip
