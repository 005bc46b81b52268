"""A round seal as SVG, for papers whose organ gave no picture."""

from dataclasses import dataclass

from unionweb.kernel.pdf.seals import NARROW, RING, Letter, letters, star

RADIUS = 50.0  # the drawing is 100 units wide, its middle is 0


@dataclass(frozen=True)
class Drawing:
    """A seal, to be drawn in a box of 100 by 100 units around 0."""

    letters: tuple[Letter, ...]
    size: float
    families: str  # of the type, as CSS names them: the style sheet of the paper does not reach into a drawing
    star: str
    radius: float = RADIUS
    ring: float = RADIUS * RING
    narrow: float = NARROW


def drawing(organ: str, families: str) -> Drawing:
    """The seal of an organ."""
    placed, size = letters(organ, RADIUS)
    corners = " ".join(f"{x:.3f},{y:.3f}" for x, y in star(RADIUS))
    return Drawing(placed, size, families, corners)
