"""Pictures that people upload: small, checked by their first bytes, kept under random names outside static/.

Nothing here is served by its path: a view looks at who asks and then answers with `picture`.
Files follow the transaction they are kept or removed in: what is undone leaves none behind and takes none away. What a
process that was killed leaves, `kernel.leftovers` removes.
"""

import contextlib
import re
import secrets
from functools import partial
from pathlib import Path

from flask import Response, abort, current_app

from unionweb.kernel.db import after_commit, after_rollback, in_transaction
from unionweb.kernel.errors import Unavailable

LARGEST = 2 * 1024 * 1024
TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
NAME = re.compile(r"[0-9a-f]{32}\.(jpg|png|webp)", re.ASCII)


def kind_of(data: bytes) -> str | None:
    """jpg, png or webp, by what the bytes are and not by what the file is called; None for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return None


def keep(data: bytes) -> str:
    """Store a picture and return its name. ValueError when it is none or too large; Unavailable on a full disk."""
    kind = kind_of(data)
    if kind is None or len(data) > LARGEST:
        raise ValueError("not a small picture")
    return store(data, kind)


def store(data: bytes, kind: str) -> str:
    """Store bytes whose kind the caller has checked, whole or not at all; returns their name. Unavailable on a full disk.

    Inside a transaction that is undone the file goes again.
    """
    name = f"{secrets.token_hex(16)}.{kind}"
    draft = folder() / f".{name}"
    try:
        draft.parent.mkdir(mode=0o700, exist_ok=True)
        draft.write_bytes(data)
        draft.rename(folder() / name)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise Unavailable from error
    if in_transaction():
        after_rollback(partial(_unlink, name))
    return name


def drop(name: str | None) -> None:
    """Remove a picture; one that is gone already is fine. Inside a transaction: once that is on disk."""
    if name and NAME.fullmatch(name):
        remove(name)


def remove(name: str) -> None:
    """The same for any file that was stored, by a name that the caller has checked."""
    if in_transaction():
        after_commit(partial(_unlink, name))
    else:
        _unlink(name)


def _unlink(name: str) -> None:
    with contextlib.suppress(OSError):
        (folder() / name).unlink(missing_ok=True)


def picture(name: str | None) -> Response:
    """The answer that shows a picture. The caller has checked who asks. 404 when it is not there."""
    path = folder() / name if name and NAME.fullmatch(name) else None
    if path is None or not path.is_file():
        abort(404)
    response = Response(path.read_bytes(), mimetype=TYPES[path.suffix[1:]])
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def folder() -> Path:
    """Where everything that was uploaded or made lies."""
    return Path(current_app.instance_path) / "uploads"
