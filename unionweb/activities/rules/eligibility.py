"""Why somebody may not sign up: every reason at once, the same words before and after the click.

It knows nothing of places: whether there is room is a matter of counting rows under the activity's lock.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from unionweb.activities.rules.kinds import ActivityState, Picks, SignupStatus
from unionweb.kernel import labels

NOTHING_OPEN = {
    ActivityState.draft: "这项活动还没有发布。",
    ActivityState.closed: "报名已经截止了。",
    ActivityState.done: "活动已经结束了。",
    ActivityState.called_off: "这项活动取消了。",
}
COLLEAGUE = "您的同事报不了这项活动，请本人登录看原因。"


@dataclass(frozen=True)
class Objection:
    """One reason. until: the earliest moment from which it stands in the way no more, where there is one."""

    code: str
    text: str
    until: datetime | date | None = None


@dataclass(frozen=True)
class Applicant:
    """A person as these rules see them. status: of the live sign-up in this activity; team: a team that counts on them."""

    member_id: int
    unit_id: int
    campus_id: int
    sex: str
    birth_year: int | None = None
    roles: frozenset[str] = frozenset()
    is_in_club: bool = False
    status: SignupStatus | None = None
    is_in_team: bool = False
    paused_until: date | None = None


@dataclass(frozen=True)
class Names:
    """How the audience is called in sentences."""

    units: Mapping[int, str] = field(default_factory=dict)
    campuses: Mapping[int, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    sexes: Mapping[str, str] = field(default_factory=dict)


def objections(applicant: Applicant, activity, now: datetime, names: Names | None = None) -> list[Objection]:
    """Every reason why this person may not sign up now. activity: its columns; names: see Names."""
    found = [*time_objections(activity, now), *audience_objections(applicant, activity.audience, now.year, names or Names())]
    if applicant.status is not None:
        found.append(Objection("already", "您已经报过名了。"))
    elif applicant.is_in_team:
        found.append(Objection("team", "您已经在一个队里了，一个人只能参加一个队。"))
    return [*found, *pause_objections(applicant, now.date())]


def pause_objections(applicant: Applicant, today: date) -> list[Objection]:
    """Stayed away too often: not before this day."""
    if applicant.paused_until is None or applicant.paused_until < today:
        return []
    again = labels.day(applicant.paused_until)
    return [Objection("paused", f"您前几次报了名没有来，暂停报名到 {again}。", applicant.paused_until)]


def time_objections(activity, now: datetime) -> list[Objection]:
    """Not published, not open yet, closed, called off."""
    if activity.state is not ActivityState.open:
        return [Objection("state", NOTHING_OPEN[activity.state])]
    if now < activity.opens_at:
        return [Objection("early", f"还没有开始报名，{labels.moment(activity.opens_at)} 开始。", activity.opens_at)]
    if now >= activity.closes_at:
        return [Objection("late", f"报名在 {labels.moment(activity.closes_at)} 截止了。")]
    return []


def audience_objections(applicant: Applicant, audience: Mapping, year: int, names: Names) -> list[Objection]:
    """Whom the activity is for; each part that this person does not meet is a reason of its own."""
    found = []
    if (wanted := audience.get("units")) and applicant.unit_id not in wanted:
        found.append(Objection("unit", f"这次活动面向{_listed(wanted, names.units, '指定单位')}。"))
    if (wanted := audience.get("campuses")) and applicant.campus_id not in wanted:
        found.append(Objection("campus", f"这次活动面向{_listed(wanted, names.campuses, '指定校区')}的教职工。"))
    if (wanted := audience.get("sexes")) and applicant.sex not in wanted:
        found.append(Objection("sex", f"这次活动面向{_listed(wanted, names.sexes, '指定性别')}教职工。"))
    if (wanted := audience.get("roles")) and not applicant.roles & set(wanted):
        found.append(Objection("role", f"这次活动面向{_listed(wanted, names.roles, '指定人员')}。"))
    if audience.get("club") and not applicant.is_in_club:
        found.append(Objection("club", "这次活动只面向本协会的会员，请先加入协会。"))
    return [*found, *_age_objections(applicant, audience, year)]


def _age_objections(applicant: Applicant, audience: Mapping, year: int) -> list[Objection]:
    """Ages are counted by the year of birth; whose year is not known cannot be told apart."""
    least, most = audience.get("age_from"), audience.get("age_to")
    if least is None and most is None:
        return []
    words = age_words(least, most)
    if applicant.birth_year is None:
        return [Objection("age", f"这次活动面向{words}的教职工，系统里没有您的出生年份，请找校工会补上。")]
    age = year - applicant.birth_year
    fits = (least is None or age >= least) and (most is None or age <= most)
    return [] if fits else [Objection("age", f"这次活动面向{words}的教职工（按出生年份算）。")]


def age_words(least: int | None, most: int | None) -> str:
    """18–35 岁, 35 岁以下, 50 岁以上"""
    if least is not None and most is not None:
        return f" {least}–{most} 岁"
    return f" {most} 岁以下（含）" if least is None else f" {least} 岁以上（含）"


def audience_words(audience: Mapping, names: Names) -> str:
    """Whom an activity is for, in one line: 全体会员, or 外国语学院 · 女 · 18–35 岁."""
    parts = [
        _listed(audience.get(part) or (), known, "")
        for part, known in (("units", names.units), ("campuses", names.campuses), ("sexes", names.sexes), ("roles", names.roles))
    ]
    if audience.get("age_from") is not None or audience.get("age_to") is not None:
        parts.append(age_words(audience.get("age_from"), audience.get("age_to")).strip())
    if audience.get("club"):
        parts.append("本协会会员")
    return " · ".join(part for part in parts if part) or "全体会员"


def session_objection(activity, session, now: datetime) -> Objection | None:
    """Why this session (None: none chosen) cannot be signed up for."""
    if activity.picks is Picks.all:
        return None if session is None else Objection("session", "这项活动是全程参加的，不用选场次。")
    if session is None:
        return Objection("session", "请选一场。")
    if session.called_off_at:
        return Objection("session", "这一场取消了，请另选一场。")
    if session.starts_at <= now:
        return Objection("session", "这一场已经开始了，请另选一场。")
    return None


def _listed(wanted: Collection, names: Mapping, otherwise: str) -> str:
    return "、".join(names[key] for key in wanted if key in names) or otherwise
