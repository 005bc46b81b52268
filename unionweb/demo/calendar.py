"""School terms and breaks as universities in the north of China have them, computed for any year."""

from datetime import date, timedelta

from unionweb.common.workdays import PeriodKind, SchoolPeriod
from unionweb.demo.rows import add_rows

DAY = timedelta(days=1)
AUTUMN_WEEKS, SPRING_WEEKS = 20, 19
BEFORE, AFTER = timedelta(days=60), timedelta(days=240)


def enter_periods(today: date) -> None:
    """Part of a transaction: the terms and breaks around today."""
    near = [p for p in periods(today.year) if p["starts_on"] <= today + AFTER and p["ends_on"] >= today - BEFORE]
    add_rows(SchoolPeriod, near)


def periods(year: int) -> list[dict]:
    """Terms and breaks without a gap, from the autumn before last of `year` to the summer after next."""
    return [period for autumn in range(year - 2, year + 2) for period in _school_year(autumn)]


def _school_year(year: int) -> list[dict]:
    """The two terms and two breaks that begin with the autumn of `year`."""
    autumn, spring, next_autumn = _autumn_begins(year), _spring_begins(year + 1), _autumn_begins(year + 1)
    winter, summer = autumn + timedelta(weeks=AUTUMN_WEEKS), spring + timedelta(weeks=SPRING_WEEKS)
    return [
        _period(PeriodKind.term, f"{year}年秋季学期", autumn, winter),
        _period(PeriodKind.break_, f"{year + 1}年寒假", winter, spring),
        _period(PeriodKind.term, f"{year + 1}年春季学期", spring, summer),
        _period(PeriodKind.break_, f"{year + 1}年暑假", summer, next_autumn),
    ]


def _period(kind: PeriodKind, name: str, starts_on: date, until: date) -> dict:
    return {"kind": kind, "name": name, "starts_on": starts_on, "ends_on": until - DAY}


def _autumn_begins(year: int) -> date:
    """The Monday nearest to 1 September."""
    first = date(year, 9, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7 - 3)


def _spring_begins(year: int) -> date:
    """The first Monday from 24 February on: about two weeks after the Spring Festival, wherever that falls."""
    earliest = date(year, 2, 24)
    return earliest + timedelta(days=-earliest.weekday() % 7)
