"""What runs by itself: close, expire, remind, delete."""

from unionweb.kernel import clock
from unionweb.kernel.jobs import job
from unionweb.retreats.queries.programmes import in_state
from unionweb.retreats.rules.kinds import ProgrammeState
from unionweb.retreats.services.guarding import delete_sensitive
from unionweb.retreats.services.moving import expire_in, remind_in
from unionweb.retreats.services.programmes import close_programme, tell_chairs
from unionweb.retreats.services.registers import forget_old_imports


@job("close_retreats", "截止疗休养报名", minute="*/10")
def close_due() -> str:
    """Close every programme whose time is over, and ask the chairs to check and to rank, once."""
    closed = [one for one in in_state(ProgrammeState.open, before=clock.now()) if close_programme(one)]
    for programme_id in in_state(ProgrammeState.closed):
        tell_chairs(programme_id)
    return f"截止了 {len(closed)} 个方案。" if closed else "没有到时间的。"


@job("expire_retreats", "收回没有确认的疗休养名额", minute="20", hour="0")
def expire_due() -> str:
    """Take back what was not confirmed in time; the next ones move up."""
    count = sum(expire_in(one) for one in in_state(ProgrammeState.final))
    return f"收回了 {count} 个名额。" if count else "没有过期的。"


@job("remind_retreats", "提醒确认疗休养名额", minute="30", hour="8")
def remind_due() -> str:
    count = sum(remind_in(one) for one in in_state(ProgrammeState.final))
    return f"提醒了 {count} 人。" if count else "没有要提醒的。"


@job("forget_retreats", "删除疗休养的健康说明和证件信息", minute="40", hour="2")
def forget_due() -> str:
    health, identity = delete_sensitive()
    forget_old_imports()
    return f"删除了 {health} 份健康说明、{identity} 份证件信息。" if health or identity else "没有到期的。"
