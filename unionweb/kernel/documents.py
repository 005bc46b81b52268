"""Documents that people attach and papers that we made: kept under random names beside the pictures, handed out as downloads.

What a file is, its first bytes say; what it is called, a row of the feature that keeps it. Nothing is ever shown inline.
"""

import contextlib
import io
import re
import zipfile

from flask import Response, abort

from unionweb.kernel import files
from unionweb.kernel.web import download

LARGEST = 10 * 1024 * 1024
NAME = re.compile(r"[0-9a-f]{32}\.(pdf|docx|xlsx|pptx|doc|xls|jpg|png|webp)", re.ASCII)
KINDS = "PDF、Word、Excel、PowerPoint、JPEG 或 PNG"
ACCEPT = ".pdf,.docx,.xlsx,.pptx,.doc,.xls,.jpg,.jpeg,.png"

_OFFICE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_of(data: bytes, name: str) -> str | None:
    """What a document is: by its bytes, and for Office files by what is inside them; None for anything else."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(_OLD):
        ending = name.rpartition(".")[2].lower()
        return ending if ending in {"doc", "xls"} else None
    if data.startswith(b"PK\x03\x04"):
        return _office_kind(data)
    return files.kind_of(data)


def _office_kind(data: bytes) -> str | None:
    with contextlib.suppress(zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
        if "[Content_Types].xml" in names:
            return next((kind for kind, part in _OFFICE.items() if any(n.startswith(part) for n in names)), None)
    return None


def keep(data: bytes, name: str) -> str:
    """Store a document and return the name it is kept under. ValueError when it is none or too large; Unavailable."""
    kind = kind_of(data, name)
    if kind is None or len(data) > LARGEST:
        raise ValueError("not a document of a size we keep")
    return files.store(data, kind)


def drop(name: str | None) -> None:
    """Remove a document; one that is gone already is fine. Inside a transaction: once that is on disk."""
    if name and NAME.fullmatch(name):
        files.remove(name)


def handed_out(name: str | None, title: str) -> Response:
    """The answer that saves a document under its title. The caller has checked who asks. 404 when it is not there."""
    path = files.folder() / name if name and NAME.fullmatch(name) else None
    if path is None or not path.is_file():
        abort(404)
    mimetype = "application/pdf" if path.suffix == ".pdf" else "application/octet-stream"
    return download(path.read_bytes(), titled(title, path.suffix), mimetype)


def titled(title: str, ending: str) -> str:
    """A file name that every system takes: the title without slashes and signs, and the ending of what it is."""
    plain = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', " ", title).strip(" .")[:100] or "附件"
    return plain if plain.lower().endswith(ending) else plain + ending
