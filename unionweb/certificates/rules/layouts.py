"""Where every line of a certificate stands. Pure: the widths of characters come from outside; lengths in mm."""

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from unionweb.certificates.rules.marks import Marks
from unionweb.certificates.rules.ornaments import BLUE, GOLD, GREEN, ROSE, Palette
from unionweb.certificates.rules.seals import DIAMETER
from unionweb.certificates.rules.wordings import ADDRESS, Kind, Subject, Wording, parts_of
from unionweb.kernel.fonts import Typeface, stands_alone
from unionweb.kernel.labels import full_day
from unionweb.kernel.pdf import PaperProblem
from unionweb.kernel.pdf.blocks import Advance, Type, centred, fitted, line
from unionweb.kernel.pdf.lines import Broken, Sign, broken
from unionweb.kernel.pdf.typeset import MM_PER_POINT, Line

INK = "0.10 0.09 0.08"
GREY = "0.38 0.35 0.31"
PITCH = 1.78  # of lines, in em
LARGEST, SMALLEST = 23.0, 9.0  # points
TIGHT = 0.4  # em: the widest that a heading is spaced
SIGNER = 14.0  # points
SIGNATURE = (36.0, 14.0)  # mm
SCAN = "扫码核验真伪"
SCAN_SIZE = 10.0  # points


@dataclass(frozen=True)
class Design:
    """One kind of paper: its size, colours, and where things stand. block: top and bottom of the text."""

    width: float
    height: float
    palette: Palette
    left: float
    heading: float  # base line
    heading_size: float
    heading_gap: float
    block: tuple[float, float]
    signature: tuple[float, float]  # middle of organ and date, base line of the organ
    signer: tuple[float, float]  # right end and base line of the office that signs and its signature
    code: tuple[float, float]  # upper left corner of the QR code
    code_size: float = 23.0
    version: int = 1  # goes up with every change that shows; kept with each certificate

    @property
    def text_width(self) -> float:
        return self.width - 2 * self.left

    @property
    def flourish(self) -> float:
        return self.heading + 10.5


_LANDSCAPE = {
    "width": 297.0, "height": 210.0, "left": 43.0, "heading": 57.0, "heading_size": 50.0, "heading_gap": 20.0,
    "block": (73.0, 139.0), "signature": (219.0, 157.0), "signer": (163.0, 163.0), "code": (43.0, 146.0),
}  # fmt: skip
_PORTRAIT = {
    "width": 210.0, "height": 297.0, "left": 35.0, "heading": 68.0, "heading_size": 33.0, "heading_gap": 5.0,
    "block": (92.0, 194.0), "signature": (138.0, 240.0), "signer": (168.0, 211.0), "code": (35.0, 222.0),
}  # fmt: skip
DESIGNS = {
    Kind.honour: Design(palette=GOLD, **_LANDSCAPE),
    Kind.group: Design(palette=GOLD, **_LANDSCAPE),
    Kind.training: Design(palette=BLUE, **_LANDSCAPE),
    Kind.volunteer: Design(palette=GREEN, **_PORTRAIT),
    Kind.thanks: Design(palette=ROSE, **_LANDSCAPE),
}


@dataclass(frozen=True)
class Paper:
    """What one certificate says. values: by placeholder, 姓名 among them; address: where it can be verified."""

    kind: Kind
    subject: Subject
    wording: Wording
    values: dict[str, str]
    organ: str
    dated: date
    serial_no: str
    address: str
    is_sealed: bool = True
    marks: Marks = field(default_factory=Marks)

    @property
    def name(self) -> str:
        return self.values["姓名"]

    @property
    def shown_name(self) -> str:
        """The name in a sentence: nothing in it may turn the sentence around or hide in it."""
        return "".join(c for c in self.name[:40] if stands_alone(c))

    @property
    def opening(self) -> str:
        return f"{self.name}{ADDRESS[self.subject]}" if self.wording.opens else ""


def lay_out(paper: Paper, design: Design, advance: Advance) -> tuple[Line, ...]:
    """The lines of a certificate. Raises PaperProblem when its text cannot be set so that it can be read."""
    signed = (*_signature(paper, design, advance), *_signer(paper, design, advance))
    return (*_heading(paper, design, advance), *_block(paper, design, advance), *signed, *_foot(paper, design, advance))


def _heading(paper: Paper, design: Design, advance: Advance) -> list[Line]:
    """On one line; a long one is set smaller, and less spaced."""
    text, room = paper.wording.heading, design.text_width / MM_PER_POINT
    em, gaps = sum(advance(character, Typeface.title) for character in text) or 1.0, len(text) - 1
    size = min(design.heading_size, max((room - design.heading_gap * gaps) / em, room / (em + TIGHT * gaps)))
    gap = min(design.heading_gap, size * TIGHT)
    wide = (em * size + gap * (len(text) - 1)) * MM_PER_POINT
    return [Line(text, Typeface.title, (design.width - wide) / 2, design.heading, size, gap, design.palette.heading)]


def _block(paper: Paper, design: Design, advance: Advance) -> list[Line]:
    """Opening, body and closing, as large as they fit, in the middle of their part of the page."""
    (top, bottom), texts = design.block, _texts(paper)
    if _are_too_long(texts, design, advance):
        raise _too_long(paper)
    for step in range(int((LARGEST - SMALLEST) * 4) + 1):
        size = LARGEST - step / 4
        lines = _paragraphs(texts, design, advance, size)
        lines = [Broken(()), *lines] if paper.opening else lines  # it is set apart
        high = (len(lines) * PITCH - 0.6) * size * MM_PER_POINT
        if high <= bottom - top and not any(line.signs and line.signs[0].is_bound for line in lines):
            break
    else:
        raise _too_long(paper)
    start = top + max(0.0, (bottom - top - high) * 0.45) + size * MM_PER_POINT
    pitch = size * PITCH * MM_PER_POINT
    placed = [line for n, parts in enumerate(lines) for line in _placed(parts, design, advance, (size, start + n * pitch))]
    return _opening(paper, design, advance, (size, start)) + placed


def _too_long(paper: Paper) -> PaperProblem:
    return PaperProblem(f"“{paper.shown_name}”的证书文字太长，一页放不下。请把正文或内容写短一些。")


def _texts(paper: Paper) -> list[list[Sign]]:
    """The characters of body and closing; the recipient's name is not to be parted."""
    return [_signs(text, paper.values) for text in (paper.wording.body, paper.wording.closing) if text]


def _signs(text: str, values: dict[str, str]) -> list[Sign]:
    parts = parts_of(text, values)
    return [Sign(c, name == "荣誉", name == "姓名" and n > 0) for part, name in parts for n, c in enumerate(part)]


def _are_too_long(texts: list[list[Sign]], design: Design, advance: Advance) -> bool:
    """Whether texts are longer than all lines of the smallest type together: seen without breaking a million characters."""
    em, (top, bottom) = SMALLEST * MM_PER_POINT, design.block
    room = ((bottom - top) / em + 0.6) / PITCH * design.text_width / em
    return sum(advance(sign.text, _role(sign)) for signs in texts for sign in signs) > room


def _paragraphs(texts: list[list[Sign]], design: Design, advance: Advance, size: float) -> list[Broken]:
    """The lines under one another."""
    width = design.text_width / (size * MM_PER_POINT)
    return [line for signs in texts for line in broken(signs, width, lambda sign: advance(sign.text, _role(sign)))]


def _role(sign: Sign) -> Typeface:
    return Typeface.title if sign.is_strong else Typeface.name


def _opening(paper: Paper, design: Design, advance: Advance, place: tuple[float, float]) -> list[Line]:
    """The recipient on one line: a long name is set smaller, all of it evenly."""
    if not paper.opening:
        return []
    size, base = place
    wide = sum(advance(c, Typeface.name) for c in paper.opening)
    size = min(size * 1.12, design.text_width / MM_PER_POINT / wide)
    return [Line(paper.opening, Typeface.name, design.left, base, round(size, 2), 0.0, INK)]


def _placed(line: Broken, design: Design, advance: Advance, place: tuple[float, float]) -> list[Line]:
    """One line of the text, cut where the type changes."""
    size, base = place
    left, found = design.left + line.indent * size * MM_PER_POINT, []
    for is_strong, group in groupby(line.signs, key=lambda sign: sign.is_strong):
        signs = list(group)
        colour = design.palette.heading if is_strong else INK
        text = "".join(sign.text for sign in signs)
        found.append(Line(text, _role(signs[0]), left, round(base, 2), size, round(line.gap * size, 3), colour))
        left += sum(advance(s.text, _role(s)) + line.gap for s in signs) * size * MM_PER_POINT
    return found


def _signature(paper: Paper, design: Design, advance: Advance) -> list[Line]:
    """The organ, and under it the date."""
    middle, base = design.signature
    room = 2 * (design.width - 24 - middle)
    type = Type(Typeface.name, 18.0, INK)
    return [centred(text, type, (middle, base + n * 11), room, advance) for n, text in enumerate((paper.organ, full_day(paper.dated)))]


def _signer(paper: Paper, design: Design, advance: Advance) -> list[Line]:
    """The office that signs; its signature stands right of it. Where the code stands left of both, it ends beyond its caption."""
    if not paper.marks.signer:
        return []
    text, (right, base) = f"{paper.marks.signer}：", design.signer
    left, end = design.left, right - SIGNATURE[0] - 1
    if base > design.code[1]:
        left = _caption(design)[0] + fitted(SCAN, Type(Typeface.name, SCAN_SIZE), end, advance)[1] + 3
    size, wide = fitted(text, Type(Typeface.name, SIGNER), end - left, advance)
    return [Line(text, Typeface.name, end - wide, base, size, 0.0, INK)]


def _caption(design: Design) -> tuple[float, float]:
    """Where the caption of the code begins."""
    x, y = design.code
    return x + design.code_size + 3, y + design.code_size - 2.5


def _foot(paper: Paper, design: Design, advance: Advance) -> list[Line]:
    """The number under the code, as far as the seal, and what the code is for."""
    x, y = design.code
    place, room = (x, y + design.code_size + 7.5), design.signature[0] - DIAMETER / 2 - 2 - x
    return [
        Line(SCAN, Typeface.name, *_caption(design), SCAN_SIZE, 0.0, GREY),
        line(f"编号：{paper.serial_no}", Type(Typeface.name, 11, INK), place, room, advance),
    ]


def signature_box(design: Design) -> tuple[float, float, float, float]:
    """Left, top, width and height of the room for a signature."""
    (right, base), (wide, high) = design.signer, SIGNATURE
    return right - wide, base - high * 0.72, wide, high


def seal_place(design: Design) -> tuple[float, float]:
    """The middle of the seal: it presses on organ and date, which stand a little below its middle."""
    middle, base = design.signature
    return middle, base - 2.0
