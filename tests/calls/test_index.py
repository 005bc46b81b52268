"""The page of all calls: what runs on top, what is over by year, older years folded."""

import re
from datetime import datetime

from tests.calls import drafted, reviewed
from tests.calls.drafted import MEMBER
from unionweb.calls.models import Call
from unionweb.calls.rules.kinds import CallState
from unionweb.kernel.extensions import db


def add_over(*titles: tuple[str, int]) -> None:
    for title, year in titles:
        call_id = reviewed.call_in_review(title=title, criteria=0, state=CallState.final)
        row = db.session.get(Call, call_id)
        row.year, row.submits_until = year, datetime(year, 5, 20)
        row.corrects_until, row.opens_at = datetime(year, 5, 28), datetime(year, 3, 1)
    db.session.commit()


def test_what_is_over_stands_by_year_below_what_runs_and_older_years_are_folded(as_user, inside):
    inside(lambda: add_over(("前年的案例", 2024), ("去年的案例", 2025), ("去年的故事", 2025), ("今年的案例", 2026)))
    inside(lambda: reviewed.call_in_review(title="正在评的", year=2025))
    inside(lambda: drafted.add_call(title="正在收的", year=2026))
    page = as_user(MEMBER).get("/calls").text
    heads = ("2026 年结束的", "2025 年结束的，2 项", "2024 年结束的，1 项")
    order = ("正在收的", "正在评的", heads[0], "今年的案例", heads[1], "去年的案例", heads[2], "前年的案例")
    places = [page.index(word) for word in order]
    assert places == sorted(places)
    assert re.search(r"<h2[^>]*>2026 年结束的</h2>", page)
    folded = re.findall(r"<details class=\"box\"><summary>(\d{4})", page)
    assert folded == ["2025", "2024"]


def test_the_list_pages_across_years_and_costs_the_same(as_user, inside, statements):
    inside(lambda: add_over(("零号", 2026)))
    browser = as_user(MEMBER)
    browser.get("/calls")
    few = len(statements(lambda: browser.get("/calls")))
    inside(lambda: add_over(*((f"第{n}项", 2026 - n // 20) for n in range(45))))
    assert len(statements(lambda: browser.get("/calls"))) == few
    first, second = browser.get("/calls").text, browser.get("/calls?page=2").text
    assert "2026 年结束的" in first and "2025 年结束的" in first and "/calls?page=2" in first
    assert re.search(r"<h2[^>]*>2025 年结束的</h2>", second), "the first year of a page is open"
    assert len(set(re.findall(r"第\d+项|零号", first + second))) == 46
