"""QR codes as small inline SVG: one path, black on white on any ground."""

from collections.abc import Iterator

import segno
from markupsafe import Markup

QUIET = 4  # empty modules on each side, without which readers miss the code
MASK = 3  # trying all eight masks costs three times as much and no reader notices

_SVG = Markup('<svg class="qr" role="img" aria-label="{label}" viewBox="{box}"><path d="{path}"/></svg>')


def qr_svg(text: str, label: str, *, left: int = QUIET) -> Markup:
    """The QR code of `text` (error correction M) with its quiet zone. label: what scanning it does, in words.

    left: empty modules on the left; 0 lines the code up with the text above where the paper's margin is wide enough.
    """
    rows = modules(text)
    width, height = len(rows) + left + QUIET, len(rows) + 2 * QUIET
    return _SVG.format(label=label, box=f"{-left} {-QUIET} {width} {height}", path=path_of(rows))


def modules(text: str) -> list[list[bool]]:
    """The code as rows of modules, True for black, without quiet zone."""
    code = segno.make_qr(text, error="m", mask=MASK, boost_error=False)
    return [[bool(module) for module in row] for row in code.matrix]


def path_of(rows: list[list[bool]]) -> str:
    """One SVG path that draws each run of black modules as a bar one unit high."""
    runs = ((x, y, length) for y, row in enumerate(rows) for x, length in _runs(row))
    return "".join(f"M{x} {y}h{length}v1h-{length}z" for x, y, length in runs)


def pdf_path(rows: list[list[bool]]) -> str:
    """The same bars as one path of PDF operators, in modules, y downwards."""
    return "\n".join(f"{x} {y} {length} 1 re" for y, row in enumerate(rows) for x, length in _runs(row))


def _runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    """(start, length) of each run of black modules in a row."""
    start = None
    for x, black in enumerate([*row, False]):
        if black and start is None:
            start = x
        elif not black and start is not None:
            yield start, x - start
            start = None
