"""What a participant does: write a profile, withdraw it, choose.

Choices leave no trace of their own: no event, no message, no time, and every list is equally long.
"""

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from unionweb.accounts.models import Member
from unionweb.activities.rules.kinds import ActivityState
from unionweb.common import audit, settings
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.mixers.models import Mixer, MixerProfile
from unionweb.mixers.queries import others_for, part_in, profile_of
from unionweb.mixers.rules import access
from unionweb.mixers.rules.matching import MOST_CHOICES, compared, packed, pseudonym_problem
from unionweb.mixers.rules.phases import phase_of
from unionweb.mixers.services.organising import locked

CONSENT = "mixer.consent"
OVER = "互选已经结束，或者您没有这场联谊的名额，没有再改。"


@dataclass(frozen=True)
class Profile:
    """What a participant writes. is_single: the declaration was ticked, under the text `agreed_to`."""

    pseudonym: str
    contact: str
    is_single: bool
    agreed_to: str


@write
def save_profile(activity_id: int, profile: Profile, actor) -> None:
    """Write the own profile, or change it. The pseudonym stays once numbers are drawn: it stands on a badge."""
    mixer = _mine(activity_id, actor, access.may_take_part)
    if not profile.is_single or profile.agreed_to != settings.get(CONSENT):
        raise Refused("请看过声明再勾选；声明刚改过的话，请再看一遍。")
    if problem := pseudonym_problem(profile.pseudonym, db.session.get_one(Member, actor.id)):
        raise Refused(problem)
    row = profile_of(actor.id, activity_id)
    if row and mixer.numbered_at and compared(row.pseudonym) != compared(profile.pseudonym):
        raise Refused("号码已经排好，胸牌上印着您的化名，不能再改。联系方式还可以改。")
    row = row or MixerProfile(
        activity_id=activity_id, member_id=actor.id, choices=packed(set()), pairs=packed(set()), number=_next_number(mixer)
    )
    row.pseudonym, row.pseudonym_key = profile.pseudonym, _key(activity_id, profile.pseudonym)
    row.contact, row.consent_text, row.consented_at = profile.contact, profile.agreed_to, clock.now()
    _save(row)
    audit.record("profile_saved", "mixer", activity_id, actor=actor, kind=audit.ActorKind.owner, sealed=True)


def _mine(activity_id: int, actor, rule) -> Mixer:
    mixer = locked(activity_id)
    if mixer.activity.state is ActivityState.called_off or not rule(part_in(actor, mixer), phase_of(mixer, clock.now())):
        raise Refused(OVER)
    return mixer


def _next_number(mixer: Mixer) -> int | None:
    """Who writes a profile after the numbers were drawn gets the next one."""
    if mixer.numbered_at is None:
        return None
    return (db.session.scalar(select(func.max(MixerProfile.number)).where(MixerProfile.activity_id == mixer.activity_id)) or 0) + 1


def _key(activity_id: int, pseudonym: str) -> str:
    """Equal for equal pseudonyms of one mixer; says nothing to who has no key."""
    key = current_app.config["DATA_KEY"].encode()
    return hmac.new(key, f"mixer {activity_id} {compared(pseudonym)}".encode(), hashlib.sha256).hexdigest()


def _save(row: MixerProfile) -> None:
    try:
        db.session.add(row)
        db.session.flush()
    except IntegrityError as error:
        raise Refused("这个化名已经有人用了，请另起一个。") from error


@write
def withdraw_profile(activity_id: int, actor) -> None:
    """Take the own profile out, with everything in it, at any time. Refused when there is none."""
    locked(activity_id)
    row = profile_of(actor.id, activity_id)
    if row is None:
        raise Refused("您在这场联谊没有资料，没有要收回的。")
    db.session.delete(row)
    audit.record("profile_withdrawn", "mixer", activity_id, actor=actor, kind=audit.ActorKind.owner, sealed=True)


@write
def choose(activity_id: int, profile_ids: Collection[int], actor) -> None:
    """Whom somebody would like to see again; each time anew, until the end. Refused for who may not be chosen."""
    _mine(activity_id, actor, access.may_choose)
    wanted, known = set(profile_ids), {seen.id for seen in others_for(actor.id, activity_id)}
    if not wanted <= known:
        raise Refused("名单刚有变动，请刷新页面再选一次。原来选的没有变。")
    most = min(settings.get("mixer.most_choices"), MOST_CHOICES)
    if len(wanted) > most:
        raise Refused(f"最多选 {most} 位。原来选的没有变。")
    profile_of(actor.id, activity_id).choices = packed(wanted)


def leave_mixers(member_ids: list[int]) -> None:
    """Part of a transaction: the profiles of people who leave the university go."""
    db.session.execute(delete(MixerProfile).where(MixerProfile.member_id.in_(member_ids)))


settings.define(
    settings.Definition(
        CONSENT, "联谊的声明和同意", "我声明目前单身，自愿参加互选。我同意在这场联谊里保存我起的化名、写给对方的联系方式和我的选择："
        "化名和号码给参加互选的异性看，联系方式只给和我互相选中的人看，我选了谁不给任何人看。互选结束就删除选择，"
        "其余的到期全部删除。我可以随时收回。", "long", group="联谊", required=True, hint="改了以后，新填的人要同意新的",
    ),
    settings.Definition("mixer.most_choices", "互选每人最多选", 5, unit="位", least=1, most=50, group="联谊",
                        hint="定得太大，有人会全选一遍来打听谁选了自己"),
)  # fmt: skip
