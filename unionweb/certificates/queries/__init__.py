"""Reads about batches and certificates."""

from unionweb.certificates.queries.batches import (
    Progress,
    all_certificates_of,
    batch_for,
    batches,
    certificates_of,
    members_by_staff_no,
    papers_of,
    printed_before,
    progress_of,
    proof_of,
    rows_of,
    unprinted,
    waiting_batches,
    word_of,
)
from unionweb.certificates.queries.organs import marks_of, organ_or_none, organs
from unionweb.certificates.queries.register import HEADER, Sought, register, register_rows, register_years
from unionweb.certificates.queries.single import (
    certificate_by_code,
    certificate_by_serial,
    certificate_or_none,
    own_certificate,
    own_certificates,
)

__all__ = [
    "HEADER", "Progress", "Sought", "all_certificates_of", "batch_for", "batches", "certificate_by_code", "certificate_by_serial",
    "certificate_or_none", "certificates_of", "marks_of", "members_by_staff_no", "organ_or_none", "organs",
    "own_certificate", "own_certificates",
    "papers_of", "printed_before", "progress_of", "proof_of", "register", "register_rows", "register_years", "rows_of",
    "unprinted", "waiting_batches", "word_of",
]  # fmt: skip
