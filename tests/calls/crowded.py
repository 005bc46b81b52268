"""A university in the middle of its rounds, small or as large as it gets: calls that are open, in review, and final.

Laid out in bulk, past the services; what the services would have left behind is all there.
"""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from sqlalchemy import insert, select

from tests.calls import drafted
from tests.support import university
from unionweb.accounts.models import Member, RoleGrant, Sex, Unit, UnitKind
from unionweb.accounts.rules import Role
from unionweb.calls.models import (
    BlindCheck,
    BookState,
    Call,
    CallAttachmentRule,
    CallGrade,
    CallMeeting,
    CallPublication,
    CallResult,
    CallReviewer,
    CaseBook,
    ChainStep,
    CoAuthor,
    Criterion,
    Entry,
    EntryDecision,
    EntryFile,
    EntryVersion,
    Honour,
    HonourImport,
    ImportState,
    LibraryCase,
    Liking,
    ResultMessage,
    Review,
    ReviewConflict,
    ReviewMark,
    Round,
    TeamPerson,
    UnitBrand,
)
from unionweb.calls.queries.results import KIND as PUBLICATION
from unionweb.calls.rules.conflicts import Tie
from unionweb.calls.rules.kinds import (
    CallKind,
    CallState,
    CoAuthorState,
    Decision,
    FileKind,
    QuotaRule,
    Step,
    Subject,
    SubmissionStatus,
)
from unionweb.calls.rules.scoring import Invitation, ReviewState, Way
from unionweb.calls.services.quotas import compute_quotas
from unionweb.common import publicity
from unionweb.common.audit import ActorKind, AuditEvent
from unionweb.common.questions import Answer, Question, QuestionKind
from unionweb.kernel import clock, files
from unionweb.kernel.extensions import db

AUTHOR, CHAIR, OFFICE, REVIEWER = 10001, 10002, 10003, 10008
BODY = "一、背景\n分工会把午间健步走办成了常态。\n二、做法\n先问大家，再定时间。" * 6
OPEN_STATUSES = (
    SubmissionStatus.unit_approved, SubmissionStatus.submitted, SubmissionStatus.under_review, SubmissionStatus.returned,
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How many units send how many nominations for how many honours; how many people review."""

    units: int
    honours: int
    nominations: int
    reviewers: int


SMALL, LARGE = Size(2, 1, 4, 3), Size(24, 7, 20, 60)


def lay_out(size: Size) -> dict[str, dict[str, int]]:
    """Fill the small university, committed; returns the values for addresses, for each of: open, review, final."""
    units = _units(size)
    people = _people(units, size)
    _chairs(units)
    found = {
        "open": _open(size, units, people),
        "review": _review(size, units, people),
        "final": _final(size, units, people),
    }
    db.session.commit()
    for row in db.session.scalars(select(Call.id).where(Call.state == CallState.open)).all():
        compute_quotas(row, drafted.actor(OFFICE))
    db.session.commit()
    return found


def rows(model, every: list[dict]) -> None:
    """Insert many at once."""
    if every:
        db.session.execute(insert(model), every)


def _units(size: Size) -> list[int]:
    known = [2, 3, 4, 5][: size.units]
    more = range(101, 101 + size.units - len(known))
    named = {"kind": UnitKind.branch_union, "parent_id": 1}
    rows(Unit, [named | {"id": id, "name": f"第{id}学院分工会", "campus_id": id % 3 + 1, "sort": id} for id in more])
    return [*known, *more]


def _people(units: list[int], size: Size) -> dict[int, list[int]]:
    """Unit → its people; the author of the tests is the first of hers. The reviewers are people of all units, 10008 first."""
    ids, found, every = count(20001), {}, []
    usual = {"name": "张三", "pinyin": "zhangsan", "initials": "zs", "sex": Sex.female, "campus_id": 1, "employment_status": "active"}
    for unit in units:
        own = [next(ids) for _ in range(size.nominations + 1)]
        every += [usual | {"id": id, "staff_no": str(id), "unit_id": unit} for id in own]
        found[unit] = [AUTHOR, *own[1:]] if unit == 2 else own
    judges = range(30001, 30001 + size.reviewers - 1)
    every += [usual | {"id": id, "staff_no": str(id), "unit_id": units[id % len(units)], "name": f"评委{id}"} for id in judges]
    rows(Member, every)
    return found | {0: [REVIEWER, *judges]}


def _chairs(units: list[int]) -> None:
    usual = {"role": Role.chair, "valid_from": date(2026, 1, 1)}
    others = [id for id in units if id != 2]
    rows(RoleGrant, [usual | {"unit_id": unit, "member_id": 20001 + place} for place, unit in enumerate(others)])


# ---- What every stage has


def _round(size: Size, state: CallState, year: int, **more) -> tuple[int, list[int]]:
    """A round with a call of works first, and nominations for the other honours."""
    moments = {
        "opens_at": datetime(2026, 9, 1, 8), "submits_until": datetime(2026, 9, 10), "corrects_until": datetime(2026, 9, 12),
        "reviews_until": datetime(2026, 9, 30, 18),
    } | more.pop("moments", {})  # fmt: skip
    made = {"year": year, "created_at": clock.now(), "created_by_id": OFFICE}
    row = Round(title=f"{year}年的荣誉评选", **made, **moments)
    db.session.add(row)
    db.session.flush()
    calls = []
    for place in range(size.honours):
        subject, kind = (Subject.work, CallKind.artwork) if place == 0 else (Subject.person, CallKind.honour)
        call = Call(
            kind=kind, subject=subject, round_id=row.id, title=f"{year}年第{place + 1}项", state=state, blind_authors=True,
            reviews_per_entry=min(3, size.reviewers), likes_weight=10, co_authors_most=9, published_at=clock.now(), fields=["摄影"],
            **made, **moments, **more,
        )  # fmt: skip
        db.session.add(call)
        calls.append(call)
    db.session.flush()
    for call in calls:
        db.session.add(CallAttachmentRule(call_id=call.id, sort=1, name="照片", kinds=["jpg"], largest_mb=5, most=9, has_captions=True))
        asked = {"sort": 1, "kind": QuestionKind.text, "is_required": False, "choices": []}
        db.session.add(Question(subject_kind="call", subject_id=call.id, text="联系电话", **asked))
    db.session.flush()
    return row.id, [call.id for call in calls]


def _entries(call_id: int, units: list[int], people: dict, statuses) -> list[Entry]:
    """The units' entries, each with a version, a file, an answer and its steps."""
    call = db.session.get(Call, call_id)
    is_work, now, every, number = call.subject is Subject.work, clock.now(), [], 100
    for unit in units:
        for place, member in enumerate(people[unit][1:] if unit != 2 else people[unit][:-1]):
            number += 1
            sent = {"status": statuses[place % len(statuses)], "number": number, "submitted_at": now, "unit_rank": place + 1}
            about = {} if is_work else {"nominee_member_id": member, "nominee_name": "张三"}
            text = {"title": f"第{number}件", "body": BODY, "field": "摄影", "created_at": now, "changed_at": now}
            every.append(about | sent | text | {"call_id": call_id, "unit_id": unit, "member_id": member})
    rows(Entry, every)
    found = list(db.session.execute(select(Entry.id, Entry.member_id).where(Entry.call_id == call_id).order_by(Entry.id)))
    ids = [id for id, _ in found]
    saved = {"number": 1, "title": "一", "body": BODY, "facts": {}, "began_at": now, "saved_at": now, "saved_by_id": AUTHOR, "sent_at": now}
    rows(EntryVersion, [saved | {"entry_id": id} for id in ids])
    walked = ((Step.author, Decision.submitted), (Step.unit, Decision.approved))
    rows(ChainStep, [{"entry_id": id, "step": s, "decision": d, "by_id": CHAIR, "at": now, "comment": ""} for id in ids for s, d in walked])
    rule, question = db.session.scalar(select(CallAttachmentRule.id).where(CallAttachmentRule.call_id == call_id)), _question(call_id)
    rows(EntryFile, [_file(id, rule, 0) for id in ids])
    rows(Answer, [{"question_id": question, "respondent_id": id, "value": "60312"} for id in ids])
    return found


def _question(call_id: int) -> int:
    return db.session.scalar(select(Question.id).where(Question.subject_kind == "call", Question.subject_id == call_id))


def _file(entry_id: int, rule_id: int, sort: int) -> dict:
    kept = {"kind": FileKind.picture, "title": "照片.jpg", "size": 900, "added_at": clock.now(), "added_by_id": AUTHOR, "text": "照片"}
    kept |= {"file": f"none/{entry_id}-{sort}.jpg", "preview": f"none/{entry_id}-{sort}.jpg"}
    return kept | {"entry_id": entry_id, "rule_id": rule_id, "sort": sort, "caption": "午间健步走"}


def _full_entry(size: Size, entry_id: int, people: dict) -> int:
    """Everything an entry may have several of, in the measure of the world; returns the id of a file that is there."""
    several, now = size.nominations, clock.now()
    others = people[3][1 : 1 + min(9, several)]
    db.session.execute(EntryFile.__table__.delete().where(EntryFile.entry_id == entry_id))
    rule = db.session.scalar(
        select(CallAttachmentRule.id).join(Entry, Entry.call_id == CallAttachmentRule.call_id).where(Entry.id == entry_id)
    )
    rows(EntryFile, [_file(entry_id, rule, sort) for sort in range(1, several)])
    kept = files.store(drafted.jpeg(), "jpg")
    found = EntryFile(**_file(entry_id, rule, 0) | {"file": kept, "preview": files.store(drafted.jpeg(), "jpg")})
    db.session.add(found)
    asked = {"entry_id": entry_id, "state": CoAuthorState.confirmed, "asked_at": now}
    rows(CoAuthor, [asked | {"member_id": id, "sort": sort} for sort, id in enumerate(others)])
    rows(TeamPerson, [{"entry_id": entry_id, "member_id": id, "sort": sort, "is_leader": False} for sort, id in enumerate(others)])
    saved = {"entry_id": entry_id, "title": "一", "body": BODY, "facts": {}, "began_at": now, "saved_at": now, "saved_by_id": AUTHOR}
    rows(EntryVersion, [saved | {"number": number, "sent_at": None} for number in range(2, 2 + several)])
    told = {"subject_kind": "entry", "subject_id": entry_id, "at": now, "actor_kind": ActorKind.unit, "sealed": False}
    rows(AuditEvent, [told | {"action": "entry_returned", "actor_id": CHAIR} for _ in range(several)])
    db.session.flush()
    return found.id


def _places(call_id: int, round_id: int, entries, size, people) -> dict[str, int]:
    """The values for addresses about one call and the first entry of 王敏 in it."""
    entry_id = next(id for id, member in entries if member == AUTHOR)
    file_id = _full_entry(size, entry_id, people)
    rule_id = db.session.scalar(select(CallAttachmentRule.id).where(CallAttachmentRule.call_id == call_id))
    return {
        "call_id": call_id, "round_id": round_id, "entry_id": entry_id, "entry_file_id": file_id, "file_id": file_id, "version_number": 1,
        "attachment_rule_id": rule_id, "question_id": _question(call_id), "quota_group_id": 2, "unit_id": 2, "member_id": AUTHOR,
    }  # fmt: skip


# ---- The stages


def _open(size: Size, units, people) -> dict[str, int]:
    later = {"submits_until": datetime(2026, 9, 21), "corrects_until": datetime(2026, 9, 26)}
    shared = {"quota_rule": QuotaRule.fixed, "quota_number": size.nominations, "per_unit_least": 1, "moments": later}
    round_id, calls = _round(size, CallState.open, 2026, **shared)
    template = files.store(drafted.docx(), "docx")
    for call_id in calls:
        db.session.get(Call, call_id).template_file = template
        entries = _entries(call_id, units, people, OPEN_STATUSES)
        found = _places(call_id, round_id, entries, size, people) if call_id == calls[0] else found
    draft = db.session.scalar(select(Entry).where(Entry.call_id == calls[0], Entry.status == SubmissionStatus.returned, Entry.unit_id == 2))
    draft.member_id = AUTHOR  # one to look at, and one to go on writing
    return found | {"draft_id": draft.id}


def _review(size: Size, units, people) -> dict[str, int]:
    round_id, calls = _round(size, CallState.reviewing, 2025)
    for call_id in calls:
        entries = _entries(call_id, units, people, [SubmissionStatus.under_review])
        reviews = _judged(size, call_id, entries, people)
        if call_id == calls[0]:
            found = _places(call_id, round_id, entries, size, people) | reviews
    return found


def _judged(size: Size, call_id: int, entries, people) -> dict[str, int]:
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


def _final(size: Size, units, people) -> dict[str, int]:
    round_id, calls = _round(size, CallState.final, 2024)
    for call_id in calls:
        entries = _entries(call_id, units, people, [SubmissionStatus.awarded])
        reviews = _judged(size, call_id, entries, people)
        ended = _ended(call_id, entries)
        if call_id == calls[0]:
            found = _places(call_id, round_id, entries, size, people) | reviews | ended
    return found | _library(calls[0], entries=size.units * size.nominations)


def _ended(call_id: int, entries) -> dict[str, int]:
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
    publicity.open_publicity(PUBLICATION, shown.id, facts, drafted.actor(OFFICE))
    given = {"title": call.title, "grade": "一等奖", "subject": call.subject, "name": "张三", "unit_name": "外国语学院", "issuer": "校工会"}
    given |= {"call_id": call_id, "year": call.year, "search": "张三 外国语学院", "recorded_at": now, "work": "", "unit_id": 2}
    rows(Honour, [given | {"member_id": m, "entry_id": id, "identity": f"{call_id} {id}"} for id, m in entries])
    told = {"call_id": call_id, "title": "结果", "body": "评出来了。", "is_edited": False, "made_at": now}
    rows(ResultMessage, [told | {"member_id": m} for m in sorted({m for _, m in entries})])
    objection = publicity.record_objection(publicity.publicity_of(PUBLICATION, shown.id).id, "第一件不是原创", drafted.actor(OFFICE))
    honour = db.session.scalar(select(Honour.id).where(Honour.call_id == call_id, Honour.member_id == AUTHOR))
    message = db.session.scalar(select(ResultMessage.id).where(ResultMessage.call_id == call_id))
    return {"honour_id": honour, "result_message_id": message, "objection_id": objection}


def _library(call_id: int, *, entries: int) -> dict[str, int]:
    """The works of the final call as cases, the units' brands, a book, a list of past honours."""
    now, kept = clock.now(), {"file": files.store(drafted.jpeg(), "jpg"), "caption": "健步走"}
    every = list(db.session.scalars(select(Entry).where(Entry.call_id == call_id).order_by(Entry.id)))
    shown = {"call_id": call_id, "kind": CallKind.artwork, "year": 2024, "title": "一件", "authors": "张三", "theme": "摄影", "grade": "一等奖"}
    shown |= {"position": 1, "body": BODY, "pictures": [kept], "searched": "健步走", "published_at": now, "published_by_id": OFFICE}
    rows(LibraryCase, [shown | {"entry_id": e.id, "unit_id": e.unit_id, "unit_name": f"第{e.unit_id}分工会"} for e in every])
    branches = db.session.scalars(select(Unit.id).where(Unit.kind == UnitKind.branch_union))
    brand = {"name": "一刻", "motto": "", "text": BODY, "version": 1, "changed_at": now, "changed_by_id": CHAIR}
    rows(UnitBrand, [brand | {"unit_id": unit} for unit in branches])
    case_id = db.session.scalar(select(LibraryCase.id).order_by(LibraryCase.id))
    book = {"by_theme": False, "case_ids": [case_id], "made_by_id": OFFICE, "made_at": now, "state": BookState.ready, "pages": 3}
    made = CaseBook(title="案例集", file=files.store(b"%PDF-1.7", "pdf"), **book)
    read = [{"number": n + 2, "cells": {}, "problems": [], "fact": {}} for n in range(entries)]
    brought = HonourImport(filename="往年.xlsx", state=ImportState.imported, rows=read, uploaded_by_id=OFFICE, uploaded_at=now)
    db.session.add_all([made, brought])
    db.session.flush()
    return {"library_case_id": case_id, "case_book_id": made.id, "honour_import_id": brought.id, "number": 1}
