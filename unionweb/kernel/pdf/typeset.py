"""Many pages of which every line is placed already: certificates, cards, badges, by the thousand.

WeasyPrint's layout costs 15 ms a page, and a font of 16 MB as much again for each single file. Here the fonts are cut
and shown to WeasyPrint once for the whole run, the pages are set as they were placed (1 ms each), and WeasyPrint writes
each file: PDF/A-3u, embedded fonts with ToUnicode, tags, title and author.

    with Typesetter(letters_of(pages)) as setter:
        setter.file(pages, Printed("荣誉证书", "烟台大学工会"))      # again and again, any of these pages
"""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from html import escape
from itertools import count, groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from unionweb.kernel import fonts
from unionweb.kernel.errors import Unavailable
from unionweb.kernel.fonts import Typeface
from unionweb.kernel.fonts.cutting import Cut, NoFont, cut
from unionweb.kernel.pdf.press import PaperProblem, Press, Printed

_SPECIMEN = '<!doctype html><html lang="zh-CN"><body>{samples}</body></html>'
MM_PER_POINT = 25.4 / 72
_runs = count(1)


@dataclass(frozen=True)
class Line:
    """One line of text. x: left end, y: base line, in mm from the top left; size and gap in points.

    gap: added after each character. colour: red, green and blue from 0 to 1.
    """

    text: str
    role: Typeface
    x: float
    y: float
    size: float
    gap: float = 0.0
    colour: str = "0 0 0"


@dataclass(frozen=True)
class SetPage:
    """A page: its size in mm, its lines, and what is drawn under them, as PDF operators in mm from the top left.

    grounds: names of drawings that many pages share; drawn: what only this page has.
    """

    width: float
    height: float
    lines: tuple[Line, ...]
    grounds: dict[str, str] = field(default_factory=dict)
    drawn: str = ""


@dataclass(frozen=True)
class Mark:
    """A bookmark of a file: what it says, the number of its page from 0; depth 1 is part of the one of depth 0 before it."""

    title: str
    page: int
    depth: int = 0


def letters_of(pages: Iterable[SetPage]) -> dict[Typeface, str]:
    """The characters on these pages, by the role that prints them."""
    found: dict[Typeface, set[str]] = {}
    for page in pages:
        for line in page.lines:
            found.setdefault(line.role, set()).update(line.text)
    return {role: "".join(sorted(letters)) for role, letters in found.items()}


def missing_on(lines: Iterable[Line]) -> str:
    """The characters of these lines that no face of the role that prints them has, each once."""
    library = fonts.library()
    return "".join(dict.fromkeys(c for line in lines for c in library.missing(line.text, line.role)))


class Typesetter:
    """Sets files out of pages with these characters; to be used in `with`, by one thread. press: one to go on using."""

    def __init__(self, letters: dict[Typeface, str], press: Press | None = None):
        self._letters = letters
        self._own, self._press = press is None, press or Press()
        self._library = fonts.library()

    def __enter__(self) -> "Typesetter":
        self._cut = self._cut_fonts()
        run = next(_runs)  # a press remembers faces by their names, and may have printed another run before
        self._family = {face: f"cut{run}x{number}" for number, face in enumerate(self._cut.files)}
        self._number = {face: number for number, face in enumerate(self._family)}
        self._assets = {f"asset:{self._family[face]}": path for face, path in self._cut.files.items()}
        named = [(name, f"asset:{name}") for name in self._family.values()]
        self._style = "".join(f'@font-face{{font-family:{name};src:url("{a}")}}.{name}{{font-family:{name}}}' for name, a in named)
        shown = ((name, self._cut.letters[face].strip()[:1]) for face, name in self._family.items())
        samples = "".join(f'<p class="{name}">{escape(letter)}</p>' for name, letter in shown)
        self._specimen = _SPECIMEN.format(samples=samples)
        return self

    def _cut_fonts(self) -> Cut:
        """Raises PaperProblem for a character that nothing prints, FontsMissing, Unavailable on a full disk; leaves no folder then."""
        try:
            with ExitStack() as made:
                folder = made.enter_context(TemporaryDirectory(prefix="unionweb-fonts-"))
                found = cut(self._library, self._letters, Path(folder))
                self._folder = made.pop_all()
        except NoFont as error:
            raise PaperProblem(f"字“{fonts.named(error.args[0])}”现有字体都没有，印不出来。") from error
        except ValueError as error:  # a font that was there when the program started
            raise fonts.FontsMissing(str(error)) from error
        except OSError as error:
            raise Unavailable("磁盘暂时写不了，没有排版。") from error
        return found

    def __exit__(self, *_error) -> None:
        if self._own:
            self._press.close()
        self._folder.close()

    def file(self, pages: list[SetPage], printed: Printed, marks: Sequence[Mark] = ()) -> bytes:
        """One PDF of these pages, with bookmarks. Raises PaperProblem, FontsMissing."""
        packed = [self._packed(page) for page in pages]
        grounds = {name: drawn for page in pages for name, drawn in page.grounds.items()}
        families = list(self._family.values())
        more = {"pages": packed, "grounds": grounds, "families": families, "marks": [[m.depth, m.title, m.page] for m in marks]}
        return self._press.send(self._specimen, printed, self._style, self._assets, **more)

    def _packed(self, page: SetPage) -> dict:
        lines = [run for line in page.lines for run in self._runs(line)]
        return {"width": page.width, "height": page.height, "lines": lines, "drawn": page.drawn, "grounds": list(page.grounds)}

    def _runs(self, line: Line) -> list[list]:
        """The line cut where the face changes, as setting.py reads it."""
        runs, left = [], line.x
        for face, group in groupby(line.text, key=lambda character: self._library.face(character, line.role)):
            text = "".join(group)
            runs.append([self._number[face], text, round(left, 3), line.y, line.size, line.gap, line.colour])
            left += (sum(map(face.advance, text)) * line.size + len(text) * line.gap) * MM_PER_POINT
        return runs


__all__ = ["Line", "Mark", "PaperProblem", "Printed", "SetPage", "Typesetter", "letters_of", "missing_on"]
