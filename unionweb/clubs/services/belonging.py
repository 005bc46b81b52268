"""Joining and leaving a club."""

from sqlalchemy import select, update

from unionweb.clubs.models import Club, ClubFounder, ClubMembership, ClubOfficer
from unionweb.clubs.queries import clubs_run_by, office_people, officers_of
from unionweb.clubs.rules import access
from unionweb.clubs.rules.kinds import PLANNED, FounderState, MembershipState, Post
from unionweb.clubs.services.founding import end_planned
from unionweb.clubs.services.records import locked_for, path_of
from unionweb.common import audit
from unionweb.inbox import services as inbox
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

OWNER = audit.ActorKind.owner
LIVE = (MembershipState.asked, MembershipState.active)
ASKED_ALREADY = "这份申请已经办过了，没有再办一次。"


@write
def ask_to_join(club_id: int, note: str, actor) -> None:
    """Ask to become a member; the officers are told. Refused for who is one, or has asked already."""
    club, tie = locked_for(club_id, actor, lambda t, c: access.may_ask(t, c) or t.is_member or t.has_asked)
    if not access.may_ask(tie, club):
        raise Refused("您已经是会员了。" if tie.is_member else "您已经申请过了，等协会答复就好。")
    row = ClubMembership(club_id=club.id, member_id=actor.id, state=MembershipState.asked, note=note, asked_at=clock.now())
    db.session.add(row)
    db.session.flush()
    _record("asked_to_join", row, None, actor, OWNER)
    told = [officer.member_id for officer in officers_of(club.id)] or office_people()
    inbox.send_many(told, f"{actor.name}想加入“{club.name}”", "请在会员名单里答复。", path=f"{path_of(club)}/members")


@write
def accept_request(club_id: int, membership_id: int, actor) -> None:
    """An officer lets somebody in."""
    club, tie = locked_for(club_id, actor, access.may_manage)
    row = _of_club(club, membership_id, MembershipState.asked)
    row.state, row.joined_at, row.decided_by_id = MembershipState.active, clock.now(), actor.id
    _record("accepted", row, MembershipState.asked, actor, tie.acts_as)
    inbox.send(row.member_id, f"您加入“{club.name}”了", "协会的活动在活动页里。", path=path_of(club))


@write
def decline_request(club_id: int, membership_id: int, reason: str, actor) -> None:
    """An officer declines a request, with the reason that the person reads."""
    club, tie = locked_for(club_id, actor, access.may_manage)
    row = _of_club(club, membership_id, MembershipState.asked)
    _end(row, MembershipState.declined, actor, reason)
    row.decided_by_id = actor.id
    _record("declined", row, MembershipState.asked, actor, tie.acts_as, reason=reason)
    inbox.send(row.member_id, f"“{club.name}”这次没有同意您入会", reason, path=path_of(club))


@write
def leave_club(club_id: int, actor) -> None:
    """Leave a club, or take back a request to join. Who has a post gives it up first."""
    club, tie = locked_for(club_id, actor, lambda t, c: t.is_member or t.has_asked)
    if tie.post:
        raise Refused("您在协会还有职务。请先请会长或校工会办公室结束您的任职，再退出。")
    wanted = select(ClubMembership).filter_by(club_id=club.id, member_id=actor.id).where(ClubMembership.state.in_(LIVE))
    row = db.session.scalars(wanted).one()
    before = row.state
    _end(row, MembershipState.left if tie.is_member else MembershipState.taken_back, actor)
    _record("quit" if tie.is_member else "taken_back", row, before, actor, OWNER)


@write
def remove_member(club_id: int, membership_id: int, reason: str, actor) -> None:
    """Expel a member, with the reason that the person reads. Refused for who has a post."""
    club, tie = locked_for(club_id, actor, access.may_manage)
    row = _of_club(club, membership_id, MembershipState.active)
    if row.member_id in {officer.member_id for officer in officers_of(club.id)}:
        raise Refused("这个人在协会还有职务，请先结束任职，再除名。")
    _end(row, MembershipState.removed, actor, reason)
    _record("removed", row, MembershipState.active, actor, tie.acts_as, reason=reason)
    inbox.send(row.member_id, f"您不再是“{club.name}”的会员", reason, path=path_of(club))


def _of_club(club: Club, membership_id: int, state: MembershipState) -> ClubMembership:
    row = db.session.get(ClubMembership, membership_id)
    if row is None or row.club_id != club.id or row.state is not state:
        raise Refused(ASKED_ALREADY)
    return row


def _end(row: ClubMembership, state: MembershipState, actor, reason: str | None = None) -> None:
    row.state, row.ended_at, row.end_reason = state, clock.now(), reason
    row.ended_by_id = actor.id if actor else None


def _record(action: str, row: ClubMembership, before, actor, kind, **rest) -> None:
    db.session.flush()
    states = {"from_state": before, "to_state": row.state}
    audit.record(action, "club_membership", row.id, actor=actor, kind=kind, **states, **rest)


def leave_clubs(member_ids: list[int]) -> None:
    """Part of a transaction: people leave the university. Membership, posts and unanswered invitations end."""
    now, today, gone = clock.now(), clock.today(), set(member_ids)
    led = {id for member_id in member_ids for id in clubs_run_by(member_id)}
    ended = {"state": MembershipState.left, "ended_at": now, "end_reason": "离开学校"}
    live = (ClubMembership.member_id.in_(gone), ClubMembership.state.in_(LIVE))
    db.session.execute(update(ClubMembership).where(*live).values(ended))
    in_post = (ClubOfficer.member_id.in_(gone), ClubOfficer.ended_on.is_(None))
    db.session.execute(update(ClubOfficer).where(*in_post).values(ended_on=today, end_reason="离开学校"))
    asked = (ClubFounder.member_id.in_(gone), ClubFounder.state != FounderState.declined)
    db.session.execute(update(ClubFounder).where(*asked).values(state=FounderState.declined, answered_at=now))
    for club in db.session.scalars(select(Club).where(Club.proposed_by_id.in_(gone), Club.state.in_(PLANNED))):
        end_planned(club, "申请人离开了学校")
    _tell_of_lost_presidents(led)


def _tell_of_lost_presidents(club_ids: set[int]) -> None:
    led = select(ClubOfficer.club_id).where(ClubOfficer.post == Post.president, ClubOfficer.ended_on.is_(None))
    lost = select(Club).where(Club.id.in_(club_ids), Club.id.not_in(led)).order_by(Club.id)
    for club in db.session.scalars(lost):
        inbox.send_many(office_people(), f"“{club.name}”没有会长了", "原来的会长离开了学校，请协会换届。", path=path_of(club))
