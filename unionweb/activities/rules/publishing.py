"""What an activity needs before it is published, and what may still be changed afterwards."""

from collections.abc import Mapping
from datetime import datetime

from unionweb.activities.rules.kinds import ActivityState, Entry, Picks
from unionweb.kernel import labels

FROZEN = {
    "entry": "报名方式", "picks": "全程还是选一场", "pool_kind": "按什么留名额", "unit_id": "主办单位", "club_id": "主办协会",
    "has_kits": "要不要服装尺码",
}  # fmt: skip

NO_MERGING = "分开留名额时，请选什么时候合并，如报名截止前一天：到时没用掉的名额大家都能用，不然会白白空着。"
POOLS_EMPTY = "选了分开留名额，还没有填每份留几个。"


def wrong_in(facts: Mapping) -> list[str]:
    """What contradicts itself in the facts of an activity, drafts included."""
    found = []
    if facts["opens_at"] > facts["closes_at"]:
        found.append("报名截止要在报名开始之后。")
    if facts["promote_until"] < facts["closes_at"]:
        found.append("候补截止不能早于报名截止，不然有空位也补不上。")
    if facts["team_least"] > facts["team_most"]:
        found.append("一队的最少人数比最多人数还多。")
    ages = facts["audience"].get("age_from"), facts["audience"].get("age_to")
    if None not in ages and ages[0] > ages[1]:
        found.append("年龄范围的前后两个数反了。")
    if facts["audience"].get("club") and not facts.get("club_id"):
        found.append("只面向本协会会员的活动，要选主办的协会。")
    if facts["pool_kind"] and not facts["merges_at"]:
        found.append(NO_MERGING)
    if facts["pool_kind"] and facts["merges_at"] and facts["merges_at"] > facts["promote_until"]:
        found.append("留的名额要在候补截止以前合并，不然空着也没有人能用。")
    return found


def missing(activity, now: datetime) -> list[str]:
    """What a draft still needs before it can be published, in sentences; empty when it is ready."""
    held = [s for s in activity.sessions if s.called_off_at is None]
    wanted = [
        (not activity.text, "还没有写活动说明。"),
        (not activity.contact, "还没有写联系人。"),
        (not held, "还没有场次：请加时间和地点。"),
        (activity.closes_at <= now, "报名截止的时间已经过了。"),
        (activity.entry is Entry.companions and not activity.most_companions, "可带家属的活动，要写最多带几位。"),
        (activity.entry is Entry.team and activity.team_most < 2, "组队的活动，一队至少要能有 2 人。"),
        (bool(activity.pool_kind and not activity.pools), POOLS_EMPTY),
        (bool(activity.pool_kind and not activity.merges_at), NO_MERGING),
    ]
    return [words for is_missing, words in wanted if is_missing] + [*_late(activity, held), *_pool_faults(activity, held)]


def _late(activity, held) -> list[str]:
    """Times that do not go with the sessions."""
    if not held:
        return []
    found = []
    last = max(s.starts_at for s in held)
    if activity.closes_at > max(s.ends_at for s in held):
        found.append("报名截止比最后一场结束还晚。")
    if activity.promote_until > last:
        found.append(f"候补截止比最后一场开始（{labels.moment(last)}）还晚，补上的人来不及到。")
    if activity.cancel_until > last:
        found.append("取消的期限比最后一场开始还晚。")
    return found


def _pool_faults(activity, held) -> list[str]:
    total = sum(pool.places for pool in activity.pools) if activity.pool_kind else 0
    if not total:
        return []
    if activity.picks is Picks.all:
        return pools_fit(total, {"": activity.capacity})
    return pools_fit(total, {s.title or labels.moment(s.starts_at): s.capacity for s in held})


def pools_fit(total: int, capacities: Mapping[str, int | None]) -> list[str]:
    """Why so many places cannot be set aside. capacities: name of the scope → its places."""
    if None in capacities.values():
        return ["不限名额的活动不用分开留名额。"]
    return [f"{name}留的名额一共 {total} 个，超过了名额 {c} 个。" for name, c in capacities.items() if total > c]


def harmful(activity, facts: Mapping, *, is_signed_up: bool) -> list[str]:
    """What of a change to a published activity would harm those who have signed up, or mislead the others."""
    if activity.state is ActivityState.draft:
        return []
    if not is_signed_up:
        return ["发布以后不能换主办单位。"] if facts["unit_id"] != activity.unit_id else []
    found = [f"已经有人报名，{name}不能改了。" for key, name in FROZEN.items() if facts[key] != getattr(activity, key)]
    if facts["cost_fen"] > activity.cost_fen:
        found.append("已经有人报名，费用不能加。")
    if facts["cancel_until"] < activity.cancel_until:
        found.append("已经有人报名，取消的期限不能提前。")
    if facts["promote_until"] < activity.promote_until:
        found.append("已经有人报名，候补截止不能提前。")
    return [*found, *_tighter_teams(activity, facts)]


def _tighter_teams(activity, facts: Mapping) -> list[str]:
    """Rules that teams which are in order now would break."""
    found = []
    if facts["team_most"] < activity.team_most:
        found.append("已经有人报名，一队最多几人不能减。")
    if facts["team_least"] > activity.team_least:
        found.append("已经有人报名，一队最少几人不能加。")
    if facts["is_team_of_one_unit"] and not activity.is_team_of_one_unit:
        found.append("已经有人报名，不能再要求队员同一个单位。")
    return found
