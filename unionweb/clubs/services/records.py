"""What all services of clubs share: the locked club, its audit rows and settings; charters and exports."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from unionweb.accounts.models import Member
from unionweb.accounts.shapes import tidy_staff_no
from unionweb.clubs.models import Club, ClubCharter
from unionweb.clubs.queries import tie_of
from unionweb.clubs.rules import access
from unionweb.clubs.rules.kinds import CheckState, ClubState, MembershipState
from unionweb.common import audit, settings
from unionweb.kernel import clock, documents
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

GONE = "这个协会现在不能这样办，可能刚有人改过。请刷新页面看一看。"


def locked(club_id: int) -> Club:
    """Part of a transaction: the club, read anew; whoever changes it at the same time waits."""
    wanted = select(Club).where(Club.id == club_id).with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(wanted)
    if found is None:
        raise Refused(GONE)
    return found


def locked_for(club_id: int, actor, rule) -> tuple[Club, access.Tie]:
    """Part of a transaction: the club and the actor's tie to it, when rule(tie, club) says yes. Refused otherwise."""
    club = locked(club_id)
    tie = tie_of(actor, club)
    if not rule(tie, club):
        raise Refused(GONE)
    return club, tie


def path_of(club: Club) -> str:
    return f"/clubs/{club.id}"


def present(staff_no: str) -> Member:
    """The member with a staff number who is still here. Refused with the number when there is none."""
    tidy = tidy_staff_no(staff_no) or ""
    found = db.session.scalar(select(Member).where(Member.staff_no == tidy, Member.left_at.is_(None)))
    if found is None:
        raise Refused(f"没有工号是 {staff_no[:20]} 的会员，请核对。")
    return found


@dataclass(frozen=True)
class Upload:
    """A file as it was sent: what it is called, and its bytes."""

    name: str
    data: bytes


@contextmanager
def kept_document(upload: Upload | None) -> Iterator[str | None]:
    """Keep a file for what follows, under the name yielded; it goes again when that fails. Raises Unavailable."""
    name = documents.keep(upload.data, upload.name) if upload else None
    try:
        yield name
    except BaseException:
        documents.drop(name)
        raise


def titled_file(name: str, file: str) -> str:
    """What a kept file is called: as it was, with the ending of what it is."""
    return documents.titled(name, "." + file.rpartition(".")[2])[:120]


def add_charter(club_id: int, upload: Upload, adopted_on: date, actor) -> int:
    """The next version of a charter. Refused for a day to come."""
    if adopted_on > clock.today():
        raise Refused("通过章程的日期不能在今天以后。")
    with kept_document(upload) as file:
        kept = {"title": titled_file(upload.name, file), "file": file, "size": len(upload.data), "adopted_on": adopted_on}
        return _add_charter(club_id, kept, actor)


@write
def _add_charter(club_id: int, kept: dict, actor) -> int:
    club, tie = locked_for(club_id, actor, lambda t, c: access.may_plan(t, c) or access.may_manage(t, c))
    last = db.session.scalar(select(func.max(ClubCharter.number)).where(ClubCharter.club_id == club.id)) or 0
    row = ClubCharter(club_id=club.id, number=last + 1, added_at=clock.now(), added_by_id=actor.id, **kept)
    db.session.add(row)
    db.session.flush()
    kind = tie.acts_as if club.state is ClubState.active else audit.ActorKind.owner
    audit.record("charter_added", "club", club.id, actor=actor, kind=kind, to_state=f"第 {row.number} 版")
    return row.id


@write
def record_export(club_id: int, rows: int, actor) -> None:
    """Note that the list of a club's members left the system."""
    kind = tie_of(actor, locked(club_id)).acts_as
    audit.record("exported", "club", club_id, actor=actor, kind=kind, detail={"count": rows})


audit.subjects.update(club="协会", club_membership="协会会员", club_officer="协会负责人", club_check="协会年检")
audit.states.update(club=ClubState, club_membership=MembershipState, club_check=CheckState)
for _action, _word in {
    "proposed": "申请成立了", "submitted": "交了", "approved": "批准了", "sent_back": "退回了", "given_up": "放弃了",
    "dissolved": "解散了", "founder_named": "请了发起人", "founder_removed": "去掉了发起人", "founder_answered": "答复了发起邀请",
    "charter_added": "加了章程", "asked_to_join": "申请入会", "accepted": "同意了", "declined": "没有同意", "taken_back": "收回了申请",
    "quit": "退出了", "removed": "除名了", "officer_named": "任命了", "officer_ended": "结束了任职", "judged": "审核了",
}.items():  # fmt: skip
    audit.words.setdefault(_action, _word)

settings.define(
    settings.Definition("clubs.least_founders", "成立协会至少要有发起人", 20, unit="人", least=2, most=200, group="协会",
                        hint="各校 10 到 30 人不等，20 人较常见"),
    settings.Definition("clubs.least_groups", "发起人至少来自", 3, unit="个单位", least=1, most=50, group="协会",
                        hint="参照长江大学文理学院工会的做法"),
    settings.Definition("clubs.term_years", "协会负责人每届任期", 2, unit="年", least=1, most=10, group="协会",
                        hint="多所学校工会的协会章程定两年一届"),
    settings.Definition("clubs.most_vice_presidents", "副会长最多", 3, unit="位", least=0, most=20, group="协会"),
    settings.Definition("clubs.term_notice_days", "任期届满前多少天提醒换届", 60, unit="天", least=1, most=365, group="协会"),
    settings.Definition("clubs.check_month", "上一年的年检最晚交到几月底", 3, unit="月", least=1, most=12, group="协会",
                        hint="过了月底还没交的，列在“年检没交”里"),
)  # fmt: skip
