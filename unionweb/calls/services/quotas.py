"""The places of units and campuses in a call: worked out, changed by hand with a reason."""

from unionweb.calls.models import Call
from unionweb.calls.queries.quotas import SUBJECT, group_kind, terms_of, used_by_group, weights
from unionweb.calls.rules import quotas
from unionweb.calls.rules.kinds import QuotaRule
from unionweb.calls.services.locking import ensure_draft_or_running, lock_call
from unionweb.common.quotas import adjust, quotas_of, set_quotas
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused


def compute(row: Call, actor, *, only_missing: bool = False) -> None:
    """Part of a transaction: work out the places of a call anew, those set by hand as well; nothing without a rule."""
    if row.quota_rule is QuotaRule.none or (only_missing and quotas_of(SUBJECT, row.id)):
        return
    found = quotas.shares(terms_of(row), weights(row.quota_rule))
    used = used_by_group([row.id], group_kind(row))
    over = [share for share in found.shares if share.places < used.get((row.id, share.key), 0)]
    if over:
        raise Refused("有的分工会已经报上来的比新的名额多，名额没有重算。请先退回多出来的，或者逐个改。")
    set_quotas(SUBJECT, row.id, group_kind(row), found, actor)


@write
def compute_quotas(call_id: int, actor) -> None:
    """Work out the places of a call anew; what was set by hand is replaced. Refused without a rule, and when more is used."""
    row = lock_call(call_id)
    ensure_draft_or_running(row)
    if row.quota_rule is QuotaRule.none:
        raise Refused("这项征集不限名额，没有要算的。")
    compute(row, actor)


@write
def adjust_quota(call_id: int, group_id: int, change: tuple[int, str], actor) -> None:
    """Set the places of one unit or campus by hand. change: places and the reason. Refused below what is used."""
    row = lock_call(call_id)
    ensure_draft_or_running(row)
    places, reason = change
    used = used_by_group([row.id], group_kind(row)).get((row.id, group_id), 0)
    if places < used:
        raise Refused(f"已经报上来 {used} 个，名额不能少于这个数。名额没有改。")
    adjust(SUBJECT, row.id, group_id, places, reason, actor)
