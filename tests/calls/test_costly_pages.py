"""Pages about one entry, or one page of many, look at no more than they show, and show the same as those about all of them."""

import re

import pytest
from sqlalchemy import select

from tests.calls import resulted, reviewed
from tests.calls.resulted import ACTOR, OFFICE
from unionweb.calls.models import Call, Entry, Review
from unionweb.calls.queries import results as queries
from unionweb.calls.queries import reviews_bars, reviews_likings, reviews_scores
from unionweb.calls.rules.kinds import CallKind
from unionweb.calls.services import deciding
from unionweb.calls.services.deciding import TypedGrade
from unionweb.kernel.extensions import db

MEMBER = 10005


@pytest.mark.parametrize("way", ["mean", "median", "trimmed"])
def test_the_place_of_one_entry_is_the_one_in_the_standings(inside, way):
    def run():
        call_id, entries = resulted.scored((9000, 8500, 8500, None), aggregate=way)
        call = db.session.get(Call, call_id)
        lines, _ = reviews_scores.standings(call, OFFICE)
        for line in lines:
            found = reviews_scores.place_of(call, db.session.get(Entry, line.entry_id))
            assert found == reviews_scores.EntryScore(line.summary.gap, line.final, line.place, line.is_tied, line.is_disputed)
        assert len(lines) == len(entries) and {line.place for line in lines} == {1, 2, None}

    inside(run)


def test_bars_and_reviews_of_some_entries_are_those_of_all_of_them(inside):
    def run():
        call_id, entries = resulted.scored((9000, 8500, 8000))
        barred = reviewed.entry(call_id, 9, unit=5)
        for some in ([barred], entries[:1], [*entries[:2], barred]):
            among = Entry.id.in_(some)
            every, found = (set(db.session.execute(select(reviews_bars.pairs_of(call_id, one)))) for one in (None, among))
            assert found == {row for row in every if row.entry_id in some} and bool(found) is (barred in some)
            live = db.session.scalars(reviews_bars.live_reviews(call_id, Review.entry_id, among=among))
            assert set(live) == set(some) - {barred}

    inside(run)


def test_the_desk_asks_for_the_names_of_units_once(as_user, inside, monkeypatch):
    def make():
        call_id, entries = resulted.scored((9000, 8900, 8800, 8700, 8600, 8500, 8400, 8300))
        deciding.set_grades(call_id, [TypedGrade("一等奖", 1, 1), TypedGrade("二等奖", 2, 1)], ACTOR)
        grades = {grade.name: grade.id for grade in queries.grades_of(call_id)}
        for place, entry_id in enumerate(entries):
            deciding.decide(call_id, entry_id, grades["一等奖" if place % 2 else "二等奖"], "议过", actor=ACTOR)
        return call_id

    call_id, asked, names = inside(make), [], queries.unit_names
    monkeypatch.setattr(queries, "unit_names", lambda: asked.append(1) or names())
    page = as_user(OFFICE).get(f"/calls/{call_id}/result-desk").text
    assert page.count("外国语学院") > 2 and len(asked) == 1


def test_works_come_in_pages_and_who_likes_one_comes_back_to_it(as_user, inside, monkeypatch):
    monkeypatch.setattr(reviews_likings, "SIZE", 5)

    def make():
        call_id = reviewed.call_in_review(kind=CallKind.artwork, likes_weight=10, title="书画摄影作品")
        return call_id, [reviewed.entry(call_id, n, title=f"画{n}") for n in range(1, 13)]

    call_id, made = inside(make)
    member, pages = as_user(MEMBER), []
    for number in (1, 2, 3):
        pages.append([int(id) for id in re.findall(r'id="work-(\d+)"', member.get(f"/calls/{call_id}/works?page={number}").text)])
    assert [len(page) for page in pages] == [5, 5, 2] and sorted(id for page in pages for id in page) == made
    work = pages[1][0]
    answer = member.post(f"/calls/{call_id}/entries/{work}/liking?page=2")
    assert answer.status_code == 303 and "page=2" in answer.headers["Location"] and answer.headers["Location"].endswith(f"#work-{work}")
    assert "点过赞了" in member.get(f"/calls/{call_id}/works?page=2").text
    assert "点过赞了" not in member.get(f"/calls/{call_id}/works").text
