"""From a column of lines to pages: what stands together, what may begin or end a page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from unionweb.notices.rules.geometry import BOTTOM, PITCH, TOP
from unionweb.notices.rules.lines import Line
from unionweb.notices.rules.sheets import Cell, Item, Page, Table, Text

CARRIED = 2  # lines of text that stand above a signature on its page at least
_ABOVE, _CLEAR = 1.2, 2.0  # mm over a table, and under it before the text goes on
_EXACT = 1e-6

Kind = Enum("Kind", "text blank list table closing")
_TEXTS = (Kind.text, Kind.list, Kind.table)


@dataclass(frozen=True)
class Atom:
    """What is not divided: a line, an empty row, a row of a table, a signature with its seal.

    owner: the paragraph or table it belongs to; reach: how much room it needs where that is more than its height.
    """

    kind: Kind
    owner: int
    height: float = PITCH
    line: Line | None = None
    tag: str = "p"
    size: float = 0.0
    keeps_next: bool = False
    cells: tuple[Cell, ...] = ()
    widths: tuple[float, ...] = ()
    pitch: float = PITCH
    head: "Atom | None" = None
    items: tuple[Item, ...] = ()
    reach: float = 0.0


@dataclass
class Column:
    """One page being filled: where the next thing goes, and what is on it."""

    top: float
    bottom: float
    used: float = 0.0
    placed: list[tuple[Atom, float]] = field(default_factory=list)

    @property
    def end(self) -> float:
        """Where the page's text ends, with what hangs below it."""
        return max((y + max(atom.height, atom.reach) for atom, y in self.placed), default=self.top)

    def start_of(self, atom: Atom) -> float:
        """Where the atom would begin: text stands on the rows of the grid, also below a table."""
        if self.placed and self.placed[-1][0].kind is Kind.table and atom.kind is not Kind.table:
            rows = -int(-(self.used + _CLEAR) // PITCH)
            return self.top + rows * PITCH
        above = _ABOVE if atom.kind is Kind.table and self.placed and not self._goes_on(atom) else 0.0
        return self.top + self.used + above

    def fits(self, atom: Atom) -> bool:
        return self.start_of(atom) + self.height_of(atom, bool(self.placed)) <= self.bottom + _EXACT

    def height_of(self, atom: Atom, is_inner: bool) -> float:
        head = atom.head.height if atom.head and not self._goes_on(atom) and atom.head is not atom else 0.0
        return max(atom.height, atom.reach if is_inner else 0.0) + head

    def put(self, atom: Atom) -> None:
        start = self.start_of(atom)
        if atom.head and atom.head is not atom and not self._goes_on(atom):
            self.placed.append((atom.head, start))
            start += atom.head.height
        self.placed.append((atom, start))
        self.used = start + atom.height - self.top

    def _goes_on(self, atom: Atom) -> bool:
        return bool(self.placed) and self.placed[-1][0].owner == atom.owner


def paged(atoms: Sequence[Atom], first: tuple[float, float], head: int = 0) -> list[Column]:
    """The pages. first: top and bottom of the room on page 1; the others have the whole type area.

    head: how many of the atoms are title and addressees; they and the first line of text are never carried on.
    """
    forced: set[int] = set()
    columns, starts = _filled(atoms, first, forced)
    for place in (n for n, atom in enumerate(atoms) if atom.kind is Kind.closing):
        while (began := _page_start(starts, place)) and _lines_in(atoms, began, place) < CARRIED:
            back = _carried_from(atoms, place, head)
            if back >= began or back in forced:
                break
            forced.add(back)
            columns, starts = _filled(atoms, first, forced)
    return columns


def opens_well(columns: Sequence[Column], atoms: Sequence[Atom], head: int) -> bool:
    """Whether page 1 holds text, more than title and addressees, if there is any."""
    texts = [atom for atom in atoms[head:] if atom.kind in _TEXTS]
    return not texts or any(atom is texts[0] for atom, _ in columns[0].placed)


def closes_well(columns: Sequence[Column]) -> bool:
    """Whether no signature stands on a page without text."""
    for column in columns:
        kinds = [atom.kind for atom, _ in column.placed]
        if Kind.closing in kinds and not any(kind in _TEXTS for kind in kinds[: kinds.index(Kind.closing)]):
            return False
    return True


def _page_start(starts: Sequence[int], place: int) -> int:
    return max(start for start in starts if start <= place)


def _lines_in(atoms: Sequence[Atom], start: int, end: int) -> int:
    return sum(atom.kind in _TEXTS for atom in atoms[start:end])


def _carried_from(atoms: Sequence[Atom], place: int, head: int) -> int:
    """The atom from which on things go to the page of the signature, so that it is not alone there; `place` if none may."""
    lines, found = 0, place
    for back in range(place - 1, head, -1):
        lines += atoms[back].kind in _TEXTS
        if not _lines_in(atoms, head, back):
            break
        if lines and not (atoms[back - 1].keeps_next and atoms[back - 1].kind is Kind.text):
            found = back
            if lines >= CARRIED:
                break
    return found


def _filled(atoms: Sequence[Atom], first: tuple[float, float], forced: set[int]) -> tuple[list[Column], list[int]]:
    columns, starts = [Column(*first)], [0]
    for place, atom in enumerate(atoms):
        column = columns[-1]
        if place in forced or not _may_stand(atoms, place, column):
            column = Column(TOP, BOTTOM)
            columns.append(column)
            starts.append(place)
        if column.placed or atom.kind is not Kind.blank or len(columns) == 1:
            column.put(atom)
    return columns, starts


def _may_stand(atoms: Sequence[Atom], place: int, column: Column) -> bool:
    """Whether the atom fits, with what it must not leave; an empty page takes everything."""
    if not column.placed and column.top == TOP:
        return True
    atom = atoms[place]
    if not column.fits(atom):
        return atom.kind is Kind.blank
    if not atom.keeps_next:
        return True
    reach, after = column.start_of(atom) + atom.height, place + 1
    while after < len(atoms) and atoms[after].keeps_next:
        reach += atoms[after].height
        after += 1
    return after >= len(atoms) or reach + PITCH <= column.bottom + _EXACT


def page_of(column: Column) -> Page:
    """The things of a filled column: lines of one paragraph as one text, rows of one table as one table."""
    page = Page()
    groups: list[list[tuple[Atom, float]]] = []
    for atom, y in column.placed:
        if groups and groups[-1][-1][0].owner == atom.owner and atom.kind is groups[-1][-1][0].kind:
            groups[-1].append((atom, y))
        elif atom.kind is not Kind.blank:
            groups.append([(atom, y)])
    for group in groups:
        page.items += _items(group)
    return page


def _items(group: list[tuple[Atom, float]]) -> list[Item]:
    first, top = group[0]
    if first.kind is Kind.closing:
        return [_moved(item, top) for item in first.items]
    if first.kind is Kind.table:
        rows = tuple(atom.cells for atom, _ in group)
        return [Table(rows, first.widths, tuple(atom.height for atom, _ in group), first.pitch, top)]
    lines = tuple(atom.line for atom, _ in group if atom.line)
    return [Text(first.tag, lines, top, size=first.size, pitch=first.pitch)]


def _moved(item: Item, by: float) -> Item:
    return type(item)(**{**vars(item), "top": item.top + by})
