"""The collection 案例集: cover, imprint, preface, contents with leaders, the cases, on pages that are bound at the left.

Front pages count i, ii, iii; the text begins on a right-hand page with 1, so the contents need to be set only once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from unionweb.calls.papers import front
from unionweb.calls.papers.flow import Leaf, set_case
from unionweb.calls.papers.measures import (
    HEIGHT,
    PITCH,
    RED,
    ROOM,
    TOP,
    WIDTH,
    head_rule,
    left_of,
    page_number,
    running_head,
)
from unionweb.calls.papers.pictures import drawing, shown
from unionweb.calls.rules.library import Book, BookCase
from unionweb.kernel import fonts
from unionweb.kernel.pdf import MANY_SECONDS, PaperProblem, Press, Printed
from unionweb.kernel.pdf.blocks import Advance
from unionweb.kernel.pdf.typeset import Line, Mark, SetPage, Typesetter, letters_of, missing_on

MOST_PAGES = 1200
OTHERS = "其他"


@dataclass
class Made:
    """A book as it was set: its pages and bookmarks, and by title of a case the characters that no font has."""

    pages: list[SetPage] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    lacking: dict[str, str] = field(default_factory=dict)


def lay_out(book: Book, step: Callable[[int], None] = lambda done: None) -> Made:
    """All pages of a book. step(n): n cases are set. Raises PaperProblem when it is empty or too long, FontsMissing."""
    if not book.cases:
        raise PaperProblem("一篇案例也没有选，没有书可印。")
    advance, made, text, entries = fonts.library().advance, Made(), [], []
    for number, case in enumerate(book.cases, start=1):
        theme = _theme(book, number - 1)
        if theme and (number == 1 or theme != _theme(book, number - 2)):
            entries.append(front.Contents(theme, "", len(text) + 1, is_theme=True))
        entries.append(front.Contents(case.title, _who(case), len(text) + 1))
        text += _case_pages(book, case, len(text) + 1, made.lacking, advance)
        if len(text) > MOST_PAGES:
            raise PaperProblem(f"排出来超过 {MOST_PAGES} 页，请分成几册。")
        step(number)
    before, marks = front.pages(book, entries, advance)
    made.pages, made.marks = [*before, *text], [*marks, *_marks(entries, len(before))]
    return made


def _theme(book: Book, place: int) -> str:
    """The part of a book that a case stands in; those without a theme come last, in one of their own."""
    if not book.by_theme or not any(case.theme for case in book.cases):
        return ""
    return book.cases[place].theme or OTHERS


def _marks(entries: list[front.Contents], before: int) -> list[Mark]:
    """A bookmark for each part, and for each case in it."""
    has_parts = any(one.is_theme for one in entries)
    return [Mark(one.title, before + one.page - 1, int(has_parts and not one.is_theme)) for one in entries]


def print_book(book: Book, made: Made, press: Press | None = None) -> bytes:
    """The file. Raises PaperProblem, FontsMissing."""
    if lacking := missing_on([line for page in made.pages for line in page.lines]):
        raise PaperProblem(f"字“{fonts.named(lacking)}”现有字体都没有，印不出来。请核对书名和前言里的这个字。")
    with Typesetter(letters_of(made.pages), press) as setter:
        return setter.file(made.pages, Printed(book.title, book.organ, seconds=MANY_SECONDS), made.marks)


def _who(case: BookCase) -> str:
    return "　".join(part for part in (case.unit, case.authors) if part)


def _case_pages(book: Book, case: BookCase, first: int, lacking: dict[str, str], advance: Advance) -> list[SetPage]:
    pictures = [found for one in case.pictures if (found := shown(one))]
    leaves, missing = set_case(case, pictures)
    if missing:
        lacking[case.title] = missing
    heads = {0: book.title, 1: _printable(case.title)}
    return [_page(leaf, first + n, "" if n == 0 else heads[(first + n) % 2], advance) for n, leaf in enumerate(leaves)]


def _printable(title: str) -> str:
    from_font = fonts.library().missing(title, fonts.Typeface.kai)
    return title.translate(dict.fromkeys(map(ord, from_font), "〓"))


def _page(leaf: Leaf, number: int, head: str, advance: Advance) -> SetPage:
    left = left_of(number)
    lines = [Line(p.text, p.type.role, left + p.x, TOP + row * PITCH, p.type.size, p.gap, p.type.colour) for row, p in leaf.pieces]
    lines += [*running_head(head, number, advance), page_number(str(number), number, advance)]
    drawn = [drawing(one, left + (ROOM - one.width) / 2, TOP + (row - 1) * PITCH + 2) for row, one in leaf.pictures]
    if head:
        drawn.append(head_rule(number))
    if leaf.rule is not None:
        y = TOP + (leaf.rule - 0.4) * PITCH
        drawn.append(f"{RED} RG 0.5 w {left + ROOM / 2 - 18:.2f} {y:.2f} m {left + ROOM / 2 + 18:.2f} {y:.2f} l S")
    return SetPage(WIDTH, HEIGHT, tuple(lines), {}, " ".join(drawn))
