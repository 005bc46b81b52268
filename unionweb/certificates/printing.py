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
    seal_place,
    signature_box,
)
from unionweb.kernel import fonts
from unionweb.kernel.fonts import Library, Typeface
from unionweb.kernel.fonts.outlines import outline
from unionweb.kernel.pdf import MANY_SECONDS, PaperProblem, Press, Printed
from unionweb.kernel.pdf.blocks import code
from unionweb.kernel.pdf.onscreen import svg_of
from unionweb.kernel.pdf.typeset import SetPage, Typesetter, letters_of

PRINTED_AS = (Typeface.name, Typeface.title)


def missing_in(text: str) -> str:
    """The characters of a text that no font of certificates has."""
    library = fonts.library()
    return "".join(c for c in library.missing(text, Typeface.name))


def check_characters(papers: list[Paper]) -> None:
    """Raises PaperProblem that names the characters no font has, and whose certificate they are in."""
    for paper in papers:
        if lacking := missing_in(paper.text):
            raise PaperProblem(
                f"“{_shown(paper.name)}”的证书里，字“{fonts.named(lacking)}”现有字体都没有，印不出来。"
                "请核对这个字，或请管理员装上有这个字的字体。"
            )


def _shown(name: str) -> str:
    """A name in a sentence: nothing in it may turn the sentence around or hide in it."""
    return "".join(c for c in name[:40] if fonts.stands_alone(c))


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
    check_characters([paper])
    return svg_of(page_of(paper), f"{paper.wording.heading}，颁给{paper.name}")


def print_file(papers: list[Paper], press: Press | None = None) -> bytes:
    """All certificates in one file. press: one to go on using. Raises PaperProblem, FontsMissing."""
    check_characters(papers)
    pages = [page_of(paper) for paper in papers]
    with setter_for(pages, press) as setter:
        return setter.file(pages, Printed(papers[0].wording.heading, papers[0].organ, seconds=MANY_SECONDS))


def single_file(paper: Paper, setter: Typesetter) -> bytes:
    """One certificate as a file of its own."""
    title = f"{paper.wording.heading}：{paper.name}（{paper.serial_no}）"
    return setter.file([page_of(paper)], Printed(title, paper.organ))


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
    """A kept picture of ink in a box. Raises PaperProblem when the picture is gone."""
    return pressed(stencil(name), ink, box)


_numbers: dict[tuple, int] = {}


def _number_of(*what) -> int:
    return _numbers.setdefault(what, len(_numbers))
