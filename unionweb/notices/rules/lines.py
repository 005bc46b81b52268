"""Breaking and spacing lines of Chinese ourselves: the renderer only justifies at spaces, which Chinese has not.

A line is full when its last character ends on the right edge. Between the Chinese characters of a full line stands the
same gap, near to the one of 28 characters a line; the line ends where that gap comes nearest to it. 禁则: no line begins
with a closing mark or ends with an opening one; words, numbers, —— and …… stay whole. A mark has ink in one half of its
width only: the other half is taken away between two marks, and hangs over the edge at the ends of a line.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from unionweb.kernel.fonts import Typeface
from unionweb.notices.rules.geometry import GAP, SIZE_3, WIDTH

Measure = Callable[[str, Typeface], float]  # the width of a character, in em

CLOSING = "，。、；：？！）》」』】〕〗〉”’…·%％‰℃,.;:?!)]}—"
OPENING = "（《「『【〔〖〈“‘([{￥$"
LEFT_INK = "，。、；：）》」』】〕〗〉”’"
RIGHT_INK = "（《「『【〔〖〈“‘"
FULL = 0.9  # em: as wide as a character
WIDE_BLANK = "\u3000"
TIGHTEST = -0.23  # mm: the smallest gap between two characters
LOOSE = 0.8  # mm: from here on the letters of words take their share, or a line of few Chinese characters falls apart

_UNIT = re.compile(r"——|……|[A-Za-z0-9\u00c0-\u024f_@/\\#&+=~^*'.,:%‰°-]+| |.", re.DOTALL)
_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f]")
_PART = re.compile(r"[^/.?&=_@-]{1,8}[/.?&=_@-]*|[/.?&=_@-]+")  # of an address: to be divided behind its marks, a long name anywhere
_LONG = 12  # em: words from here on are divided like addresses


@dataclass(frozen=True)
class Style:
    """What lines are set in: the size of type in mm, the room, and the usual gap between characters."""

    size: float = SIZE_3
    width: float = WIDTH
    gap: float = GAP


@dataclass(frozen=True)
class Span:
    """Characters of one kind of type with the same gap (mm) after each of them."""

    text: str
    role: Typeface
    gap: float


@dataclass(frozen=True)
class Line:
    """One line: what stands on it, and how far from the left edge it begins (mm)."""

    spans: tuple[Span, ...]
    indent: float = 0.0

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True)
class Unit:
    """What is never divided: a character, a word, a number, a dash. width in em."""

    text: str
    role: Typeface
    width: float
    is_loose: bool = False
    is_part: bool = False  # of an address: words and marks keep together

    @property
    def stretches(self) -> bool:
        """Whether a gap may stand behind it: not behind a word, which keeps its letters together."""
        return self.is_loose or not (self.is_part or _WORD.search(self.text))

    @property
    def ends_blank(self) -> bool:
        """Whether it is a mark with ink in its left half only; some fonts have marks of half the width."""
        return self.text in LEFT_INK and self.width > FULL

    @property
    def begins_blank(self) -> bool:
        return self.text in RIGHT_INK and self.width > FULL

    def overlap(self, after: "Unit") -> float:
        """How much nearer (em) the next unit comes, because there is no ink where two marks meet."""
        shut = self.ends_blank and (after.text in LEFT_INK or after.begins_blank)
        return 0.5 if shut or (self.text in RIGHT_INK and after.begins_blank) else 0.0


def broken(runs: Sequence[tuple[str, Typeface]], measure: Measure, style: Style, indents: tuple[float, float]) -> list[Line]:
    """The lines of a paragraph. indents: of its first line and of the others, in mm. An empty text has one empty line."""
    units = [unit for text, role in runs for unit in units_of(text, role, measure)]
    lines: list[Line] = []
    while units or not lines:
        indent = indents[bool(lines)] - (style.size / 2 if lines and units[0].begins_blank else 0.0)
        count, gap, units = _line_end(units, style, style.width - indent)
        placed = units[:count]
        if gap > LOOSE and count < len(units):
            placed = [replace(unit, is_loose=True) for unit in placed]
            gap = _even_gap(placed, count, _rest(placed, style, style.width - indent), style)
        lines.append(Line(tuple(_spans(placed, gap, style.size)), indent))
        units = units[count:]
        while units and units[0].text == " ":
            units = units[1:]
    return lines


def units_of(text: str, role: Typeface, measure: Measure) -> Iterator[Unit]:
    """The text in pieces that stay whole; blanks become one plain blank, but full-width ones stay; control characters vanish."""
    clean = "".join(c for c in re.sub(r"[ \t\n\r\u00a0\u2000-\u200a]+", " ", text) if c.isprintable() or c == WIDE_BLANK)
    for piece in _UNIT.findall(clean):
        width = sum(measure(character, role) for character in piece)
        if _WORD.search(piece) and (width > _LONG or "://" in piece or "@" in piece):
            for part in _PART.findall(piece):
                yield Unit(part, role, sum(measure(character, role) for character in part), is_part=True)
        else:
            yield Unit(piece, role, width)


def _line_end(units: list[Unit], style: Style, room: float) -> tuple[int, float, list[Unit]]:
    """How many units stand on the next line, with which gap; a word longer than a line comes back divided."""
    best: tuple[float, int, float] | None = None
    width, gaps = 0.0, 0
    for count, unit in enumerate(units, start=1):
        width += unit.width * style.size - (units[count - 2].overlap(unit) * style.size if count > 1 else 0.0)
        gaps += len(unit.text) if unit.stretches else 0
        inner = max(gaps - unit.stretches, 0)
        if count == len(units) and width + inner * style.gap <= room + 0.01:
            return count, style.gap, units
        if width + inner * TIGHTEST - style.size > room:
            break
        gap = _even_gap(units, count, (room - width, inner), style)
        if gap >= TIGHTEST and _may_break(units, count) and (best is None or abs(gap - style.gap) < best[0]):
            best = abs(gap - style.gap), count, gap
    if best is None:
        return _forced(units, style, room)
    return best[1], best[2], units


def _rest(units: list[Unit], style: Style, room: float) -> tuple[float, int]:
    """What the units leave of the room, and how many gaps share it."""
    overlaps = sum(before.overlap(after) for before, after in pairwise(units))
    gaps = sum(len(unit.text) for unit in units if unit.stretches)
    return room - (sum(unit.width for unit in units) - overlaps) * style.size, gaps - units[-1].stretches


def _even_gap(units: list[Unit], count: int, rest: tuple[float, int], style: Style) -> float:
    """The gap that brings the last character of a line to the right edge."""
    room, gaps = rest
    last = units[count - 1]
    if last.text == " ":
        room, gaps = room + last.width * style.size, gaps - 1
        last = units[count - 2] if count > 1 else last
    if last.ends_blank:
        room += last.width * style.size / 2
    if gaps <= 0:
        return max(room, style.gap) if room >= -0.01 else TIGHTEST - 1
    return room / gaps


def _may_break(units: list[Unit], count: int) -> bool:
    """Whether a line may end behind this many units."""
    if count == len(units):
        return True
    before, after = units[count - 1].text, units[count].text
    if units[count - 1].is_part and units[count].is_part:
        return after[0] not in CLOSING
    closes = after[0] in CLOSING and not (_WORD.search(after) and before == " ")
    return before not in OPENING and not closes


def _forced(units: list[Unit], style: Style, room: float) -> tuple[int, float, list[Unit]]:
    """Nothing ends well: fill the line with what fits, dividing the unit that does not."""
    width = 0.0
    for count, unit in enumerate(units):
        width += unit.width * style.size
        if width > room:
            if count and len(unit.text) == 1:
                return count, style.gap, units
            kept = max(int(len(unit.text) * (1 - (width - room) / (unit.width * style.size))), 0 if count else 1)
            each = unit.width / len(unit.text)
            parts = [Unit(t, unit.role, each * len(t)) for t in (unit.text[:kept], unit.text[kept:]) if t]
            divided = [*units[:count], *parts, *units[count + 1 :]]
            return count + bool(kept), 0.0, divided
    return len(units), style.gap, units


def _spans(units: list[Unit], gap: float, size: float) -> Iterator[Span]:
    """The units of a line as runs of the same type and gap; a blank at its end is not printed."""
    while units and units[-1].text == " ":
        units = units[:-1]
    text, kind = "", None
    for unit, after in zip_longest(units, units[1:]):
        nearer = unit.overlap(after) * size if after else 0.0
        own = (unit.role, (gap if unit.stretches else 0.0) - nearer)
        if own != kind and text:
            yield Span(text, *kind)
            text = ""
        text, kind = text + unit.text, own
    if text:
        yield Span(text, *kind)


def width_of(line: Line, measure: Measure, size: float) -> float:
    """How wide a line is (mm), without the gap behind its last character."""
    widths = sum(measure(c, span.role) * size for span in line.spans for c in span.text)
    gaps = sum(len(span.text) * span.gap for span in line.spans)
    return widths + gaps - (line.spans[-1].gap if line.spans else 0.0)


def single(text: str, role: Typeface, indent: float = 0.0, gap: float = GAP) -> Line:
    """A line that is not broken, at the usual gap."""
    return Line(tuple(_spans(list(units_of(text, role, lambda _c, _r: 1.0)), gap, 0.0)), indent)
