"""Outlines of characters as PDF paths: for seals and marks, which are drawn and not read."""

import io
from functools import lru_cache

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from unionweb.kernel.fonts.cutting import cut_file
from unionweb.kernel.fonts.faces import Library, Typeface


def outline(library: Library, character: str, role: Typeface) -> tuple[str, float]:
    """The path of a character and its width, in em, base line at 0, y downwards. Empty when no font has it."""
    face = library.face(character, role)
    return _path(str(face.path), face.index, character) if face else ("", 0.0)


@lru_cache(maxsize=500)
def _path(path: str, index: int, character: str) -> tuple[str, float]:
    font = TTFont(io.BytesIO(cut_file(path, index, character)))
    glyphs, name = font.getGlyphSet(), font.getBestCmap()[ord(character)]
    pen = _Pen(glyphs, font["head"].unitsPerEm)
    glyphs[name].draw(pen)
    return " ".join(pen.operators), glyphs[name].width / font["head"].unitsPerEm


class _Pen(BasePen):
    """Writes what it draws as PDF operators."""

    def __init__(self, glyphs, units: int):
        super().__init__(glyphs)
        self.operators: list[str] = []
        self._units = units

    def _say(self, operator: str, *points) -> None:
        numbers = (f"{x / self._units:.3f} {-y / self._units:.3f}" for x, y in points)
        self.operators.append(f"{' '.join(numbers)} {operator}".strip())

    def _moveTo(self, point):
        self._say("m", point)

    def _lineTo(self, point):
        self._say("l", point)

    def _curveToOne(self, first, second, end):
        self._say("c", first, second, end)

    def _closePath(self):
        self._say("h")
