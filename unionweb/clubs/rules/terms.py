"""Terms of officers, and which years are checked when. Pure."""

from collections.abc import Collection
from datetime import date, timedelta

from unionweb.clubs.rules.kinds import Post

FIRST_MONTH_OF_OWN_YEAR = 12  # a year's check may be submitted from its December on


def last_day_of_term(starts_on: date, years: int) -> date:
    """The day before the same day so many years later."""
    year = starts_on.year + years
    try:
        same = starts_on.replace(year=year)
    except ValueError:  # 29 February
        same = date(year, 3, 1)
    return same - timedelta(days=1)


def last_day_in_post(starts_on: date, next_on: date, today: date) -> date:
    """Of whom another follows from next_on: the day before it, never before the own first day nor after today."""
    return min(max(starts_on, next_on - timedelta(days=1)), today)


def post_problems(post: Post, held: Collection[Post], vice_presidents: int, most_vice_presidents: int) -> list[str]:
    """Why somebody who holds these posts cannot get this one. vice_presidents: how many there are without this one."""
    found = []
    if held:
        found.append("这个人已经担任协会的一个职务，请先结束那一个。")
    if post is Post.vice_president and vice_presidents >= most_vice_presidents:
        found.append(f"副会长最多 {most_vice_presidents} 位，现在已经有 {vice_presidents} 位。")
    return found


def years_to_check(founded_on: date, today: date, month: int) -> list[int]:
    """The years whose check may be submitted today, newest first: back to the one that is overdue. month: see due_day."""
    newest = today.year if today.month >= FIRST_MONTH_OF_OWN_YEAR else today.year - 1
    return list(range(newest, max(founded_on.year, year_due(today, month)) - 1, -1))


def due_day(year: int, month: int) -> date:
    """The last day on which the check of a year is in time: the end of a month of the next year."""
    after = date(year + 2, 1, 1) if month == 12 else date(year + 1, month + 1, 1)
    return after - timedelta(days=1)


def year_due(today: date, month: int) -> int:
    """The last year whose check is overdue when it is not there."""
    return today.year - 1 if today > due_day(today.year - 1, month) else today.year - 2
