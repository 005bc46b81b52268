"""Drawing a round seal: a ring, a star, and the organ's name around it (印章; for papers whose organ gave no picture)."""

from dataclasses import dataclass
from math import cos, pi, radians, sin

RADIUS = 50.0  # the drawing is 100 units wide
RING = 2.9
STAR = 15.5
SWEEP = 250.0  # degrees that a long name takes; a short one takes less
STEP = 25.0  # degrees between the characters of a short name


@dataclass(frozen=True)
class Letter:
    """One character of the name: where its foot stands, and how far it is turned (degrees)."""

    text: str
    x: float
    y: float
    turn: float


@dataclass(frozen=True)
class Drawing:
    """A seal, to be drawn in a box of 100 by 100 units."""

    letters: tuple[Letter, ...]
    size: float
    star: str
    families: str  # of the type, as CSS names them: the style sheet of the paper does not reach into a drawing
    ring: float = RING


def drawing(organ: str, families: str) -> Drawing:
    """The seal of an organ."""
    name = "".join(organ.split())[:40]
    step = min(STEP, SWEEP / max(len(name) - 1, 1))
    size = min(13.5, step * pi / 180 * (RADIUS - RING - 9) * 1.04)
    foot = RADIUS - RING - 2.2 - size * 0.9
    start = -step * (len(name) - 1) / 2
    letters = (_letter(character, start + n * step, foot) for n, character in enumerate(name))
    return Drawing(tuple(letters), round(size, 3), star_points(), families)


def _letter(character: str, turn: float, foot: float) -> Letter:
    x, y = RADIUS + foot * sin(radians(turn)), RADIUS - foot * cos(radians(turn))
    return Letter(character, round(x, 3), round(y, 3), round(turn, 3))


def star_points(radius: float = STAR) -> str:
    """A five-pointed star around the middle, as the points of a polygon."""
    inner = radius * sin(pi / 10) / sin(7 * pi / 10)
    spokes = ((radius if n % 2 == 0 else inner, n * pi / 5) for n in range(10))
    return " ".join(f"{RADIUS + r * sin(a):.3f},{RADIUS - r * cos(a):.3f}" for r, a in spokes)
