"""Cards of A6, four on a sheet of A4: badges for events, small notices for doors."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from unionweb.kernel import fonts
from unionweb.kernel.fonts import Typeface
from unionweb.kernel.pdf import MANY_SECONDS, PaperProblem, Printed
from unionweb.kernel.pdf.blocks import Advance, Type, centred, code, paragraph
from unionweb.kernel.pdf.paths import frame
from unionweb.kernel.pdf.typeset import Line, SetPage, Typesetter, letters_of

WIDTH, HEIGHT = 105.0, 148.5
MARGIN = 10.0
RED = "0.66 0.14 0.11"
INK, GREY = "0.10 0.09 0.08", "0.35 0.33 0.31"
MOST = 2000
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

    @property
    def words(self) -> str:
        """Everything but the name."""
        return f"{self.organ}{self.title}{self.detail}{self.hint}"


def print_cards(cards: list[Card], printed: Printed | None = None) -> bytes:
    """All cards in one file, in their order, left to right. Raises PaperProblem, FontsMissing."""
    _check(cards)
    pages = [_sheet(some) for some in _by_four(cards)]
    with Typesetter(letters_of(pages)) as setter:
        return setter.file(pages, printed or Printed(cards[0].title, cards[0].organ, seconds=MANY_SECONDS))


def _by_four(cards: list[Card]) -> Iterator[list[Card]]:
    return (cards[n : n + 4] for n in range(0, len(cards), 4))


def _check(cards: list[Card]) -> None:
    if not cards or len(cards) > MOST:
        raise PaperProblem(f"一次印 1 到 {MOST} 张，请分成几次。")
    library = fonts.library()
    for card in cards:
        if lacking := library.missing(card.name, Typeface.name) + library.missing(card.words, Typeface.sans):
            raise PaperProblem(f"“{card.name[:40]}”的卡片里，字“{fonts.named(lacking)}”现有字体都没有，印不出来。")


def _sheet(cards: list[Card]) -> SetPage:
    advance = fonts.library().advance
    corners = [(n % 2 * WIDTH, n // 2 * HEIGHT) for n in range(4)]
    lines = chain.from_iterable(_lines(card, corner, advance) for card, corner in zip(cards, corners, strict=False))
    drawn = " ".join(_drawing(card, corner) for card, corner in zip(cards, corners, strict=False))
    return SetPage(2 * WIDTH, 2 * HEIGHT, tuple(lines), {"cards": _EDGE}, drawn)


def _lines(card: Card, corner: tuple[float, float], advance: Advance) -> list[Line]:
    left, top = corner
    middle, room = left + WIDTH / 2, WIDTH - 2 * MARGIN
    named = _large(card.name, (left + MARGIN, top + (62 if card.address else 82)), room, advance)
    found = [
        centred(card.organ, Type(Typeface.sans, 11, RED), (middle, top + 17), room, advance),
        *_title(card.title, (left + MARGIN, top + 31), room, advance),
        *named,
        centred(card.detail, Type(Typeface.sans, 13, GREY), (middle, top + (74 if card.address else 98)), room, advance),
    ]
    hint = [centred(card.hint, Type(Typeface.sans, 10, GREY), (middle, top + HEIGHT - MARGIN), room, advance)] if card.address else []
    return [line for line in [*found, *hint] if line.text]


def _large(text: str, place: tuple[float, float], room: float, advance: Advance) -> list[Line]:
    """The name, on one line as long as that can be read from afar, else on two."""
    one = centred(text, Type(Typeface.name, 44, INK), (place[0] + room / 2, place[1]), room, advance)
    if one.size >= 16:
        return [one]
    for size in (24.0, 20.0, 16.0, 12.0, 9.0):
        lines = paragraph(text, Type(Typeface.name, size, INK), (place[0], place[1] - size * 0.4), room, advance)
        if len(lines) <= 2:
            break
    return lines[:2]


def _title(text: str, place: tuple[float, float], room: float, advance: Advance) -> list[Line]:
    """On one line when that stays readable, else on two, smaller."""
    one = centred(text, Type(Typeface.title, 20, INK), (place[0] + room / 2, place[1]), room, advance)
    if one.size >= 14:
        return [one]
    for size in (14.0, 12.0, 10.0, 8.0, 6.0):
        lines = paragraph(text, Type(Typeface.title, size, INK), (place[0], place[1] - 3), room, advance)
        if len(lines) <= 2:
            break
    return lines[:2]


def _drawing(card: Card, corner: tuple[float, float]) -> str:
    left, top = corner
    band = f"{RED} rg {frame(left + MARGIN, top + 8, WIDTH - 2 * MARGIN, 1.4)} f"
    return f"{band} {code(card.address, (left + (WIDTH - 48) / 2, top + 82), 48)}" if card.address else band
