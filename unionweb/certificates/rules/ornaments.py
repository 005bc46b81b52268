"""The decorated ground of a certificate: a band of interlaced waves between rails, rosettes in the corners, a large pale
rosette behind the text, a flourish under the heading. Everything repeats small drawings, so it packs into 3 kB."""

from dataclasses import dataclass

from unionweb.kernel.pdf.paths import circle, ellipse, frame, placed, polygon

EDGE = 9.0  # mm from the edge of the paper to the band: most printers cannot reach further out than 5
BAND = 9.0
PERIOD = 9.0
CREST = 0.3642  # where the handles of half a wave lie, as a part of its length


@dataclass(frozen=True)
class Palette:
    """Colours of a design, red green blue from 0 to 1. heading: of the heading and the honour's name."""

    band: str
    line: str
    pale: str
    tint: str
    heading: str


GOLD = Palette("0.80 0.60 0.22", "0.70 0.13 0.11", "0.955 0.905 0.78", "0.996 0.985 0.955", "0.76 0.09 0.09")
BLUE = Palette("0.20 0.42 0.62", "0.78 0.60 0.24", "0.87 0.925 0.965", "0.975 0.988 0.996", "0.09 0.27 0.50")
GREEN = Palette("0.16 0.48 0.36", "0.80 0.60 0.22", "0.865 0.94 0.90", "0.975 0.992 0.983", "0.07 0.37 0.26")
ROSE = Palette("0.74 0.38 0.30", "0.80 0.60 0.22", "0.975 0.905 0.88", "0.998 0.985 0.975", "0.66 0.12 0.14")


def ground(width: float, height: float, palette: Palette, *, flourish: float) -> str:
    """Everything under the text of a page of this size in mm. flourish: y of the ornament under the heading."""
    return "\n".join(
        [
            f"{palette.tint} rg {frame(EDGE, EDGE, width - 2 * EDGE, height - 2 * EDGE)} f",
            _rosette(width / 2, height / 2 + 6, min(width, height) * 0.30, palette),
            _band(width, height, palette),
            _corners(width, height, palette),
            _flourish(width / 2, flourish, palette),
        ]
    )


def _band(width: float, height: float, palette: Palette) -> str:
    """Rails and waves along the four sides."""
    inner, text = EDGE + BAND, EDGE + BAND + 2.4
    rails = [
        f"{palette.band} RG 0.9 w {frame(EDGE, EDGE, width - 2 * EDGE, height - 2 * EDGE)} S",
        f"0.35 w {frame(EDGE + 1.3, EDGE + 1.3, width - 2 * EDGE - 2.6, height - 2 * EDGE - 2.6)} S",
        f"0.35 w {frame(inner - 1.3, inner - 1.3, width - 2 * inner + 2.6, height - 2 * inner + 2.6)} S",
        f"0.9 w {frame(inner, inner, width - 2 * inner, height - 2 * inner)} S",
        f"{palette.line} RG 0.3 w {frame(text, text, width - 2 * text, height - 2 * text)} S",
    ]
    middle, corner = EDGE + BAND / 2, EDGE + BAND
    sides = [
        _waves(corner, middle, width - 2 * corner, 0, palette),
        _waves(corner, height - middle, width - 2 * corner, 0, palette),
        _waves(middle, corner, height - 2 * corner, 90, palette),
        _waves(width - middle, corner, height - 2 * corner, 90, palette),
    ]
    return "\n".join([*rails, *sides])


def _waves(x: float, y: float, length: float, turn: float, palette: Palette) -> str:
    """Waves from (x, y) on, so many that they fill the length exactly."""
    count = round(length / PERIOD)
    step = length / count
    tile = _tile(step, palette)
    return placed("\n".join(placed(tile, n * step, 0) for n in range(count)), x, y, turn=turn)


def _tile(step: float, palette: Palette) -> str:
    """One period of the waves: two strong ones that cross, two weak ones within, and a dot where they meet."""
    half, lines = step / 2, []
    for high, wide in ((2.75, 0.42), (1.9, 0.26), (1.05, 0.26)):
        for sign in (1, -1):
            a, h = sign * high, CREST * half
            lines.append(
                f"{wide} w 0 {-a:.2f} m {h:.3f} {-a:.2f} {half - h:.3f} {a:.2f} {half:.3f} {a:.2f} c "
                f"{half + h:.3f} {a:.2f} {step - h:.3f} {-a:.2f} {step:.3f} {-a:.2f} c S"
            )
    dots = f"{palette.line} rg {circle(0, 0, 0.42)} f {circle(half, 0, 0.42)} f"
    return f"{palette.band} RG 1 J {' '.join(lines)} {dots}"


def _corners(width: float, height: float, palette: Palette) -> str:
    size, middle = BAND, EDGE + BAND / 2
    petals = " ".join(placed(f"{ellipse(0, -1.75, 0.95, 1.75)} S", 0, 0, turn=45 * n) for n in range(8))
    drawn = (
        f"{palette.tint} rg {palette.band} RG 0.9 w {frame(-size / 2, -size / 2, size, size)} B "
        f"0.3 w {circle(0, 0, 3.7)} S 0.35 w {palette.line} RG {petals} {palette.line} rg {circle(0, 0, 0.8)} f"
    )
    leaf = _leaves(palette)
    places = [(middle, middle, 0), (width - middle, middle, 90), (width - middle, height - middle, 180), (middle, height - middle, 270)]
    return "\n".join(f"{placed(drawn, x, y)} {placed(leaf, x, y, turn=turn)}" for x, y, turn in places)


def _leaves(palette: Palette) -> str:
    """A scroll in the inner corner, for the upper left one."""
    inner = BAND / 2 + 5.2
    curl = "0 0 m 6 0 11 1 13.5 4.2 c 15 6.4 13.6 9 11.2 8.6 c 9.2 8.2 9.2 5.4 11 5.2 c S"
    sprig = "2.5 0.2 m 5 2.6 8 3.2 9.4 1.2 c S 6.5 0.5 m 9.5 -1.8 13 -1.9 17 -0.6 c S 17 -0.6 m 20 0.4 22.4 0.2 24 -1.2 c S"
    arm = f"{curl} {sprig}"
    mirrored = f"q 0 1 1 0 0 0 cm {arm} Q"
    both = f"{palette.band} RG 0.55 w 1 J {arm} {mirrored} {palette.line} rg {circle(2.1, 2.1, 0.75)} f"
    return placed(both, inner, inner)


def _rosette(x: float, y: float, radius: float, palette: Palette) -> str:
    """A guilloche behind the text, pale enough to read over."""
    petals = 36
    ring = ellipse(0, -radius * 0.52, radius * 0.17, radius * 0.48)
    inner = ellipse(0, -radius * 0.30, radius * 0.11, radius * 0.28)
    turned = [placed(f"{ring} S", 0, 0, turn=360 / petals * n) for n in range(petals)]
    turned += [placed(f"{inner} S", 0, 0, turn=360 / 24 * n) for n in range(24)]
    return placed(f"{palette.pale} RG 0.28 w " + " ".join(turned), x, y)


def _flourish(x: float, y: float, palette: Palette) -> str:
    """A lozenge with tapering lines and small scrolls, under the heading."""
    if not y:
        return ""
    lozenge = polygon([(-2.2, 0), (0, -1.3), (2.2, 0), (0, 1.3)])
    side = (
        f"{polygon([(4, -0.22), (46, 0), (4, 0.22)])} f {circle(6.2, 0, 0.7)} f "
        "0.4 w 9 0 m 11 -2.4 14 -2.4 15.5 -0.9 c 16.4 0.3 14.8 1.2 14.2 0.2 c S "
        "9 0 m 11 2.4 14 2.4 15.5 0.9 c 16.4 -0.3 14.8 -1.2 14.2 -0.2 c S"
    )
    drawn = f"{palette.band} rg {palette.band} RG {side} q -1 0 0 1 0 0 cm {side} Q {palette.line} rg {lozenge} f"
    return placed(drawn, x, y)

