"""Where everything of a round seal stands (印章): a ring, a star, and the organ's name around it, in the order it is read."""

from dataclasses import dataclass
from math import cos, pi, radians, sin

RING, STAR = 0.057, 0.32  # of the radius: how thick the ring is, how large the star
SWEEP, STEP = 250.0, 25.0  # degrees that a long name takes; between the characters of a short one
LARGEST, NARROW = 0.295, 0.82  # the type, of the radius; how narrow it is set, as seals do
LONGEST = 40  # characters


@dataclass(frozen=True)
class Letter:
    """One character: where its foot's middle stands from the middle of the seal (y downwards), turned by degrees."""

    text: str
    x: float
    y: float
    turn: float


def letters(organ: str, radius: float) -> tuple[tuple[Letter, ...], float]:
    """The characters of an organ's name on a seal of this radius, and the size of the type; lengths as that of the radius."""
    name = "".join(organ.split())[:LONGEST]
    step = min(STEP, SWEEP / max(len(name) - 1, 1))
    size = radius * min(LARGEST, step * pi / 180 * 0.865)
    foot = radius * (1 - RING - 0.048) - size * 0.88
    start = -step * (len(name) - 1) / 2
    return tuple(_letter(sign, start + n * step, foot) for n, sign in enumerate(name)), size


def _letter(text: str, turn: float, foot: float) -> Letter:
    return Letter(text, foot * sin(radians(turn)), -foot * cos(radians(turn)), turn)


def star(radius: float) -> list[tuple[float, float]]:
    """The corners of the five-pointed star of a seal of this radius, around its middle."""
    outer = radius * STAR
    inner = outer * sin(pi / 10) / sin(7 * pi / 10)
    spokes = ((outer if n % 2 == 0 else inner, n * pi / 5) for n in range(10))
    return [(r * sin(a), -r * cos(a)) for r, a in spokes]
