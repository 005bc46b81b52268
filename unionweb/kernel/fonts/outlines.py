"""Outlines of characters as PDF paths: for seals and marks, which are drawn and not read."""

import io
from collections.abc import Iterable
from functools import lru_cache

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from unionweb.kernel.fonts.cutting import cut_file
from unionweb.kernel.fonts.faces import Face, Library, Typeface


def outline(library: Library, character: str, role: Typeface) -> tuple[str, float]:
    """The path of a character and its width, in em, base line at 0, y downwards. Empty when no font has it."""
    face = library.face(character, role)
    return _path(str(face.path), face.index, character) if face else ("", 0.0)


def outlines(library: Library, letters: Iterable[str], role: Typeface) -> dict[str, tuple[str, float]]:
    """The same of many characters, for which each font is opened once. What no font has, is not in the answer."""
    by_face: dict[Face, list[str]] = {}
    for character in dict.fromkeys(letters):
        if face := library.face(character, role):
            by_face.setdefault(face, []).append(character)
    return {c: drawn for face, some in by_face.items() for c, drawn in _paths(str(face.path), face.index, "".join(some)).items()}


@lru_cache(maxsize=500)
def _path(path: str, index: int, character: str) -> tuple[str, float]:
    return _paths(path, index, character)[character]


def _paths(path: str, index: int, letters: str) -> dict[str, tuple[str, float]]:
    font = TTFont(io.BytesIO(cut_file(path, index, letters)))
    glyphs, names, units = font.getGlyphSet(), font.getBestCmap(), font["head"].unitsPerEm
    return {c: (_drawn(glyphs, names[ord(c)], units), glyphs[names[ord(c)]].width / units) for c in letters}


def _drawn(glyphs, name: str, units: int) -> str:
    pen = _Pen(glyphs, units)
    glyphs[name].draw(pen)
    return " ".join(pen.operators)


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
