"""Preparing, issuing and printing certificates; each public function is one transaction."""

from unionweb.certificates.services.batches import Prepared, drop_batch, prepare
from unionweb.certificates.services.issuing import issue, issue_batch
from unionweb.certificates.services.printing import pause_printing, print_batches, resume_printing

__all__ = [
    "Prepared", "drop_batch", "issue", "issue_batch", "pause_printing", "prepare", "print_batches", "resume_printing",
]  # fmt: skip
