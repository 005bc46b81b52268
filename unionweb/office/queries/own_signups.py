"""What the system keeps of one person's activities, clubs and retreats, for that person."""

from sqlalchemy import or_, select

from unionweb.activities.models import Activity, Signup, TeamMember
from unionweb.activities.models.presence import Attendance, MissAppeal
from unionweb.activities.rules.kinds import AgeBand
from unionweb.clubs.models import Club, ClubMembership, ClubOfficer
from unionweb.common.questions import Answer, Question
from unionweb.common.questions.answering import words
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label
from unionweb.kernel.sheets import Sheet
from unionweb.mixers.models import MixerProfile
from unionweb.retreats.models import RetreatApplication, RetreatHealth, RetreatHistory, RetreatIdentity, RetreatLook

SIGNUP = ("活动", "状态", "报名号", "报名时间", "同行", "队名", "结束时间", "原因")
RETREAT = ("疗休养", "申请编号", "状态", "志愿", "同行", "结果的说明", "申请时间", "健康说明", "身份证号", "联系电话")


def own_signup_sheets(member_id: int) -> list[Sheet]:
    """The sheets about activities, clubs and retreats. Feedback is nobody's, so it is in none of them."""
    return [
        Sheet("活动报名", SIGNUP, _signups(member_id)),
        Sheet("报名时的回答", ("活动", "问题", "回答"), _answers(member_id)),
        Sheet("参加的场次", ("活动", "场次", "记录", "计多少分钟", "确认时间"), _attendances(member_id)),
        Sheet("没来的说明", ("活动", "说明", "答复", "答复时间"), _appeals(member_id)),
        Sheet("协会", ("协会", "身份", "从什么时候", "到什么时候"), _clubs(member_id)),
        Sheet("联谊资料", ("活动", "代号", "写给对方的联系方式", "同意时间"), _mixers(member_id)),
        Sheet("疗休养申请", RETREAT, _applications(member_id)),
        Sheet("疗休养经历", ("年份", "去了哪里", "结果"), _history(member_id)),
        Sheet("谁看过疗休养资料", ("什么时候", "看了什么"), _looks(member_id)),
    ]


def _all(query) -> list:
    return list(db.session.execute(query))


def _signups(member_id: int) -> list[tuple]:
    teams = select(TeamMember.signup_id).where(TeamMember.member_id == member_id)
    query = select(Signup, Activity.title).join(Activity, Activity.id == Signup.activity_id)
    query = query.where(or_(Signup.member_id == member_id, Signup.id.in_(teams))).order_by(Signup.id)
    return [
        (title, label(s.status), s.number, s.created_at, _guests(s.companions), s.team_name, s.ended_at, s.end_reason)
        for s, title in _all(query)
    ]


def _guests(companions: list) -> str:
    return "、".join(f"{label(AgeBand(one['age_band']))} {one['count']} 位" for one in companions)


def _answers(member_id: int) -> list[tuple]:
    query = select(Activity.title, Question, Answer.value).join(Answer, Answer.question_id == Question.id)
    query = query.join(Signup, Signup.id == Answer.respondent_id).join(Activity, Activity.id == Signup.activity_id)
    own = (Question.subject_kind == "activity", Signup.member_id == member_id)
    return [(title, question.text, words(question, value)) for title, question, value in _all(query.where(*own).order_by(Answer.id))]


def _attendances(member_id: int) -> list[tuple]:
    query = select(Attendance).where(Attendance.member_id == member_id).order_by(Attendance.id)
    return [
        (a.session.activity.title, a.session.starts_at, label(a.state), a.minutes, a.confirmed_at) for a in db.session.scalars(query)
    ]


def _appeals(member_id: int) -> list[tuple]:
    query = select(Activity.title, MissAppeal.reason, MissAppeal.answer, MissAppeal.decided_at)
    query = query.join(Signup, Signup.id == MissAppeal.signup_id).join(Activity, Activity.id == Signup.activity_id)
    return _all(query.where(MissAppeal.member_id == member_id).order_by(MissAppeal.id))


def _clubs(member_id: int) -> list[tuple]:
    belonging = select(Club.name, ClubMembership).join(Club, Club.id == ClubMembership.club_id)
    leading = select(Club.name, ClubOfficer).join(Club, Club.id == ClubOfficer.club_id)
    members = _all(belonging.where(ClubMembership.member_id == member_id).order_by(ClubMembership.id))
    officers = _all(leading.where(ClubOfficer.member_id == member_id).order_by(ClubOfficer.id))
    rows = [(name, label(one.state), one.joined_at or one.asked_at, one.ended_at) for name, one in members]
    return rows + [(name, label(one.post), one.starts_on, one.ended_on or one.until) for name, one in officers]


def _mixers(member_id: int) -> list[tuple]:
    """What somebody wrote for a mixer, while it is kept. Choices are on the mixer's own page alone."""
    query = select(MixerProfile, Activity.title).join(Activity, Activity.id == MixerProfile.activity_id)
    rows = _all(query.where(MixerProfile.member_id == member_id).order_by(MixerProfile.id))
    return [(title, one.pseudonym, one.contact, one.consented_at) for one, title in rows]


def _applications(member_id: int) -> list[tuple]:
    query = select(RetreatApplication, RetreatHealth.text, RetreatIdentity.number, RetreatIdentity.phone)
    query = query.outerjoin(RetreatHealth, RetreatHealth.application_id == RetreatApplication.id)
    query = query.outerjoin(RetreatIdentity, RetreatIdentity.application_id == RetreatApplication.id)
    rows = _all(query.where(RetreatApplication.member_id == member_id).order_by(RetreatApplication.id))
    return [
        (one.programme.title, one.number, label(one.status), "、".join(c.batch.title for c in one.choices),
         "、".join(one.companion_words), one.reason, one.submitted_at, *secret)
        for one, *secret in rows
    ]  # fmt: skip


def _history(member_id: int) -> list[tuple]:
    query = select(RetreatHistory).where(RetreatHistory.member_id == member_id).order_by(RetreatHistory.year)
    return [(one.year, one.trip, label(one.outcome)) for one in db.session.scalars(query)]


def _looks(member_id: int) -> list[tuple]:
    query = select(RetreatLook).join(RetreatApplication, RetreatApplication.id == RetreatLook.application_id)
    query = query.where(RetreatApplication.member_id == member_id).order_by(RetreatLook.id)
    return [(look.at, label(look.kind)) for look in db.session.scalars(query)]
