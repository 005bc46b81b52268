"""What the organiser does: set the mixer up with its times, draw the numbers, open the choosing."""

import random
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from unionweb.activities.models import Activity
from unionweb.activities.rules.access import acts_as, may_run
from unionweb.activities.rules.kinds import ActivityKind, ActivityState
from unionweb.common import audit
from unionweb.inbox import services as inbox
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import dated
from unionweb.mixers.models import Mixer, MixerProfile
from unionweb.mixers.queries import held, placed_ids
from unionweb.mixers.rules.phases import Phase, is_held, may_set_times, phase_of, times_problems

GONE = "这场联谊现在不能这样办，可能刚有人改过。请刷新页面看一看。"
RUNNING = (ActivityState.open, ActivityState.closed, ActivityState.done)


@dataclass(frozen=True)
class Times:
    """When choosing opens and closes."""

    opens: datetime
    closes: datetime


def path_of(activity_id: int) -> str:
    return f"/mixers/{activity_id}"


def locked(activity_id: int) -> Mixer:
    """Part of a transaction: the mixer, read anew. Refused when there is none."""
    wanted = select(Mixer).where(Mixer.activity_id == activity_id).with_for_update(of=Mixer)
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise Refused(GONE)
    return found


def _run(activity_id: int, actor) -> Activity:
    """Part of a transaction: the activity, locked, when the actor runs it."""
    wanted = select(Activity).where(Activity.id == activity_id).with_for_update(of=Activity)
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    if found is None or found.kind is not ActivityKind.mixer or not may_run(actor, found):
        raise Refused(GONE)
    return found


@write
def set_up(activity_id: int, times: Times, actor) -> None:
    """Set the mixer up, or change its times; who has a place is told. While choosing is open only its end is changed.

    An event that was put off gets new times even when the old ones are over: nobody could come yet.
    """
    activity = _run(activity_id, actor)
    if activity.state not in RUNNING:
        raise Refused("活动还没有发布，或者已经取消，不能设互选。")
    mixer, now = db.session.get(Mixer, activity_id, with_for_update=True), clock.now()
    when = held(activity_id)
    phase = phase_of(mixer, now) if mixer else Phase.gathering
    if not may_set_times(phase, when, now):
        raise Refused("互选已经结束，时间不能再改。")
    if phase is Phase.choosing and is_held(when, now) and times.opens != mixer.choosing_opens_at:
        raise Refused("互选已经开始，只能改结束的时间。")
    problems = times_problems(times.opens, times.closes, when, now) if when else ["活动还没有场次，请先排好场次。"]
    if problems:
        raise Refused(*problems)
    is_new = mixer is None
    if not is_new and (mixer.choosing_opens_at, mixer.choosing_closes_at) == (times.opens, times.closes):
        return
    mixer = mixer or Mixer(activity_id=activity_id, set_up_by_id=actor.id, set_up_at=now)
    mixer.choosing_opens_at, mixer.choosing_closes_at = times.opens, times.closes
    db.session.add(mixer)
    _record("set_up" if is_new else "times_changed", activity, actor, dated(times.closes))
    if is_new:
        invite(activity)
    else:
        text = f"{dated(times.opens)} 开始，{dated(times.closes)} 结束。"
        inbox.send_many(placed_ids(activity_id), f"“{activity.title}”互选时间改了", text, path=path_of(activity_id))


def invite(activity: Activity) -> int:
    """Part of a transaction: tell who has a place, each once, where to write the profile."""
    title = f"请为“{activity.title}”起一个化名"
    text = "现场只用号码和化名。请打开填一填，不到一分钟。"
    return inbox.send_many(placed_ids(activity.id), title, text, path=path_of(activity.id), once_key=f"mixer {activity.id}")


@write
def draw_numbers(activity_id: int, actor) -> int:
    """Give everybody with a profile a number in random order, once; who comes later gets the next one."""
    activity, mixer = _run(activity_id, actor), locked(activity_id)
    if mixer.numbered_at is not None:
        raise Refused("号码已经排好了，不会再变。")
    if phase_of(mixer, clock.now()) not in (Phase.gathering, Phase.choosing):
        raise Refused(GONE)
    count = number(mixer)
    if not count:
        raise Refused("还没有人填资料，没有要排的号码。")
    _record("numbered", activity, actor, f"{count} 个")
    return count


def number(mixer: Mixer) -> int:
    """Part of a transaction: random numbers for all profiles; returns how many."""
    own = MixerProfile.activity_id == mixer.activity_id
    profiles = list(db.session.scalars(select(MixerProfile).where(own).order_by(MixerProfile.member_id)))
    numbers = list(range(1, len(profiles) + 1))
    random.SystemRandom().shuffle(numbers)
    for profile, drawn in zip(profiles, numbers, strict=True):
        profile.number = drawn
    if profiles:
        mixer.numbered_at = clock.now()
    return len(profiles)


@write
def open_choosing(activity_id: int, actor) -> None:
    """Open the choosing now, before its time; numbers are drawn if they are not yet."""
    activity, mixer = _run(activity_id, actor), locked(activity_id)
    now = clock.now()
    when = held(activity_id)
    if phase_of(mixer, now) is not Phase.gathering or activity.state not in RUNNING:
        raise Refused(GONE)
    if when is None or now < when[0]:
        raise Refused("活动还没有开始，不能互选。")
    if now >= mixer.choosing_closes_at:
        raise Refused("互选结束的时间已经过了，请先改时间。")
    mixer.choosing_opens_at = now.replace(second=0, microsecond=0)
    if mixer.numbered_at is None:
        number(mixer)
    _record("choosing_opened", activity, actor, None)


def _record(action: str, activity: Activity, actor, state: str | None) -> None:
    audit.record(action, "mixer", activity.id, actor=actor, kind=acts_as(actor, activity), to_state=state)


audit.subjects["mixer"] = "联谊互选"
for _action, _word in {
    "set_up": "设好了", "times_changed": "改了时间", "numbered": "编了号", "choosing_opened": "提前开始了",
    "told": "公布了结果", "forgotten": "按期删除了", "profile_saved": "填了资料", "profile_withdrawn": "收回了资料",
}.items():  # fmt: skip
    audit.words.setdefault(_action, _word)
