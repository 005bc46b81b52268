"""Signing up, giving back, accepting and declining an offer, removing. Each public function is one transaction.

Order of locks, always: the person, then the activity.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, func, select

from unionweb.activities.models import Activity, ActivitySession, Signup
from unionweb.activities.queries.applicants import applicant_for, audience_names, pool_of
from unionweb.activities.queries.pauses import late_from
from unionweb.activities.rules.access import acts_as
from unionweb.activities.rules.eligibility import COLLEAGUE, Applicant, Objection, objections, session_objection
from unionweb.activities.rules.kinds import LIVE, ActivityState, AgeBand, Entry, SignupStatus
from unionweb.activities.services.places import (
    capacity_of,
    fill,
    lock_activity,
    lock_signup,
    release,
    room_for,
    room_of,
    somebody_waits_for,
    take,
)
from unionweb.activities.services.teams import form_team
from unionweb.activities.services.telling import path_of, tell, tell_placed
from unionweb.common import audit, questions
from unionweb.common.audit import ActorKind
from unionweb.inbox import services as inbox
from unionweb.kernel import clock, labels
from unionweb.kernel.db import lock_name, plain_rows, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

FULL = "名额刚刚报满了。愿意排候补的话，请勾上“没有名额时排候补”再交一次。"
USED_UP = "这张报名表已经交过了，没有再报一次。要报名的话，请重新打开报名页。"
BY_REQUEST = select(Signup.id, Signup.activity_id, Signup.ended_at).where(
    Signup.member_id == bindparam("member_id"), Signup.request_key == bindparam("request_key")
)
LAST_NUMBER = select(func.max(Signup.number)).where(Signup.activity_id == bindparam("activity_id"))


class NotSignedUp(Refused):
    """Nothing was changed: every rule that says no, and that there is no room."""

    def __init__(self, found: list[Objection], *, full: bool = False):
        super().__init__(*[objection.text for objection in found], *([FULL] if full else []))


@dataclass(frozen=True)
class Wish:
    """What somebody asks for. waits: to be put on the waiting list when there is no place; by: who does it for them (代办).

    companions: age band → number; team_staff_nos: the members named by the captain, without the captain;
    answers: question id → value; request_key: the same on a form sent twice.
    """

    activity_id: int
    session_id: int | None = None
    companions: Mapping[str, int] = field(default_factory=dict)
    team_name: str | None = None
    team_staff_nos: tuple[str, ...] = ()
    kit_size: str | None = None
    answers: Mapping[int, object] = field(default_factory=dict)
    waits: bool = False
    request_key: str | None = None
    by: object = None


@write
def sign_up(person, wish: Wish) -> int:
    """Sign `person` (has id) up: confirmed, or waiting when it is full and they would. Returns the id of the sign-up.

    The same request_key gives the same sign-up. Raises NotSignedUp with every reason; Refused when the activity is gone,
    and for a request_key whose sign-up has ended or was for something else.
    """
    lock_name(f"member {person.id}")
    repeated = _by_request(person.id, wish)
    if repeated:
        return repeated
    activity = lock_activity(wish.activity_id)
    applicant = applicant_for(person.id, activity)
    _check(applicant, activity, wish)
    signup = _insert(applicant, activity, wish)
    if wish.team_name:
        form_team(signup, activity, wish.team_staff_nos, kit_size=wish.kit_size)
    if wish.answers:
        questions.save_answers(signup.id, dict(wish.answers))
    _note(signup, person, wish)
    return signup.id


@write
def cancel(person, signup_id: int, *, kind: ActorKind = ActorKind.owner) -> None:
    """Give a place back, or leave the waiting list. person: the owner, or who does it for them (proxy).

    After cancel_until it is still possible, so that somebody else can come, but it is marked as late, which counts
    like staying away; who moved up from the waiting list has some hours from then on, too. Leaving the waiting list or an
    offer never counts. Refused once it has begun.
    """
    signup, activity = lock_signup(signup_id)
    if signup.status is SignupStatus.cancelled:
        return
    _ensure_live(signup)
    now = clock.now()
    if signup.status is SignupStatus.confirmed and has_begun(signup, activity, now):
        raise Refused("活动已经开始，不能取消了。确实没有来，请和组织的人说明。")
    is_late = signup.status is SignupStatus.confirmed and now > late_from(signup)
    release(signup, SignupStatus.cancelled, actor=person, kind=kind, is_late=is_late)
    if kind is ActorKind.proxy:
        tell(signup, f"《{activity.title}》的报名取消了", "您单位的同事替您取消的。")


@write
def accept_offer(person, signup_id: int) -> None:
    """Take the place that was offered. Refused when the offer is over; accepting twice changes nothing."""
    signup, _ = lock_signup(signup_id)
    if signup.status is SignupStatus.confirmed:
        return
    _ensure_offered(signup)
    signup.status, signup.offered_until = SignupStatus.confirmed, None
    states = {"from_state": SignupStatus.offered, "to_state": SignupStatus.confirmed}
    audit.record("offer_accepted", "signup", signup.id, actor=person, kind=ActorKind.owner, **states)


@write
def decline_offer(person, signup_id: int) -> None:
    """Leave the place that was offered to the next one. Declining twice changes nothing."""
    signup, _ = lock_signup(signup_id)
    if signup.status is SignupStatus.declined:
        return
    _ensure_offered(signup)
    release(signup, SignupStatus.declined, actor=person, kind=ActorKind.owner, reason="本人没有接受")


@write
def remove(actor, signup_id: int, reason: str) -> None:
    """Take somebody off the list, with a reason that they are told. Refused when the sign-up has ended."""
    signup, activity = lock_signup(signup_id)
    _ensure_live(signup)
    release(signup, SignupStatus.cancelled, actor=actor, kind=acts_as(actor, activity), reason=reason)
    why = f"原因：{labels.sentence(reason)}这次不算没有来。有疑问请问活动联系人。"
    inbox.send(signup.member_id, f"《{activity.title}》的报名被取消了", why, path=path_of(signup))


def has_begun(signup: Signup, activity: Activity, now: datetime) -> bool:
    """Whether the first session that a sign-up is for has started."""
    mine = [s for s in activity.sessions if s.called_off_at is None and signup.session_id in (None, s.id)]
    return any(s.starts_at <= now for s in mine)


def _by_request(member_id: int, wish: Wish) -> int | None:
    found = plain_rows(BY_REQUEST, member_id=member_id, request_key=wish.request_key) if wish.request_key else []
    if not found:
        return None
    if found[0].activity_id != wish.activity_id or found[0].ended_at:
        raise Refused(USED_UP)
    return found[0].id


def _check(applicant: Applicant | None, activity: Activity, wish: Wish) -> None:
    """Raise NotSignedUp with everything that stands in the way, without asking for room."""
    if applicant is None:
        raise Refused("没有找到这位会员。")
    now = clock.now()
    found = objections(applicant, activity, now)
    if found and activity.audience:
        found = objections(applicant, activity, now, audience_names())
    if wish.by and any(o.code in {"age", "paused", "team"} for o in found):
        found = [o for o in found if o.code not in {"age", "paused", "team"}] + [Objection("colleague", COLLEAGUE)]
    found += _wrong_shape(activity, wish)
    objection = session_objection(activity, _session(activity, wish), now)
    if objection:
        found.append(objection)
    if found:
        raise NotSignedUp(found)


def _session(activity: Activity, wish: Wish) -> ActivitySession | None:
    return next((s for s in activity.sessions if s.id == wish.session_id), None)


def _wrong_shape(activity: Activity, wish: Wish) -> list[Objection]:
    """What does not go with how this activity is signed up for."""
    found = []
    count = sum(wish.companions.values())
    if set(wish.companions) - {band.value for band in AgeBand} or any(n < 0 for n in wish.companions.values()):
        found.append(Objection("companions", "请按年龄段填同行家属的人数。"))
    elif count and activity.entry is not Entry.companions:
        found.append(Objection("companions", "这项活动不带家属。"))
    elif count > activity.most_companions:
        found.append(Objection("companions", f"最多带 {activity.most_companions} 位家属。"))
    if activity.entry is Entry.team and not wish.team_name:
        found.append(Objection("team_name", "请给队伍起个名字。"))
    if activity.entry is not Entry.team and (wish.team_name or wish.team_staff_nos):
        found.append(Objection("team_name", "这项活动不组队。"))
    if activity.has_kits and not wish.kit_size:
        found.append(Objection("kit", "请选服装尺码。"))
    return found


def _insert(applicant: Applicant, activity: Activity, wish: Wish) -> Signup:
    """The sign-up of a locked activity with its places, or at the end of the waiting list. Raises NotSignedUp when full."""
    session_id, seats = wish.session_id or 0, 1 + sum(wish.companions.values())
    pool, number, now = pool_of(activity, applicant), _next_number(activity.id), clock.now()
    has_place = _has_place(activity, session_id, pool, seats)
    if not has_place and not wish.waits:
        raise NotSignedUp([], full=True)
    if not has_place:
        _ensure_may_wait(activity, session_id, seats)
    signup = Signup(
        activity_id=activity.id, session_id=wish.session_id, member_id=applicant.member_id, number=number, pool=pool,
        status=SignupStatus.confirmed if has_place else SignupStatus.waitlisted, token=secrets.token_urlsafe(32), seats=seats,
        companions=[{"age_band": b.value, "count": n} for b in AgeBand if (n := wish.companions.get(b.value))],
        team_name=wish.team_name, kit_size=wish.kit_size if activity.has_kits else None, request_key=wish.request_key,
        booked_by_id=wish.by.id if wish.by else None, queue_no=None if has_place else number, created_at=now,
        placed_at=now if has_place else None,
    )  # fmt: skip
    signup.activity = activity
    db.session.add(signup)
    db.session.flush()
    if has_place:
        take(signup)
    return signup


def _has_place(activity: Activity, session_id: int, pool: str, seats: int) -> bool:
    """Whether there is room, after everybody who waits and can be given a place has been given one."""
    room = room_of(activity, session_id)
    if not somebody_waits_for(activity, session_id, room):
        return room.holds(pool, seats)
    if fill(activity, session_id) == 0:
        return False  # after the cut-off: they do not move up, but nobody goes before them
    return room_for(activity, session_id, pool, seats)


def _ensure_may_wait(activity: Activity, session_id: int, seats: int) -> None:
    if clock.now() >= activity.promote_until:
        raise Refused(f"名额满了。{labels.moment(activity.promote_until)} 以后不再候补。")
    capacity = capacity_of(activity, session_id)
    if capacity is not None and seats > capacity:
        raise Refused(f"一共只有 {capacity} 个名额，坐不下 {seats} 个人，请减少同行人数。")


def _next_number(activity_id: int) -> int:
    return (plain_rows(LAST_NUMBER, activity_id=activity_id)[0][0] or 0) + 1


def _note(signup: Signup, person, wish: Wish) -> None:
    """The audit row of a new sign-up, and the messages: to the owner, with who did it for them."""
    actor, kind = (wish.by, ActorKind.proxy) if wish.by else (person, ActorKind.owner)
    action = "signed_up" if signup.is_holding else "waited"
    audit.record(action, "signup", signup.id, actor=actor, kind=kind, to_state=signup.status)
    tell_placed(signup, signup.activity)
    if wish.by:
        tell(signup, f"《{signup.activity.title}》是{wish.by.name}替您报的名", "来不了的话，请告诉对方或自己取消。")


def _ensure_live(signup: Signup) -> None:
    if signup.status not in LIVE:
        raise Refused(f"这次报名{labels.label(signup.status)}，没有什么要改的。")


def _ensure_offered(signup: Signup) -> None:
    if signup.status is not SignupStatus.offered or signup.offered_until <= clock.now():
        raise Refused("这个名额已经过了确认的时间，给后面的人了。")


audit.subjects |= {"activity": "活动", "signup": "报名"}
audit.states |= {"activity": ActivityState, "signup": SignupStatus}
audit.words |= {
    "signed_up": "报了名", "waited": "排上候补", "signup_cancelled": "取消了报名", "left_queue": "退出候补",
    "offer_ended": "没有接受名额", "moved_up": "候补补上", "offer_accepted": "接受了名额",
}  # fmt: skip
