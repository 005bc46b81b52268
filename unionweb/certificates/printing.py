"""Certificates on paper: from what they say to a print file of all, or to a file for each."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache, partial

from unionweb.certificates.inks import pressed, stencil
from unionweb.certificates.rules import (
    DESIGNS,
    DIAMETER,
    INK,
    RED,
    Kind,
    Paper,
    ground,
    lay_out,
    seal,
    seal_letters,
    seal_place,
    signature_box,
)
from unionweb.kernel import fonts
from unionweb.kernel.errors import Unavailable
from unionweb.kernel.fonts import Library, Typeface
from unionweb.kernel.fonts.outlines import outline
from unionweb.kernel.pdf import MANY_SECONDS, PaperProblem, Press, Printed
from unionweb.kernel.pdf.blocks import code
from unionweb.kernel.pdf.onscreen import svg_of
from unionweb.kernel.pdf.typeset import SetPage, Typesetter, letters_of, missing_on

PRINTED_AS = (Typeface.name, Typeface.title)


def missing_in(text: str) -> str:
    """The characters of a text that some role of certificates cannot print, each once: the text may come to stand in any."""
    library = fonts.library()
    return "".join(dict.fromkeys(c for role in PRINTED_AS for c in library.missing(text, role)))


def pages_of(papers: list[Paper]) -> list[SetPage]:
    """Their pages. Raises PaperProblem that names what cannot be printed, and in whose certificate."""
    pages = [page_of(paper) for paper in papers]
    for paper, page in zip(papers, pages, strict=True):
        if lacking := missing_on(page.lines) + _missing_in_seal(paper):
            raise PaperProblem(
                f"“{paper.shown_name}”的证书里，字“{fonts.named(dict.fromkeys(lacking))}”现有字体都没有，印不出来。"
                "请核对这个字，或请管理员装上有这个字的字体。"
            )
    return pages


def _missing_in_seal(paper: Paper) -> str:
    """Of the characters on a seal that is drawn."""
    is_drawn = paper.is_sealed and not paper.marks.seal
    return fonts.missing_characters(seal_letters(paper.organ), Typeface.title) if is_drawn else ""


def page_of(paper: Paper) -> SetPage:
    """The page of a certificate."""
    library, design = fonts.library(), DESIGNS[paper.kind]
    grounds = {f"G{paper.kind}": _ground(paper.kind)} | _marks(paper, library)
    lines = lay_out(paper, design, library.advance)
    return SetPage(design.width, design.height, lines, grounds, code(paper.address, design.code, design.code_size))


@contextmanager
def setter_for(pages: list[SetPage], press: Press | None = None) -> Iterator[Typesetter]:
    """A typesetter with the fonts of these pages, cut once."""
    with Typesetter(letters_of(pages), press) as setter:
        yield setter


def picture(paper: Paper) -> str:
    """A certificate for the screen, as SVG. Raises PaperProblem."""
    return svg_of(*pages_of([paper]), f"{paper.wording.heading}，颁给{paper.name}")


def print_file(papers: list[Paper], press: Press | None = None) -> bytes:
    """All certificates in one file. press: one to go on using. Raises PaperProblem, FontsMissing."""
    pages = pages_of(papers)
    with setter_for(pages, press) as setter:
        return setter.file(pages, Printed(papers[0].wording.heading, papers[0].organ, seconds=MANY_SECONDS))


def single_file(paper: Paper, setter: Typesetter, page: SetPage | None = None) -> bytes:
    """One certificate as a file of its own. page: that of the paper, where it is at hand."""
    title = f"{paper.wording.heading}：{paper.name}（{paper.serial_no}）"
    return setter.file([page or page_of(paper)], Printed(title, paper.organ))


def _marks(paper: Paper, library: Library) -> dict[str, str]:
    """Seal and signature: the pictures that the organ has given, else a drawn seal."""
    design, marks, found = DESIGNS[paper.kind], paper.marks, {}
    x, y = seal_place(design)
    box = (x - DIAMETER / 2, y - DIAMETER / 2, DIAMETER, DIAMETER)
    if paper.is_sealed:
        drawn = _pressed(marks.seal, RED, box) if marks.seal else _seal(paper.organ, paper.kind, library)
        found[f"S{_number_of(marks.seal or paper.organ, box)}"] = drawn
    if marks.signature:
        found[f"H{_number_of(marks.signature, design.signer)}"] = _pressed(marks.signature, INK, signature_box(design))
    return found


@cache
def _ground(kind: Kind) -> str:
    design = DESIGNS[kind]
    return ground(design.width, design.height, design.palette, flourish=design.flourish)


@lru_cache(maxsize=50)
def _seal(organ: str, kind: Kind, library: Library) -> str:
    return seal(organ, *seal_place(DESIGNS[kind]), partial(outline, library, role=Typeface.title))


@lru_cache(maxsize=50)
def _pressed(name: str, ink: str, box: tuple[float, float, float, float]) -> str:
    """A kept picture of ink in a box. Raises PaperProblem when the picture is gone or spoilt, Unavailable on a bad disk."""
    try:
        return pressed(stencil(name), ink, box)
    except (OSError, SyntaxError) as error:
        if isinstance(error, OSError) and error.errno:
            raise Unavailable("磁盘暂时读不了，没有排版。") from error
        raise PaperProblem("印章或签名的图片打不开了，请在“印章和签名”里重新上传。") from error


_numbers: dict[tuple, int] = {}


def _number_of(*what) -> int:
    return _numbers.setdefault(what, len(_numbers))
