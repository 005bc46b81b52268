"""Yearly checks: submitted by an officer, judged by the office."""

from dataclasses import dataclass

from unionweb.clubs.models import Club, ClubCheck
from unionweb.clubs.queries import (
    activities_held,
    latest_check,
    members_of,
    office_people,
    officers_of,
    tie_of,
    years_open,
)
from unionweb.clubs.rules import access
from unionweb.clubs.rules.kinds import CheckState
from unionweb.clubs.services.records import Upload, kept_document, locked, locked_for, titled_file
from unionweb.common import audit
from unionweb.inbox import services as inbox
from unionweb.kernel import clock, documents
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label


@dataclass(frozen=True)
class Report:
    """What a club says about a year. Money in fen. upload: a file beside it, or None to leave what is there."""

    year: int
    income_fen: int
    spent_fen: int
    text: str
    upload: Upload | None = None


@dataclass(frozen=True)
class Judgement:
    """What the office says to a check. remark: empty when there is nothing to say."""

    state: CheckState
    remark: str = ""


def submit_check(club_id: int, report: Report, actor) -> int:
    """Submit the check of a year, or submit it again after it was to be mended. Members and activities are counted."""
    with kept_document(report.upload) as file:
        check_id, old = _submit(club_id, report, file, actor)
    documents.drop(old)
    return check_id


@write
def _submit(club_id: int, report: Report, file: str | None, actor) -> tuple[int, str | None]:
    """The id of the check, and the file that was replaced."""
    club, tie = locked_for(club_id, actor, access.may_submit_check)
    if report.year not in years_open(club):
        raise Refused(f"{report.year} 年的年检现在不能交：还没到时候，或者已经交过了。")
    row = latest_check(club.id, report.year)
    before = row.state if row else None
    row = row or ClubCheck(club_id=club.id, year=report.year, version=0)
    old = row.file if file else None
    _fill(row, club, report)
    if file:
        row.file, row.file_title = file, titled_file(report.upload.name, file)
    row.state, row.submitted_at, row.submitted_by_id = CheckState.submitted, clock.now(), actor.id
    row.judged_at = row.judged_by_id = None
    row.version += 1
    db.session.add(row)
    db.session.flush()
    audit.record("submitted", "club_check", row.id, actor=actor, kind=tie.acts_as, from_state=before, to_state=row.state)
    title = f"“{club.name}”交了 {row.year} 年年检"
    inbox.send_many(office_people(), title, "请审核。", path=f"/clubs/checks/{row.id}")
    return row.id, old


def _fill(row: ClubCheck, club: Club, report: Report) -> None:
    row.members, row.activities = len(members_of(club.id)), activities_held(club.id, report.year)
    row.income_fen, row.spent_fen, row.text = report.income_fen, report.spent_fen, report.text


@write
def judge_check(check_id: int, version: int, judgement: Judgement, actor) -> None:
    """The office's judgement of the version it has read; for everything but a pass it says what is to be done."""
    state, remark = judgement.state, judgement.remark
    row = db.session.get(ClubCheck, check_id)
    club = locked(row.club_id) if row else None
    if club is None or not access.may_judge(tie_of(actor, club)):
        raise Refused("这份年检不由您审核。")
    db.session.refresh(row)
    if row.state is not CheckState.submitted:
        raise Refused("这份年检已经审过了。")
    if row.version != version:
        raise Refused("协会刚交了改过的一份，您的意见没有存。请看过新的一份再审。")
    if state is not CheckState.passed and not remark:
        raise Refused("请写明要整改什么，或者为什么不合格。")
    row.state, row.remark, row.judged_at, row.judged_by_id = state, remark or None, clock.now(), actor.id
    states = {"from_state": CheckState.submitted, "to_state": state, "reason": remark or None}
    audit.record("judged", "club_check", row.id, actor=actor, kind=audit.ActorKind.office, **states)
    told = [officer.member_id for officer in officers_of(club.id)]
    inbox.send_many(told, f"“{club.name}” {row.year} 年年检：{label(state)}", remark or "没有意见。", path=f"/clubs/checks/{row.id}")
