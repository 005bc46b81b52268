"""Breaking Chinese text into lines of one width: no comma at the start, no bracket at the end, words kept whole.

Every full line is spaced to end on the right edge; the renderer's own justification knows only blanks.
"""

from collections.abc import Callable
from dataclasses import dataclass

NOT_FIRST = set("，。、；：？！）》」』”’〕】〉…—·,.;:?!)]}%％")
NOT_LAST = set("（《「『“‘〔【〈([{")

Advance = Callable[["Sign"], float]


@dataclass(frozen=True)
class Sign:
    """One character, and whether it stands out (the honour's name)."""

    text: str
    is_strong: bool = False


@dataclass(frozen=True)
class Broken:
    """A line: its characters, where it starts, and what is added after each character, all in em."""

    signs: tuple[Sign, ...]
    indent: float = 0.0
    gap: float = 0.0


def broken(signs: list[Sign], width: float, advance: Advance, *, indent: float = 2.0) -> list[Broken]:
    """Lines of at most `width` em, the first one moved in by `indent`."""
    lines, rest = [], list(signs)
    while rest:
        lead = 0.0 if lines else indent
        room = width - lead
        count = _fitting(rest, room, advance)
        line, rest = rest[:count], rest[count:]
        while rest and rest[0].text == " ":
            rest = rest[1:]
        lines.append(Broken(tuple(line), lead, _gap(line, room, advance) if rest else 0.0))
    return lines


def _gap(line: list[Sign], room: float, advance: Advance) -> float:
    free = room - sum(map(advance, line))
    return max(0.0, min(free / max(len(line) - 1, 1), 0.5))


def _fitting(signs: list[Sign], room: float, advance: Advance) -> int:
    """How many characters the next line takes: up to the last place within it where a line may end."""
    used, count = 0.0, 0
    for sign in signs:
        used += advance(sign)
        if used > room + 1e-6:
            break
        count += 1
    if count == len(signs):
        return count
    allowed = (n for n in range(count, 0, -1) if may_break(signs[n - 1].text, signs[n].text))
    return next(allowed, max(count, 1))


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters."""
    if after in NOT_FIRST or before in NOT_LAST:
        return False
    return not (_in_word(before) and _in_word(after))


def _in_word(character: str) -> bool:
    return character.isascii() and not character.isspace()
