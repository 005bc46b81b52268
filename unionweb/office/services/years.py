"""A year's arrangement of holidays, entered by hand when the system does not know it yet."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete

from unionweb.common import audit
from unionweb.common.workdays import CalendarDay, CalendarYear, DayKind, packaged
from unionweb.kernel import clock
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.office.services.calendar import default_name, note_days, slots_follow


@dataclass(frozen=True)
class Holiday:
    name: str
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


@write
def enter_year(year: int, holidays: list[Holiday], makeups: list[date], actor) -> None:
    """Write a year's holidays and make-up days, in place of those written before, and declare it complete.

    Slots follow. Refused for a year the system knows by itself,
    and when a make-up day lies in a holiday or on a Monday to Friday.
    """
    lock_name("calendar")
    if packaged(year):
        raise Refused(f"{year} 年的安排系统里已经有了，要改请改单独的日子。")
    _check(holidays, makeups)
    _forget(year)
    for holiday in holidays:
        note_days(holiday.days, DayKind.holiday, holiday.name, actor)
    note_days(makeups, DayKind.makeup, default_name(DayKind.makeup), actor)
    db.session.merge(CalendarYear(year=year, confirmed_by_id=actor.id, confirmed_at=clock.now()))
    counts = f"放假 {sum(len(h.days) for h in holidays)} 天，调休上班 {len(makeups)} 天"
    office = {"actor": actor, "kind": audit.ActorKind.office}
    audit.record("year_entered", "calendar", None, to_state=counts, detail={"name": f"{year} 年"}, **office)
    slots_follow(actor)


@write
def withdraw_year(year: int, actor) -> None:
    """Take a year entered by hand out again: it opens nothing until it is entered anew. Refused when it is not there,
    or has begun."""
    lock_name("calendar")
    confirmed = db.session.get(CalendarYear, year)
    if confirmed is None:
        raise Refused(f"{year} 年没有手工录入的安排。")
    if year <= clock.today().year:
        raise Refused(f"{year} 年已经开始，不能整年撤回。要改请改单独的日子。")
    db.session.delete(confirmed)
    _forget(year)
    office = {"actor": actor, "kind": audit.ActorKind.office}
    audit.record("year_withdrawn", "calendar", None, detail={"name": f"{year} 年"}, **office)
    slots_follow(actor)


def _forget(year: int) -> None:
    of_year = CalendarDay.date.between(date(year, 1, 1), date(year, 12, 31))
    db.session.execute(delete(CalendarDay).where(of_year))


def _check(holidays: list[Holiday], makeups: list[date]) -> None:
    seen: dict[date, str] = {}
    for holiday in holidays:
        for day in holiday.days:
            if day in seen:
                raise Refused(f"{day.month}月{day.day}日既写在{seen[day]}里，又写在{holiday.name}里，请只留一处。")
            seen[day] = holiday.name
    for day in makeups:
        if day in seen:
            raise Refused(f"{day.month}月{day.day}日写成了上班，又在{seen[day]}假期里，请改一处。")
        if day.weekday() < 5:
            raise Refused(f"{day.month}月{day.day}日本来就是工作日，不用写在调休上班里。")
