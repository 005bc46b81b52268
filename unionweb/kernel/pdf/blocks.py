"""Small blocks of text set by hand: a line that shrinks to its room, a paragraph, a QR code. Lengths in mm."""

from collections.abc import Callable
from dataclasses import dataclass

from unionweb.kernel import qr
from unionweb.kernel.fonts import Typeface
from unionweb.kernel.pdf.lines import Sign, broken
from unionweb.kernel.pdf.paths import frame
from unionweb.kernel.pdf.typeset import MM_PER_POINT, Line

PITCH = 1.55  # of the lines of a paragraph, in em

Advance = Callable[[str, Typeface], float]


@dataclass(frozen=True)
class Type:
    """How a block is set: the face by its role, the size in points, the colour."""

    role: Typeface
    size: float
    colour: str = "0 0 0"


def fitted(text: str, type: Type, room: float, advance: Advance) -> tuple[float, float]:
    """The size in points at which a line fits into `room`, at most that of the type, and how wide it is then."""
    em = sum(advance(character, type.role) for character in text) or 1.0
    size = min(type.size, room / MM_PER_POINT / em)
    return round(size, 2), em * size * MM_PER_POINT


def shortened(text: str, type: Type, room: float, least: float, advance: Advance) -> str:
    """The text, with … for its end where it would have to be smaller than `least` points to fit."""
    while fitted(text, type, room, advance)[0] < least and len(text) > 10:
        text = text.rstrip("…")[:-1].rstrip("，、　 ") + "…"
    return text


def line(text: str, type: Type, place: tuple[float, float], room: float, advance: Advance) -> Line:
    """A line from `place` (left end, base line) on."""
    size, _ = fitted(text, type, room, advance)
    return Line(text, type.role, *place, size, 0.0, type.colour)


def centred(text: str, type: Type, place: tuple[float, float], room: float, advance: Advance) -> Line:
    """A line around `place` (middle, base line)."""
    size, wide = fitted(text, type, room, advance)
    return Line(text, type.role, place[0] - wide / 2, place[1], size, 0.0, type.colour)


def paragraph(text: str, type: Type, place: tuple[float, float], width: float, advance: Advance) -> list[Line]:
    """Lines from `place` (left end, base line of the first) down; full lines end at the width."""
    signs = [Sign(character) for character in text]
    lines = broken(signs, width / (type.size * MM_PER_POINT), lambda sign: advance(sign.text, type.role), indent=0.0)
    pitch = type.size * PITCH * MM_PER_POINT
    texts = ("".join(sign.text for sign in each.signs) for each in lines)
    x, y = place
    return [
        Line(text, type.role, x, y + n * pitch, type.size, each.gap * type.size, type.colour)
        for n, (text, each) in enumerate(zip(texts, lines, strict=True))
    ]


def code(address: str, corner: tuple[float, float], size: float) -> str:
    """A QR code on white with its quiet zone, as one path: a bar for each run of black modules."""
    rows = qr.modules(address)
    step = size / (len(rows) + 2 * qr.QUIET)
    x, y = corner[0] + qr.QUIET * step, corner[1] + qr.QUIET * step
    return f"1 g {frame(*corner, size, size)} f 0 g q {step:.5f} 0 0 {step:.5f} {x:.4f} {y:.4f} cm {qr.pdf_path(rows)} f Q"
