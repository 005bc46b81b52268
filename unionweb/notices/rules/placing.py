"""Putting one line where it belongs: by its ink, by its right edge, within a room."""

from unionweb.kernel.fonts import Typeface
from unionweb.notices.rules.geometry import GAP, PITCH, RIGHT, SIZE_3
from unionweb.notices.rules.lines import Line, single, width_of
from unionweb.notices.rules.sheets import Text, Type


def baseline(type_: Type, size: float, pitch: float) -> float:
    """How far below the top of a line its base line stands: where 仿宋 has it, whatever the line is set in."""
    ascent, descent = type_.height(Typeface.fangsong)
    return pitch / 2 + (ascent - descent) / 2 * size


def ink_edges(type_: Type, line: Line, size: float, pitch: float) -> tuple[float, float]:
    """(top, bottom) of the ink of a line, below the top of the line."""
    role = line.spans[0].role if line.spans else Typeface.fangsong
    base = baseline(type_, size, pitch)
    top, bottom = type_.ink(line.text, role)
    return base - top * size, base - bottom * size


def width(type_: Type, text: str, role: Typeface, size: float = SIZE_3, gap: float = GAP) -> float:
    return width_of(single(text, role, gap=gap), type_.advance, size)


def from_right(
    type_: Type, text: str, role: Typeface, top: float, *, right: float = RIGHT, size: float = SIZE_3, pitch: float = PITCH
) -> Text:
    """A line that ends at `right`."""
    gap = GAP if size == SIZE_3 else 0.0
    return Text("p", (single(text, role, gap=gap),), top, right - width(type_, text, role, size, gap), size, pitch)


def fitted(
    type_: Type,
    text: str,
    top: float,
    *,
    left: float,
    room: float,
    role: Typeface = Typeface.fangsong,
    size: float = SIZE_3,
    pitch: float = PITCH,
) -> Text:
    """A line that begins at `left` and is narrowed where it would be wider than `room`."""
    gap = GAP if size == SIZE_3 else 0.0
    scale = min(room / max(width(type_, text, role, size, gap), 0.01), 1.0)
    return Text("p", (single(text, role, gap=gap),), top, left, size, pitch, scale=scale)
