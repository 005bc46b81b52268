"""What stands above the title: the red head of each form, its number, its rules (GB/T 9704-2012, 7.2, 10.1, 10.3)."""

from dataclasses import dataclass, field, replace

from unionweb.kernel.fonts import Typeface
from unionweb.notices.rules.document import Form, Paper, long_date
from unionweb.notices.rules.geometry import (
    BETWEEN,
    BOTTOM,
    CELL,
    GAP,
    LEFT,
    LETTER_MARK_HEIGHT,
    LETTER_MARK_TOP,
    LETTER_RULE_BELOW_MARK,
    LETTER_RULE_FROM_FOOT,
    LETTER_RULE_WIDTH,
    LINES_AFTER_MARK,
    LINES_BEFORE_TITLE,
    MARK_HEIGHT,
    MARK_TOP,
    MARK_WIDTH,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    PITCH,
    RED_RULE,
    RED_RULE_BELOW_NUMBER,
    RIGHT,
    SEVEN_EIGHTHS,
    SIZE_3,
    THICK,
    THIN,
    TOP,
    WIDTH,
)
from unionweb.notices.rules.lines import Line, Span, single
from unionweb.notices.rules.placing import fitted, from_right, ink_edges, width
from unionweb.notices.rules.sheets import Bar, Item, Text, Type

NARROWEST, WIDEST_GAP = 0.5, 0.35  # of the size: how far a long mark is narrowed, a short one spread
DOUBLE = THICK + BETWEEN + THIN


@dataclass
class Head:
    """The head of page 1, where the title begins, and where the last row of the page may end."""

    items: list[Item] = field(default_factory=list)
    title_top: float = TOP
    bottom: float = BOTTOM


def head_of(paper: Paper, type_: Type) -> Head:
    """The head of a paper in its form."""
    return letter_head(paper, type_) if paper.form == Form.letter else document_head(paper, type_)


# ---- documents and minutes


def document_head(paper: Paper, type_: Type) -> Head:
    """Mark 35 mm below the top of the type area, number two lines below it, red rule 4 mm below that."""
    rows = _rows_of_minutes(paper, type_) if paper.form == Form.minutes else _rows_of_document(paper, type_)
    last = max((ink_edges(type_, text.lines[0], SIZE_3, PITCH)[1] for text in rows[-1:] or []), default=0.0)
    height_below = LINES_AFTER_MARK * PITCH + max((text.top for text in rows), default=0.0) + last
    rest = height_below + RED_RULE_BELOW_NUMBER + RED_RULE + LINES_BEFORE_TITLE * PITCH
    joint = paper.form == Form.document and len(paper.organs) > 1 and not paper.mark
    wanted = MARK_HEIGHT * (len(paper.organs) if joint else 1)
    height = _on_grid(MARK_TOP + rest, TOP, wanted)
    items: list[Item] = [*_top_left(paper, TOP)]
    items += _joint_mark(paper, type_, MARK_TOP, height) if joint else [mark(paper.red_head, type_, MARK_TOP, height)]
    below = MARK_TOP + height + LINES_AFTER_MARK * PITCH
    items += [replace(text, top=text.top + below) for text in rows]
    rule = MARK_TOP + height + height_below + RED_RULE_BELOW_NUMBER
    items.append(Bar(LEFT, rule, WIDTH, RED_RULE, is_red=True))
    return Head(items, rule + RED_RULE + LINES_BEFORE_TITLE * PITCH)


def _on_grid(rest: float, origin: float, wanted: float) -> float:
    """The height of the mark, near the wanted one, with which the title begins on a row of the grid."""
    rows = round((rest + wanted - origin) / PITCH)
    height = origin + rows * PITCH - rest
    return height if height > wanted * 0.6 else height + PITCH


def _rows_of_document(paper: Paper, type_: Type) -> list[Text]:
    """The number in the middle; of a paper that goes up at the left, and those who signed it off at the right."""
    if not paper.signers:
        return _number(paper, type_)
    label = width(type_, "签发人：", Typeface.fangsong) + GAP
    longest = min(max(width(type_, name, Typeface.kai) for name in paper.signers), WIDTH / 3)
    left, kai = RIGHT - CELL - longest, {"room": longest, "role": Typeface.kai}
    rows = [fitted(type_, name, n * PITCH, left=left, **kai) for n, name in enumerate(paper.signers)]
    rows.insert(0, Text("p", (single("签发人：", Typeface.fangsong),), 0.0, left - label))
    room = left - label - LEFT - 2 * CELL
    return [*rows, fitted(type_, paper.number, (len(paper.signers) - 1) * PITCH, left=LEFT + CELL, room=room)]


def _number(paper: Paper, type_: Type) -> list[Text]:
    """The number in the middle."""
    if not paper.number:
        return []
    left = LEFT + max(WIDTH - width(type_, paper.number, Typeface.fangsong), 0.0) / 2
    return [fitted(type_, paper.number, 0.0, left=left, room=WIDTH)]


def _rows_of_minutes(paper: Paper, type_: Type) -> list[Text]:
    """The number, and on the next line who keeps the minutes and of which day."""
    rows = _number(paper, type_)
    if paper.dated:
        top = len(rows) * PITCH
        dated = from_right(type_, long_date(paper.dated), Typeface.fangsong, top, right=RIGHT - CELL)
        rows.append(fitted(type_, "、".join(paper.organs), top, left=LEFT + CELL, room=dated.left - LEFT - 2 * CELL))
        rows.append(dated)
    return rows


def _top_left(paper: Paper, top: float) -> list[Text]:
    """份号, 密级, 紧急程度: one below the other, flush left (7.2.1–7.2.3)."""
    given = ((paper.copy_number, Typeface.fangsong), (paper.secrecy, Typeface.sans), (paper.urgency, Typeface.sans))
    shown = [(text, role) for text, role in given if text]
    return [Text("p", (single(text, role),), top + n * PITCH) for n, (text, role) in enumerate(shown)]


# ---- the mark


def mark(text: str, type_: Type, top: float, height: float, *, room: float = MARK_WIDTH, left: float | None = None) -> Text:
    """Red words whose ink is so high and begins at `top`: short ones spread, long ones narrowed, as in print."""
    ink_top, ink_bottom = type_.ink(text, Typeface.title)
    size = height / max(ink_top - ink_bottom, 0.1)
    natural = sum(type_.advance(character, Typeface.title) for character in text) * size
    if natural * NARROWEST > room:
        size, natural = size * room / natural / NARROWEST, room / NARROWEST
    gaps = max(len(text) - 1, 1)
    gap = min(max(room - natural, 0.0) / gaps, size * WIDEST_GAP) if len(text) > 1 else 0.0
    line = Line((Span(text, Typeface.title, gap),))
    scale = min(room / natural, 1.0)
    wide = natural * scale + gap * (len(text) - 1)
    pitch = size * 1.5
    offset = ink_edges(type_, line, size, pitch)[0]
    start = LEFT + (WIDTH - wide) / 2 if left is None else left
    return Text("p", (line,), top - offset, start, size, pitch, is_red=True, scale=scale)


def _joint_mark(paper: Paper, type_: Type, top: float, height: float) -> list[Text]:
    """The names one below the other, as wide as the longest, and 文件 beside their middle (7.2.4)."""
    count = len(paper.organs)
    each = height / (count + (count - 1) * 0.4)
    ending = paper.red_head
    side = mark(ending, type_, 0, MARK_HEIGHT, room=MARK_HEIGHT * 2.6, left=0)
    side_width = MARK_HEIGHT * 2.3
    room = min(MARK_WIDTH - side_width - 6, max(each * 1.15 * len(name) for name in paper.organs))
    left = LEFT + (WIDTH - room - side_width - 6) / 2
    names = [_spread(name, type_, top + n * each * 1.4, each, room, left) for n, name in enumerate(paper.organs)]
    middle = top + height / 2 - MARK_HEIGHT / 2
    end = mark(ending, type_, middle, MARK_HEIGHT, room=side_width, left=left + room + 6)
    return [*names, end] if side.lines else names


def _spread(name: str, type_: Type, top: float, height: float, room: float, left: float) -> Text:
    """A name that fills its room exactly, by narrowing or by gaps."""
    drawn = mark(name, type_, top, height, room=room, left=left)
    natural = sum(type_.advance(character, Typeface.title) for character in name) * drawn.size
    gap = max(room - natural, 0.0) / max(len(name) - 1, 1)
    line = Line((Span(name, Typeface.title, gap),))
    return Text("p", (line,), drawn.top, left, drawn.size, drawn.pitch, is_red=True, scale=drawn.scale)


# ---- letters


def letter_head(paper: Paper, type_: Type) -> Head:
    """Mark 30 mm below the edge of the paper, double rules below it and at the foot, the number at the right (10.1)."""
    foot = PAGE_HEIGHT - LETTER_RULE_FROM_FOOT - DOUBLE
    line = single(paper.number or "号", Typeface.fangsong)
    ink_top, ink_bottom = ink_edges(type_, line, SIZE_3, PITCH)
    bottom = foot - SEVEN_EIGHTHS - ink_bottom + PITCH
    rest = LETTER_RULE_BELOW_MARK + DOUBLE + SEVEN_EIGHTHS - ink_top + PITCH * (_rows_left(paper) + LINES_BEFORE_TITLE)
    height = _on_grid(LETTER_MARK_TOP + rest, bottom - 40 * PITCH, LETTER_MARK_HEIGHT)
    rule = LETTER_MARK_TOP + height + LETTER_RULE_BELOW_MARK
    top = rule + DOUBLE + SEVEN_EIGHTHS - ink_top
    items: list[Item] = [mark(paper.mark or paper.organs[0], type_, LETTER_MARK_TOP, height)]
    items += [*_double(rule, THICK, THIN), *_double(foot, THIN, THICK), *_top_left(paper, top)]
    items += [_letter_number(paper.number, type_, top)] if paper.number else []
    return Head(items, LETTER_MARK_TOP + height + rest, bottom)


def _letter_number(number: str, type_: Type, top: float) -> Text:
    left = RIGHT - min(width(type_, number, Typeface.fangsong), WIDTH)
    return fitted(type_, number, top, left=left, room=WIDTH)


def _rows_left(paper: Paper) -> int:
    return max(sum(map(bool, (paper.copy_number, paper.secrecy, paper.urgency))), 1)


def _double(top: float, first: float, second: float) -> list[Bar]:
    left = (PAGE_WIDTH - LETTER_RULE_WIDTH) / 2
    below = top + first + BETWEEN
    return [Bar(left, top, LETTER_RULE_WIDTH, first, is_red=True), Bar(left, below, LETTER_RULE_WIDTH, second, is_red=True)]
