"""The page of a book: its measures in mm, its types, and what stands around the text. Inner margin wider than the outer."""

from unionweb.kernel.fonts import Typeface
from unionweb.kernel.pdf.blocks import Advance, Type, centred, fitted, line, shortened
from unionweb.kernel.pdf.typeset import MM_PER_POINT, Line

WIDTH, HEIGHT = 210.0, 297.0
INNER, TOP, BOTTOM = 28.0, 34.0, 270.0
SIZE, PITCH = 12.0, 6.95
EM = SIZE * MM_PER_POINT
CHARACTERS = 37
ROOM = CHARACTERS * EM
ROWS = int((BOTTOM - TOP) / PITCH) + 1  # base lines from TOP on
HEAD, FOOT = 21.0, 283.0
RED, INK, GREY = "0.66 0.14 0.11", "0.07 0.07 0.07", "0.38 0.36 0.34"

TEXT = Type(Typeface.serif, SIZE, INK)
FIRST = Type(Typeface.sans, 13.5, INK)
SECOND = Type(Typeface.kai, 12.5, INK)
SMALL = Type(Typeface.kai, 10.5, GREY)
RUNNING = Type(Typeface.kai, 9.5, GREY)
NUMBER = Type(Typeface.serif, 10.5, GREY)


def left_of(number: int) -> float:
    """Where the text begins: odd pages lie on the right, with the binding at their left."""
    return INNER if number % 2 else WIDTH - INNER - ROOM


def running_head(text: str, number: int, advance: Advance) -> list[Line]:
    """The head of a page on its outer side."""
    return [at_side(shortened(text, RUNNING, ROOM, 8.5, advance), RUNNING, HEAD, number, advance)] if text else []


def page_number(shown: str, number: int, advance: Advance) -> Line:
    """The number at the foot, on the outer side."""
    return at_side(shown, NUMBER, FOOT, number, advance)


def at_side(text: str, type: Type, y: float, number: int, advance: Advance) -> Line:
    """A line on the outer side of the text: at the right of odd pages, at the left of even ones."""
    left = left_of(number)
    if number % 2 == 0:
        return line(text, type, (left, y), ROOM, advance)
    _, wide = fitted(text, type, ROOM, advance)
    return line(text, type, (left + ROOM - wide, y), ROOM, advance)


def middle(text: str, type: Type, y: float, number: int, advance: Advance) -> Line:
    """A line in the middle of the column of page `number`, at the height y."""
    return centred(text, type, (left_of(number) + ROOM / 2, y), ROOM, advance)


def head_rule(number: int) -> str:
    """The thin line under the running head."""
    left, y = left_of(number), HEAD + 2.6
    return f"0.75 G 0.15 w {left:.2f} {y:.2f} m {left + ROOM:.2f} {y:.2f} l S"


def roman(number: int) -> str:
    """Page numbers before the text: i, ii, iii."""
    found = ""
    for value, sign in ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while number >= value:
            found, number = found + sign, number - value
    return found
