"""What a certificate says, how it looks, and who may do what with it. Pure: no database, no request."""

from unionweb.certificates.rules.layouts import DESIGNS, Design, Paper, lay_out, seal_place
from unionweb.certificates.rules.marks import Marks
from unionweb.certificates.rules.ornaments import ground
from unionweb.certificates.rules.seals import seal
from unionweb.certificates.rules.wordings import (
    PLACEHOLDERS,
    USUAL,
    Kind,
    Subject,
    Wording,
    filled,
    subjects_of,
    unknown_placeholders,
)

__all__ = [
    "DESIGNS",
    "PLACEHOLDERS",
    "USUAL",
    "Design",
    "Kind",
    "Marks",
    "Paper",
    "Subject",
    "Wording",
    "filled",
    "ground",
    "lay_out",
    "seal",
    "seal_place",
    "subjects_of",
    "unknown_placeholders",
]
