"""Measures the ink of a printed paper against the figures of GB/T 9704-2012. Knows nothing of how it was made.

Each function answers with sentences about what is wrong; an empty list is a good page. All lengths in millimetres.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pypdfium2

DPI = 300
MM = 25.4 / DPI
LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
PITCH = 225 / 22
CELL = 156 / 28
BEARING = 1.7  # the ink of a narrow character (日) ends so far inside its cell


@dataclass(frozen=True)
class Band:
    """Ink between two empty stripes."""

    top: float
    bottom: float
    left: float
    right: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def centre(self) -> float:
        return (self.top + self.bottom) / 2


class Ink:
    """One page: where it is black, and where it is red."""

    def __init__(self, page):
        pixels = page.render(scale=DPI / 72).to_numpy()
        blue_or_green = np.maximum(pixels[:, :, 0], pixels[:, :, 1])
        self.black = (blue_or_green < 128) & (pixels[:, :, 2] < 128)
        self.red = (blue_or_green < 128) & (pixels[:, :, 2] > 150)

    def bands(self, *, red: bool = False, above: float = 0, below: float = 297, left: float = 0, right: float = 210) -> list[Band]:
        """The ink of a colour within a part of the page, from the top; dots and hair lines between lines join them."""
        part = (self.red if red else self.black)[int(above / MM) : int(below / MM), int(left / MM) : int(right / MM)]
        filled = np.flatnonzero(np.diff(np.r_[0, part.any(axis=1).astype(np.int8), 0]))
        found = []
        for start, end in zip(filled[::2], filled[1::2], strict=True):
            columns = np.flatnonzero(part[start:end].any(axis=0))
            found.append(Band(above + start * MM, above + end * MM, left + columns[0] * MM, left + (columns[-1] + 1) * MM))
        return found

    def rules(self, *, red: bool = False, shortest: float = 150) -> list[Band]:
        """Horizontal rules: rows that are nearly all ink over a long way."""
        image = self.red if red else self.black
        filled = (image.sum(axis=1) > shortest / MM).astype(np.int8)
        edges = np.flatnonzero(np.diff(np.r_[0, filled, 0]))
        bands = []
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            columns = np.flatnonzero(image[start])
            bands.append(Band(start * MM, end * MM, columns[0] * MM, (columns[-1] + 1) * MM))
        return bands

    @cached_property
    def lines(self) -> list[Band]:
        """The lines of text of the type area: ink by the rows of the grid it stands in."""
        found = []
        for row in range(22):
            top = TOP + row * PITCH
            part = self.bands(above=top, below=top + PITCH)
            if part:
                edges = min(b.left for b in part), max(b.right for b in part)
                found.append(Band(part[0].top, part[-1].bottom, *edges))
        return found


def inks(pdf: bytes) -> list[Ink]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [Ink(page) for page in document]


def off(name: str, got: float, wanted: float, tolerance: float) -> list[str]:
    return [] if abs(got - wanted) <= tolerance else [f"{name}: {got:.2f} instead of {wanted:.2f} mm"]


def within(name: str, got: float, least: float, most: float) -> list[str]:
    return [] if least <= got <= most else [f"{name}: {got:.2f}, not {least:.2f}–{most:.2f} mm"]


def document_head_faults(page: Ink) -> list[str]:
    """Red mark, number, red rule and title of a document or of minutes (7.2.4, 7.2.5, 7.2.7, 7.3.1)."""
    rules = page.rules(red=True)
    if len(rules) != 1:
        return [f"{len(rules)} red rules instead of one"]
    rule = rules[0]
    mark = page.bands(red=True, below=rule.top - 1)
    head = page.bands(above=mark[-1].bottom, below=rule.top)
    below = page.bands(above=rule.bottom)
    faults = off("top of the mark", mark[0].top, TOP + 35, 1.0)
    faults += off("middle of the mark", (min(b.left for b in mark) + max(b.right for b in mark)) / 2, 106, 1.0)
    faults += within("from the mark to the number", head[0].top - mark[-1].bottom, 2 * PITCH, 2 * PITCH + 3.5)
    faults += off("from the number to the red rule", rule.top - head[-1].bottom, 4, 0.5)
    faults += off("left end of the red rule", rule.left, LEFT, 0.5) + off("right end of the red rule", rule.right, RIGHT, 0.5)
    faults += within("from the red rule to the title", below[0].top - rule.bottom, 2 * PITCH, 2 * PITCH + 3)
    return faults + off("middle of the title", below[0].middle, 106, 1.0)


def letter_head_faults(page: Ink) -> list[str]:
    """Mark, double rules, number and title of a letter (10.1)."""
    rules = page.rules(red=True)
    if len(rules) != 4:
        return [f"{len(rules)} red rules instead of two double ones"]
    thick, thin, low_thin, low_thick = rules
    mark = page.bands(red=True, below=thick.top - 1)
    number, *rest = page.bands(above=thin.bottom)
    last = page.bands(below=low_thin.top)[-1]
    faults = off("top of the mark", mark[0].top, 30, 1.0) + off("from the mark to the rule", thick.top - mark[-1].bottom, 4, 0.5)
    faults += [] if thick.height > thin.height and low_thick.height > low_thin.height else ["the thick rule is not the outer one"]
    for rule in rules:
        faults += off("length of a rule", rule.width, 170, 1.0) + off("middle of a rule", rule.middle, 105, 1.1)
    faults += off("from the lower rule to the edge", 297 - low_thick.bottom, 20, 1.0)
    faults += off("from the rule to the number", number.top - thin.bottom, 4.94, 0.6)
    faults += off("right end of the number", number.right, RIGHT, 1.0)
    faults += within("from the number to the title", rest[0].top - number.bottom, 2 * PITCH, 2 * PITCH + 5.5)
    return faults + within("from the text to the lower rule", low_thin.top - last.bottom, 4.3, 250)


def body_faults(pages: list[Ink]) -> list[str]:
    """Full pages in the middle of a paper without tables: 22 lines, their pitch, both edges (5.2)."""
    faults = []
    lines = [line for page in pages for line in page.lines]
    for number, page in enumerate(pages, start=2):
        faults += [] if len(page.lines) == 22 else [f"page {number} has {len(page.lines)} lines"]
        feet = [line.bottom for line in page.lines if line.height > 4.5]
        steps = [b - a for a, b in pairwise(feet)]
        faults += off(f"pitch of page {number}", float(np.median(steps)), PITCH, 0.12)
        faults += off(f"left edge of page {number}", min(line.left for line in page.lines), LEFT, 0.7)
        faults += within(f"foot of page {number}", page.lines[-1].bottom, BOTTOM - 3.5, BOTTOM)
    for line, after in pairwise(lines):
        if after.left < LEFT + 2:  # what follows is no new paragraph, so this line is a full one
            faults += off(f"right edge of the line at {line.top:.0f}", line.right, RIGHT, BEARING)
    return faults


def number_faults(page: Ink, number: int) -> list[str]:
    """— 1 — with its dashes 7 mm below the type area, odd pages right, even pages left, one character in (7.5)."""
    found = page.bands(above=BOTTOM + 2, below=280)
    if not found:
        return [f"page {number} has no number"]
    left, right = min(b.left for b in found), max(b.right for b in found)
    place = int(271 / MM), int(266 / MM)
    dash = page.black[place[1] : place[0], int(left / MM) : int((left + 4) / MM)]
    middle = 266 + float(np.mean(np.flatnonzero(dash.any(axis=1)))) * MM if dash.any() else 0.0
    faults = off(f"dashes of page {number}", middle, BOTTOM + 7, 0.5)
    size = 14 * 25.4 / 72
    return faults + (off("number", right, RIGHT - size, 0.8) if number % 2 else off("number", left, LEFT + size, 0.8))


def sealed_faults(page: Ink) -> list[str]:
    """Date, organ and seal of one organ (7.3.5.1)."""
    red = page.bands(red=True)
    if not red:
        return ["there is no seal"]
    seal = Band(red[0].top, red[-1].bottom, min(b.left for b in red), max(b.right for b in red))
    organ, date = [line for line in page.lines if line.top > seal.top + 8 and line.bottom < seal.bottom - 4][:2]
    text = [line for line in page.lines if line.bottom < organ.top - 5]
    faults = [] if len(text) >= 2 else ["the signature is alone on its page"]
    faults += within("seal below the text", seal.top - (text[-1].bottom if text else 0), 0.5, PITCH)
    faults += off("right end of the date", date.right, RIGHT - 4 * CELL, BEARING)
    faults += off("middle of the organ", organ.middle, date.middle, 0.9) + off("middle of the seal", seal.middle, date.middle, 0.9)
    faults += off("width of the seal", seal.width, 42, 0.6) + off("height of the seal", seal.height, 42, 0.6)
    return faults + within("organ and date below the middle of the seal", (organ.centre + date.centre) / 2 - seal.centre, 1, 8)


def unsealed_faults(page: Ink, rows: tuple[int, int] = (-2, -1)) -> list[str]:
    """Organ and date without a seal (7.3.5.2), where they are the last lines of the page, or the given ones."""
    organ, date = page.lines[rows[0]], page.lines[rows[1]]
    text = [line for line in page.lines if line.bottom < organ.top - 1]
    faults = off("right end of the organ", organ.right, RIGHT - 2 * CELL, BEARING)
    faults += off("left end of the date", date.left, organ.left + 2 * CELL, 1.2)
    faults += within("organ below the text", organ.top - text[-1].bottom, PITCH + 3, 2 * PITCH) if text else ["no text"]
    return faults + ([] if len(text) >= 2 else ["the signature is alone on its page"])


def imprint_faults(page: Ink, parts: int = 2) -> list[str]:
    """Rules of the imprint: 0.35 mm outside, 0.25 mm inside, the last on the lower edge of the type area (7.4.1)."""
    rules = [rule for rule in page.rules() if rule.top > 150]
    if len(rules) != parts + 1:
        return [f"{len(rules)} rules instead of {parts + 1}"]
    faults = off("foot of the imprint", rules[-1].bottom, BOTTOM, 0.25)
    for rule in rules:
        wanted = 0.35 if rule in (rules[0], rules[-1]) else 0.25
        faults += off("thickness of a rule", rule.height, wanted, 0.09)
        faults += off("left end of a rule", rule.left, LEFT, 0.5) + off("right end of a rule", rule.right, RIGHT, 0.5)
    text = page.bands(above=rules[0].bottom, below=rules[1].top)
    return faults + off("text of the imprint", text[0].left, LEFT + 14 * 25.4 / 72, 1.0)
