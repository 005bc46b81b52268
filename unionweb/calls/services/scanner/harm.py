"""What in an Office file acts by itself: programs, and what is fetched from elsewhere. Part of the scanner's own process."""

import re
from xml.etree import ElementTree

MACROS = re.compile(r"vbaproject|/activex/|macrosheets|vbadata|\.(?:doc|dot|xls|xlt|ppt|pot)m$", re.I)
OLD_OFFICE, OLD_MACROS, PACKED = b"\xd0\xcf\x11\xe0", "_VBA_PROJECT".encode("utf-16-le"), "\x01Ole10Native".encode("utf-16-le")
STRANGE = re.compile(r"\.(?:html?|mht(?:ml)?|js|vbs|wsf|hta|exe|dll|scr|bat|cmd|ps1|lnk|jar|msi)$", re.I)  # in no honest document
PROGRAM = re.compile(rb"MZ.{0,4000}PE\0\0|\x7fELF", re.S)
DDE = re.compile(r"\bDDE(?:AUTO)?\b", re.I)
FETCHING = re.compile(rb"<(?:\w+:)?(?:ddeLink|webPr|dbPr|olapPr)\b")  # of a workbook: other programs, pages, databases


class Problem(Exception):
    """Why a file is not taken, as a word of the answer."""


def checked_object(content: bytes) -> bytes:
    """Formulas and the like stay; programs, and files of any kind packed up, do not."""
    if OLD_MACROS in content:
        raise Problem("macro")
    if PACKED in content:
        raise Problem("inside")
    return content


def check_relations(content: bytes) -> None:
    """Only links may lead out of a package. Read as a program reads it: an attribute has many spellings."""
    for one in ElementTree.fromstring(content).iter():
        leads_out = one.get("TargetMode", "").strip().lower() == "external"
        if leads_out and not one.get("Type", "").endswith("/hyperlink"):
            raise Problem("external")


def has_commands(content: bytes) -> bool:
    """Whether a field starts another program (DDE); a field may be cut into many pieces."""
    if b"instr" not in content:
        return False
    every = list(ElementTree.fromstring(content).iter())
    pieces = "".join(one.text or "" for one in every if one.tag.endswith("}instrText"))
    simple = [value for one in every for name, value in one.items() if name.endswith("}instr")]
    return any(DDE.search(text) for text in (pieces, *simple))
