"""The end of a paper: who signs and when, with seal and without (7.3.5), the note (7.3.6), the imprint (7.4), the number (7.5)."""

from unionweb.kernel.fonts import Typeface
from unionweb.notices.rules.document import Form, Paper, long_date
from unionweb.notices.rules.flow import Atom, Kind
from unionweb.notices.rules.geometry import (
    BOTTOM,
    CELL,
    DATE_INDENT,
    INNER_RULE,
    LEFT,
    NUMBER_BELOW,
    OUTER_RULE,
    PITCH,
    RIGHT,
    ROWS_BEFORE_SEALED,
    SEAL_ABOVE_MIDDLE,
    SEAL_DIAMETER,
    SEALED_DATE_RIGHT,
    SIZE_3,
    SIZE_4,
    UNSEALED_RIGHT,
    WIDTH,
)
from unionweb.notices.rules.lines import Line, Style, broken, single, width_of
from unionweb.notices.rules.placing import centred, from_right, ink_edges, width
from unionweb.notices.rules.sheets import Bar, Item, Seal, Text, Type

IMPRINT_PITCH = 8.4
_SEAL_ROWS = 5  # from one row of sealed organs to the next
_SEAL_GAP = 6.0  # between two seals
_NOTE_CLEAR = 3.0  # between the note and a seal beside it
_SONG = Typeface.fangsong


# ---- signature


def signature(paper: Paper, owner: int, type_: Type) -> Atom | None:
    """Organ and date as one thing, its items measured from its own top; None when the paper has neither, or is minutes."""
    if paper.form == Form.minutes or not paper.dated:
        return None
    items, height = _sealed(paper, type_) if paper.is_sealed else _unsealed(paper, type_)
    reach = max((item.top + item.diameter for item in items if isinstance(item, Seal)), default=height)
    return Atom(Kind.closing, owner, height, items=tuple(items), reach=reach)


def _unsealed(paper: Paper, type_: Type) -> tuple[list[Item], float]:
    """Organs end two characters from the right; the date begins two characters right of the organ, or ends at its place."""
    right = RIGHT - UNSEALED_RIGHT * CELL
    date = long_date(paper.dated)
    lead, dated = width(type_, paper.organs[0], _SONG), width(type_, date, _SONG)
    left = right - lead
    date_left = left + DATE_INDENT * CELL
    if dated > lead:
        date_left = right - dated
        left = date_left - DATE_INDENT * CELL
    first = Text("p", (single(paper.organs[0], _SONG),), PITCH, left)
    others = [from_right(type_, name, _SONG, (n + 2) * PITCH, right=right) for n, name in enumerate(paper.organs[1:])]
    top = (len(paper.organs) + 1) * PITCH
    return [first, *others, Text("p", (single(date, _SONG),), top, date_left)], top + PITCH


def _sealed(paper: Paper, type_: Type) -> tuple[list[Item], float]:
    """The date ends four characters from the right, the last organ is centred over it, a seal presses on each organ."""
    date = long_date(paper.dated)
    middle = RIGHT - SEALED_DATE_RIGHT * CELL - width(type_, date, _SONG) / 2
    middle = min(middle, RIGHT - width(type_, paper.organs[-1], _SONG) / 2)
    rows = _seal_rows(paper.organs, middle, type_)
    items: list[Item] = []
    for row, placed in enumerate(rows):
        top = (ROWS_BEFORE_SEALED + row * _SEAL_ROWS) * PITCH
        for organ, centre in placed:
            picture = dict(zip(paper.organs, paper.seals, strict=False)).get(organ, "")
            seal_top = top + PITCH - SEAL_ABOVE_MIDDLE - SEAL_DIAMETER / 2
            items.append(Seal(organ, centre - SEAL_DIAMETER / 2, seal_top, SEAL_DIAMETER, picture))
            items.append(centred(type_, organ, _SONG, top, middle=centre))
    top = (ROWS_BEFORE_SEALED + (len(rows) - 1) * _SEAL_ROWS + 1) * PITCH
    items.append(centred(type_, date, _SONG, top, middle=middle))
    return items, top + PITCH


def _seal_rows(organs: tuple[str, ...], middle: float, type_: Type) -> list[list[tuple[str, float]]]:
    """Each organ with the middle of its seal: as many in a row as the type area holds, the last one over the date."""
    rooms = {organ: max(width(type_, organ, _SONG), SEAL_DIAMETER) + _SEAL_GAP for organ in organs}
    rows: list[list[tuple[str, float]]] = [[]]
    centre = middle
    for n, organ in enumerate(reversed(organs)):
        if rows[0]:
            centre -= (rooms[organ] + rooms[organs[len(organs) - n]]) / 2
            if centre - rooms[organ] / 2 < LEFT - _SEAL_GAP:
                rows.insert(0, [])
                centre = middle
        rows[0].insert(0, (organ, centre))
    return rows


def note_lines(paper: Paper, type_: Type) -> list[Line]:
    """附注, in brackets, two characters in."""
    if not paper.note:
        return []
    text = paper.note.strip("（）()")
    return broken([(f"（{text}）", _SONG)], type_.advance, Style(), (2 * CELL, 0.0))


def note_is_clear_of_seal(paper: Paper, type_: Type) -> bool:
    """Whether the note may stand on the line right below the date, beside the foot of the seal."""
    lines, items = note_lines(paper, type_), _sealed(paper, type_)[0] if paper.is_sealed else []
    reach = max((LEFT + line.indent + width_of(line, type_.advance, SIZE_3) for line in lines), default=0.0)
    return all(reach + _NOTE_CLEAR < item.left for item in items if isinstance(item, Seal))


# ---- imprint


def imprint(paper: Paper, type_: Type) -> tuple[list[Item], float]:
    """What stands at the foot of the last page, its lower rule on the lower edge of the type area; and its height."""
    rows = [_copies(paper, type_)] if paper.cc else []
    printed = paper.printed_by or (paper.printed_on and paper.organs[0])
    if printed and paper.form != Form.letter:
        rows.append(_printed(paper, str(printed), type_))
    if not rows:
        return [], 0.0
    has_rules = paper.form != Form.letter
    heights = [max(text.top + len(text.lines) * IMPRINT_PITCH for text in row) for row in rows]
    height = sum(heights) + has_rules * (2 * OUTER_RULE + INNER_RULE * (len(rows) - 1))
    return _stacked(rows, heights, has_rules, BOTTOM - height), height


def _stacked(rows: list[list[Text]], heights: list[float], has_rules: bool, top: float) -> list[Item]:
    items: list[Item] = []
    for n, (row, height) in enumerate(zip(rows, heights, strict=True)):
        rule = has_rules * (INNER_RULE if n else OUTER_RULE)
        items += [Bar(LEFT, top, WIDTH, rule)] if has_rules else []
        items += [Text("p", t.lines, t.top + top + rule, t.left, t.size, t.pitch) for t in row]
        top += rule + height
    return items + ([Bar(LEFT, BOTTOM - OUTER_RULE, WIDTH, OUTER_RULE)] if has_rules else [])


def _copies(paper: Paper, type_: Type) -> list[Text]:
    """抄送：…。 one character in at both sides, going on below the first character behind the colon."""
    label = 3 * SIZE_4
    style = Style(SIZE_4, WIDTH - 2 * SIZE_4, 0.0)
    runs = [(f"抄送：{paper.cc.rstrip('。')}。", _SONG)]
    lines = broken(runs, type_.advance, style, (0.0, label))
    return [Text("p", tuple(lines), 0.0, LEFT + SIZE_4, SIZE_4, IMPRINT_PITCH)]


def _printed(paper: Paper, organ: str, type_: Type) -> list[Text]:
    """Who prints and when, one character in from the left and from the right."""
    left = Text("p", (single(organ, _SONG, gap=0.0),), 0.0, LEFT + SIZE_4, SIZE_4, IMPRINT_PITCH)
    day = paper.printed_on or paper.dated
    if not day:
        return [left]
    dated = f"{long_date(day)}印发"
    return [left, from_right(type_, dated, _SONG, 0.0, right=RIGHT - SIZE_4, size=SIZE_4, pitch=IMPRINT_PITCH)]


# ---- page number


def page_number(number: int, type_: Type) -> Text:
    """— 1 —, its dashes 7 mm below the type area, one character in: at the right of odd pages, at the left of even ones."""
    text = f"— {number} —"
    line = single(text, Typeface.serif, gap=0.0)
    top, bottom = ink_edges(type_, single("—", Typeface.serif), SIZE_4, PITCH)
    wide = width(type_, text, Typeface.serif, SIZE_4, 0.0)
    left = RIGHT - SIZE_4 - wide if number % 2 else LEFT + SIZE_4
    return Text("footer", (line,), BOTTOM + NUMBER_BELOW - (top + bottom) / 2, left, SIZE_4)
