"""Drawing with PDF operators, in mm, y downwards."""

from math import cos, radians, sin

ROUND = 0.5523  # where the handles of a quarter circle lie


def circle(x: float, y: float, radius: float) -> str:
    """The path of a circle."""
    return ellipse(x, y, radius, radius)


def ellipse(x: float, y: float, wide: float, high: float) -> str:
    w, h = wide * ROUND, high * ROUND
    return (
        f"{x + wide:.3f} {y:.3f} m "
        f"{x + wide:.3f} {y + h:.3f} {x + w:.3f} {y + high:.3f} {x:.3f} {y + high:.3f} c "
        f"{x - w:.3f} {y + high:.3f} {x - wide:.3f} {y + h:.3f} {x - wide:.3f} {y:.3f} c "
        f"{x - wide:.3f} {y - h:.3f} {x - w:.3f} {y - high:.3f} {x:.3f} {y - high:.3f} c "
        f"{x + w:.3f} {y - high:.3f} {x + wide:.3f} {y - h:.3f} {x + wide:.3f} {y:.3f} c h"
    )


def polygon(points) -> str:
    first, *rest = points
    return " ".join([f"{first[0]:.3f} {first[1]:.3f} m", *(f"{x:.3f} {y:.3f} l" for x, y in rest), "h"])


def frame(left: float, top: float, width: float, height: float) -> str:
    return f"{left:.3f} {top:.3f} {width:.3f} {height:.3f} re"


def placed(drawn: str, x: float, y: float, *, turn: float = 0.0, wide: float = 1.0, high: float = 1.0) -> str:
    """A drawing moved to (x, y), turned (degrees, clockwise) and scaled."""
    c, s = cos(radians(turn)), sin(radians(turn))
    matrix = (c * wide, s * wide, -s * high, c * high, x, y)
    return f"q {' '.join(f'{value:.4f}' for value in matrix)} cm {drawn} Q"
