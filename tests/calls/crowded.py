"""A university in the middle of its rounds, small or as large as it gets: calls that are open, in review, and final.

Laid out in bulk, past the services; what the services would have left behind is all there. How calls end: crowded_ends.
"""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from sqlalchemy import func, select

from tests.calls import drafted
from tests.calls.crowded_ends import ended, judged, library, rows
from unionweb.accounts.models import Member, RoleGrant, Sex, Unit, UnitKind
from unionweb.accounts.rules import Role
from unionweb.calls.models import (
    Call,
    CallAttachmentRule,
    ChainStep,
    CoAuthor,
    Entry,
    EntryFile,
    EntryVersion,
    Round,
    TeamPerson,
)
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
from unionweb.calls.services.quotas import compute_quotas
from unionweb.common.audit import ActorKind, AuditEvent
from unionweb.common.questions import Answer, Question, QuestionKind
from unionweb.kernel import clock, files
from unionweb.kernel.extensions import db

AUTHOR, CHAIR, OFFICE, REVIEWER, UNIT = 10001, 10002, 10003, 10008, 2
BODY = "一、背景\n分工会把午间健步走办成了常态。\n二、做法\n先问大家，再定时间。" * 6
OPEN_STATUSES = (
    SubmissionStatus.unit_approved, SubmissionStatus.returned, SubmissionStatus.under_review, SubmissionStatus.submitted,
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How many units send how many nominations for how many honours; how many people review."""

    units: int
    honours: int
    nominations: int
    reviewers: int


SMALL, MIDDLE, LARGE = Size(2, 1, 2, 3), Size(6, 3, 6, 12), Size(24, 7, 20, 60)


def lay_out(size: Size) -> dict[str, dict[str, int]]:
    """Fill the small university, committed; returns the values for addresses, for each of: open, review, final.

    A larger world may be laid out over a smaller one.
    """
    units = _units(size)
    people = _people(units, size)
    found = {
        "open": _open(size, units, people),
        "review": _review(size, units, people),
        "final": _final(size, units, people),
    }
    db.session.commit()
    for call_id in db.session.scalars(select(Call.id).where(Call.state == CallState.open)).all():
        compute_quotas(call_id, drafted.actor(OFFICE))
    return found


def _units(size: Size) -> list[int]:
    every = [2, 3, 4, 5, *range(101, 97 + size.units)][: size.units]
    known = set(db.session.scalars(select(Unit.id)))
    named = {"kind": UnitKind.branch_union, "parent_id": 1}
    more = [id for id in every if id not in known]
    rows(Unit, [named | {"id": id, "name": f"第{id}学院分工会", "campus_id": id % 3 + 1, "sort": id} for id in more])
    return every


def _people(units: list[int], size: Size) -> dict[int, list[int]]:
    """Unit → its people, 王敏 the first of hers. Under 0 the reviewers, people of all units, 10008 first."""
    ids, found, every = count(_next(Member)), {}, []
    usual = {"name": "张三", "pinyin": "zhangsan", "initials": "zs", "sex": Sex.female, "campus_id": 1, "employment_status": "active"}
    for unit in units:
        own = [next(ids) for _ in range(size.nominations)]
        every += [usual | {"id": id, "staff_no": str(id), "unit_id": unit} for id in own]
        found[unit] = [AUTHOR, *own[1:]] if unit == UNIT else own
    judges = [next(ids) for _ in range(size.reviewers - 1)]
    every += [usual | {"id": id, "staff_no": str(id), "unit_id": units[id % len(units)], "name": f"评委{id}"} for id in judges]
    rows(Member, every)
    headed = {"role": Role.chair, "valid_from": date(2026, 1, 1)}
    rows(RoleGrant, [headed | {"unit_id": unit, "member_id": found[unit][0]} for unit in units[:-1] if unit != UNIT])  # one is headless
    return found | {0: [REVIEWER, *judges]}


def _next(model) -> int:
    return max(20000, db.session.scalar(select(func.max(model.id)))) + 1


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
        for place, member in enumerate(people[unit]):
            number += 1
            sent = {"status": statuses[len(every) % len(statuses)], "number": number, "submitted_at": now, "unit_rank": place + 1}
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
    others = people[3][:-1][:9]
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
    every = {}
    for call_id in calls:
        call = db.session.get(Call, call_id)
        call.template_file, call.template_title = template, "模板.docx"
        every[call_id] = _entries(call_id, units, people, OPEN_STATUSES)
    found = _places(calls[0], round_id, every[calls[0]], size, people)
    is_draft = (Entry.call_id == calls[0], Entry.status == SubmissionStatus.returned, Entry.unit_id == UNIT)
    draft = db.session.scalar(select(Entry).where(*is_draft).order_by(Entry.id).limit(1))
    draft.member_id = AUTHOR  # one to look at, and one to go on writing
    return found | {"draft_id": draft.id}


def _review(size: Size, units, people) -> dict[str, int]:
    round_id, calls = _round(size, CallState.reviewing, 2025)
    for call_id in calls:
        entries = _entries(call_id, units, people, [SubmissionStatus.under_review])
        reviews = judged(call_id, entries, people)
        if call_id == calls[0]:
            found = _places(call_id, round_id, entries, size, people) | reviews
    return found


def _final(size: Size, units, people) -> dict[str, int]:
    round_id, calls = _round(size, CallState.final, 2024)
    for call_id in calls:
        entries = _entries(call_id, units, people, [SubmissionStatus.awarded])
        reviews = judged(call_id, entries, people)
        ends = ended(call_id, entries)
        if call_id == calls[0]:
            found = _places(call_id, round_id, entries, size, people) | reviews | ends
    return found | library(calls[0], entries=size.units * size.nominations)
