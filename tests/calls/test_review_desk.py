"""The office runs a review: inviting, sharing out, sheets, the beginning, blind checks, scores; and who may not."""

import io

from sqlalchemy import func, select

from tests.calls import reviewed
from unionweb.calls.models import BlindCheck, Call, CallReviewer, Criterion, EntryFile, Review, ReviewConflict
from unionweb.calls.queries import reviews
from unionweb.calls.rules.kinds import CallState, FileKind
from unionweb.calls.rules.scoring import Invitation, ReviewState, Way
from unionweb.inbox.models import Message
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.sheets import Sheet, read_table, write_xlsx

OFFICE, ME = reviewed.OFFICE, reviewed.REVIEWER


def count(inside, *where):
    return inside(lambda: db.session.scalar(select(func.count()).select_from(Review).where(*where)))


def xlsx(*rows, header=("编号", "工号")):
    return (io.BytesIO(write_xlsx([Sheet("分配", header, rows)])), "分配.xlsx")


def test_inviting_takes_all_numbers_or_none_and_each_once(as_user, inside):
    call_id = inside(reviewed.call_in_review)
    office, address = as_user(OFFICE), f"/calls/{call_id}/reviewers"
    refused = office.post(address, {"numbers": "10008\n99999"})
    assert refused.status_code == 409 and "99999" in refused.text
    assert inside(lambda: db.session.scalar(select(func.count()).select_from(CallReviewer))) == 0
    assert office.post(address, {"numbers": "10008，10006 10008"}).status_code == 303
    assert office.post(address, {"numbers": "10008"}).status_code == 303
    assert inside(lambda: db.session.scalar(select(func.count()).select_from(Message).where(Message.member_id == ME))) == 1
    assert office.post(address, {"numbers": ""}).status_code == 422


def test_sharing_out_fills_every_entry_once_and_evenly(as_user, inside):
    call_id, ids, _, members = reviewed.many(inside, reviews_per_entry=2)
    office = as_user(OFFICE)
    assert office.post(f"/calls/{call_id}/assignments").status_code == 303
    assert count(inside) == 12 and {count(inside, Review.member_id == m) for m in members} == {4}
    assert {count(inside, Review.entry_id == e) for e in ids} == {2}
    assert office.post(f"/calls/{call_id}/assignments").status_code == 303
    assert count(inside) == 12


def test_an_entry_short_of_reviewers_is_an_error_and_the_review_does_not_begin(as_user, inside):
    call_id, ids, rows, members = reviewed.many(inside, reviews_per_entry=3)
    inside(lambda: reviewed.tie(call_id, members[0], entry_id=ids[0]))
    office = as_user(OFFICE)
    office.post(f"/calls/{call_id}/assignments")
    assert inside(lambda: reviews.shortages(db.session.get(Call, call_id))) == {ids[0]: 1}
    assert "有 1 件不够" in office.get(f"/calls/{call_id}/assignments").text
    assert "缺 1 位" in office.get(f"/calls/{call_id}/assignments?short=1").text
    refused = office.post(f"/calls/{call_id}/review-beginning")
    assert refused.status_code == 409 and "1 件作品不够 3 位评委" in refused.text
    extra = inside(lambda: (m := reviewed.people(1, start=30001, unit=5)[0], reviewed.reviewer(call_id, m)))[1]
    assert office.post(f"/calls/{call_id}/entries/{ids[0]}/reviewers", {"reviewer_id": extra}).status_code == 303
    assert office.post(f"/calls/{call_id}/review-beginning").status_code == 303
    assert inside(lambda: db.session.get(Call, call_id).state) is CallState.reviewing
    assert inside(lambda: db.session.scalar(select(func.count()).select_from(Message).where(Message.member_id.in_(members)))) == 3
    assert office.post(f"/calls/{call_id}/review-beginning").status_code == 409
    assert rows


def test_the_review_needs_criteria(as_user, inside):
    call_id, *_ = reviewed.many(inside, criteria=0)
    office = as_user(OFFICE)
    office.post(f"/calls/{call_id}/assignments")
    assert "评审标准" in office.post(f"/calls/{call_id}/review-beginning").text


def test_nothing_is_shared_out_before_the_corrections_end(as_user, inside, at):
    call_id, *_ = reviewed.many(inside)
    at("2026-09-11 23:59:59")
    assert as_user(OFFICE).post(f"/calls/{call_id}/assignments").status_code == 409
    at("2026-09-12 00:00:00")
    assert as_user(OFFICE).post(f"/calls/{call_id}/assignments").status_code == 303


def test_by_hand_the_bar_holds_with_its_reason(as_user, inside):
    call_id, ids, rows, members = reviewed.many(inside, entries=1)
    inside(lambda: reviewed.tie(call_id, members[0], entry_id=ids[0]))
    address = f"/calls/{call_id}/entries/{ids[0]}/reviewers"
    refused = as_user(OFFICE).post(address, {"reviewer_id": rows[0]})
    assert refused.status_code == 409 and "自己申报回避" in refused.text
    for bad in ("", "0", "99999", "x", "٣"):
        assert as_user(OFFICE).post(address, {"reviewer_id": bad}).status_code == 422
    assert count(inside) == 0


def test_a_sheet_is_taken_whole_or_not_at_all(as_user, inside):
    call_id, ids, _, members = reviewed.many(inside, entries=2)
    inside(lambda: reviewed.tie(call_id, members[2], entry_id=ids[1]))
    address, office = f"/calls/{call_id}/assignments/sheet", as_user(OFFICE)
    bad = office.post(address, {"file": xlsx((1, members[0]), (9, members[0]), (2, 10001), (2, members[2]))})
    assert bad.status_code == 409
    for words in ("第 3 行：没有编号 9", "第 4 行：工号 10001 不在", "第 5 行：工号", "自己申报回避"):
        assert words in bad.text
    assert count(inside) == 0
    good = {"file": xlsx((1, members[0]), (2, members[1]), (2, members[1]))}
    assert office.post(address, good).status_code == 303
    assert count(inside, Review.way == Way.by_sheet) == 2
    for broken in ((io.BytesIO(b"MZ"), "a.xlsx"), (io.BytesIO(b""), "a.xlsx"), xlsx((1, 2), header=("甲", "乙")), xlsx(("一", "10008"))):
        assert office.post(address, {"file": broken}).status_code == 422
    assert office.post(address).status_code == 422


def test_the_sheet_that_is_downloaded_can_be_uploaded(as_user, inside):
    call_id, *_ = reviewed.many(inside)
    office = as_user(OFFICE)
    office.post(f"/calls/{call_id}/assignments")
    body = office.get(f"/calls/{call_id}/assignments.xlsx").data
    assert len(read_table(body, "a.xlsx").rows) == 6
    assert office.post(f"/calls/{call_id}/assignments/sheet", {"file": (io.BytesIO(body), "a.xlsx")}).status_code == 303
    assert count(inside) == 6


def test_taking_back_gives_the_entry_to_another(as_user, inside):
    call_id, ids, _, members = reviewed.many(inside, entries=1)
    office = as_user(OFFICE)
    office.post(f"/calls/{call_id}/assignments")
    review_id, first = inside(lambda: db.session.execute(select(Review.id, Review.member_id)).one())
    address = f"/calls/{call_id}/entries/{ids[0]}/reviewers/{review_id}/taking-back"
    assert office.post(address, {"reason": ""}).status_code == 422
    assert office.post(address, {"reason": "联系不上"}).status_code == 303
    assert office.post(address, {"reason": "联系不上"}).status_code == 404
    (now,) = inside(lambda: db.session.scalars(select(Review.member_id).where(Review.state == ReviewState.assigned)).all())
    assert now in members and now != first


def test_who_leaves_gives_open_entries_away_and_keeps_what_was_sent(as_user, inside):
    call_id, ids, rows, members = reviewed.many(inside, entries=2, judges=2, state=CallState.reviewing)
    inside(lambda: [reviewed.review(ids[0], rows[0], members[0], cents=9000), reviewed.review(ids[1], rows[0], members[0])])
    address = f"/calls/{call_id}/reviewers/{rows[0]}/ending"
    assert as_user(OFFICE).post(address, {"reason": "调走了"}).status_code == 303
    rest = select(Review.entry_id, Review.member_id).where(Review.state != ReviewState.removed).order_by(Review.entry_id)
    live = inside(lambda: db.session.execute(rest).all())
    assert live == [(ids[0], members[0]), (ids[1], members[1])]
    assert inside(lambda: db.session.get(CallReviewer, rows[0]).state) is Invitation.ended
    assert as_user(OFFICE).post(address, {"reason": "调走了"}).status_code == 409


def test_a_tie_put_down_by_the_office_ends_the_review_and_is_lifted_by_the_office(as_user, inside):
    call_id, ids, rows, members = reviewed.many(inside, entries=1, judges=2, state=CallState.reviewing)
    inside(lambda: reviewed.review(ids[0], rows[0], members[0]))
    office = as_user(OFFICE)
    tie = {"tie-unit_id": "2", "tie-staff_no": "", "tie-tie": "dispute"}
    assert office.post(f"/calls/{call_id}/reviewers/{rows[0]}/conflicts", tie).status_code == 303
    assert inside(lambda: db.session.scalars(select(Review.member_id).where(Review.state == ReviewState.assigned)).all()) == [members[1]]
    row_id = inside(lambda: db.session.scalar(select(ReviewConflict.id).where(ReviewConflict.is_pinned)))
    assert office.post(f"/calls/{call_id}/conflicts/{row_id}/lifting").status_code == 303
    assert office.post(f"/calls/{call_id}/conflicts/{row_id}/lifting").status_code == 404


def test_conditions_of_a_reviewer_are_kept_and_checked(as_user, inside):
    call_id, _, rows, _ = reviewed.many(inside, entries=1, fields=["书法", "摄影"])
    address, office = f"/calls/{call_id}/reviewers/{rows[0]}", as_user(OFFICE)
    assert office.get(address).status_code == 200
    assert office.post(address, {"fields": ["书法"], "most": "3"}).status_code == 303
    assert inside(lambda: (lambda r: (r.fields, r.most))(db.session.get(CallReviewer, rows[0]))) == (["书法"], 3)
    for bad in ({"fields": ["油画"]}, {"most": "-1"}, {"most": "很多"}):
        assert office.post(address, bad).status_code == 422


def test_reminders_go_once_a_day_to_those_who_are_not_done(as_user, inside):
    call_id, ids, rows, members = reviewed.many(inside, entries=2, judges=2, state=CallState.reviewing)
    inside(lambda: [reviewed.review(ids[0], rows[0], members[0], cents=9000), reviewed.review(ids[1], rows[1], members[1])])
    for _ in range(2):
        as_user(OFFICE).post(f"/calls/{call_id}/review-reminders")
    assert inside(lambda: db.session.scalars(select(Message.member_id)).all()) == [members[1]]


def test_criteria_start_with_a_preset_and_stay_once_marked(as_user, inside):
    call_id = inside(lambda: reviewed.call_in_review(criteria=0))
    office, address = as_user(OFFICE), f"/calls/{call_id}/criteria"
    assert office.post(f"{address}/preset").status_code == 303
    assert office.post(f"{address}/preset").status_code == 409
    first = inside(lambda: db.session.scalar(select(Criterion.id).order_by(Criterion.sort)))
    facts = {"name": "新意", "weight": "10", "most": "10", "guidance": "", "anchors": ""}
    assert office.post(f"{address}/{first}", facts).status_code == 303
    assert office.post(address, facts).status_code == 409
    assert office.post(address, facts | {"name": "二", "weight": "101"}).status_code == 422
    assert office.post(address, facts | {"name": "二"}).status_code == 303
    entry_id, row_id = inside(lambda: (reviewed.entry(call_id, 1), reviewed.reviewer(call_id)))
    inside(lambda: reviewed.review(entry_id, row_id))
    as_user(ME).post("/reviews/1/draft", {f"c{first}": "5", "version": "1"})
    assert office.post(f"{address}/{first}/removal").status_code == 409
    assert office.post(address, facts | {"name": "三"}).status_code == 409
    assert "不能再改" in office.get(address).text


def test_blind_check_shows_traces_and_what_the_office_takes_out_is_gone(as_user, inside):
    def make():
        call_id = reviewed.call_in_review()
        entry_id = reviewed.entry(call_id, 3, body="外院王敏老师电话 13912345678", co_authors=[10002])
        named = {"kind": FileKind.main, "title": "王敏.docx", "file": "0" * 32 + ".docx", "text": "李静写的", "size": 1}
        db.session.add(EntryFile(entry_id=entry_id, added_at=clock.now(), added_by_id=10001, **named))
        db.session.commit()
        return call_id, entry_id, reviewed.review(entry_id, reviewed.reviewer(call_id))

    call_id, entry_id, review_id = inside(make)
    office = as_user(OFFICE)
    page = office.get(f"/calls/{call_id}/blind-check").text
    assert "1 个附件只给看文字" in page
    address = f"/calls/{call_id}/entries/{entry_id}/blind-check"
    assert "像是电话" in office.get(address).text
    assert office.post(address, {"words": "外院\n13912345678"}).status_code == 303
    assert inside(lambda: db.session.get(BlindCheck, entry_id).words) == ["13912345678", "外院"]
    seen = as_user(ME).get(f"/reviews/{review_id}").text
    main = seen.partition('id="main"')[2]
    assert not [word for word in ("外院", "139123", "王敏", "李静", "docx") if word in main]
    assert "第 3 号附件 1" in main
    assert as_user(ME).get(f"/reviews/{review_id}/files/1").status_code == 404
    assert "核对过" in office.get(f"/calls/{call_id}/blind-check").text
