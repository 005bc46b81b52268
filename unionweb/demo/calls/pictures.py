"""Pictures for the exhibition, painted by a few lines of arithmetic: the same bytes each time."""

import io
from collections.abc import Callable, Iterator
from math import pi, sin

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 960, 640
Colour = tuple[int, int, int]


def painted(name: str) -> tuple[bytes, bytes]:
    """One picture as (large, small) JPEG."""
    canvas = Image.new("RGB", (WIDTH, HEIGHT))
    PAINTERS[name](ImageDraw.Draw(canvas))
    canvas = canvas.filter(ImageFilter.SMOOTH_MORE)
    return _jpeg(canvas), _jpeg(canvas.reduce(2))


def _jpeg(canvas: Image.Image) -> bytes:
    made = io.BytesIO()
    canvas.save(made, "JPEG", quality=82)
    return made.getvalue()


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def _sky(draw: ImageDraw.ImageDraw, top: Colour, bottom: Colour, until: int = HEIGHT) -> None:
    for y in range(until):
        draw.line([(0, y), (WIDTH, y)], _mixed(top, bottom, y / until))


def _ridge(draw: ImageDraw.ImageDraw, base: float, swing: float, bends: tuple[float, ...], colour: Colour) -> None:
    """A line of hills: several waves on top of each other, filled down to the ground."""
    line = []
    for x in range(0, WIDTH + 8, 8):
        height = sum(sin(x / WIDTH * pi * bend + n * 1.7) / (n + 1) for n, bend in enumerate(bends))
        line.append((x, base - swing * height))
    draw.polygon([*line, (WIDTH, HEIGHT), (0, HEIGHT)], fill=colour)


def _disc(draw: ImageDraw.ImageDraw, x: int, y: int, radius: int, colour: Colour) -> None:
    draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=colour)


def _drawn(count: int, start: int) -> Iterator[tuple[int, int]]:
    """Places that look accidental and are not."""
    state = start
    for _ in range(count):
        state = (state * 1103515245 + 12345) % 2**31
        yield state % WIDTH, state // 1024 % HEIGHT


def _waves(draw):
    _sky(draw, (28, 44, 78), (236, 170, 120), 300)
    _disc(draw, 640, 270, 46, (250, 214, 150))
    for n in range(9):
        colour = _mixed((196, 140, 116), (18, 40, 66), n / 8)
        _ridge(draw, 300 + n * 40, 7 + n * 2, (5 + n * 1.3, 11 - n * 0.6, 17), colour)
    for x in (150, 210, 268, 300):
        draw.line([(x, 470 - x % 40), (x + 4, 610)], (12, 20, 30), 9)


def _hills(draw):
    _sky(draw, (238, 238, 230), (222, 224, 218))
    for n in range(5):
        colour = _mixed((196, 202, 200), (38, 46, 50), n / 4)
        _ridge(draw, 300 + n * 70, 120 - n * 14, (2.2 + n * 0.7, 5.1 + n, 9.3 - n), colour)
    for n in range(3):
        draw.line([(0, 350 + n * 84), (WIDTH, 342 + n * 84)], (232, 232, 226), 10)


def _windows(draw):
    _sky(draw, (12, 18, 38), (36, 44, 74))
    draw.rectangle([130, 150, 830, 640], fill=(22, 26, 40))
    for row in range(8):
        for column in range(14):
            is_lit = (row * 7 + column * 5 + row * column) % 4 > 0
            x, y = 152 + column * 48, 176 + row * 56
            draw.rectangle([x, y, x + 32, y + 36], fill=(250, 214, 140) if is_lit else (34, 40, 60))
    draw.rectangle([440, 590, 520, 640], fill=(255, 236, 190))


def _lighthouse(draw):
    _sky(draw, (90, 130, 160), (240, 220, 190), 460)
    draw.polygon([(0, 90), (0, 200), (330, 150), (330, 140)], fill=(250, 240, 205))
    _ridge(draw, 470, 10, (9, 14), (64, 110, 130))
    draw.polygon([(220, 640), (260, 500), (460, 490), (560, 640)], fill=(92, 84, 76))
    draw.polygon([(320, 500), (336, 170), (384, 170), (400, 500)], fill=(244, 240, 232))
    for y in (230, 330, 430):
        draw.rectangle([326, y, 394, y + 36], fill=(190, 70, 58))
    draw.rectangle([326, 130, 394, 172], fill=(255, 226, 140))
    draw.polygon([(318, 132), (360, 92), (402, 132)], fill=(120, 48, 44))


def _autumn(draw):
    _sky(draw, (226, 214, 188), (240, 232, 214))
    for n, colour in enumerate([(188, 172, 140), (150, 130, 104), (104, 86, 72)]):
        _ridge(draw, 300 + n * 110, 130 - n * 30, (1.8 + n, 4.4, 8.2), colour)
    for n, (x, y) in enumerate(_drawn(260, 7)):
        colour = ((184, 62, 36), (214, 128, 44), (150, 96, 40), (98, 92, 52))[n % 4]
        _disc(draw, x, 330 + y % 300, 7 + n % 9, colour)


def _moon(draw):
    _sky(draw, (10, 16, 34), (44, 52, 78))
    _disc(draw, 480, 210, 58, (246, 240, 214))
    for x, top, reach in ((190, 120, 230), (720, 90, -250), (560, 330, 200)):
        draw.line([(x, top), (x, 640)], (8, 10, 16), 12)
        draw.line([(x - reach // 3, top + 40), (x + reach, top + 40)], (8, 10, 16), 8)
        draw.line([(x, top), (x + reach, top + 40)], (8, 10, 16), 3)
    draw.polygon([(0, 640), (0, 500), (420, 500), (420, 560), (960, 560), (960, 640)], fill=(6, 8, 14))


def _scroll(draw):
    _sky(draw, (120, 92, 66), (96, 72, 52))
    draw.rectangle([330, 30, 630, 610], fill=(196, 176, 140))
    draw.rectangle([350, 60, 610, 580], fill=(238, 228, 204))
    for n in range(5):
        y = 90 + n * 92
        draw.line([(420, y), (540, y + 12)], (32, 28, 26), 13)
        draw.line([(486, y - 14), (462, y + 62)], (32, 28, 26), 11)
        draw.arc([430, y + 8, 548, y + 74], 20 + n * 30, 190 + n * 26, (32, 28, 26), 9)
    draw.rectangle([372, 520, 402, 550], fill=(178, 46, 38))


def _wheat(draw):
    _sky(draw, (120, 170, 210), (240, 232, 200), 300)
    for n in range(11):
        _ridge(draw, 300 + n * 32, 8 + n, (3 + n * 0.8, 7 + n * 0.5), _mixed((226, 190, 96), (150, 104, 30), n / 10))
    for x, y in _drawn(420, 3):
        top = 330 + y % 300
        draw.line([(x, top), (x + 5, top - 26)], (246, 214, 120), 2)


PAINTERS: dict[str, Callable] = {
    "waves": _waves, "hills": _hills, "windows": _windows, "lighthouse": _lighthouse, "autumn": _autumn, "moon": _moon,
    "scroll": _scroll, "wheat": _wheat,
}  # fmt: skip
