"""Pictures of seals and signatures. An ink is one colour, so a picture is kept as a stencil of black and white: it prints
sharply, packs small, and needs no transparency, which PDF/A would have rules for."""

import io
import zlib
from base64 import a85encode
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter, UnidentifiedImageError

from unionweb.kernel import files
from unionweb.kernel.pdf import PaperProblem

LARGEST = files.LARGEST
MOST_PIXELS = 16_000_000
LEAST = 150  # pixels on the shorter side of a seal
KEPT = 900  # pixels on the longer side: 540 dpi on a seal of 42 mm
INKED = (0.005, 0.7)  # how much of a picture may be ink

Box = tuple[float, float, float, float]


class NotInk(ValueError):
    """The picture cannot be used; the sentence says why and what to do."""


@dataclass(frozen=True)
class Stencil:
    """Bits row by row, each row begun on a byte; 0 is ink."""

    width: int
    height: int
    bits: bytes


def traced(data: bytes, *, is_seal: bool) -> bytes:
    """A stencil as PNG out of an uploaded picture: paper made white, ink black, cut to the ink. Raises NotInk."""
    picture = _opened(data)
    picture.thumbnail((KEPT * 2, KEPT * 2), Image.Resampling.LANCZOS)
    red, green, blue = picture.split()
    darkest = ImageChops.darker(red, ImageChops.darker(green, blue)).filter(ImageFilter.MedianFilter(3))
    limit = _between(darkest.histogram())
    box = darkest.point(lambda value: 255 * (value < limit)).getbbox()
    if box is None:
        raise NotInk("图片上看不出印迹。请用白底或透明底的图片。")
    cut = darkest.crop(box)
    _check_shape(cut, limit, is_seal)
    cut.thumbnail((KEPT, KEPT), Image.Resampling.LANCZOS)
    return _png(cut.point(lambda value: 255 * (value >= limit)).convert("1", dither=Image.Dither.NONE))


def _opened(data: bytes) -> Image.Image:
    if files.kind_of(data) is None or len(data) > LARGEST:
        raise NotInk(f"图片要 PNG、JPEG 或 WebP，不超过 {LARGEST // 1024 // 1024} MB")
    try:
        found = Image.open(io.BytesIO(data))
        if found.width * found.height > MOST_PIXELS:
            raise NotInk(f"图片太大，最多 {MOST_PIXELS // 10_000} 万像素（比如 4000×4000）")
        with_alpha = found.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as problem:
        raise problem if isinstance(problem, NotInk) else NotInk("这个图片打不开，请另存一次再上传") from problem
    paper = Image.new("RGBA", with_alpha.size, "white")
    return Image.alpha_composite(paper, with_alpha).convert("RGB")


def _between(histogram: list[int]) -> int:
    """The brightness that parts ink from paper best (Otsu 1979): greatest variance between the two sides."""
    total, weighted = sum(histogram), sum(value * count for value, count in enumerate(histogram))
    best, limit, below, sum_below = 0.0, 128, 0, 0
    for value, count in enumerate(histogram[:-1]):
        below, sum_below = below + count, sum_below + value * count
        if 0 < below < total:
            apart = sum_below / below - (weighted - sum_below) / (total - below)
            spread = below * (total - below) * apart * apart
            best, limit = (spread, value + 1) if spread > best else (best, limit)
    return limit


def _check_shape(cut: Image.Image, limit: int, is_seal: bool) -> None:
    inked = sum(cut.histogram()[:limit]) / (cut.width * cut.height)
    if not INKED[0] <= inked <= INKED[1]:
        raise NotInk("图片上看不出印迹。请用白底或透明底的图片。")
    if is_seal and not 0.8 <= cut.width / cut.height <= 1.25:
        raise NotInk("印章要是圆形或方形的一个，四周不要有别的字")
    if not is_seal and not 0.8 <= cut.width / cut.height <= 8:
        raise NotInk("签名要横着写，四周不要有别的字")
    if min(cut.size) < (LEAST if is_seal else LEAST // 3):
        raise NotInk(f"图片太小，印章至少 {LEAST}×{LEAST} 像素，签名至少高 {LEAST // 3} 像素")


def _png(picture: Image.Image) -> bytes:
    data = io.BytesIO()
    picture.save(data, "PNG", optimize=True)
    return data.getvalue()


def stencil(name: str) -> Stencil:
    """A kept stencil. Raises PaperProblem when it is gone."""
    path = files.folder() / name
    if not path.is_file():
        raise PaperProblem("印章或签名的图片找不到了，请在“印章和签名”里重新上传。")
    picture = Image.open(path).convert("1")
    return Stencil(picture.width, picture.height, picture.tobytes())


def pressed(drawn: Stencil, ink: str, box: Box) -> str:
    """PDF operators that press a stencil into a box (left, top, width, height in mm, y downwards), as large as it fits."""
    left, top, wide, high = box
    scale = min(wide / drawn.width, high / drawn.height)
    width, height = drawn.width * scale, drawn.height * scale
    x, y = left + (wide - width) / 2, top + (high - height) / 2
    bits = a85encode(zlib.compress(drawn.bits, 9)).decode()
    head = f"/W {drawn.width} /H {drawn.height} /IM true /BPC 1 /F [/A85 /Fl]"
    return f"q {ink} rg {width:.3f} 0 0 {-height:.3f} {x:.3f} {y + height:.3f} cm BI {head} ID {bits}~> EI Q"
