"""How the two processes talk: a length, a JSON header, a length, a body. Imported by both ends, needs only Python."""

import json
import struct
from typing import BinaryIO

LENGTH = struct.Struct(">Q")
MOST = 1 << 30


def write(stream: BinaryIO, header: dict, body: bytes = b"") -> None:
    """Send one frame; in parts, since the pages of a thousand certificates are not to be in memory three times."""
    for part in (json.dumps(header, separators=(",", ":")).encode(), body):
        stream.write(LENGTH.pack(len(part)))
        stream.write(part)
    stream.flush()


def read(stream: BinaryIO) -> tuple[dict, bytes] | None:
    """The next frame; None when the other end is gone."""
    header = _part(stream)
    body = _part(stream) if header is not None else None
    return (json.loads(header), body) if body is not None else None


def _part(stream: BinaryIO) -> bytes | None:
    start = stream.read(LENGTH.size)
    if len(start) < LENGTH.size:
        return None
    length = LENGTH.unpack(start)[0]
    if length > MOST:
        return None
    data = stream.read(length)
    return data if len(data) == length else None
