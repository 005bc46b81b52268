"""Calls and entries for the tests: an open call of 赵岚, entries of the cast, people as the services know them."""

import io
import zipfile
from datetime import datetime

from PIL import Image
from sqlalchemy import select

from unionweb.accounts.models import Member, RoleGrant
from unionweb.accounts.queries.sessions import HeldRole, SignedIn
from unionweb.calls.models import Call, CallAttachmentRule, Entry
from unionweb.calls.rules.kinds import Decision, QuotaRule, Subject
from unionweb.calls.services import attaching, calls, chain, entries, rounds
from unionweb.calls.services.entries import Seen
from unionweb.common.questions import QuestionKind
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

MEMBER, CHAIR, OFFICE, STRANGER, REVIEWER = 10001, 10002, 10003, 10005, 10008
UNIT, OTHER_UNIT = 2, 3
OPENS, SUBMITS, CORRECTS, REVIEWS = (
    datetime(2026, 9, 10, 8),
    datetime(2026, 9, 21),
    datetime(2026, 9, 26),
    datetime(2026, 10, 20),
)
TIMES = {
    "opens_at": OPENS,
    "submits_until": SUBMITS,
    "corrects_until": CORRECTS,
    "reviews_until": REVIEWS,
    "year": 2026,
}
PLAIN = {
    "title": "工会工作案例征集", "subject": Subject.work, "has_body": True, "word_least": 5, "word_most": 40,
    "per_unit_least": 0, "per_unit_most": None,
    "per_person_most": 1, "co_authors_most": 2, "blind_authors": True, "fields": [], "quota_rule": QuotaRule.none,
}  # fmt: skip
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BODY = "我们把职工之家建到了教学楼里。"


def actor(member_id: int) -> SignedIn:
    """Somebody as a request knows them: with the roles in force."""
    row = db.session.get(Member, member_id)
    grants = db.session.scalars(select(RoleGrant).where(RoleGrant.member_id == member_id))
    roles = tuple(HeldRole(one.role, one.unit_id, one.point_id, one.area) for one in grants)
    facts = (
        row.id,
        row.staff_no,
        row.name,
        row.sex,
        row.campus_id,
        row.campus.name,
        row.unit_id,
        row.unit.name,
        row.employment_status,
    )
    return SignedIn(*facts, False, 0, clock.now(), "", roles)


def add_call(key: str = "story", *, opened: bool = True, **changes) -> int:
    """A call of a preset without its attachments and questions; open."""
    facts = TIMES | (PLAIN if key in {"story", "case_study", "artwork"} else {}) | changes
    call_id = calls.create_call(key, facts, actor(OFFICE))
    if key != "case_study":
        for rule in db.session.scalars(select(CallAttachmentRule).where(CallAttachmentRule.call_id == call_id)):
            db.session.delete(rule)
        db.session.commit()
    if opened:
        calls.publish_call(call_id, call(call_id).version, actor(OFFICE))
    return call_id


def call(call_id: int) -> Call:
    return db.session.get(Call, call_id, populate_existing=True)


def entry(entry_id: int) -> Entry:
    return db.session.get(Entry, entry_id, populate_existing=True)


def add_draft(call_id: int, member_id: int = MEMBER, **facts) -> int:
    entry_id = entries.start_entry(call_id, actor(member_id))
    save(entry_id, member_id, **{"title": "把家建到教学楼", "body": BODY} | facts)
    return entry_id


def save(entry_id: int, member_id: int = MEMBER, **facts) -> int:
    return entries.save_entry(entry_id, Seen(entry(entry_id).version), {"answers": {}} | facts, actor(member_id))


def submit(entry_id: int, member_id: int = MEMBER) -> None:
    entries.submit_entry(entry_id, Seen(entry(entry_id).version), actor(member_id))


def add_sent(call_id: int, member_id: int = MEMBER, **facts) -> int:
    entry_id = add_draft(call_id, member_id, **facts)
    submit(entry_id, member_id)
    return entry_id


def approve(entry_id: int, chair_id: int = CHAIR) -> None:
    chain.check_entry(entry_id, Decision.approved, "", actor(chair_id))


def nominate(call_id: int, staff_no: str = "10001", *, chair_id: int = CHAIR, unit_id: int = UNIT, **facts) -> int:
    """A nomination by the chair of a unit, sent in."""
    entry_id = entries.start_entry(
        call_id, actor(chair_id), unit_id=unit_id, staff_no=staff_no, name=facts.pop("name", "")
    )
    save(entry_id, chair_id, **{"body": "爱岗敬业，" * 70} | facts)
    submit(entry_id, chair_id)
    return entry_id


def docx(text: str = "正文", author: str = "王敏", **parts) -> bytes:
    """A small .docx that says who wrote it. parts: further parts by name."""
    made = io.BytesIO()
    body = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    core = f'<cp:coreProperties xmlns:cp="x" xmlns:dc="y"><dc:creator>{author}</dc:creator></cp:coreProperties>'
    comments = f'<w:comments xmlns:w="{WORD}"><w:comment w:author="{author}" w:initials="WM"/></w:comments>'
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": body,
            "docProps/core.xml": core,
            "word/comments.xml": comments,
            **parts,
        }.items():
            package.writestr(name, content)
    return made.getvalue()


def jpeg(side: int = 40, **saved) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (side, side // 2), "red").save(made, "JPEG", **saved)
    return made.getvalue()


def one_of_each() -> dict[str, int]:
    """Something that is there for each number in the addresses of calls, rounds and entries."""
    call_id = add_call("case_study", word_least=5, word_most=None, quota_rule=QuotaRule.fixed, quota_number=2)
    asked = {"text": "联系电话", "kind": QuestionKind.text, "hint": "", "is_required": False, "choices": []}
    question_id = calls.ask(call_id, asked, (0, None), actor(OFFICE))
    rule = call(call_id).attachment_rules[0]
    entry_id = add_draft(call_id)
    file_id = attaching.attach(entry_id, rule, ("照片.jpg", jpeg()), actor(MEMBER))
    round_id = rounds.create_round(TIMES | {"title": "荣誉评选"}, ["active_member"], actor(OFFICE))
    return {
        "call_id": call_id, "entry_id": entry_id, "attachment_rule_id": rule.id, "entry_file_id": file_id, "version_number": 1,
        "round_id": round_id, "quota_group_id": UNIT, "question_id": question_id,
    }  # fmt: skip


ACTIVE = {
    "tenure_months": 0,
    "quota_rule": QuotaRule.fixed,
    "quota_number": 1,
    "word_least": 5,
    "needs_party_opinion": False,
    "once_in_years": 0,
}


def one_place(**changes) -> int:
    """An open call for 工会积极分子 in which each unit has one place."""
    return add_call("active_member", **ACTIVE | changes)
