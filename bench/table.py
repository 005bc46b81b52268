"""The result: rows of what was measured, what was wished for, and whether it was reached."""

import unicodedata
from dataclasses import dataclass

HEADER = ("part", "what", "target", "measured", "")


@dataclass(frozen=True)
class Row:
    """One line of the table. met is None for a figure without a target."""

    part: str
    what: str
    target: str
    measured: str
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        """The line as text."""
        return self.part, self.what, self.target, self.measured, {True: "met", False: "MISSED", None: ""}[self.met]


def at_most(part: str, what: str, limit: float, measured: float, unit: str = "×", *, note: str = "") -> Row:
    """A row whose figure must not be above the limit."""
    text = f"{measured:.2f} {unit}" if measured < 100 else f"{measured:,.0f} {unit}"
    return Row(part, what, f"≤ {limit:g} {unit}", text + (f" ({note})" if note else ""), measured <= limit)


def at_least(part: str, what: str, limit: float, measured: float, *, note: str = "") -> Row:
    """A row whose figure, a ratio, must not be below the limit."""
    text = f"{measured:.1f} ×" + (f" ({note})" if note else "")
    return Row(part, what, f"≥ {limit:g} ×", text, measured >= limit)


def printed(rows: list[Row]) -> str:
    """All rows as a Markdown table, padded to be read in a terminal as well."""
    lines = [HEADER, *(row.cells() for row in rows)]
    widths = [max(_width(line[i]) for line in lines) for i in range(len(HEADER))]
    texts = [f"| {' | '.join(_padded(cell, w) for cell, w in zip(line, widths, strict=True))} |" for line in lines]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([texts[0], rule, *texts[1:]])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
