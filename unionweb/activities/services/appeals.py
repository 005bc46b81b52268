"""Why a sign-up that somebody did not come to should not count, and what was answered. Each function is one transaction."""

from sqlalchemy import select

from unionweb.activities.models import Activity, MissAppeal
from unionweb.activities.queries.pauses import miss_of
from unionweb.activities.queries.presence import cared_for_by
from unionweb.activities.rules.access import acts_as
from unionweb.activities.rules.penalties import APPEAL_DAYS, may_appeal
from unionweb.common import audit
from unionweb.common.audit import ActorKind
from unionweb.inbox import services as inbox
from unionweb.kernel import clock
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


@write
def appeal(person, signup_id: int, reason: str) -> int:
    """Ask that one's own miss should not count; returns the id. Once, and for some days after it."""
    lock_name(f"appeal {signup_id} {person.id}")
    miss = miss_of(person.id, signup_id)
    if miss is None:
        raise Refused("这次报名没有记缺席，不用申诉。")
    if miss.appeal:
        raise Refused("这一次已经申诉过了，请等答复。" if miss.appeal.decided_at is None else "这一次已经答复过了。")
    if not may_appeal(miss.on, clock.today(), is_asked=False, is_excused=miss.is_excused):
        raise Refused("这一次已经不算了，不用申诉。" if miss.is_excused else f"申诉要在 {APPEAL_DAYS} 天以内提。")
    found = MissAppeal(signup_id=signup_id, member_id=person.id, reason=reason, asked_at=clock.now())
    db.session.add(found)
    db.session.flush()
    audit.record("appealed", "signup", signup_id, actor=person, kind=ActorKind.owner)  # the reason is for who decides
    activity = db.session.get_one(Activity, miss.activity_id)
    told, title = cared_for_by(activity, but=person.id), f"《{activity.title}》有人申诉没有来的记录"
    inbox.send_many(told, title, "请看一下原因，作出答复。", path=f"/activities/appeals/{found.id}")
    return found.id


@write
def decide(appeal_id: int, *, is_granted: bool, answer: str, actor) -> None:
    """Answer an appeal: granted ones do not count any more. Nobody decides about themselves; once."""
    found = db.session.scalar(select(MissAppeal).where(MissAppeal.id == appeal_id).with_for_update())
    if found is None:
        raise Refused("这份申诉已经不在了。")
    if found.decided_at is not None:
        raise Refused("这份申诉已经答复过了。")
    if found.member_id == actor.id:
        raise Refused("这是您自己的申诉，请另一位同事来答复。")
    found.is_granted, found.answer, found.decided_at, found.decided_by_id = is_granted, answer, clock.now(), actor.id
    activity = found.signup.activity
    action = "appeal_granted" if is_granted else "appeal_refused"
    audit.record(action, "signup", found.signup_id, actor=actor, kind=acts_as(actor, activity), reason=answer)
    verdict = "这一次不算了" if is_granted else "这一次仍然算"
    inbox.send(found.member_id, f"《{activity.title}》的申诉有答复了：{verdict}", answer, path="/activities/misses")


audit.words |= {"appealed": "申诉", "appeal_granted": "同意了申诉", "appeal_refused": "没有同意申诉"}
