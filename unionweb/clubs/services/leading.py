"""Officers with their terms, and the end of a club."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import update

from unionweb.clubs.models import Club, ClubMembership, ClubOfficer
from unionweb.clubs.queries import expiring_officers, is_member, members_of, office_people, officers_of, requests_of
from unionweb.clubs.rules import access, terms
from unionweb.clubs.rules.kinds import ClubState, MembershipState, Post
from unionweb.clubs.services.records import locked_for, path_of, present
from unionweb.common import audit, settings
from unionweb.inbox import services as inbox
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.jobs import job
from unionweb.kernel.labels import day, label


@dataclass(frozen=True)
class Naming:
    """Whom to give a post, and from when."""

    staff_no: str
    post: Post
    starts_on: date


@write
def name_officer(club_id: int, naming: Naming, actor) -> None:
    """Give a member a post for a term, or for one more. A post that one person holds passes on; vice presidents stand
    side by side."""
    club, tie = locked_for(club_id, actor, access.may_name_officers)
    person = present(naming.staff_no)
    _check(club, naming, person.id)
    for old in officers_of(club.id):
        is_own = old.member_id == person.id
        if old.post is naming.post and (is_own or naming.post is not Post.vice_president):
            _end(old, "连任" if is_own else "换届", actor, tie.acts_as)
            old.ended_on = terms.last_day_in_post(old.starts_on, naming.starts_on, clock.today())
    db.session.flush()
    until = terms.last_day_of_term(naming.starts_on, settings.get("clubs.term_years"))
    named = {"starts_on": naming.starts_on, "until": until, "named_by_id": actor.id, "named_at": clock.now()}
    row = ClubOfficer(club_id=club.id, member_id=person.id, post=naming.post, **named)
    db.session.add(row)
    db.session.flush()
    audit.record("officer_named", "club_officer", row.id, actor=actor, kind=tie.acts_as, to_state=label(row.post))
    title = f"请您担任“{club.name}”的{label(row.post)}"
    inbox.send(person.id, title, f"任期到 {day(until)}。", path=path_of(club))


def _check(club: Club, naming: Naming, person_id: int) -> None:
    if not is_member(person_id, club.id):
        raise Refused("这个人还不是协会的会员，请先入会。")
    today = clock.today()
    if not today - timedelta(days=366) <= naming.starts_on <= today:
        raise Refused("任期从哪天开始，请填一年以内、不晚于今天的日期。")
    officers = [officer for officer in officers_of(club.id) if not _goes_on(officer, naming, person_id)]
    held = [officer.post for officer in officers if officer.member_id == person_id]
    vices = sum(officer.post is Post.vice_president for officer in officers)
    if problems := terms.post_problems(naming.post, held, vices, settings.get("clubs.most_vice_presidents")):
        raise Refused(*problems)


def _goes_on(officer: ClubOfficer, naming: Naming, person_id: int) -> bool:
    """Whether this is one more term in the own post. The same form sent twice is none: its term begins on the same day."""
    return officer.member_id == person_id and officer.post is naming.post and naming.starts_on > officer.starts_on


@write
def end_officer(club_id: int, officer_id: int, reason: str, actor) -> None:
    """End a term early, with the reason that the person reads."""
    club, tie = locked_for(club_id, actor, access.may_name_officers)
    row = next((officer for officer in officers_of(club.id) if officer.id == officer_id), None)
    if row is None:
        raise Refused("这一任已经结束了。")
    _end(row, reason, actor, tie.acts_as)
    if row.member_id != actor.id:
        inbox.send(row.member_id, f"您在“{club.name}”的{label(row.post)}任职结束了", reason, path=path_of(club))
    if row.post is Post.president and not tie.is_office:
        inbox.send_many(office_people(), f"“{club.name}”没有会长了", f"会长辞去了职务：{reason}", path=path_of(club))


def _end(row: ClubOfficer, reason: str, actor, kind) -> None:
    row.ended_on, row.end_reason = clock.today(), reason
    audit.record("officer_ended", "club_officer", row.id, actor=actor, kind=kind, from_state=label(row.post), reason=reason)


@write
def dissolve_club(club_id: int, reason: str, actor) -> None:
    """The office dissolves a club: posts and memberships end, everybody is told, the record stays."""
    club, _ = locked_for(club_id, actor, access.may_dissolve)
    told = members_of(club.id) | {row.member_id for row in requests_of(club.id)}
    now = clock.now()
    club.state, club.ended_at, club.ended_by_id, club.end_reason = ClubState.dissolved, now, actor.id, reason
    for row in officers_of(club.id):
        _end(row, "协会解散", actor, audit.ActorKind.office)
    ended = {"ended_at": now, "ended_by_id": actor.id, "end_reason": "协会解散"}
    own = ClubMembership.club_id == club.id
    for state, then in ((MembershipState.active, MembershipState.left), (MembershipState.asked, MembershipState.declined)):
        db.session.execute(update(ClubMembership).where(own, ClubMembership.state == state).values(state=then, **ended))
    states = {"from_state": ClubState.active, "to_state": club.state}
    audit.record("dissolved", "club", club.id, actor=actor, kind=audit.ActorKind.office, reason=reason, **states)
    inbox.send_many(told, f"“{club.name}”解散了", reason, path=path_of(club))


@job("club_terms", "提醒协会换届", minute="40", hour="7")
@write
def remind_of_terms() -> str:
    """Tell the officers and the office of each term that ends soon, once for each."""
    told = 0
    for officer in expiring_officers():
        title = f"“{officer.club.name}”的{label(officer.post)}任期到 {day(officer.until)}"
        whom = {row.member_id for row in officers_of(officer.club_id)} | office_people()
        told += inbox.send_many(whom, title, "请安排换届。", path=path_of(officer.club), once_key=f"club term {officer.id}")
    return f"提醒了 {told} 次。" if told else "没有快届满的。"
