"""What a certificate says, how it looks, and who may do what with it. Pure: no database, no request."""

from unionweb.certificates.rules.layouts import DESIGNS, INK, Design, Paper, lay_out, seal_place, signature_box
from unionweb.certificates.rules.marks import Marks
from unionweb.certificates.rules.ornaments import ground
from unionweb.certificates.rules.seals import DIAMETER, RED, seal, seal_letters
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
    "DIAMETER",
    "INK",
    "PLACEHOLDERS",
    "RED",
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
    "seal_letters",
    "seal_place",
    "signature_box",
    "subjects_of",
    "unknown_placeholders",
]
