"""Pictures of a book: made small enough to print well at their size, and drawn into the page."""

import io
from base64 import a85encode
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from unionweb.calls.papers.measures import ROOM
from unionweb.calls.rules.library import Picture
from unionweb.kernel import files

WIDEST, HIGHEST = ROOM * 0.8, 95.0  # mm
PIXELS = 1300  # on the longer side: 260 dpi on the widest
QUALITY = 82
MOST_PIXELS = 40_000_000


@dataclass(frozen=True)
class Shown:
    """A picture ready to be drawn: JPEG, its size in pixels and on paper (mm)."""

    data: str
    pixels: tuple[int, int]
    width: float
    height: float
    caption: str


def shown(picture: Picture) -> Shown | None:
    """A kept picture as the book prints it; None when it is gone or cannot be read."""
    path = files.folder() / picture.file
    try:
        with Image.open(path) as found:
            if found.width * found.height > MOST_PIXELS:
                return None
            found.draft("RGB", (PIXELS, PIXELS))
            made = found.convert("RGB")
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError, Image.DecompressionBombError):
        return None
    made.thumbnail((PIXELS, PIXELS), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    made.save(out, "JPEG", quality=QUALITY)
    scale = min(WIDEST / made.width, HIGHEST / made.height)
    size = made.width * scale, made.height * scale
    return Shown(a85encode(out.getvalue()).decode(), made.size, *size, picture.caption)


def drawing(one: Shown, left: float, top: float) -> str:
    """PDF operators that draw it with its top left corner there (mm, y downwards)."""
    width, height = one.pixels
    head = f"/W {width} /H {height} /CS /RGB /BPC 8 /F [/A85 /DCT]"
    return f"q {one.width:.3f} 0 0 {-one.height:.3f} {left:.3f} {top + one.height:.3f} cm BI {head} ID {one.data}~> EI Q"
