"""What the layout hands to the template: pages with things in their places, in millimetres."""

from base64 import b64encode
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from unionweb.kernel.fonts import Typeface
from unionweb.notices.rules.geometry import LEFT, PITCH, SIZE_3
from unionweb.notices.rules.lines import Line


class Type(Protocol):
    """The measures of type, in em: kernel.fonts.Library, or a simple stand-in."""

    def advance(self, character: str, role: Typeface) -> float: ...

    def ink(self, text: str, role: Typeface) -> tuple[float, float]: ...

    def height(self, role: Typeface) -> tuple[float, float]: ...


@dataclass(frozen=True)
class Text:
    """Lines one below the other. tag: what they are (h1, h2, p); scale: how far they are narrowed."""

    kind: ClassVar[str] = "text"
    tag: str
    lines: tuple[Line, ...]
    top: float
    left: float = LEFT
    size: float = SIZE_3
    pitch: float = PITCH
    is_red: bool = False
    scale: float = 1.0


@dataclass(frozen=True)
class Bar:
    """A rule."""

    kind: ClassVar[str] = "bar"
    left: float
    top: float
    width: float
    height: float
    is_red: bool = False


@dataclass(frozen=True)
class Seal:
    """A round seal: a picture, or the organ's name to be drawn around a star."""

    kind: ClassVar[str] = "seal"
    organ: str
    left: float
    top: float
    diameter: float
    picture: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell of a table, its text in lines."""

    lines: tuple[Line, ...]
    is_head: bool


@dataclass(frozen=True)
class Table:
    """The rows of a table that stand on one page, with the widths of its columns."""

    kind: ClassVar[str] = "table"
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    pitch: float
    top: float
    left: float = LEFT


Item = Text | Bar | Seal | Table


@dataclass
class Page:
    """One page; `number` is None where none is printed."""

    items: list[Item] = field(default_factory=list)
    number: int | None = None


@dataclass(frozen=True)
class Sheet:
    """A paper, laid out."""

    title: str
    pages: tuple[Page, ...]

    @property
    def text(self) -> str:
        """Everything printed, in the order of the lines: to search, to compare, and to ask for missing characters."""
        lines = [line for page in self.pages for item in page.items for line in _lines_of(item)]
        return "\n".join(line.text for line in lines)

    def letters(self) -> dict[Typeface, str]:
        """What each role of type has to print."""
        found: dict[Typeface, set[str]] = {}
        for line in (line for page in self.pages for item in page.items for line in _lines_of(item)):
            for span in line.spans:
                found.setdefault(span.role, set()).update(span.text)
        return {role: "".join(sorted(characters)) for role, characters in found.items()}


def _lines_of(item: Item) -> list[Line]:
    if isinstance(item, Text):
        return list(item.lines)
    return [line for row in item.rows for cell in row for line in cell.lines] if isinstance(item, Table) else []


class Styles:
    """Names for measures: a template may not carry styles, so it asks for a class and links the sheet of all of them."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def of(self, **measures: float) -> str:
        """The class that sets these properties, all in mm: of(left=28, top=37)."""
        rule = ";".join(f"{name.replace('_', '-')}:{value:.4f}mm" for name, value in measures.items())
        return self._named(rule)

    def narrowed(self, scale: float) -> str:
        """The class that narrows a box to a part of its width, from its left edge."""
        return self._named(f"transform:scaleX({scale:.4f})")

    def _named(self, rule: str) -> str:
        return self._names.setdefault(rule, f"m{len(self._names)}")

    @property
    def address(self) -> str:
        """The style sheet as an address to link."""
        css = "".join(f".{name}{{{rule}}}" for rule, name in self._names.items())
        return "data:text/css;base64," + b64encode(css.encode()).decode()
