"""Figures drawn on the server as SVG: a heat map, a bar, and the heat map as a file of its own.

In a page they take their colours from app.css (classes q0–q5, inv, track, bar); a file brings its own.
Each number is also a text in the figure, and the page shows a table beside it.
"""

from collections.abc import Sequence

from markupsafe import Markup

STEPS = (1, 30, 50, 70, 90)  # from which value on a cell has colour q1 … q5
INVERSE = 4  # from this colour on the number is light on dark
CELL, ROW = 52, 36  # width and height of a cell with its gap
LEFT, TOP = 53, 27  # room for the names of rows and columns
TITLE, MARGIN = 44, 24  # in a file: room for the title, and around the picture

FILE_STYLE = Markup(
    "text{font:13px 'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;fill:#211e1a;text-anchor:middle}"
    ".title{font-size:17px;font-weight:bold;text-anchor:start}.foot{font-size:12px;fill:#5f584e;text-anchor:start}"
    "rect{fill:#a8231c}.paper{fill:#fff}.inv{fill:#fff}"
    ".q0{fill-opacity:.04}.q1{fill-opacity:.13}.q2{fill-opacity:.26}"
    ".q3{fill-opacity:.42}.q4{fill-opacity:.82}.q5{fill-opacity:1}"
)

Values = Sequence[Sequence[int | None]]


def heat(values: Values, rows: Sequence[str], cols: Sequence[str], label: str) -> Markup:
    """A heat map for a page: one coloured cell with its number (0–100) for each row and column, – for None.

    label says what it shows and where the table with the same numbers is.
    """
    width, height = _size(rows, cols)
    svg = Markup('<svg class="heat" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">{body}</svg>')
    return svg.format(w=width, h=height, label=label, body=_cells(values, rows, cols))


def heat_file(values: Values, rows: Sequence[str], cols: Sequence[str], *, title: str, foot: str) -> bytes:
    """The same heat map as an SVG file that stands alone: white ground, a title above and a line below."""
    width, height = _size(rows, cols)
    whole = (width + 2 * MARGIN, height + TITLE + 2 * MARGIN + 20)
    svg = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}"><title>{title}</title>'
        '<style>{style}</style><rect class="paper" width="{w}" height="{h}"/>'
        '<text class="title" x="{margin}" y="{title_y}">{title}</text>'
        '<g transform="translate({margin} {top})">{body}</g>'
        '<text class="foot" x="{margin}" y="{foot_y}">{foot}</text></svg>'
    )
    places = {"w": whole[0], "h": whole[1], "margin": MARGIN, "title_y": MARGIN + 16, "top": TITLE + MARGIN}
    places |= {"foot_y": whole[1] - MARGIN, "style": FILE_STYLE, "body": _cells(values, rows, cols)}
    return svg.format(title=title, foot=foot, **places).encode()


def bar(share: float | None, width: int = 72) -> Markup:
    """A horizontal bar that fills `share` (0–1, more is cut off) of its track; the number stands beside it in words."""
    filled = round(width * min(max(share or 0, 0), 1))
    svg = Markup(
        '<svg width="{w}" height="10" aria-hidden="true"><rect class="track" width="{w}" height="10" rx="2"/>'
        '<rect class="bar" width="{filled}" height="10" rx="2"/></svg>'
    )
    return svg.format(w=width, filled=filled)


def level(value: int | None) -> int:
    """The colour 0–5 of a value 0–100."""
    return sum(value >= step for step in STEPS) if value is not None else 0


def _size(rows: Sequence[str], cols: Sequence[str]) -> tuple[int, int]:
    return CELL * (len(cols) + 1), TOP - 1 + ROW * len(rows)


def _cells(values: Values, rows: Sequence[str], cols: Sequence[str]) -> Markup:
    heads = [_text(LEFT + CELL * i + 25, 17, name) for i, name in enumerate(cols)]
    body = []
    for y, (name, line) in enumerate(zip(rows, values, strict=True)):
        body.append(_text(24, TOP + ROW * y + 22, name))
        body += [_cell(LEFT + CELL * x, TOP + ROW * y, value) for x, value in enumerate(line)]
    return Markup("").join([*heads, *body])


def _cell(x: int, y: int, value: int | None) -> Markup:
    colour = level(value)
    rect = Markup('<rect class="q{q}" x="{x}" y="{y}" width="50" height="34" rx="3"/>').format(q=colour, x=x, y=y)
    return rect + _text(x + 25, y + 22, "–" if value is None else value, inverse=colour >= INVERSE)


def _text(x: int, y: int, words, inverse: bool = False) -> Markup:
    kind = Markup(' class="inv"') if inverse else ""
    return Markup('<text{kind} x="{x}" y="{y}">{words}</text>').format(kind=kind, x=x, y=y, words=words)
