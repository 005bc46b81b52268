"""A round seal as it presses on paper: ring, star, and the organ's name around it, in outlines and not as text."""

from collections.abc import Callable
from math import cos, pi, radians, sin

from unionweb.kernel.pdf.paths import circle, placed, star

RED = "0.85 0.10 0.10"
DIAMETER = 42.0
RING = 1.2
SWEEP, STEP = 250.0, 25.0  # degrees that a long name takes; between the characters of a short one

Outline = Callable[[str], tuple[str, float]]


def seal(organ: str, x: float, y: float, outline: Outline) -> str:
    """The seal of an organ with its middle at (x, y). outline: path and width of a character in em."""
    radius = DIAMETER / 2
    ring = f"{RED} RG {RED} rg {RING} w {circle(0, 0, radius - RING / 2)} S {star(7)} f"
    name = "".join(organ.split())[:40]
    step = min(STEP, SWEEP / max(len(name) - 1, 1))
    size = min(6.2, step * pi / 180 * (radius - RING - 3.6) * 1.12)
    foot = radius - RING - 1.0 - size * 0.88
    start = -step * (len(name) - 1) / 2
    letters = [_letter(outline(sign), start + n * step, foot, size) for n, sign in enumerate(name)]
    return placed("\n".join([ring, *letters]), x, y)


def _letter(drawn: tuple[str, float], turn: float, foot: float, size: float) -> str:
    """A character on the circle of its feet; narrow, as in seals."""
    path, width = drawn
    narrow = size * 0.82
    left = -width * narrow / 2
    x = foot * sin(radians(turn)) + left * cos(radians(turn))
    y = -foot * cos(radians(turn)) + left * sin(radians(turn))
    return placed(f"{path} f", x, y, turn=turn, wide=narrow, high=size) if path else ""
