"""How the calls of a crowded university end: reviews, decisions, honours, the library. Laid out in bulk like crowded itself."""

from datetime import date

from sqlalchemy import insert, select

from tests.calls import drafted
from unionweb.accounts.models import Unit, UnitKind
from unionweb.calls.models import (
    BlindCheck,
    BookState,
    Call,
    CallGrade,
    CallMeeting,
    CallPublication,
    CallResult,
    CallReviewer,
    CaseBook,
    Criterion,
    Entry,
    EntryDecision,
    Honour,
    HonourImport,
    ImportState,
    LibraryCase,
    Liking,
    ResultMessage,
    Review,
    ReviewConflict,
    ReviewMark,
    UnitBrand,
)
from unionweb.calls.queries.results import KIND as PUBLICATION
from unionweb.calls.rules.conflicts import Tie
from unionweb.calls.rules.kinds import (
    CallKind,
)
from unionweb.calls.rules.scoring import Invitation, ReviewState, Way
from unionweb.common import publicity
from unionweb.kernel import clock, files
from unionweb.kernel.extensions import db

OFFICE, CHAIR, AUTHOR, REVIEWER = 10003, 10002, 10001, 10008
BODY = "一、背景\n分工会把午间健步走办成了常态。\n二、做法\n先问大家，再定时间。" * 6


def rows(model, every: list[dict]) -> None:
    """Insert many at once."""
    if every:
        db.session.execute(insert(model), every)


def judged(call_id: int, entries, people) -> dict[str, int]:
    """Reviewers, ties, criteria; every entry with its reviews, two of three sent in; 郑评 has the one of the first entry."""
    now, judges = clock.now(), people[0]
    asked = {"call_id": call_id, "state": Invitation.accepted, "fields": [], "invited_at": now, "invited_by_id": OFFICE}
    rows(CallReviewer, [asked | {"member_id": id} for id in judges])
    tied = {"call_id": call_id, "tie": Tie.cooperation, "recorded_at": now, "recorded_by_id": OFFICE, "note": ""}
    rows(ReviewConflict, [tied | {"member_id": id, "person_id": people[3][-1]} for id in judges])
    rows(Criterion, [{"call_id": call_id, "sort": n, "name": f"标准{n}", "weight": 50, "most": 100} for n in range(2)])
    seats = {row.member_id: row.id for row in db.session.scalars(select(CallReviewer).where(CallReviewer.call_id == call_id))}
    criteria = list(db.session.scalars(select(Criterion.id).where(Criterion.call_id == call_id).order_by(Criterion.sort)))
    usual, every = {"way": Way.shared_out, "assigned_at": now, "assigned_by_id": OFFICE, "to_author": "好", "to_office": "可"}, []
    each = min(3, len(judges))
    for place, (entry_id, _) in enumerate(entries):
        for n in range(each):
            judge, is_sent = judges[(place * each + n) % len(judges)], n < 2 and place > 0
            state = ReviewState.submitted if is_sent else ReviewState.started
            sent = {"cents": 8000 + place * 7 % 900 if is_sent else None, "submitted_at": now if is_sent else None}
            every.append(usual | sent | {"entry_id": entry_id, "member_id": judge, "reviewer_id": seats[judge], "state": state})
    rows(Review, every)
    ids = list(db.session.scalars(select(Review.id).where(Review.entry_id.in_([id for id, _ in entries]))))
    rows(ReviewMark, [{"review_id": id, "criterion_id": one, "tenths": 800} for id in ids for one in criteria])
    liked = {"member_id": CHAIR, "at": now}
    rows(Liking, [liked | {"entry_id": id} for id, _ in entries])
    checked = {"words": ["张三"], "entry_version": 1, "checked_at": now, "checked_by_id": OFFICE}
    rows(BlindCheck, [checked | {"entry_id": id} for id, _ in entries])
    own = db.session.scalar(select(Review.id).where(Review.entry_id == entries[0][0], Review.member_id == REVIEWER))
    return {"review_id": own, "reviewer_id": seats[REVIEWER], "criterion_id": criteria[0]}


def ended(call_id: int, entries) -> dict[str, int]:
    """Grades, decisions, the meeting, the 公示 with an objection, the register, drafts of messages."""
    now, call = clock.now(), db.session.get(Call, call_id)
    grades = [CallGrade(call_id=call_id, position=n, name=name, per_unit=None) for n, name in ((1, "一等奖"), (2, "二等奖"))]
    db.session.add_all(grades)
    db.session.flush()
    said = {"call_id": call_id, "decided_by_id": OFFICE, "decided_at": now, "reason": "议过"}
    rows(EntryDecision, [said | {"entry_id": id, "grade_id": grades[place % 2].id} for place, (id, _) in enumerate(entries)])
    met = {"held_on": date(2026, 9, 15), "place": "综合楼 312", "chaired_by": "赵岚", "present": "赵岚\n郑评\n孙越"}
    db.session.add(CallMeeting(call_id=call_id, recorded_by_id=OFFICE, recorded_at=now, **met))
    db.session.add(CallResult(call_id=call_id, decided_by_id=OFFICE, decided_at=now, final_by_id=OFFICE, final_at=now, issuer="校工会"))
    listed = [{"entry": id, "grade": "一等奖", "name": "张三", "unit": "外国语学院", "work": "一"} for id, _ in entries]
    shown = CallPublication(call_id=call_id, number=1, listed=listed, is_masked=False, opened_by_id=OFFICE, opened_at=now)
    db.session.add(shown)
    db.session.flush()
    facts = {"title": f"{call.title}公示", "workdays": 5, "contact": "60312"}
    notice = publicity.open_publicity(PUBLICATION, shown.id, facts, drafted.actor(OFFICE))
    told = {"public_notice_id": notice.id, "text": "这一件不是原创", "received_at": now, "recorded_by_id": OFFICE, "told_by": "周外"}
    raised = told | {"member_id": AUTHOR, "told_by": None, "recorded_by_id": None}
    objections = [publicity.Objection(**one) for _ in entries[:9] for one in (told, raised)]
    db.session.add_all(objections)
    given = {"title": call.title, "grade": "一等奖", "subject": call.subject, "name": "张三", "unit_name": "外国语学院", "issuer": "校工会"}
    given |= {"call_id": call_id, "year": call.year, "search": "张三 外国语学院", "recorded_at": now, "work": "", "unit_id": 2}
    rows(Honour, [given | {"member_id": m, "entry_id": id, "identity": f"{call_id} {id}"} for id, m in entries])
    told = {"call_id": call_id, "title": "结果", "body": "评出来了。", "is_edited": False, "made_at": now}
    rows(ResultMessage, [told | {"member_id": m} for m in sorted({m for _, m in entries})])
    honour = db.session.scalar(select(Honour.id).where(Honour.call_id == call_id, Honour.member_id == AUTHOR))
    message = db.session.scalar(select(ResultMessage.id).where(ResultMessage.call_id == call_id))
    return {"honour_id": honour, "result_message_id": message, "objection_id": objections[0].id}


def library(call_id: int, *, entries: int) -> dict[str, int]:
    """The works of the final call as cases, the units' brands, a book, a list of past honours."""
    now, kept = clock.now(), {"file": files.store(drafted.jpeg(), "jpg"), "caption": "健步走"}
    every = list(db.session.scalars(select(Entry).where(Entry.call_id == call_id).order_by(Entry.id)))
    shown = {"call_id": call_id, "kind": CallKind.artwork, "year": 2024, "title": "一件", "authors": "张三", "theme": "摄影"}
    shown |= {"grade": "一等奖", "position": 1, "body": BODY, "pictures": [kept], "searched": "健步走"}
    shown |= {"published_at": now, "published_by_id": OFFICE}
    rows(LibraryCase, [shown | {"entry_id": e.id, "unit_id": e.unit_id, "unit_name": f"第{e.unit_id}分工会"} for e in every])
    has_one = select(UnitBrand.unit_id)
    branches = db.session.scalars(select(Unit.id).where(Unit.kind == UnitKind.branch_union, Unit.id.not_in(has_one))).all()
    brand = {"name": "一刻", "motto": "", "text": BODY, "version": 1, "changed_at": now, "changed_by_id": CHAIR}
    rows(UnitBrand, [brand | {"unit_id": unit} for unit in branches])
    case_id = db.session.scalar(select(LibraryCase.id).where(LibraryCase.call_id == call_id).order_by(LibraryCase.id))
    book = {"by_theme": False, "case_ids": [case_id], "made_by_id": OFFICE, "made_at": now, "state": BookState.ready, "pages": 3}
    made = CaseBook(title="案例集", file=files.store(b"%PDF-1.7", "pdf"), **book)
    read = [{"number": n + 2, "cells": {}, "problems": [], "fact": {}} for n in range(entries)]
    brought = HonourImport(filename="往年.xlsx", state=ImportState.imported, rows=read, uploaded_by_id=OFFICE, uploaded_at=now)
    db.session.add_all([made, brought])
    db.session.flush()
    return {"library_case_id": case_id, "case_book_id": made.id, "honour_import_id": brought.id, "number": 1}
