"""The end of a paper: who signs and when, with seal and without (7.3.5), the note (7.3.6), the imprint (7.4), the number (7.5)."""

from dataclasses import replace

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
from unionweb.notices.rules.placing import fitted, from_right, ink_edges, width
from unionweb.notices.rules.sheets import Bar, Item, Seal, Text, Type

IMPRINT_PITCH = 8.4
_SEAL_ROWS = 5  # from one row of sealed organs to the next
_SEAL_GAP = 6.0  # between two seals
_NOTE_CLEAR = 3.0  # between the note and a seal beside it
_SONG = Typeface.fangsong


# ---- signature


def signature(paper: Paper, owner: int, type_: Type, pitch: float = PITCH) -> Atom | None:
    """Organ and date as one thing, its items measured from its own top; None when the paper has neither, or is minutes."""
    if paper.form == Form.minutes or not paper.dated:
        return None
    items, height = _sealed(paper, type_, pitch) if paper.is_sealed else _unsealed(paper, type_, pitch)
    reach = max((item.top + item.diameter for item in items if isinstance(item, Seal)), default=height)
    return Atom(Kind.closing, owner, height, items=tuple(items), reach=reach)


def _unsealed(paper: Paper, type_: Type, pitch: float) -> tuple[list[Item], float]:
    """Organs end two characters from the right; the date begins two characters right of the organ, or ends at its place."""
    right = RIGHT - UNSEALED_RIGHT * CELL
    date = long_date(paper.dated)
    lead, dated = min(width(type_, paper.organs[0], _SONG), right - LEFT), width(type_, date, _SONG)
    left = right - lead
    date_left = min(left + DATE_INDENT * CELL, right - dated) if dated <= lead else right - dated
    if dated > lead:
        left = date_left - DATE_INDENT * CELL
    first = fitted(type_, paper.organs[0], pitch, left=left, room=right - LEFT, pitch=pitch)
    others = [_ending(type_, name, (n + 2) * pitch, right, pitch) for n, name in enumerate(paper.organs[1:])]
    top = (len(paper.organs) + 1) * pitch
    return [first, *others, fitted(type_, date, top, left=date_left, room=right - LEFT, pitch=pitch)], top + pitch


def _ending(type_: Type, name: str, top: float, right: float, pitch: float) -> Text:
    left = right - min(width(type_, name, _SONG), right - LEFT)
    return fitted(type_, name, top, left=left, room=right - LEFT, pitch=pitch)


def _sealed(paper: Paper, type_: Type, pitch: float) -> tuple[list[Item], float]:
    """The date ends four characters from the right, the last organ is centred over it, a seal presses on each organ."""
    date = long_date(paper.dated)
    middle = RIGHT - SEALED_DATE_RIGHT * CELL - width(type_, date, _SONG) / 2
    middle = min(middle, RIGHT - _room(paper.organs[-1], type_) / 2)
    rows = _seal_rows(paper.organs, middle, type_)
    items: list[Item] = []
    for row, placed in enumerate(rows):
        top = (ROWS_BEFORE_SEALED + row * _SEAL_ROWS * PITCH / pitch) * pitch
        for organ, centre in placed:
            picture = dict(zip(paper.organs, paper.seals, strict=False)).get(organ, "")
            seal_top = top + pitch - SEAL_ABOVE_MIDDLE - SEAL_DIAMETER / 2
            items.append(Seal(organ, centre - SEAL_DIAMETER / 2, seal_top, SEAL_DIAMETER, picture))
            items.append(fitted(type_, organ, top, left=centre - _room(organ, type_) / 2, room=WIDTH, pitch=pitch))
    top = ROWS_BEFORE_SEALED * pitch + (len(rows) - 1) * _SEAL_ROWS * PITCH + pitch
    items.append(fitted(type_, date, top, left=middle - width(type_, date, _SONG) / 2, room=WIDTH, pitch=pitch))
    return items, top + pitch


def _room(organ: str, type_: Type) -> float:
    """How wide an organ's name stands: a longer one than the type area is narrowed."""
    return min(width(type_, organ, _SONG), WIDTH)


def _seal_rows(organs: tuple[str, ...], middle: float, type_: Type) -> list[list[tuple[str, float]]]:
    """Each organ with the middle of its seal: as many in a row as the type area holds, the last one over the date."""
    rooms = {organ: max(_room(organ, type_), SEAL_DIAMETER) for organ in organs}
    rows: list[list[tuple[str, float]]] = [[]]
    centre = middle
    for n, organ in enumerate(reversed(organs)):
        room = rooms[organ]
        if rows[0]:
            centre -= (room + rooms[organs[len(organs) - n]]) / 2 + _SEAL_GAP
            if centre - room / 2 < LEFT:
                rows.insert(0, [])
                centre = max(min(middle, RIGHT - room / 2), LEFT + room / 2)
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
    lines, items = note_lines(paper, type_), _sealed(paper, type_, PITCH)[0] if paper.is_sealed else []
    reach = max((LEFT + line.indent + width_of(line, type_.advance, SIZE_3) for line in lines), default=0.0)
    return all(reach + _NOTE_CLEAR < item.left for item in items if isinstance(item, Seal))


# ---- imprint


def imprint(paper: Paper, type_: Type) -> tuple[list[Item], float]:
    """What stands at the foot of the last page, its lower rule on the lower edge of the type area; and its height."""
    rows = [_named(paper, type_)] if paper.cc or paper.addressed_below else []
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
        items += [replace(text, top=text.top + top + rule) for text in row]
        top += rule + height
    return items + ([Bar(LEFT, BOTTOM - OUTER_RULE, WIDTH, OUTER_RULE)] if has_rules else [])


def _named(paper: Paper, type_: Type) -> list[Text]:
    """主送：…。 (7.3.2) over 抄送：…。 with no rule between; one character in, going on below the first character behind the colon."""
    label, style = 3 * SIZE_4, Style(SIZE_4, WIDTH - 2 * SIZE_4, 0.0)
    texts: list[Text] = []
    for name, names in (("主送", paper.addressed_below.rstrip("：:。")), ("抄送", paper.cc.rstrip("。"))):
        if names:
            lines = broken([(f"{name}：{names}。", _SONG)], type_.advance, style, (0.0, label))
            top = sum(len(text.lines) for text in texts) * IMPRINT_PITCH
            texts.append(Text("p", tuple(lines), top, LEFT + SIZE_4, SIZE_4, IMPRINT_PITCH))
    return texts


def _printed(paper: Paper, organ: str, type_: Type) -> list[Text]:
    """Who prints and when, one character in from the left and from the right."""
    day = paper.printed_on or paper.dated
    dated = f"{long_date(day)}印发" if day else ""
    room = WIDTH - 3 * SIZE_4 - width(type_, dated, _SONG, SIZE_4, 0.0)
    left = fitted(type_, organ, 0.0, left=LEFT + SIZE_4, room=room, size=SIZE_4, pitch=IMPRINT_PITCH)
    if not day:
        return [left]
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
