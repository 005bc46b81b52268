"""Founding a club: the application, its founders, and the office's decision."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from unionweb.accounts.models import Member
from unionweb.accounts.shapes import tidy_staff_no
from unionweb.clubs.models import Club, ClubCharter, ClubFounder, ClubMembership, ClubOfficer
from unionweb.clubs.queries import founding_units, office_people
from unionweb.clubs.rules import access, terms
from unionweb.clubs.rules.founding import Needed, lacking
from unionweb.clubs.rules.kinds import PLANNED, ClubState, FounderState, MembershipState, Post
from unionweb.clubs.services.records import GONE, locked_for, path_of
from unionweb.common import audit, settings
from unionweb.inbox import services as inbox
from unionweb.kernel import clock
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.seen import ensure_seen

OWNER, OFFICE = audit.ActorKind.owner, audit.ActorKind.office
MOST_FOUNDERS = 300


@dataclass(frozen=True)
class ClubFacts:
    """What an application says."""

    name: str
    purpose: str
    contact: str


def facts_of(club: Club) -> ClubFacts:
    """What stands in the register now."""
    return ClubFacts(club.name, club.purpose, club.contact)


@write
def found_club(facts: ClubFacts, actor) -> int:
    """Apply for a new club; the proposer is its first founder. Refused when the name is taken, or one is planned already."""
    lock_name(f"club of {actor.id}")
    own = select(Club.id).where(Club.proposed_by_id == actor.id, Club.state.in_(PLANNED))
    if db.session.scalar(own.limit(1)) is not None:
        raise Refused("您已经有一个协会在申请，请先把那一个办完，或者放弃它。")
    club = Club(state=ClubState.proposed, proposed_by_id=actor.id, created_at=clock.now(), **asdict(facts))
    db.session.add(club)
    _flush_name()
    now = clock.now()
    said = {"state": FounderState.confirmed, "asked_at": now, "answered_at": now}
    db.session.add(ClubFounder(club_id=club.id, member_id=actor.id, **said))
    audit.record("proposed", "club", club.id, actor=actor, kind=OWNER, to_state=ClubState.proposed)
    return club.id


@write
def edit_club(club_id: int, facts: ClubFacts, seen: str | None, actor) -> None:
    """Change an application, or what stands in the register. An active club's name is changed by the office only.

    seen: the mark (kernel.seen) of what the page showed. Refused when somebody has changed it meanwhile.
    """
    club, tie = locked_for(club_id, actor, lambda t, c: access.may_plan(t, c) or access.may_manage(t, c))
    is_active = club.state is ClubState.active
    if is_active and not tie.is_office and facts.name != club.name:
        raise Refused("协会改名要由校工会办公室来办，其他内容您可以改。")
    old = asdict(facts_of(club))
    if old == asdict(facts):
        return
    ensure_seen(seen, old)
    for name, value in asdict(facts).items():
        setattr(club, name, value)
    _flush_name()
    changed = {name: [old[name], value] for name, value in asdict(facts).items() if old[name] != value}
    kind = tie.acts_as if is_active else OWNER
    audit.record("changed", "club", club.id, actor=actor, kind=kind, detail=changed)


def _flush_name() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Refused("已经有一个协会叫这个名字，请换一个。") from error


@write
def add_founders(club_id: int, staff_numbers: Iterable[str], actor) -> int:
    """Ask colleagues to found a club; each gets a message. Refused, with all of them, when numbers are nobody's."""
    club, _ = locked_for(club_id, actor, access.may_plan)
    wanted = {tidy_staff_no(text) or text: text for text in staff_numbers}
    people = db.session.execute(select(Member.staff_no, Member.id).where(Member.staff_no.in_(wanted), Member.left_at.is_(None)))
    found = dict(people.all())
    if missing := [text[:20] for number, text in wanted.items() if number not in found]:
        raise Refused(f"没有这些工号的会员：{'、'.join(missing[:10])}。一个都没有加，请改好再加。")
    there = {row.member_id: row for row in _founders(club)}
    new = sorted(set(found.values()) - there.keys())
    again = sorted(id for id in found.values() if id in there and there[id].state is FounderState.declined)
    if len(there) + len(new) > MOST_FOUNDERS:
        raise Refused(f"发起人最多 {MOST_FOUNDERS} 位。")
    now = clock.now()
    db.session.add_all(ClubFounder(club_id=club.id, member_id=id, state=FounderState.asked, asked_at=now) for id in new)
    for id in again:
        there[id].state, there[id].asked_at, there[id].answered_at = FounderState.asked, now, None
    title = f"{actor.name}请您一起发起“{club.name}”"
    inbox.send_many([*new, *again], title, "请打开看一看，愿意就点确认，不参加也请点一下。", path=path_of(club))
    audit.record("founder_named", "club", club.id, actor=actor, kind=OWNER, detail={"count": len(new) + len(again)})
    return len(new) + len(again)


def _founders(club: Club) -> list[ClubFounder]:
    return list(db.session.scalars(select(ClubFounder).where(ClubFounder.club_id == club.id)))


@write
def remove_founder(club_id: int, founder_id: int, actor) -> None:
    """Take a founder out of an application. Refused for the proposer."""
    club, _ = locked_for(club_id, actor, access.may_plan)
    founder = next((row for row in _founders(club) if row.id == founder_id), None)
    if founder is None or founder.member_id == actor.id:
        raise Refused("这一位不在发起人名单上，或者就是您自己。")
    db.session.delete(founder)
    audit.record("founder_removed", "club", club.id, actor=actor, kind=OWNER)


@write
def answer_founding(club_id: int, is_yes: bool, actor) -> None:
    """A founder says yes or no; both can be changed until the application is submitted."""
    club, _ = locked_for(club_id, actor, access.may_answer)
    founder = db.session.scalar(select(ClubFounder).filter_by(club_id=club.id, member_id=actor.id))
    before, founder.state = founder.state, FounderState.confirmed if is_yes else FounderState.declined
    founder.answered_at = clock.now()
    states = {"from_state": before, "to_state": founder.state}
    audit.record("founder_answered", "club", club.id, actor=actor, kind=OWNER, **states)


@write
def submit_club(club_id: int, actor) -> None:
    """Hand an application to the office. Refused with everything that is still lacking."""
    club, _ = locked_for(club_id, actor, access.may_plan)
    if problems := what_is_lacking(club):
        raise Refused(*problems)
    club.state, club.submitted_at, club.remark = ClubState.submitted, clock.now(), None
    _record("submitted", club, ClubState.proposed, actor, OWNER)
    inbox.send_many(office_people(), f"有人申请成立“{club.name}”", "请看一看，批准或者退回。", path=path_of(club))


def what_is_lacking(club: Club) -> list[str]:
    """Part of a transaction: every reason why an application cannot be submitted or approved."""
    needed = Needed(*settings.together(["clubs.least_founders", "clubs.least_groups"]))
    has_charter = db.session.scalar(select(ClubCharter.id).where(ClubCharter.club_id == club.id).limit(1)) is not None
    return lacking(needed, founding_units(club.id), has_charter)


@write
def give_up_club(club_id: int, actor) -> None:
    """The proposer takes the application back; the founders are told."""
    club, _ = locked_for(club_id, actor, access.may_give_up)
    before = club.state
    end_planned(club, "申请人放弃了")
    _record("given_up", club, before, actor, OWNER)


def end_planned(club: Club, reason: str) -> None:
    """Part of a transaction: an application comes to nothing, and its founders are told."""
    told = [row.member_id for row in _founders(club) if row.state is not FounderState.declined and row.member_id != club.proposed_by_id]
    club.state, club.ended_at, club.end_reason = ClubState.withdrawn, clock.now(), reason
    inbox.send_many(told, f"“{club.name}”不申请了", "您不用再做什么。", path="/clubs")


@write
def return_club(club_id: int, reason: str, actor) -> None:
    """The office gives an application back with the reason."""
    club, _ = locked_for(club_id, actor, access.may_decide)
    club.state, club.remark = ClubState.proposed, reason
    _record("sent_back", club, ClubState.submitted, actor, OFFICE, reason=reason)
    inbox.send(club.proposed_by_id, f"“{club.name}”的申请退回了", reason, path=path_of(club))


@write
def approve_club(club_id: int, actor) -> None:
    """The office approves: confirmed founders are its first members, the proposer leads it for the first term."""
    club, _ = locked_for(club_id, actor, access.may_decide)
    if club.proposed_by_id is None or (problems := what_is_lacking(club)):
        raise Refused(*(problems if club.proposed_by_id else [GONE]))
    now, today = clock.now(), clock.today()
    club.state, club.founded_on, club.decided_at, club.decided_by_id = ClubState.active, today, now, actor.id
    first = _first_members(club)
    joined = {"state": MembershipState.active, "asked_at": now, "joined_at": now, "decided_by_id": actor.id}
    db.session.add_all(ClubMembership(club_id=club.id, member_id=id, **joined) for id in first)
    until = terms.last_day_of_term(today, settings.get("clubs.term_years"))
    named = {"starts_on": today, "until": until, "named_by_id": actor.id, "named_at": now}
    db.session.add(ClubOfficer(club_id=club.id, member_id=club.proposed_by_id, post=Post.president, **named))
    _record("approved", club, ClubState.submitted, actor, OFFICE)
    inbox.send_many(first, f"“{club.name}”批准成立了", "发起人都是第一批会员。申请人先担任会长，任期从批准当天算。", path=path_of(club))


def _first_members(club: Club) -> list[int]:
    said_yes = (ClubFounder.club_id == club.id, ClubFounder.state == FounderState.confirmed, Member.left_at.is_(None))
    wanted = select(Member.id).join(ClubFounder, ClubFounder.member_id == Member.id).where(*said_yes)
    return sorted(db.session.scalars(wanted))


def _record(action: str, club: Club, before: ClubState, actor, kind, **rest) -> None:
    audit.record(action, "club", club.id, actor=actor, kind=kind, from_state=before, to_state=club.state, **rest)
