"""Preparing, issuing, printing, revoking and reissuing certificates; each public function is one transaction."""

from unionweb.certificates.services.batches import Prepared, drop_batch, prepare
from unionweb.certificates.services.changing import reissue, reprint, revoke
from unionweb.certificates.services.issuing import issue, issue_batch
from unionweb.certificates.services.marking import Given, drop_marks, give_marks
from unionweb.certificates.services.printing import clear_prints, pause_printing, print_batches, remake, resume_printing
from unionweb.certificates.services.verifying import note_try

__all__ = [
    "Given", "Prepared", "clear_prints", "drop_batch", "drop_marks",
    "give_marks", "issue", "issue_batch", "note_try", "pause_printing", "prepare", "print_batches",
    "reissue", "remake", "reprint", "resume_printing", "revoke",
]  # fmt: skip
