"""Calls at their end: entries with scores, grades, the meeting, as far along as a test wants it."""

from datetime import date, datetime
from types import SimpleNamespace

from sqlalchemy import select

from tests.calls import reviewed
from tests.support.university import add_member
from unionweb.accounts.models import Member
from unionweb.calls.models import Call, Entry, EntryDecision, Honour, LibraryCase, ResultMessage
from unionweb.calls.queries import results as queries
from unionweb.calls.rules.honours import past_honours
from unionweb.calls.rules.kinds import CallKind, Subject
from unionweb.calls.rules.meeting import Meeting
from unionweb.calls.services import deciding, honours, library, publishing
from unionweb.calls.services.deciding import TypedGrade
from unionweb.common import publicity
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

OFFICE, AUTHOR, CHAIR, STRANGER, REVIEWER = 10003, 10001, 10002, 10005, 10008
GRADES = [TypedGrade("一等奖", 1), TypedGrade("二等奖", 2, 1)]
MET = Meeting(date(2026, 9, 15), "综合楼 312", "赵岚", ("赵岚", "郑评", "孙越"))
ACTOR = SimpleNamespace(id=OFFICE)
FACTS = {"workdays": 5, "contact": "校工会办公室 60312"}
BODY = "一、背景\n分工会把午间健步走办成了常态。\n二、做法\n（一）先问大家\n发问卷，再定时间。"


def scored(marks=(9000, 8500, 8000), **more) -> tuple[int, list[int]]:
    """A call of works with one review for each entry; authors 20001 …, units 2, 3, 4, 2 …. Returns (call, entries)."""
    call_id = reviewed.call_in_review(**more)
    seat = reviewed.reviewer(call_id)
    entries = []
    for n, cents in enumerate(marks, start=1):
        author = AUTHOR if n == 1 else 20000 + n
        if db.session.get(Member, author) is None:
            add_member(author, f"作者{'甲乙丙丁戊己庚辛'[n % 8]}", unit=(2, 3, 4)[(n - 1) % 3])
        id = reviewed.entry(call_id, n, author=author, unit=(2, 3, 4)[(n - 1) % 3], body=BODY, field="文体活动", submitted_at=clock.now())
        if cents is not None:
            reviewed.review(id, seat, cents=cents, to_office="密评", to_author="写得好", submitted_at=clock.now())
        entries.append(id)
    return call_id, entries


def nominated(key="outstanding_cadre", subject=Subject.person, **more) -> tuple[int, list[int]]:
    """A call for an honour of the plan with two nominees."""
    named = {"kind": CallKind.honour, "honour_key": key, "subject": subject, "title": "2026年度优秀工会工作者", "criteria": 0}
    call_id = reviewed.call_in_review(**named | more)
    people = [(CHAIR, "李静", 2), (STRANGER, "周外", 3)]
    made = []
    for n, (member_id, name, unit) in enumerate(people, start=1):
        who = {"nominee_member_id": member_id, "nominee_name": name} if subject is Subject.person else {"nominee_name": f"{name}团队"}
        made.append(reviewed.entry(call_id, n, author=member_id, unit=unit, title="", unit_rank=1, submitted_at=clock.now(), **who))
    return call_id, made


def decided(marks=(9000, 8500, 8000), **more) -> tuple[int, list[int]]:
    call_id, entries = scored(marks, **more)
    deciding.set_grades(call_id, GRADES, ACTOR)
    deciding.apply_order(call_id, ACTOR)
    deciding.record_meeting(call_id, MET, ACTOR)
    deciding.settle(call_id, ACTOR)
    return call_id, entries


def on_notice(**more) -> tuple[int, list[int]]:
    call_id, entries = decided(**more)
    publishing.open_publicity(call_id, FACTS, ACTOR)
    return call_id, entries


def final(**more) -> tuple[int, list[int]]:
    """Final on 2026-09-28, twelve days after the tests' clock."""
    call_id, entries = on_notice(**more)
    clock.set_now(datetime(2026, 9, 28, 9))
    publishing.finish(call_id, "海川大学工会", ACTOR)
    return call_id, entries


def honour_final(key="outstanding_cadre", subject=Subject.person) -> tuple[int, list[int]]:
    call_id, entries = nominated(key, subject)
    ended(call_id)
    return call_id, entries


def ended(call_id) -> None:
    """Everything of a call is given, shown and final."""
    deciding.set_grades(call_id, [TypedGrade("授予")], ACTOR)
    deciding.grant_rest(call_id, queries.grades_of(call_id)[0].id, ACTOR)
    deciding.record_meeting(call_id, MET, ACTOR)
    deciding.settle(call_id, ACTOR)
    publishing.open_publicity(call_id, FACTS, ACTOR)
    clock.set_now(datetime(2026, 9, 28, 9))
    publishing.finish(call_id, "海川大学工会", ACTOR)


def call(call_id) -> Call:
    return db.session.get(Call, call_id, populate_existing=True)


def status(entry_id):
    return db.session.get(Entry, entry_id, populate_existing=True).status


def decision(entry_id) -> EntryDecision | None:
    return db.session.get(EntryDecision, entry_id, populate_existing=True)


def one_of_each() -> dict:
    """A value for every argument of the addresses of results, honours and the library: a final call and what came of it."""
    call_id, entries = on_notice()
    shown = publicity.publicity_of(queries.KIND, queries.publications_of(call_id)[0].id)
    objection_id = publicity.record_objection(shown.id, "第1件不是原创", ACTOR)
    publicity.answer_objection(objection_id, "查过了，是原创。", SimpleNamespace(id=10004))
    before = clock.now()
    clock.set_now(datetime(2026, 9, 28, 9))
    publishing.finish(call_id, "海川大学工会", ACTOR)
    library.publish_cases(call_id, ACTOR)
    clock.set_now(before)
    case_id = db.session.scalar(select(LibraryCase.id).order_by(LibraryCase.id))
    book_id = library.order_book({"title": "案例集", "preface": "", "by_theme": False}, [case_id], ACTOR)
    row = past_honours(["年度", "荣誉", "姓名"], [(2, {"年度": "2024", "荣誉": "工会积极分子", "姓名": "王敏"})], this_year=2026)
    return {
        "call_id": call_id, "entry_id": entries[0], "objection_id": objection_id, "library_case_id": case_id, "case_book_id": book_id,
        "honour_import_id": honours.keep_import("往年.xlsx", row, ACTOR), "honour_id": db.session.scalar(select(Honour.id).limit(1)),
        "result_message_id": db.session.scalar(select(ResultMessage.id).limit(1)), "unit_id": 2, "member_id": AUTHOR, "number": 1,
    }  # fmt: skip
