"""A round seal as it presses on paper: ring, star, and the organ's name around it, in outlines and not as text."""

from collections.abc import Callable

from unionweb.kernel.pdf import seals
from unionweb.kernel.pdf.paths import circle, placed, polygon

RED = "0.85 0.10 0.10"
DIAMETER = 42.0

Outline = Callable[[str], tuple[str, float]]


def seal(organ: str, x: float, y: float, outline: Outline) -> str:
    """The seal of an organ with its middle at (x, y). outline: path and width of a character in em."""
    radius = DIAMETER / 2
    ring = seals.RING * radius
    drawn = f"{RED} RG {RED} rg {ring:.3f} w {circle(0, 0, radius - ring / 2)} S {polygon(seals.star(radius))} f"
    letters, size = seals.letters(organ, radius)
    return placed("\n".join([drawn, *(_pressed(letter, outline(letter.text), size) for letter in letters)]), x, y)


def seal_letters(organ: str) -> str:
    """The characters on the seal of an organ."""
    return "".join(letter.text for letter in seals.letters(organ, DIAMETER / 2)[0])


def _pressed(letter: seals.Letter, drawn: tuple[str, float], size: float) -> str:
    """A character around its foot; narrow, as in seals."""
    path, width = drawn
    if not path:
        return ""
    wide = size * seals.NARROW
    centred = placed(f"{path} f", -width * wide / 2, 0, wide=wide, high=size)
    return placed(centred, letter.x, letter.y, turn=letter.turn)
