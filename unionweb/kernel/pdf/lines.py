"""Breaking Chinese text into lines of one width: no comma at the start, no bracket at the end, words kept whole.

A full line is spaced to end on the right edge, as far as that is not seen; the renderer's own justification knows only
blanks. A word that is longer than a line (an address) is begun where it stands and broken at the edge.
"""

from collections.abc import Callable
from dataclasses import dataclass

NOT_FIRST = set("，。、；：？！）》」』”’〕】〉…—·,.;:?!)]}%％")
NOT_LAST = set("（《「『“‘〔【〈([{")

WIDEST_GAP = 0.15  # em after each character: a line that needs more ends where it ends

Advance = Callable[["Sign"], float]


@dataclass(frozen=True)
class Sign:
    """One character, whether it stands out (the honour's name), and whether it stays with the one before it (a name)."""

    text: str
    is_strong: bool = False
    is_bound: bool = False


@dataclass(frozen=True)
class Broken:
    """A line: its characters, where it starts, and what is added after each character, all in em."""

    signs: tuple[Sign, ...]
    indent: float = 0.0
    gap: float = 0.0


def broken(signs: list[Sign], width: float, advance: Advance, *, indent: float = 2.0) -> list[Broken]:
    """Lines of at most `width` em, the first one moved in by `indent`.

    What is bound together and longer than a line is parted all the same: a line begins with a bound character then.
    """
    lines, rest = [], list(signs)
    while rest:
        lead = 0.0 if lines else indent
        room = width - lead
        count = _fitting(rest, (room, width), advance)
        line, rest = rest[:count], rest[count:]
        while rest and rest[0].text == " ":
            rest = rest[1:]
        lines.append(Broken(tuple(line), lead, _gap(line, room, advance) if rest else 0.0))
    return lines


def _gap(line: list[Sign], room: float, advance: Advance) -> float:
    free = room - sum(map(advance, line))
    gap = free / max(len(line) - 1, 1)
    return gap if 0 < gap <= WIDEST_GAP else 0.0


def _fitting(signs: list[Sign], rooms: tuple[float, float], advance: Advance) -> int:
    """How many characters the next line takes: up to the last place within it where a line may end.

    rooms: of this line, and of a full one.
    """
    room, full = rooms
    used, count = 0.0, 0
    for sign in signs:
        used += advance(sign)
        if used > room + 1e-6:
            break
        count += 1
    if count == len(signs):
        return count
    may_end = _may_cut if _is_long_word(signs, count, full, advance) else _may_end
    allowed = (n for n in range(count, 0, -1) if may_end(signs[n - 1], signs[n]))
    return next(allowed, max(count, 1))


def _is_long_word(signs: list[Sign], place: int, full: float, advance: Advance) -> bool:
    """Whether a word that is longer than a full line goes on at this place."""
    start, used = place, 0.0
    while start and _in_word(signs[start - 1].text):
        start -= 1
    for sign in signs[start:]:
        if not _in_word(sign.text):
            return False
        used += advance(sign)
        if used > full:
            return start < place
    return False


def _may_end(before: Sign, after: Sign) -> bool:
    return not after.is_bound and may_break(before.text, after.text)


def _may_cut(before: Sign, after: Sign) -> bool:
    return not after.is_bound and after.text not in NOT_FIRST and before.text not in NOT_LAST


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters."""
    if after in NOT_FIRST or before in NOT_LAST:
        return False
    return not (_in_word(before) and _in_word(after))


def _in_word(character: str) -> bool:
    return character.isascii() and not character.isspace()
