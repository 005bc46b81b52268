"""Small PNG files out of screenshots: at most 128 colours, one byte a pixel. Standard library only."""

import struct
import zlib
from collections import Counter

COLOURS = 128
SIGNATURE = b"\x89PNG\r\n\x1a\n"
Colour = tuple[int, int, int]


def reduced(png: bytes) -> bytes:
    """The same picture with a palette of its most frequent colours; every other colour becomes the nearest of them."""
    width, height, pixels = _decoded(png)
    counts = Counter(pixels)
    palette = [colour for colour, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:COLOURS]]
    index = {colour: _nearest(colour, palette) for colour in counts}
    rows = (bytes([0]) + bytes(index[pixel] for pixel in pixels[y * width : (y + 1) * width]) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    body = zlib.compress(b"".join(rows), 9)
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"PLTE", bytes(sum(palette, ()))) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _nearest(colour: Colour, palette: list[Colour]) -> int:
    return min(range(len(palette)), key=lambda n: sum((a - b) ** 2 for a, b in zip(colour, palette[n], strict=True)))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _decoded(png: bytes) -> tuple[int, int, list[Colour]]:
    """Width, height and the pixels of an 8-bit RGB picture, as browsers write them."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert (depth, kind) == (8, 2), "not an 8-bit RGB picture"
    data, place = b"", 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            data += png[place + 8 : place + 8 + length]
        place += length + 12
    lines = _unfiltered(zlib.decompress(data), width * 3, height)
    flat = b"".join(lines)
    return width, height, list(zip(flat[0::3], flat[1::3], flat[2::3], strict=True))


def _unfiltered(data: bytes, length: int, height: int) -> list[bytes]:
    """The lines of a picture without PNG's filters (3 bytes a pixel)."""
    lines, above = [], bytes(length)
    for y in range(height):
        start = y * (length + 1)
        line = bytearray(data[start + 1 : start + 1 + length])
        _unfilter(data[start], line, above)
        above = bytes(line)
        lines.append(above)
    return lines


def _unfilter(kind: int, line: bytearray, above: bytes) -> None:
    for x in range(len(line)):
        left = line[x - 3] if x > 2 else 0
        if kind == 1:
            line[x] = (line[x] + left) & 255
        elif kind == 2:
            line[x] = (line[x] + above[x]) & 255
        elif kind == 3:
            line[x] = (line[x] + (left + above[x]) // 2) & 255
        elif kind == 4:
            line[x] = (line[x] + _paeth(left, above[x], above[x - 3] if x > 2 else 0)) & 255


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))
