"""The files of issued certificates: each under the SHA-256 of what is in it, so that none is lost, doubled or changed."""

import hashlib
import os
import re
from pathlib import Path

from flask import current_app

from unionweb.kernel.errors import Unavailable

NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)


def keep(data: bytes) -> str:
    """Store a file, whole or not at all; returns its SHA-256. Unavailable on a full disk."""
    name = hashlib.sha256(data).hexdigest()
    path = _path(name)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{name}.{os.getpid()}")
        draft.write_bytes(data)
        draft.rename(path)
    except OSError as error:
        raise Unavailable from error
    return name


def read(name: str | None) -> bytes | None:
    """What is kept under a name; None when it is gone or is not what it was."""
    path = _path(name) if name and NAME.fullmatch(name) else None
    data = path.read_bytes() if path and path.is_file() else None
    return data if data is not None and hashlib.sha256(data).hexdigest() == name else None


def drop(name: str) -> None:
    """Remove a file; one that is gone already is fine."""
    _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    return Path(current_app.instance_path) / "certificates" / name[:2] / f"{name}.pdf"
