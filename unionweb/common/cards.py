"""Cards of A6, four on a sheet of A4: badges for events, small notices for doors."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from unionweb.kernel import fonts
from unionweb.kernel.fonts import Typeface
from unionweb.kernel.pdf import MANY_SECONDS, PaperProblem, Printed
from unionweb.kernel.pdf.blocks import Advance, Type, centred, code, fitted
from unionweb.kernel.pdf.lines import Sign, broken
from unionweb.kernel.pdf.paths import frame
from unionweb.kernel.pdf.typeset import MM_PER_POINT, Line, SetPage, Typesetter, letters_of, missing_on

WIDTH, HEIGHT = 105.0, 148.5
MARGIN = 10.0
ROOM = WIDTH - 2 * MARGIN
SMALLEST, MOST_LINES, PITCH = 7.0, 4, 1.3  # points; lines of one block; em between them
RED = "0.66 0.14 0.11"
INK, GREY = "0.10 0.09 0.08", "0.35 0.33 0.31"
MOST = 400  # a thousand take two seconds, and somebody waits for them
_EDGE = f"0.75 G 0.15 w 0 {HEIGHT} m {2 * WIDTH} {HEIGHT} l S {WIDTH} 0 m {WIDTH} {2 * HEIGHT} l S"


@dataclass(frozen=True)
class Card:
    """What a card says. organ: who hands it out; address: where its QR code leads, none when empty; hint: what that does."""

    organ: str
    title: str
    name: str
    detail: str = ""
    address: str = ""
    hint: str = ""


def print_cards(cards: list[Card], printed: Printed | None = None) -> bytes:
    """All cards in one file, in their order, left to right. Raises PaperProblem, FontsMissing."""
    if not cards or len(cards) > MOST:
        raise PaperProblem(f"一次印 1 到 {MOST} 张，请分成几次。")
    pages = [_sheet(some) for some in _by_four(cards)]
    with Typesetter(letters_of(pages)) as setter:
        return setter.file(pages, printed or Printed(cards[0].title, cards[0].organ, seconds=MANY_SECONDS))


def _by_four(cards: list[Card]) -> Iterator[list[Card]]:
    return (cards[n : n + 4] for n in range(0, len(cards), 4))


def _sheet(cards: list[Card]) -> SetPage:
    advance = fonts.library().advance
    corners = [(n % 2 * WIDTH, n // 2 * HEIGHT) for n in range(4)]
    lines = chain.from_iterable(_checked(card, _lines(card, corner, advance)) for card, corner in zip(cards, corners, strict=False))
    drawn = " ".join(_drawing(card, corner) for card, corner in zip(cards, corners, strict=False))
    return SetPage(2 * WIDTH, 2 * HEIGHT, tuple(lines), {"cards": _EDGE}, drawn)


def _checked(card: Card, lines: list[Line]) -> list[Line]:
    if lacking := missing_on(lines):
        raise PaperProblem(f"“{card.name[:40]}”的卡片里，字“{fonts.named(lacking)}”现有字体都没有，印不出来。")
    return lines


def _lines(card: Card, corner: tuple[float, float], advance: Advance) -> list[Line]:
    middle, top = corner[0] + WIDTH / 2, corner[1]
    name, detail = (62, 74) if card.address else (82, 98)
    blocks = [
        (card.organ, Type(Typeface.sans, 11, RED), 17, SMALLEST),
        (card.title, Type(Typeface.title, 20, INK), 31, 14.0),
        (card.name, Type(Typeface.name, 44, INK), name, 9.0),
        (card.detail, Type(Typeface.sans, 13, GREY), detail, SMALLEST),
        (card.hint if card.address else "", Type(Typeface.sans, 10, GREY), HEIGHT - MARGIN, SMALLEST),
    ]
    return [line for text, type, y, least in blocks if text for line in _fit(text, type, (middle, top + y), least, advance)]


def _fit(text: str, type: Type, place: tuple[float, float], least: float, advance: Advance) -> list[Line]:
    """On one line down to a size of `least`, else on as few as can be read, around `place` (middle, base line)."""
    one = centred(text, type, place, ROOM, advance)
    if one.size >= least:
        return [one]
    for count in range(2, MOST_LINES + 1):
        parts = _parted(text, type.role, count, advance)
        size = min(fitted(part, type, ROOM, advance)[0] for part in parts)
        if size >= SMALLEST:
            return _stacked(parts, Type(type.role, size, type.colour), place, advance)
    raise PaperProblem(f"卡片上的“{text[:20]}…”太长，放不下。请写短一些。")


def _parted(text: str, role: Typeface, count: int, advance: Advance) -> list[str]:
    """At most so many parts, about as wide as one another; names of several parts are cut between these where that is even."""
    wide = sum(advance(character, role) for character in text)
    bound = [Sign(c, is_bound=n > 0 and text[n - 1] not in "· ") for n, c in enumerate(text)]
    if role is Typeface.name and (parts := _parts(bound, wide / count * 1.3, role, advance)) and len(parts) <= count:
        return parts
    width, parts = wide / count, []
    while not parts or len(parts) > count:
        parts, width = _parts([Sign(c) for c in text], width, role, advance), width + 0.5
    return parts


def _parts(signs: list[Sign], width: float, role: Typeface, advance: Advance) -> list[str]:
    """The lines of this width in em; none when they part what is bound."""
    lines = broken(signs, width, lambda sign: advance(sign.text, role), indent=0.0)
    is_whole = not any(line.signs[0].is_bound for line in lines)
    return ["".join(sign.text for sign in line.signs).strip() for line in lines] if is_whole else []


def _stacked(texts: list[str], type: Type, place: tuple[float, float], advance: Advance) -> list[Line]:
    pitch, first = type.size * PITCH * MM_PER_POINT, (1 - len(texts)) / 2
    return [centred(text, type, (place[0], place[1] + (first + n) * pitch), ROOM, advance) for n, text in enumerate(texts)]


def _drawing(card: Card, corner: tuple[float, float]) -> str:
    left, top = corner
    band = f"{RED} rg {frame(left + MARGIN, top + 8, ROOM, 1.4)} f"
    return f"{band} {code(card.address, (left + (WIDTH - 48) / 2, top + 82), 48)}" if card.address else band
