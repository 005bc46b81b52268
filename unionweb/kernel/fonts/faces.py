"""Faces of fonts: the characters they have, their measures, and which of them prints a character."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from PIL import ImageFont

from unionweb.kernel import labels

REGULAR = 80  # the weight, as fontconfig counts
_FINE = 1000  # pixels an em, where measures are taken


class Typeface(StrEnum):
    """The five kinds of type that official papers use; `name` is for people's names, with the most characters."""

    title = "title"
    fangsong = "fangsong"
    sans = "sans"
    kai = "kai"
    serif = "serif"
    name = "name"


labels.register(
    {
        Typeface.title: "小标宋",
        Typeface.fangsong: "仿宋",
        Typeface.sans: "黑体",
        Typeface.kai: "楷体",
        Typeface.serif: "宋体",
        Typeface.name: "姓名",
    }
)

# Marks that join the character before them, what nobody sees, halves of characters and private ones; and what is
# written leftwards. What this Python does not know yet (Cn) may be a new Chinese character: there the fonts decide.
_DEPENDENT = {"Mn", "Mc", "Me", "Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_LEFTWARDS = {"R", "AL", "AN"}


def stands_alone(character: str) -> bool:
    """Whether a character can be set by itself, one after the other from left to right.

    Others would be printed in the wrong place or not be seen at all; papers refuse them, and say which.
    """
    return unicodedata.category(character) not in _DEPENDENT and unicodedata.bidirectional(character) not in _LEFTWARDS


def named(characters: Iterable[str]) -> str:
    """Characters as a sentence says them: what cannot be seen by its number in Unicode. "龘、U+200B" """
    return "、".join(c if stands_alone(c) and not c.isspace() else f"U+{ord(c):04X}" for c in characters)


@dataclass(frozen=True)
class Face:
    """One face of one font file: which characters it has, and their measures in em (1 = the size of the type).

    weight: as fontconfig counts, 80 is regular; charset: its ranges of characters, as fontconfig writes them.
    """

    names: tuple[str, ...]
    path: Path
    index: int
    weight: int = 80
    charset: str = field(default="", compare=False, repr=False)
    installed: bool = False

    @property
    def name(self) -> str:
        return self.names[-1]

    @property
    def address(self) -> str:
        """What the style sheet of a paper calls the file; the renderer is told which file that is."""
        return f"asset:font/{quote(self.name)}"

    @property
    def family(self) -> str | None:
        """The name under which the renderer finds it by itself: true of collections, which are too big to hand over."""
        by_itself = self.installed and self.path.suffix == ".ttc" and self.weight == REGULAR
        return self.names[0] if by_itself else None

    @cached_property
    def _ranges(self) -> tuple[list[int], list[int]]:
        """First and last code points of the ranges of characters it has, in order."""
        edges = (part.split("-") for part in self.charset.split())
        pairs = sorted((int(edge[0], 16), int(edge[-1], 16)) for edge in edges)
        return [first for first, _ in pairs], [last for _, last in pairs]

    def has(self, character: str) -> bool:
        firsts, lasts = self._ranges
        place = bisect_right(firsts, ord(character)) - 1
        return place >= 0 and ord(character) <= lasts[place]

    @cached_property
    def _drawn(self) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(self.path, _FINE, self.index, layout_engine=ImageFont.Layout.BASIC)

    @cached_property
    def _advances(self) -> dict[str, float]:
        return {}

    def advance(self, character: str) -> float:
        if character not in self._advances:
            self._advances[character] = self._drawn.getlength(character) / _FINE
        return self._advances[character]

    def ink(self, character: str) -> tuple[float, float]:
        """(top, bottom) of its ink over the base line; (0, 0) of a blank."""
        drawn, (_, above) = self._drawn.getmask2(character, mode="L", anchor="ls")  # getbbox reaches to the base line
        box = drawn.getbbox()
        return (-(above + box[1]) / _FINE, -(above + box[3]) / _FINE) if box else (0.0, 0.0)

    @property
    def height(self) -> tuple[float, float]:
        """(ascent, descent) as the renderer places the base line in a line; descent is positive."""
        ascent, descent = self._drawn.getmetrics()
        return ascent / _FINE, descent / _FINE


class Library:
    """The faces found on this machine, by role."""

    def __init__(self, found: Iterable[Face], wanted: dict[Typeface, tuple[str, ...]]):
        self.wanted = wanted
        by_name = {name.casefold(): face for face in reversed(list(found)) for name in face.names}
        self.faces: dict[Typeface, list[Face]] = {}
        for role, names in wanted.items():
            served = (by_name.get(name.casefold()) for name in names)
            self.faces[role] = list(dict.fromkeys(face for face in served if face))
        self._served: dict[tuple[str, Typeface], Face | None] = {}

    def face(self, character: str, role: Typeface) -> Face | None:
        """The face that prints a character; None when no face of the role has it, or it cannot be set by itself."""
        key = (character, role)
        if key not in self._served:
            able = (face for face in self.faces[role] if face.has(character))
            self._served[key] = next(able, None) if stands_alone(character) else None
        return self._served[key]

    def missing(self, text: str, role: Typeface) -> str:
        """The characters no face of the role has, each once, in their order. Line breaks are not printed."""
        return "".join(c for c in dict.fromkeys(text) if c not in "\n\r\t" and not self.face(c, role))

    def advance(self, character: str, role: Typeface) -> float:
        """The width of a character in em; that of a Chinese one when nothing has it."""
        face = self.face(character, role)
        return face.advance(character) if face else 1.0

    def width(self, text: str, role: Typeface) -> float:
        return sum(self.advance(character, role) for character in text)

    def height(self, role: Typeface) -> tuple[float, float]:
        """(ascent, descent) of the first face in em: where the base line stands in a line."""
        return self.faces[role][0].height

    def ink(self, text: str, role: Typeface) -> tuple[float, float]:
        """(top, bottom) of the ink of one line of text in em over the base line; bottom is mostly negative."""
        faces = ((self.face(character, role), character) for character in dict.fromkeys(text))
        edges = [face.ink(character) for face, character in faces if face and not character.isspace()]
        return max((top for top, _ in edges), default=0.0), min((bottom for _, bottom in edges), default=0.0)

    def families(self, role: Typeface) -> str:
        """What `font-family` must say where var(--title) does not reach: in an SVG."""
        return ",".join(_quoted(face) for face in self.faces[role])

    def style_sheet(self, text: str) -> tuple[str, dict[str, Path]]:
        """CSS that gives each role its families as var(--title) …, and the font files it names by their addresses.

        Of each role only the first face, and those of the others that this text calls for.
        """
        letters = {character for character in text if not character.isspace()}
        needed = {role: _first_and_used(faces, letters) for role, faces in self.faces.items()}
        given = dict.fromkeys(face for faces in needed.values() for face in faces if not face.family)
        rules = [f'@font-face{{font-family:"{face.name}";src:url("{face.address}")}}' for face in given]
        families = (f"--{role}:{','.join(_quoted(face) for face in faces)}" for role, faces in needed.items())
        return "".join([*rules, f":root{{{';'.join(families)}}}"]), {face.address: face.path for face in given}


def _first_and_used(faces: list[Face], letters: set[str]) -> list[Face]:
    used, rest = faces[:1], {c for c in letters if faces and not faces[0].has(c)}
    for face in faces[1:]:
        covered = {c for c in rest if face.has(c)}
        used += [face] if covered else []
        rest -= covered
    return used


def _quoted(face: Face) -> str:
    return f"'{face.family or face.name}'"
