"""Liking works: signed-in members, once, not one's own, in an order of each reader's own, only while it is on."""

import re

import pytest
from sqlalchemy import func, select

from tests.calls import reviewed
from unionweb.calls.models import Call, EntryFile, Liking
from unionweb.calls.queries import reviews_scores
from unionweb.calls.rules.kinds import CallKind, CallState, FileKind
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

MEMBER = 10005


@pytest.fixture
def works(inside):
    def make():
        call_id = reviewed.call_in_review(kind=CallKind.artwork, likes_weight=10, title="书画摄影作品")
        return call_id, [reviewed.entry(call_id, n, title=f"王敏的画{n}") for n in range(1, 9)]

    return inside(make)


def likes(inside):
    return inside(lambda: db.session.scalar(select(func.count()).select_from(Liking)))


def test_a_member_likes_a_work_once_and_may_take_it_back(as_user, inside, works):
    call_id, (first, *_) = works
    member, address = as_user(MEMBER), f"/calls/{call_id}/entries/{first}/liking"
    for _ in range(3):
        assert member.post(address).status_code == 303
    assert likes(inside) == 1
    assert "点过赞了" in member.get(f"/calls/{call_id}/works").text
    assert member.post(f"{address}-removal").status_code == 303
    assert likes(inside) == 0


def test_nobody_likes_their_own_work(as_user, inside, works):
    call_id, (first, *_) = works
    assert as_user(10001).post(f"/calls/{call_id}/entries/{first}/liking").status_code == 409
    assert likes(inside) == 0


def test_the_order_is_each_readers_own_and_stays(as_user, works):
    call_id, _ = works

    def order(staff_no):
        return re.findall(r'id="work-(\d+)"', as_user(staff_no).get(f"/calls/{call_id}/works").text)

    orders = {tuple(order(n)) for n in (10002, 10005, 10006, 10007)}
    assert order(MEMBER) == order(MEMBER) and len(orders) > 1


def test_the_scores_show_the_likes_once_they_count(as_user, works, at):
    call_id, (first, *_) = works
    as_user(MEMBER).post(f"/calls/{call_id}/entries/{first}/liking")
    page = as_user(10003).get(f"/calls/{call_id}/scores").text
    assert "评审截止以后才算进来" in page and 'data-th="点赞"' not in page and "含点赞的得分" not in page
    at("2026-09-30 18:00")
    page = as_user(10003).get(f"/calls/{call_id}/scores").text
    assert "评审截止以后才算进来" not in page and "含点赞的得分" in page
    assert re.findall(r'data-th="点赞">(\w+)<', page) == ["1", *["0"] * 7]


def test_names_and_counts_are_not_on_the_page_of_a_blind_call(as_user, works):
    page = as_user(MEMBER).get(f"/calls/{works[0]}/works").text
    assert "王敏" not in page and "外国语学院" not in page.partition('id="main"')[2]


@pytest.mark.parametrize("facts", [{"likes_weight": 0}, {"state": CallState.closed}, {"state": CallState.final}])
def test_nothing_is_liked_or_shown_when_it_is_not_on(as_user, inside, works, facts):
    call_id, (first, *_) = works
    inside(lambda: ([setattr(db.session.get(Call, call_id), k, v) for k, v in facts.items()], db.session.commit()))
    assert as_user(MEMBER).get(f"/calls/{call_id}/works").status_code == 404
    assert as_user(MEMBER).post(f"/calls/{call_id}/entries/{first}/liking").status_code == 404


def test_the_end_is_exact(as_user, inside, works, at):
    call_id, (first, second, *_) = works
    at("2026-09-30 17:59:59")
    assert as_user(MEMBER).post(f"/calls/{call_id}/entries/{first}/liking").status_code == 303
    at("2026-09-30 18:00:00")
    late = as_user(MEMBER).post(f"/calls/{call_id}/entries/{second}/liking")
    assert late.status_code == 409 and "点赞已经结束" in late.text
    assert as_user(MEMBER).post(f"/calls/{call_id}/entries/{first}/liking-removal").status_code == 409
    assert likes(inside) == 1


def test_entries_of_another_call_and_foreign_pictures_are_not_found(as_user, inside, works):
    call_id, _ = works

    def other():
        other_id = reviewed.call_in_review()
        entry_id = reviewed.entry(other_id, 1)
        named = {"title": "图", "file": "2" * 32 + ".png", "preview": "3" * 32 + ".jpg", "size": 1, "added_by_id": 10001}
        db.session.add(EntryFile(entry_id=entry_id, kind=FileKind.picture, added_at=clock.now(), **named))
        db.session.commit()
        return entry_id

    entry_id = inside(other)
    assert as_user(MEMBER).post(f"/calls/{call_id}/entries/{entry_id}/liking").status_code == 404
    assert as_user(MEMBER).get(f"/calls/{call_id}/works/pictures/1").status_code == 404
    assert as_user(None).get(f"/calls/{call_id}/works").status_code == 303


def test_likes_weigh_a_little_and_are_shown_with_the_scores_after_the_end_only(inside, works, at):
    call_id, (first, second, *_) = works

    def run():
        row = reviewed.reviewer(call_id)
        for entry_id in (first, second):
            reviewed.review(entry_id, row, cents=8000)
        db.session.add(Liking(entry_id=first, member_id=MEMBER, at=clock.now()))
        db.session.commit()

    def shown():
        lines, _ = reviews_scores.standings(db.session.get(Call, call_id), 10003)
        return [(line.number, line.place, str(line.final), line.likes) for line in lines if line.final is not None]

    inside(run)
    assert inside(shown) == [(1, 1, "80.00", None), (2, 1, "80.00", None)]
    at("2026-09-30 18:00:00")
    assert inside(shown) == [(1, 1, "82.00", 1), (2, 2, "72.00", 0)]


def test_works_need_the_same_queries_for_any_number(as_user, inside, works, statements):
    member, path = as_user(MEMBER), f"/calls/{works[0]}/works"
    few = len(statements(lambda: member.get(path)))
    inside(lambda: [reviewed.entry(works[0], n) for n in range(20, 50)])
    assert len(statements(lambda: member.get(path))) <= few
