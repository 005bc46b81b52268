"""What the clock does: invite who got a place, turn choices into pairs at the end, and forget everything in time.

Every participant gets the same message at the end, whether there is a pair or not, so that no inbox tells one from the other.
"""

from datetime import timedelta

from sqlalchemy import delete, select

from unionweb.activities.models import Activity
from unionweb.activities.rules.kinds import ActivityState
from unionweb.common import audit, settings
from unionweb.inbox import services as inbox
from unionweb.inbox.services.forgetting import forget_paths
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.extensions import db
from unionweb.kernel.jobs import job
from unionweb.mixers.models import MixerProfile
from unionweb.mixers.queries import held, ids_in, ids_to_forget, placed_ids, present_profiles
from unionweb.mixers.rules.matching import count_of, mutual, packed, unpacked
from unionweb.mixers.rules.phases import Phase, is_held, phase_of
from unionweb.mixers.services.organising import invite, locked, number, path_of


@job("mixer_phases", "联谊：邀请、编号、核对互选", minute="*")
def keep_time() -> str:
    """Everything that is due, mixer by mixer."""
    for activity_id in ids_in(Phase.gathering, Phase.choosing):
        invite_participants(activity_id)
    done = sum(tell_pairs(activity_id) for activity_id in ids_in(Phase.matching))
    return f"核对了 {done} 场。" if done else "没有要核对的。"


@write
def invite_participants(activity_id: int) -> None:
    """Tell who got a place since; draw the numbers when choosing has begun without; drop who has no place any more."""
    mixer = locked(activity_id)
    activity = db.session.get_one(Activity, activity_id)
    phase = phase_of(mixer, clock.now())
    if phase not in (Phase.gathering, Phase.choosing) or activity.state is ActivityState.called_off:
        return
    _drop_without_place(activity_id)
    invite(activity)
    if phase is Phase.choosing and mixer.numbered_at is None:
        number(mixer)


def _drop_without_place(activity_id: int) -> None:
    own = MixerProfile.activity_id == activity_id
    db.session.execute(delete(MixerProfile).where(own, MixerProfile.member_id.not_in(placed_ids(activity_id))))


@write
def tell_pairs(activity_id: int) -> bool:
    """Turn the choices of those who came into pairs, and delete the choices. False when it is not time, or done already;
    an event that was put off waits for new times."""
    mixer = locked(activity_id)
    if phase_of(mixer, clock.now()) is not Phase.matching:
        return False
    if mixer.activity.state is ActivityState.called_off or not is_held(held(activity_id), clock.now()):
        return False
    _drop_without_place(activity_id)
    present = present_profiles(activity_id)
    pairs = _pairs(present)
    for profile, _ in present:
        profile.pairs = packed(pairs[profile.id])
    for profile in db.session.scalars(select(MixerProfile).where(MixerProfile.activity_id == activity_id)):
        profile.choices = packed(set())
    mixer.told_at, mixer.people, mixer.pairs = clock.now(), len(present), count_of(pairs)
    audit.record("told", "mixer", activity_id)
    told = [profile.member_id for profile, _ in present]
    title = f"“{mixer.activity.title}”的互选结果出来了"
    inbox.send_many(told, title, "请打开看一看。结果只有您自己看得到。", path=path_of(activity_id), once_key=f"mixer told {activity_id}")
    return True


def _pairs(present: list) -> dict[int, set[int]]:
    """The mutual choices among those who came, across the sexes."""
    sex = {profile.id: of for profile, of in present}
    chosen = {profile.id: unpacked(profile.choices) for profile, _ in present}
    allowed = {one: {other for other in ticked if other in sex and sex[other] is not sex[one]} for one, ticked in chosen.items()}
    return mutual(allowed)


@job("forget_mixers", "删除到期的联谊资料", minute="35", hour="3")
def forget_mixers() -> str:
    """Delete what is over since the set days, and what was called off."""
    border = clock.now() - timedelta(days=settings.get("mixer.retention_days"))
    done = sum(_forget(activity_id) for activity_id in ids_to_forget(border))
    return f"删除了 {done} 场的资料。" if done else "没有到期的。"


@write
def _forget(activity_id: int) -> bool:
    """Profiles, pairs and messages of one mixer. Of the numbers only those stay that say nothing about few people."""
    mixer = locked(activity_id)
    if mixer.forgotten_at:
        return False
    db.session.execute(delete(MixerProfile).where(MixerProfile.activity_id == activity_id))
    forget_paths([path_of(activity_id)])
    mixer.forgotten_at, mixer.people, mixer.pairs = clock.now(), None, None
    audit.record("forgotten", "mixer", activity_id)
    return True


settings.define(
    settings.Definition("mixer.retention_days", "联谊资料保留", 30, unit="天", least=1, most=365, group="联谊",
                        hint="从互选结束算，到期全部删除"),
)  # fmt: skip
