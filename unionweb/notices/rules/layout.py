"""Laying out a paper: its parts as one column of lines, the column as pages, heads and imprints around it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from unionweb.kernel.fonts import Typeface
from unionweb.notices.rules.closing import imprint, note_is_clear_of_seal, note_lines, page_number, signature
from unionweb.notices.rules.document import Attachment, Block, Form, Paper, ParagraphBlock
from unionweb.notices.rules.flow import Atom, Column, Kind, closes_well, opens_well, page_of, paged
from unionweb.notices.rules.geometry import BOTTOM, CELL, PITCH, SIZE_2, SIZE_3, TOP, WIDTH
from unionweb.notices.rules.heads import head_of
from unionweb.notices.rules.limits import check_pages, check_size
from unionweb.notices.rules.lines import Line, Style, broken, single, width_of
from unionweb.notices.rules.sheets import Page, Sheet, Type
from unionweb.notices.rules.tables import rows_of
from unionweb.notices.rules.titles import shaped

FIRST_LINE = 2 * CELL
_HEADINGS = {1: ("h2", Typeface.sans), 2: ("h3", Typeface.kai)}
TIGHTER = (0.95, 0.9, 0.85, 0.8, 0.75)  # of the usual pitch
_IMPRINT_CLEAR = 3.0  # mm between the text and the imprint


def lay_out(paper: Paper, type_: Type) -> Sheet:
    """The pages of a paper, every line in its place. Raises TooMuch."""
    check_size(paper)
    head = head_of(paper, type_)
    numbers = count(1)
    paper, columns = _arranged(paper, type_, numbers, (head.title_top, head.bottom))
    for number, attachment in enumerate(paper.attachments, start=1):
        if attachment.blocks:
            label = f"附件{number}" if len(paper.attachments) > 1 else "附件"
            columns += paged(list(_attached(attachment, label, type_, numbers)), (TOP, BOTTOM))
    pages = [page_of(column) for column in columns]
    pages[0].items = [*head.items, *pages[0].items]
    _close(paper, pages, columns[-1], type_)
    check_pages(len(pages))
    return Sheet(paper.title.replace("\n", ""), tuple(pages))


def _arranged(paper: Paper, type_: Type, numbers: Iterator[int], first: tuple[float, float]) -> tuple[Paper, list[Column]]:
    """The paper and its main pages: as usual, or with what it takes that page 1 shows text and no signature stands alone.

    Addressees who leave no room for text go to the imprint (7.3.2); where that is not the reason, or is not enough, the
    lines come nearer to each other (7.3.5.5).
    """
    usual = _columns(paper, type_, numbers, first, PITCH)
    if not usual.opens and paper.addressees:
        paper = replace(paper, addressees="", addressed_below=paper.addressees)
        usual = _columns(paper, type_, numbers, first, PITCH)
    best = usual
    for part in TIGHTER:
        if best.opens and best.closes:
            return paper, best.columns
        best = _columns(paper, type_, numbers, first, PITCH * part)
    return paper, (best if best.opens and best.closes else usual).columns


@dataclass(frozen=True)
class _Columns:
    columns: list[Column]
    opens: bool
    closes: bool


def _columns(paper: Paper, type_: Type, numbers: Iterator[int], first: tuple[float, float], pitch: float) -> _Columns:
    head = _tight(_opening(paper, type_, numbers), pitch)
    atoms = [*head, *_tight(_main(paper, type_, numbers), pitch), *_closing(paper, type_, numbers, pitch)]
    columns = paged(atoms, first, len(head))
    return _Columns(columns, opens_well(columns, atoms, len(head)), closes_well(columns))


def _tight(atoms: Iterable[Atom], pitch: float) -> list[Atom]:
    return [atom if atom.kind is Kind.table else replace(atom, height=pitch, pitch=pitch) for atom in atoms]


def _close(paper: Paper, pages: list[Page], last: Column, type_: Type) -> None:
    """Imprint and page numbers. Where the imprint has no room it stands on a page of its own, without a number."""
    items, height = imprint(paper, type_)
    alone = bool(items) and last.end + _IMPRINT_CLEAR > BOTTOM - height
    unnumbered = {1} if paper.form == Form.letter else set()
    for number, page in enumerate(pages, start=1):
        if number not in unnumbered:
            page.number = number
            page.items.append(page_number(number, type_))
    if alone:
        pages.append(Page())
    pages[-1].items += items


# ---- the column


def _opening(paper: Paper, type_: Type, owners: Iterator[int]) -> Iterator[Atom]:
    """Title and addressees."""
    yield from _title(paper.title, "h1", type_, owners)
    yield _blank()
    if paper.addressees:
        yield from _lines(_addressed(paper, type_), next(owners))


def _main(paper: Paper, type_: Type, owners: Iterator[int]) -> Iterator[Atom]:
    """Text, list of attachments, and who was there."""
    yield from _body(paper.blocks, type_, owners)
    yield from _attachment_list(paper, type_, owners)
    for label, names in paper.people:
        yield from _people(label, names, type_, owners, first=label == paper.people[0][0])


def _closing(paper: Paper, type_: Type, owners: Iterator[int], pitch: float) -> list[Atom]:
    """Signature and note; the note stays with the signature."""
    signed, lines, below = signature(paper, next(owners), type_, pitch), note_lines(paper, type_), []
    if lines:
        below = [_blank()] if signed and not note_is_clear_of_seal(paper, type_) else []
        below = _tight([*below, *_lines(lines, next(owners))], pitch)
    if not signed:
        return below
    return [replace(signed, reach=max(signed.reach, signed.height + len(below) * pitch)), *below]


def _attached(attachment: Attachment, label: str, type_: Type, owners: Iterator[int]) -> Iterator[Atom]:
    """附件1 in 黑体 on the first line, the title on the third (7.3.7)."""
    yield from _lines([single(label, Typeface.sans)], next(owners))
    yield _blank()
    yield from _title(attachment.title, "h2", type_, owners)
    yield _blank()
    yield from _body(attachment.blocks, type_, owners)


def _blank() -> Atom:
    return Atom(Kind.blank, 0)


def _lines(lines: list[Line], owner: int, tag: str = "p", keeps: bool = False) -> Iterator[Atom]:
    return (Atom(Kind.text, owner, line=line, tag=tag, size=SIZE_3, keeps_next=keeps) for line in lines)


def _title(title: str, tag: str, type_: Type, owners: Iterator[int]) -> Iterator[Atom]:
    """A title in lines of a good shape, in the middle."""
    owner = next(owners)

    def wide(text: str) -> float:
        return sum(type_.advance(character, Typeface.title) for character in text) * SIZE_2

    for text in shaped(title, wide, WIDTH) or [""]:
        line = single(text, Typeface.title, gap=0.0)
        line = replace(line, indent=max((WIDTH - width_of(line, type_.advance, SIZE_2)) / 2, 0.0))
        yield Atom(Kind.text, owner, line=line, tag=tag, size=SIZE_2, keeps_next=True)


def _addressed(paper: Paper, type_: Type) -> list[Line]:
    text = paper.addressees.rstrip("：:") + "："
    return broken([(text, Typeface.fangsong)], type_.advance, Style(), (0.0, 0.0))


def _body(blocks: tuple[Block, ...], type_: Type, owners: Iterator[int]) -> Iterator[Atom]:
    for block in blocks:
        owner = next(owners)
        if isinstance(block, ParagraphBlock):
            tag = _HEADINGS[block.level][0] if block.is_heading else "p"
            lines = broken(_set(block), type_.advance, Style(), (FIRST_LINE, 0.0))
            yield from _lines(lines, owner, tag, keeps=block.is_heading)
        else:
            yield from rows_of(block, owner, type_.advance)


def _set(block: ParagraphBlock) -> list[tuple[str, Typeface]]:
    """The paragraph in its types: 一、 in 黑体, （一） in 楷体 as far as the heading goes, stressed words in 黑体."""
    if block.level not in _HEADINGS:
        return [(text, Typeface.sans if stressed else Typeface.fangsong) for text, stressed in block.runs]
    role, rest, runs = _HEADINGS[block.level][1], block.opening, []
    for text, stressed in block.runs:
        runs += [(text[:rest], role)] if rest else []
        runs += [(text[rest:], Typeface.sans if stressed else Typeface.fangsong)] if text[rest:] else []
        rest = max(rest - len(text), 0)
    return runs


def _attachment_list(paper: Paper, type_: Type, owners: Iterator[int]) -> Iterator[Atom]:
    """附件：1. … one empty line below the text, two characters in, going on below the first character of the name."""
    if not paper.attachments:
        return
    yield _blank()
    several = len(paper.attachments) > 1
    before = FIRST_LINE + 3 * CELL
    for number, attachment in enumerate(paper.attachments, start=1):
        label = ("附件：" if number == 1 else "") + (f"{number}. " if several else "")
        own = sum(type_.advance(c, Typeface.fangsong) for c in f"{number}. ") * SIZE_3 if several else 0.0
        text = label + (attachment.listed or attachment.title).replace("\n", "").rstrip("。；，")
        indents = (FIRST_LINE if number == 1 else before, before + own)
        lines, owner = broken([(text, Typeface.fangsong)], type_.advance, Style(), indents), next(owners)
        yield from (replace(atom, kind=Kind.list) for atom in _lines(lines, owner))


def _people(label: str, names: str, type_: Type, owners: Iterator[int], *, first: bool) -> Iterator[Atom]:
    """出席：… one empty line below the text, going on below the first character behind the colon (10.3)."""
    if first:
        yield _blank()
    runs = [(f"{label}：", Typeface.sans), (names, Typeface.fangsong)]
    indents = (FIRST_LINE, FIRST_LINE + (len(label) + 1) * CELL)
    yield from _lines(broken(runs, type_.advance, Style(), indents), next(owners))


