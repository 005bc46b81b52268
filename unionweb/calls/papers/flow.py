"""A case as rows on pages: no heading at the foot of a page, no single line of a paragraph at its end or at its beginning.

Everything stands on the same grid of base lines, so that the lines of both sides of a leaf meet.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil

from unionweb.calls.papers.measures import EM, FIRST, INK, PITCH, ROOM, ROWS, SECOND, SMALL, TEXT
from unionweb.calls.papers.pictures import Shown
from unionweb.calls.rules.library import Block, BookCase, Part, blocks
from unionweb.kernel import fonts
from unionweb.kernel.fonts import Typeface
from unionweb.kernel.pdf.blocks import Type
from unionweb.kernel.pdf.lines import Sign, broken
from unionweb.kernel.pdf.typeset import MM_PER_POINT

TITLE = Type(Typeface.title, 22.0, INK)
LEAST = 2  # lines of a paragraph that stay together
ELSEWHERE = "（这一篇的正文在附件里，没有排进本册。）"
ABOVE_CAPTION = 1.2  # mm more than the rows a picture takes, so that the caption stands clear of it
GETA = "〓"  # stands for a character that no font has, as printers do it


@dataclass(frozen=True)
class Piece:
    """A run of text in a row. x: from the left of the text, mm; gap: after each character, points."""

    text: str
    type: Type
    x: float
    gap: float = 0.0


@dataclass
class Leaf:
    """One page of a case: pieces and pictures by the row of the grid they stand on."""

    pieces: list[tuple[int, Piece]] = field(default_factory=list)
    pictures: list[tuple[int, Shown]] = field(default_factory=list)
    rule: int | None = None
    used: int = 0


@dataclass
class Setting:
    """A case being set, leaf by leaf."""

    leaves: list[Leaf] = field(default_factory=lambda: [Leaf()])

    @property
    def leaf(self) -> Leaf:
        return self.leaves[-1]

    @property
    def left(self) -> int:
        return ROWS - self.leaf.used

    def turn(self) -> None:
        self.leaves.append(Leaf())

    def put(self, rows: list[list[Piece]]) -> None:
        for pieces in rows:
            self.leaf.pieces += [(self.leaf.used, piece) for piece in pieces]
            self.leaf.used += 1


def set_case(case: BookCase, pictures: list[Shown]) -> tuple[list[Leaf], str]:
    """The pages of a case, and the characters that no font has."""
    lacking: dict[str, None] = {}
    setting = Setting()
    _open(setting, case, lacking)
    for block, after in _with_next(blocks(case.body)):
        _place(setting, block, after, lacking)
    if not case.body.strip() and not pictures:
        setting.put([_middle(ELSEWHERE, SMALL)])
    for shown in pictures:
        _hang(setting, shown, lacking)
    return setting.leaves, "".join(lacking)


def _open(setting: Setting, case: BookCase, lacking: dict) -> None:
    """Title, who and where from, and a rule; the text begins a row below."""
    setting.leaf.used = 1
    for text in wrapped(_clean(case.title, TITLE.role, lacking), TITLE):
        setting.put([_middle(text, TITLE), []] if TITLE.size * MM_PER_POINT > PITCH else [_middle(text, TITLE)])
    said = "　".join(part for part in (case.unit, case.authors, case.grade) if part)
    setting.put([_middle(text, SMALL) for text in wrapped(_clean(said, SMALL.role, lacking), SMALL)])
    setting.leaf.rule = setting.leaf.used
    setting.leaf.used += 2


def _with_next(found: list[Block]) -> Iterator[tuple[Block, Block | None]]:
    return zip(found, [*found[1:], None], strict=False)


def _place(setting: Setting, block: Block, after: Block | None, lacking: dict) -> None:
    rows = _rows(block, lacking)
    if block.part is Part.text:
        _pour(setting, rows)
        return
    space = int(block.part is Part.first and setting.leaf.used > (setting.leaf.rule or -3) + 2)
    if space + len(rows) + (LEAST if after else 0) > setting.left:
        setting.turn()
        space = 0
    setting.leaf.used += space
    setting.put(rows)


def _pour(setting: Setting, rows: list[list[Piece]]) -> None:
    """A paragraph, over as many pages as it needs."""
    while len(rows) > setting.left:
        count = setting.left
        if len(rows) - count < LEAST:
            count = len(rows) - LEAST
        if count >= LEAST:
            setting.put(rows[:count])
            rows = rows[count:]
        setting.turn()
    setting.put(rows)


def _hang(setting: Setting, shown: Shown, lacking: dict) -> None:
    """A picture with its caption, together on one page."""
    high = ceil((shown.height + ABOVE_CAPTION) / PITCH)
    caption = wrapped(_clean(shown.caption, SMALL.role, lacking), SMALL) if shown.caption else []
    setting.leaf.used += int(setting.leaf.used > (setting.leaf.rule or -3) + 2)  # clear of what stands above
    if high + len(caption) > setting.left:
        setting.turn()
    setting.leaf.pictures.append((setting.leaf.used, shown))
    setting.leaf.used += high
    setting.put([_middle(text, SMALL) for text in caption])


def _rows(block: Block, lacking: dict) -> list[list[Piece]]:
    type = {Part.first: FIRST, Part.second: SECOND, Part.text: TEXT}[block.part]
    text, em = _clean(block.text, type.role, lacking), type.size * MM_PER_POINT
    signs = [Sign(character) for character in text]
    lines = broken(signs, ROOM / em, _advance(type.role), indent=2.0 * EM / em)
    return [[Piece("".join(s.text for s in one.signs), type, one.indent * em, one.gap * type.size)] for one in lines]


def wrapped(text: str, type: Type) -> list[str]:
    """A text in lines that fit, without indent."""
    lines = broken([Sign(c) for c in text], ROOM / (type.size * MM_PER_POINT), _advance(type.role), indent=0.0)
    return ["".join(sign.text for sign in one.signs) for one in lines]


def _middle(text: str, type: Type) -> list[Piece]:
    advance = _advance(type.role)
    wide = sum(advance(Sign(c)) for c in text) * type.size * MM_PER_POINT
    return [Piece(text, type, max((ROOM - wide) / 2, 0.0))]


@lru_cache(maxsize=8)
def _advance(role: Typeface):
    library = fonts.library()
    return lambda sign: library.advance(sign.text, role)


def _clean(text: str, role: Typeface, lacking: dict) -> str:
    """The text with what cannot be printed marked; what was marked is remembered."""
    missing = fonts.library().missing(text, role)
    lacking.update(dict.fromkeys(missing))
    return text.translate(dict.fromkeys(map(ord, missing), GETA)) if missing else text
