"""The notice that announces a long result: the list goes along as a file, for in the text it would have too many pages."""

import pytest
from sqlalchemy import select

from tests.calls import crowded_ends, resulted
from tests.calls.resulted import ACTOR, AUTHOR, OFFICE
from unionweb.calls.models import CallGrade, Entry, EntryDecision
from unionweb.calls.queries import results as queries
from unionweb.calls.rules.kinds import SubmissionStatus
from unionweb.calls.services import paperwork
from unionweb.kernel import clock, documents, files
from unionweb.kernel.extensions import db
from unionweb.kernel.sheets import read_table
from unionweb.notices.models import Notice, NoticeAttachment
from unionweb.notices.rules.kinds import Organ

TITLE = "一件题目很长的作品" * 11


def crowd(call_id, count):
    """Bring the given entries of a final call to `count`, with titles of 99 characters."""
    now, known = clock.now(), len([one for one in queries.stands_of(resulted.call(call_id)) if one.position is not None])
    grade = db.session.scalar(select(CallGrade.id).where(CallGrade.call_id == call_id).order_by(CallGrade.position))
    made = {"call_id": call_id, "unit_id": 2, "member_id": AUTHOR, "status": SubmissionStatus.awarded, "title": TITLE, "field": "摄影"}
    made |= {"body": "正文", "created_at": now, "changed_at": now, "submitted_at": now}
    last = db.session.scalar(select(Entry.id).order_by(Entry.id.desc()))
    crowded_ends.rows(Entry, [made | {"number": 1000 + n} for n in range(count - known)])
    fresh = db.session.scalars(select(Entry.id).where(Entry.id > last)).all()
    said = {"call_id": call_id, "grade_id": grade, "decided_by_id": OFFICE, "decided_at": now, "reason": ""}
    crowded_ends.rows(EntryDecision, [said | {"entry_id": id} for id in fresh])
    db.session.commit()


@pytest.fixture
def drafted(inside, at):
    """drafted(count) → (the notice, its files)."""

    def make(count):
        call_id, _ = resulted.final()
        crowd(call_id, count)
        notice_id = paperwork.draft_notice(call_id, Organ.union, ACTOR)
        rows = db.session.scalars(select(NoticeAttachment).where(NoticeAttachment.notice_id == notice_id))
        return db.session.get(Notice, notice_id), [(row.title, row.file) for row in rows]

    return lambda count: inside(lambda: make(count))


def kept_files():
    return sorted(path.name for path in files.folder().glob("*"))


def test_a_long_list_goes_along_as_a_file_and_the_notice_is_short(as_user, inside, drafted):
    notice, [(title, name)] = drafted(480)
    assert TITLE not in notice.body and "共评出 480 项" in notice.body and "附件：" in notice.body
    assert title.endswith(".xlsx") and documents.NAME.fullmatch(name)
    table = read_table(inside(lambda: (files.folder() / name).read_bytes()), title)
    assert len(table.rows) == 480 and table.header == ["序号", "等次", "题目", "作者", "单位"]
    assert [row.cells["题目"] for row in table.rows].count(TITLE) == 477 and table.rows[-1].cells["序号"] == "480"
    assert as_user(OFFICE).get(f"/notices/{notice.id}/preview.pdf").data.startswith(b"%PDF")


@pytest.mark.parametrize(("count", "is_file"), [(paperwork.FEW, False), (paperwork.FEW + 1, True)])
def test_up_to_sixty_stand_in_the_notice_itself(drafted, count, is_file):
    notice, kept = drafted(count)
    assert bool(kept) is is_file and (TITLE in notice.body) is not is_file


def test_a_draft_that_fails_leaves_neither_notice_nor_file(inside, at, monkeypatch):
    call_id, _ = inside(resulted.final)
    inside(lambda: crowd(call_id, paperwork.FEW + 1))
    before = inside(kept_files)

    def broken(*_, **__):
        raise RuntimeError("the record cannot be written")

    monkeypatch.setattr(paperwork, "note", broken)
    with pytest.raises(RuntimeError):
        inside(lambda: paperwork.draft_notice(call_id, Organ.union, ACTOR))
    assert inside(lambda: db.session.scalar(select(Notice.id))) is None
    assert inside(kept_files) == before
