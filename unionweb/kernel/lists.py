"""Lists that page: one count, one query for the rows, whatever the length."""

from dataclasses import dataclass
from math import ceil

from sqlalchemy import func, select

from unionweb.kernel.extensions import db
from unionweb.kernel.web import whole

SIZE = 30


@dataclass(frozen=True)
class Page:
    """One page of a list. number counts from 1; total is the length of the whole list."""

    rows: list
    number: int
    total: int
    size: int = SIZE

    @property
    def count(self) -> int:
        """How many pages there are, at least one."""
        return max(1, ceil(self.total / self.size))

    @property
    def first(self) -> int:
        """Position of the first row on this page, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def near(self) -> list[int | None]:
        """Page numbers to offer: first, last and those around; None stands for a gap."""
        wanted = sorted({1, self.count, *range(max(1, self.number - 1), min(self.count, self.number + 1) + 1)})
        shown: list[int | None] = []
        for n in wanted:
            if shown and n - shown[-1] > 1:
                shown.append(None)
            shown.append(n)
        return shown


def page_of_rows(rows: list, size: int = SIZE) -> Page:
    """The same out of rows that are all here already."""
    number = min(whole("page", 1), max(1, ceil(len(rows) / size)))
    return Page(rows[(number - 1) * size : number * size], number, len(rows), size)


def page_of(query, size: int = SIZE, scalars: bool = True) -> Page:
    """The page of `query` that ?page= asks for; a number past the end gives the last page."""
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    number = min(whole("page", 1), max(1, ceil(total / size)))
    asked = query.limit(size).offset((number - 1) * size)
    rows = db.session.scalars(asked) if scalars else db.session.execute(asked)
    return Page(list(rows), number, total, size)
