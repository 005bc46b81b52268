"""A page that was set by hand as a picture for the screen: the same drawings and the same letters, as SVG.

A reader of PDF is not in every browser and never on a phone's page; what is proofread must be what will be printed.
"""

import io
import re
import zlib
from base64 import a85decode, b64encode
from collections.abc import Iterable, Iterator
from html import escape

from PIL import Image

from unionweb.kernel import fonts
from unionweb.kernel.fonts.outlines import outlines
from unionweb.kernel.pdf.typeset import MM_PER_POINT, SetPage

_STENCIL = re.compile(r"BI /W (\d+) /H (\d+) .*? ID (.*?)~> EI", re.DOTALL)
_CURVES = {"m": "M", "l": "L", "c": "C", "h": "Z"}
_PAINTS = {"f": (True, False), "S": (False, True), "B": (True, True)}
_OPERANDS = {"m": 2, "l": 2, "c": 6, "h": 0, "re": 4, "rg": 3, "RG": 3, "g": 1, "w": 1, "J": 1, "cm": 6}


def svg_of(page: SetPage, title: str) -> str:
    """The picture of a page. title: what it shows, in words."""
    drawn = _once(part for operators in (*page.grounds.values(), page.drawn) for part in _Canvas().elements(operators))
    box = f"0 0 {page.width:g} {page.height:g}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img"><title>{escape(title)}</title>'
    return "".join([head, f'<rect width="{page.width:g}" height="{page.height:g}" fill="#fff"/>', *drawn, *_letters(page), "</svg>"])


def _once(elements: Iterable[str]) -> Iterator[str]:
    """A path that is drawn again refers to the first: borders repeat small drawings a hundred times."""
    known: dict[str, str] = {}
    for element in elements:
        if not element.startswith("<path"):
            yield element
        elif element in known:
            yield f'<use href="#{known[element]}"/>'
        else:
            known[element] = f"p{len(known)}"
            yield f'<path id="{known[element]}"{element[5:]}'


def _letters(page: SetPage) -> Iterator[str]:
    library = fonts.library()
    roles = dict.fromkeys(line.role for line in page.lines)
    shapes = {role: outlines(library, {c for line in page.lines if line.role is role for c in line.text}, role) for role in roles}
    for line in page.lines:
        left, size = line.x, line.size * MM_PER_POINT
        for character in line.text:
            path, wide = shapes[line.role].get(character, ("", 1.0))
            place = f"matrix({size:.4f} 0 0 {size:.4f} {left:.3f} {line.y:.3f})"
            if path:
                yield f'<path transform="{place}" fill="{_colour(line.colour.split())}" d="{_path_of(path)}"/>'
            left += wide * size + line.gap * MM_PER_POINT


def _path_of(operators: str) -> str:
    """A path of m, l, c, h operators as SVG writes it."""
    parts, numbers = [], []
    for token in operators.split():
        if token in _CURVES:
            parts.append(_CURVES[token] + " ".join(numbers))
            numbers = []
        else:
            numbers.append(token)
    return "".join(parts)


class _Canvas:
    """Reads PDF operators and says each painted path as an element of SVG. Knows those that our drawings use."""

    def __init__(self) -> None:
        self._fill, self._stroke, self._width, self._cap = "#000", "#000", "1", "butt"
        self._saved: list[tuple] = []
        self._open = [0]  # groups opened since each q
        self._path: list[str] = []

    def elements(self, operators: str) -> Iterator[str]:
        stencils: list[tuple[str, ...]] = []

        def noted(found: re.Match) -> str:
            stencils.append(found.groups())
            return f" {len(stencils) - 1} BI "

        numbers: list[str] = []
        for token in _STENCIL.sub(noted, operators).split():
            if token[0].isdigit() or token[0] in "-.":
                numbers.append(token)
            elif token == "BI":
                yield self._pressed(*stencils[int(numbers.pop())])
            else:
                yield from self._said(token, [numbers.pop() for _ in range(_OPERANDS.get(token, 0))][::-1])

    def _said(self, operator: str, values: list[str]) -> Iterator[str]:
        if operator in _CURVES:
            self._path.append(_CURVES[operator] + " ".join(values))
        elif operator == "re":
            x, y, wide, high = values
            self._path.append(f"M{x} {y}h{wide}v{high}h-{wide}z")
        elif operator in _PAINTS:
            yield self._painted(*_PAINTS[operator])
        elif operator in {"q", "Q", "cm"}:
            yield self._nested(operator, values)
        else:
            self._styled(operator, values)

    def _styled(self, operator: str, values: list[str]) -> None:
        match operator:
            case "rg":
                self._fill = _colour(values)
            case "g":
                self._fill = _colour(values * 3)
            case "RG":
                self._stroke = _colour(values)
            case "w":
                self._width = values[0]
            case "J":
                self._cap = "round" if values[0] == "1" else "butt"
            case _:
                raise ValueError(f"no drawing of ours uses {operator}")

    def _painted(self, filled: bool, stroked: bool) -> str:
        path, self._path = "".join(self._path), []
        inside = f'fill="{self._fill}"' if filled else 'fill="none"'
        line = f' stroke="{self._stroke}" stroke-width="{self._width}" stroke-linecap="{self._cap}"' if stroked else ""
        return f'<path d="{path}" {inside}{line}/>'

    def _nested(self, operator: str, values: list[str]) -> str:
        if operator == "q":
            self._saved.append((self._fill, self._stroke, self._width, self._cap))
            self._open.append(0)
            return ""
        if operator == "Q":
            self._fill, self._stroke, self._width, self._cap = self._saved.pop()
            return "</g>" * self._open.pop()
        self._open[-1] += 1
        return f'<g transform="matrix({" ".join(values)})">'

    def _pressed(self, width: str, height: str, packed: str) -> str:
        size = int(width), int(height)
        inked = Image.frombytes("1", size, zlib.decompress(a85decode(packed))).convert("L").point(lambda value: 255 - value)
        picture = Image.new("RGBA", size, self._fill)
        picture.putalpha(inked)
        data = io.BytesIO()
        picture.save(data, "PNG")
        href = f"data:image/png;base64,{b64encode(data.getvalue()).decode()}"
        return f'<image transform="matrix(1 0 0 -1 0 1)" width="1" height="1" preserveAspectRatio="none" href="{href}"/>'


def _colour(values: list[str]) -> str:
    return "#" + "".join(f"{round(float(value) * 255):02x}" for value in values)
