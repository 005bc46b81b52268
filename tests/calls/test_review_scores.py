"""The scores as the office and the auditor see them, and who does not."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.calls import reviewed
from tests.support.university import grant
from unionweb.accounts.models import Member
from unionweb.accounts.rules import Role
from unionweb.calls.models import Call, CallReviewer, Entry, EntryFile
from unionweb.calls.queries import reviews_blind, reviews_scores
from unionweb.calls.rules.kinds import Aggregate, CallState, FileKind
from unionweb.calls.rules.scoring import ReviewState
from unionweb.calls.services.assigning import share_out_reviews
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.sheets import read_table

OFFICE, ME = reviewed.OFFICE, reviewed.REVIEWER


def scored(inside):
    def make():
        call_id = reviewed.call_in_review(aggregate=Aggregate.mean, likes_weight=0)
        a, b, c = (reviewed.entry(call_id, n, author=x, unit=u) for n, x, u in ((1, 10001, 2), (2, 10005, 3), (3, OFFICE, 4)))
        members = reviewed.people(2, start=40001, unit=5)
        rows = [reviewed.reviewer(call_id, m) for m in members]
        for entry_id, totals in ((a, (9000, 8000)), (b, (8500, 8500)), (c, (9900, 9900))):
            for row, member, cents in zip(rows, members, totals, strict=True):
                reviewed.review(entry_id, row, member, cents=cents, to_office="理由甲", to_author="意见乙")
        return call_id, (a, b, c)

    return inside(make)


def test_scores_show_ties_spread_and_hide_the_readers_own_entry(as_user, inside):
    call_id, (a, _, own) = scored(inside)
    lines, hidden = inside(lambda: reviews_scores.standings(db.session.get(Call, call_id), OFFICE))
    assert hidden == 1 and own not in {line.entry_id for line in lines}
    found = [(line.number, line.place, line.is_tied, line.final) for line in lines]
    assert found == [(1, 2, True, Decimal("85.00")), (2, 2, True, Decimal("85.00"))]
    page = as_user(OFFICE).get(f"/calls/{call_id}/scores")
    assert "有并列：第 2 名" in page.text and "99.00" not in page.text and "与您本人有关" in page.text
    sheet = as_user(OFFICE).get(f"/calls/{call_id}/scores.xlsx")
    assert len(read_table(sheet.data, "a.xlsx").rows) == 2
    assert as_user(OFFICE).get(f"/calls/{call_id}/entries/{own}/scores").status_code == 404
    one = as_user(OFFICE).get(f"/calls/{call_id}/entries/{a}/scores").text
    assert "理由甲" in one and "意见乙" in one


def test_the_full_sheet_names_judges_marks_and_reasons_but_not_drafts(inside):
    call_id, (a, *_) = scored(inside)

    def sheet():
        row = reviewed.reviewer(call_id, reviewed.people(1, start=50001, unit=5)[0])
        reviewed.review(a, row, 50001, state=ReviewState.started, to_office="还没提交的话")
        return reviews_scores.score_sheet(db.session.get(Call, call_id), 10004)

    header, rows = inside(sheet)
    assert len(rows) == 7 and header[0] == "编号"
    assert not [row for row in rows if "还没提交的话" in row]
    assert [row for row in rows if "理由甲" in row and "评委40001" in row]


@pytest.mark.parametrize("staff_no", [10001, 10002, 10005, ME])
@pytest.mark.parametrize("path", ["review", "assignments", "assignments.xlsx", "scores", "scores.xlsx", "criteria", "blind-check"])
def test_only_the_office_opens_these_pages(as_user, inside, staff_no, path):
    call_id = inside(reviewed.call_in_review)
    assert as_user(staff_no).get(f"/calls/{call_id}/{path}").status_code == 403


def test_the_auditor_sees_scores_and_nothing_else(as_user, inside):
    call_id, _ = scored(inside)
    inside(lambda: (grant(10006, Role.auditor), db.session.commit()))
    auditor = as_user(10006)
    assert auditor.get(f"/calls/{call_id}/scores").status_code == 200
    assert auditor.get(f"/calls/{call_id}/scores.xlsx").status_code == 200
    assert auditor.get(f"/calls/{call_id}/assignments").status_code == 403


def test_the_office_sees_nothing_of_who_reviews_its_own_entry(as_user, inside):
    call_id, (_, _, own) = scored(inside)
    page = as_user(OFFICE).get(f"/calls/{call_id}/assignments").text
    line = page[page.index("第3件的题目") :]
    assert "不显示" in line and "评委4000" not in line
    for path in ("reviewers", "blind-check"):
        assert as_user(OFFICE).get(f"/calls/{call_id}/entries/{own}/{path}").status_code == 404
    row = inside(lambda: db.session.scalar(select(CallReviewer.id)))
    assert as_user(OFFICE).post(f"/calls/{call_id}/entries/{own}/reviewers", {"reviewer_id": row}).status_code == 404
    body = as_user(OFFICE).get(f"/calls/{call_id}/assignments.xlsx").data
    assert "3" not in [row.cells["编号"] for row in read_table(body, "a.xlsx").rows]


def test_missing_and_foreign_calls_entries_and_rows_are_the_same_404(as_user, inside):
    call_id, ids, rows, _ = reviewed.many(inside, entries=1)
    other = inside(reviewed.call_in_review)
    office = as_user(OFFICE)
    assert office.get("/calls/999/review").status_code == 404
    entry = f"entries/{ids[0]}"
    for path in (f"{entry}/reviewers", f"reviewers/{rows[0]}", f"{entry}/blind-check", f"{entry}/scores", "criteria/999"):
        assert office.get(f"/calls/{other}/{path}").status_code == 404
    assert office.post(f"/calls/{other}/reviewers/{rows[0]}/ending", {"reason": "x"}).status_code == 404
    assert call_id


def test_authors_read_comments_after_the_result_without_names(as_user, inside):
    call_id, (a, *_) = scored(inside)
    author, path = as_user(10001), f"/calls/entries/{a}/comments"
    assert author.get(path).status_code == 404
    inside(lambda: (setattr(db.session.get(Call, call_id), "state", CallState.final), db.session.commit()))
    page = author.get(path)
    assert page.status_code == 200 and "意见乙" in page.text
    assert "理由甲" not in page.text and "评委4" not in page.text
    assert as_user(10005).get(path).status_code == 404


def test_office_lists_need_the_same_queries_for_any_length(as_user, inside, statements):
    call_id, _, rows, members = reviewed.many(inside, entries=1, state=CallState.reviewing)
    office = as_user(OFFICE)
    paths = [f"/calls/{call_id}/{p}" for p in ("review", "assignments", "scores", "blind-check", "scores.xlsx", "assignments.xlsx")]
    few = [len(statements(lambda p=path: office.get(p))) for path in paths]

    def more():
        for number in range(10, 45):
            entry_id = reviewed.entry(call_id, number, co_authors=[10007], author=10005, unit=3)
            reviewed.review(entry_id, rows[number % 3], members[number % 3], cents=number * 100)

    inside(more)
    assert [len(statements(lambda p=path: office.get(p))) <= n + 1 for path, n in zip(paths, few, strict=True)] == [True] * len(paths)


def test_paper_of_reviewers_leaves_out_the_stamped_form(inside):
    def run():
        call_id = reviewed.call_in_review()
        entry_id = reviewed.entry(call_id, 1)
        named = {"title": "推荐表.pdf", "file": "1" * 32 + ".pdf", "size": 1, "added_at": clock.now(), "added_by_id": 10001}
        db.session.add(EntryFile(entry_id=entry_id, kind=FileKind.opinion, **named))
        db.session.commit()
        return reviews_blind.paper_of(entry_id).files

    assert inside(run) == ()


def test_five_hundred_entries_are_shared_out_without_a_gap(inside):
    def run():
        call_id = reviewed.call_in_review(state=CallState.closed, reviews_per_entry=3)
        members = reviewed.people(60, start=60001, unit=5)
        for member in members:
            reviewed.reviewer(call_id, member)
        now = {"created_at": clock.now(), "changed_at": clock.now(), "status": reviewed.SubmissionStatus.under_review}
        db.session.add_all(Entry(call_id=call_id, number=n, member_id=10001, unit_id=2, title="题", **now) for n in range(500))
        db.session.commit()
        return share_out_reviews(call_id, db.session.get(Member, OFFICE))

    shared = inside(run)
    assert shared.given == 1500 and not shared.short
