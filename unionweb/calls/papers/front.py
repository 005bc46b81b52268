"""What stands before the text of a book: cover, imprint, preface, contents; an even number of pages."""

from dataclasses import dataclass

from unionweb.calls.papers.measures import (
    BOTTOM,
    CHARACTERS,
    EM,
    GREY,
    HEIGHT,
    INK,
    PITCH,
    RED,
    ROOM,
    TEXT,
    TOP,
    WIDTH,
    left_of,
    middle,
    page_number,
    roman,
)
from unionweb.calls.rules.library import Book
from unionweb.kernel.fonts import Typeface
from unionweb.kernel.pdf.blocks import Advance, Type, centred, fitted, line, shortened
from unionweb.kernel.pdf.lines import Sign, broken
from unionweb.kernel.pdf.paths import frame
from unionweb.kernel.pdf.typeset import MM_PER_POINT, Line, Mark, SetPage

HEADING = Type(Typeface.title, 20, INK)
THEME = Type(Typeface.sans, 12.5, RED)
ENTRY = Type(Typeface.serif, 11.5, INK)
UNDER = Type(Typeface.kai, 9.5, GREY)
NUMBER_ROOM, STEP, THEME_STEP, SECOND_LINE = 12.0, 12.6, 11.0, 5.2


@dataclass(frozen=True)
class Contents:
    """A line of the contents."""

    title: str
    who: str
    page: int
    is_theme: bool = False


def pages(book: Book, entries: list[Contents], advance: Advance) -> tuple[list[SetPage], list[Mark]]:
    """Cover, its back, preface, contents, and a white page where that makes the number even; with their bookmarks."""
    found, marks = [_cover(book, advance), _imprint(book, advance)], []
    if book.preface:
        marks.append(Mark("前言", len(found)))
        found += _preface(book, len(found), advance)
    marks.append(Mark("目录", len(found)))
    found += _contents(entries, len(found), advance)
    return (found if len(found) % 2 == 0 else [*found, SetPage(WIDTH, HEIGHT, ())]), marks


def _cover(book: Book, advance: Advance) -> SetPage:
    size = next(s for s in (46.0, 40.0, 34.0, 28.0, 24.0, 20.0) if s == 20.0 or len(_title_lines(book.title, s, advance)) <= 2)
    titled = _title_lines(book.title, size, advance)
    type, pitch = Type(Typeface.title, size, INK), size * MM_PER_POINT * 1.45
    lines = [centred(text, type, (WIDTH / 2, 104 + n * pitch), 160, advance) for n, text in enumerate(titled)]
    below = 104 + len(titled) * pitch
    lines.append(centred(f"共 {len(book.cases)} 篇", Type(Typeface.kai, 14, GREY), (WIDTH / 2, below + 8), 160, advance))
    lines.append(centred(book.organ, Type(Typeface.sans, 17, RED), (WIDTH / 2, HEIGHT - 52), 160, advance))
    drawn = f"{RED} rg {frame(25, 62, 160, 1.6)} f {frame(25, 65, 160, 0.4)} f {frame(25, HEIGHT - 38, 160, 0.4)} f"
    return SetPage(WIDTH, HEIGHT, tuple(lines), {}, drawn)


def _title_lines(text: str, size: float, advance: Advance) -> list[str]:
    """A title that does not fit on a line is parted where its sense does, nearest to the middle, else in halves."""
    room = 156 / (size * MM_PER_POINT)
    wide = sum(advance(c, Typeface.title) for c in text)
    if wide <= room:
        return [text]
    places = [n for n in range(2, len(text) - 1) if text[n] in "（(《“" or text[n - 1] in "：）》” " or text[n - 2 : n] == "工会"]
    near = [n for n in places if max(n, len(text) - n) * 1.0 <= room]
    if near:
        at = min(near, key=lambda n: abs(len(text) / 2 - n))
        return [text[:at].strip(), text[at:].strip()]
    even = max(wide / 2 + 1.0, room / 2) if wide <= 2 * room - 2 else room
    parts = broken([Sign(c) for c in text], even, lambda sign: advance(sign.text, Typeface.title), indent=0.0)
    return ["".join(sign.text for sign in part.signs) for part in parts]


def _imprint(book: Book, advance: Advance) -> SetPage:
    left, first = left_of(2), HEIGHT - 40 - len(book.imprint) * 7
    type = Type(Typeface.fangsong, 11, INK)
    lines = [line(text, type, (left, first + n * 7), ROOM, advance) for n, text in enumerate(book.imprint)]
    return SetPage(WIDTH, HEIGHT, tuple(lines), {}, "")


def _preface(book: Book, before: int, advance: Advance) -> list[SetPage]:
    rows = [row for text in book.preface.splitlines() if text.strip() for row in _paragraph(text.strip(), advance)]
    fits = int((BOTTOM - TOP - 3 * PITCH) / PITCH)
    parts = [rows[n : n + fits] for n in range(0, len(rows), fits)]
    found = []
    for n, part in enumerate(parts):
        number, top = before + n + 1, TOP + 3 * PITCH
        left = left_of(number)
        placed = enumerate(part)
        lines = [Line(text, TEXT.role, left + x, top + at * PITCH, TEXT.size, gap, TEXT.colour) for at, (text, x, gap) in placed]
        head = [middle("前　言", HEADING, TOP + 4, number, advance)] if n == 0 else []
        found.append(SetPage(WIDTH, HEIGHT, (*head, *lines, page_number(roman(number), number, advance))))
    return found


def _paragraph(text: str, advance: Advance) -> list[tuple[str, float, float]]:
    lines = broken([Sign(c) for c in text], CHARACTERS, lambda sign: advance(sign.text, TEXT.role))
    return [("".join(s.text for s in one.signs), one.indent * EM, one.gap * TEXT.size) for one in lines]


def _contents(entries: list[Contents], before: int, advance: Advance) -> list[SetPage]:
    parts, y = [[]], TOP + 3 * PITCH
    for n, entry in enumerate(entries):
        step = THEME_STEP if entry.is_theme else STEP
        follows = STEP if entry.is_theme and n + 1 < len(entries) else 0.0
        y += 4.0 if entry.is_theme and parts[-1] else 0.0
        if y + step + follows > BOTTOM + PITCH:
            parts.append([])
            y = TOP + PITCH
        parts[-1].append((y, entry))
        y += step
    return [_contents_page(part, before + n + 1, n == 0, advance) for n, part in enumerate(parts)]


def _contents_page(part: list[tuple[float, Contents]], number: int, is_first: bool, advance: Advance) -> SetPage:
    lines = [middle("目　录", HEADING, TOP + 4, number, advance)] if is_first else []
    for y, entry in part:
        lines += _theme(entry, y, number, advance) if entry.is_theme else _entry(entry, y, number, advance)
    return SetPage(WIDTH, HEIGHT, (*lines, page_number(roman(number), number, advance)))


def _theme(entry: Contents, y: float, number: int, advance: Advance) -> list[Line]:
    return [line(entry.title, THEME, (left_of(number), y), ROOM, advance)]


def _entry(entry: Contents, y: float, number: int, advance: Advance) -> list[Line]:
    """Title, leaders, page; under it who. A long one is made smaller, down to nine and eight points, then cut."""
    left, room = left_of(number), ROOM - NUMBER_ROOM
    title = shortened(entry.title, ENTRY, room, 9.0, advance)
    size, wide = fitted(title, ENTRY, room, advance)
    shown = str(entry.page)
    _, digits = fitted(shown, ENTRY, NUMBER_ROOM, advance)
    found = [Line(title, ENTRY.role, left, y, size, 0.0, ENTRY.colour), line(shown, ENTRY, (left + ROOM - digits, y), NUMBER_ROOM, advance)]
    dot = advance(".", UNDER.role) * UNDER.size * MM_PER_POINT + 1.0
    count = int((ROOM - wide - digits - 6.0) / dot)
    if count > 1:
        found.append(Line("." * count, UNDER.role, left + ROOM - digits - 2.5 - count * dot, y, UNDER.size, 1.0 / MM_PER_POINT, GREY))
    if entry.who:
        found.append(line(shortened(entry.who, UNDER, room, 8.0, advance), UNDER, (left, y + SECOND_LINE), room, advance))
    return found

