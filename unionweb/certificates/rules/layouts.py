"""Where every line of a certificate stands. Pure: the widths of characters come from outside; lengths in mm."""

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from unionweb.certificates.rules.marks import Marks
from unionweb.certificates.rules.ornaments import BLUE, GOLD, GREEN, ROSE, Palette
from unionweb.certificates.rules.wordings import ADDRESS, Kind, Subject, Wording, filled, parts_of
from unionweb.kernel.fonts import Typeface
from unionweb.kernel.labels import full_day
from unionweb.kernel.pdf.blocks import Advance, Type, centred
from unionweb.kernel.pdf.lines import Broken, Sign, broken
from unionweb.kernel.pdf.typeset import MM_PER_POINT, Line

INK = "0.10 0.09 0.08"
GREY = "0.38 0.35 0.31"
PITCH = 1.78  # of lines, in em
LARGEST, SMALLEST = 23.0, 6.0  # points
SIGNER = 14.0  # points
SIGNATURE = (36.0, 14.0)  # mm
SCAN = "扫码核验真伪"

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
    def text(self) -> str:
        """Everything that is printed, for looking up its characters."""
        said = (self.wording.heading, self.opening, filled(self.wording.body, self.values))
        return "".join([*said, filled(self.wording.closing, self.values), self.organ, self.serial_no, self.marks.signer])

    @property
    def opening(self) -> str:
        return f"{self.name}{ADDRESS[self.subject]}" if self.wording.opens else ""


def lay_out(paper: Paper, design: Design, advance: Advance) -> tuple[Line, ...]:
    """The lines of a certificate."""
    signed = (*_signature(paper, design, advance), *_signer(paper, design, advance))
    return (*_heading(paper, design, advance), *_block(paper, design, advance), *signed, *_foot(paper, design))


def _heading(paper: Paper, design: Design, advance: Advance) -> list[Line]:
    text, gap = paper.wording.heading, design.heading_gap
    em = sum(advance(character, Typeface.title) for character in text)
    size = min(design.heading_size, (design.text_width / MM_PER_POINT - gap * (len(text) - 1)) / em)
    wide = (em * size + gap * (len(text) - 1)) * MM_PER_POINT
    return [Line(text, Typeface.title, (design.width - wide) / 2, design.heading, size, gap, design.palette.heading)]


def _block(paper: Paper, design: Design, advance: Advance) -> list[Line]:
    """Opening, body and closing, as large as they fit, in the middle of their part of the page."""
    top, bottom = design.block
    for step in range(int((LARGEST - SMALLEST) * 4) + 1):
        size = LARGEST - step / 4
        lines = _paragraphs(paper, design, advance, size)
        high = (len(lines) * PITCH - 0.6) * size * MM_PER_POINT
        if high <= bottom - top:
            break
    start = top + max(0.0, (bottom - top - high) * 0.45) + size * MM_PER_POINT
    pitch = size * PITCH * MM_PER_POINT
    placed = [line for n, parts in enumerate(lines) for line in _placed(parts, design, advance, (size, start + n * pitch))]
    return _opening(paper, design, advance, (size, start)) + placed


def _paragraphs(paper: Paper, design: Design, advance: Advance, size: float) -> list[Broken]:
    """The lines under one another; the opening, which is set apart, is an empty one."""
    width = design.text_width / (size * MM_PER_POINT)
    texts = [text for text in (paper.wording.body, paper.wording.closing) if text]
    found = [Broken(())] if paper.opening else []
    for text in texts:
        signs = [Sign(c, name == "荣誉") for part, name in parts_of(text, paper.values) for c in part]
        found += broken(signs, width, lambda sign: advance(sign.text, _role(sign)))
    return found


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
    """The office that signs; its signature stands right of it."""
    if not paper.marks.signer:
        return []
    text, (right, base) = f"{paper.marks.signer}：", design.signer
    wide = sum(advance(c, Typeface.name) for c in text) * SIGNER * MM_PER_POINT
    return [Line(text, Typeface.name, right - SIGNATURE[0] - wide - 1, base, SIGNER, 0.0, INK)]


def _foot(paper: Paper, design: Design) -> list[Line]:
    """The number under the code, and what the code is for."""
    x, y = design.code
    return [
        Line(SCAN, Typeface.name, x + design.code_size + 3, y + design.code_size - 2.5, 10, 0.0, GREY),
        Line(f"编号：{paper.serial_no}", Typeface.name, x, y + design.code_size + 7.5, 11, 0.0, INK),
    ]


def signature_box(design: Design) -> tuple[float, float, float, float]:
    """Left, top, width and height of the room for a signature."""
    (right, base), (wide, high) = design.signer, SIGNATURE
    return right - wide, base - high * 0.72, wide, high


def seal_place(design: Design) -> tuple[float, float]:
    """The middle of the seal: it presses on organ and date, which stand a little below its middle."""
    middle, base = design.signature
    return middle, base - 2.0
