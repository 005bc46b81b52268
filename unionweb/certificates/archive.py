"""The files of issued certificates: each under the SHA-256 of what is in it, so that none is lost, doubled or changed."""

import contextlib
import hashlib
import os
import re
import threading
from pathlib import Path

from flask import current_app

from unionweb.kernel.errors import Unavailable

NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)


def keep(data: bytes) -> str:
    """Store a file, whole or not at all, so that it outlasts a power cut; returns its SHA-256. Unavailable on a full disk."""
    name = hashlib.sha256(data).hexdigest()
    path = _path(name)
    draft = path.with_name(f".{name}.{os.getpid()}.{threading.get_ident()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(draft, data)
        draft.rename(path)
        for folder in (path.parent, path.parent.parent):
            _settle(folder)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise Unavailable("磁盘暂时写不了，证书的文件没有存下。") from error
    return name


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """What a folder lists is on disk when this returns."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def read(name: str | None) -> bytes | None:
    """What is kept under a name; None when it is gone or is not what it was. Unavailable when the disk cannot be read."""
    path = _path(name) if name and NAME.fullmatch(name) else None
    try:
        data = path.read_bytes() if path else None
    except (FileNotFoundError, IsADirectoryError):
        return None
    except OSError as error:
        raise Unavailable("磁盘暂时读不了，证书的文件没有取出来。") from error
    return data if data is not None and hashlib.sha256(data).hexdigest() == name else None


def drop(name: str) -> None:
    """Remove a file; one that is gone already is fine."""
    _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    return Path(current_app.instance_path) / "certificates" / name[:2] / f"{name}.pdf"
