"""What the system keeps of one person's part in calls, for that person.

What others thought of it when they reviewed is not in it: marks and reviewers are nobody's to take away, and what a reviewer
wrote for the author stands on the page of the entry once the result is out.
"""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from unionweb.calls.models import (
    Call,
    CallReviewer,
    CoAuthor,
    Entry,
    Honour,
    HonourPerson,
    Liking,
    Review,
    ReviewConflict,
    TeamPerson,
)
from unionweb.calls.queries.reviews_bars import reviews_by
from unionweb.calls.rules.scoring import ReviewState
from unionweb.common.questions import Answer, Question
from unionweb.common.questions.answering import words
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label
from unionweb.kernel.sheets import Sheet

ENTRY = ("征集", "题目或推荐的是谁", "状态", "正文", "开始写的时间", "第一次提交", "最后改的时间")
REVIEW = ("征集", "作品编号", "状态", "总分", "给作者的意见", "给办公室的意见", "提交时间")


def own_call_sheets(member_id: int) -> list[Sheet]:
    """The sheets about calls, works, nominations, reviews given, likings and honours."""
    return [
        Sheet("征集报送", ENTRY, _entries(member_id)),
        Sheet("报送时的回答", ("征集", "题目或推荐的是谁", "问题", "回答"), _answers(member_id)),
        Sheet("参与和被推荐", ("征集", "题目或推荐的是谁", "身份", "答复", "答复时间"), _named(member_id)),
        Sheet("评审邀请", ("征集", "答复", "说明", "邀请时间", "答复时间"), _invitations(member_id)),
        Sheet("登记的回避", ("征集", "和谁", "关系", "说明", "登记时间", "取消时间"), _conflicts(member_id)),
        Sheet("我写的评审", REVIEW, _reviews(member_id)),
        Sheet("点过的赞", ("征集", "作品", "时间"), _likings(member_id)),
        Sheet("荣誉", ("年度", "荣誉", "作品", "颁发单位", "日期", "撤销的原因"), _honours(member_id)),
    ]


def _all(query) -> list:
    return list(db.session.execute(query))


def _entries(member_id: int) -> list[tuple]:
    query = select(Entry, Call.title).join(Call, Call.id == Entry.call_id).where(Entry.member_id == member_id).order_by(Entry.id)
    return [
        (title, one.subject_name, label(one.status), one.body, one.created_at, one.submitted_at, one.changed_at)
        for one, title in _all(query)
    ]


def _answers(member_id: int) -> list[tuple]:
    query = select(Call.title, Entry, Question, Answer.value).join(Answer, Answer.question_id == Question.id)
    query = query.join(Entry, Entry.id == Answer.respondent_id).join(Call, Call.id == Entry.call_id)
    own = (Question.subject_kind == "call", Question.subject_id == Call.id, Entry.member_id == member_id)
    rows = _all(query.where(*own).order_by(Answer.id))
    return [(title, entry.subject_name, question.text, words(question, value)) for title, entry, question, value in rows]


def _named(member_id: int) -> list[tuple]:
    """As a further author, put forward, or in a team: of what was sent in, and of invitations."""
    facts = select(Call.title, Entry).join(Call, Call.id == Entry.call_id)
    joint = facts.join(CoAuthor, CoAuthor.entry_id == Entry.id).add_columns(CoAuthor).where(CoAuthor.member_id == member_id)
    put = facts.where(Entry.nominee_member_id == member_id, Entry.submitted_at.is_not(None))
    team = facts.join(TeamPerson, TeamPerson.entry_id == Entry.id).where(TeamPerson.member_id == member_id, Entry.submitted_at.is_not(None))
    rows = [(title, one.subject_name, "合作者", label(c.state), c.answered_at) for title, one, c in _all(joint.order_by(Entry.id))]
    rows += [(title, one.subject_name, "被推荐的人", *_answered(one)) for title, one in _all(put.order_by(Entry.id))]
    return rows + [(title, one.subject_name, "团队成员", "", None) for title, one in _all(team.order_by(Entry.id))]


def _answered(entry: Entry) -> tuple:
    if entry.nominee_declined_at:
        return "谢绝了", entry.nominee_declined_at
    return ("看过了" if entry.nominee_seen_at else "还没有看"), entry.nominee_seen_at


def _invitations(member_id: int) -> list[tuple]:
    query = select(CallReviewer, Call.title).join(Call, Call.id == CallReviewer.call_id)
    rows = _all(query.where(CallReviewer.member_id == member_id).order_by(CallReviewer.id))
    return [(title, label(one.state), one.answer, one.invited_at, one.answered_at) for one, title in rows]


def _conflicts(member_id: int) -> list[tuple]:
    about = [joinedload(getattr(ReviewConflict, name)) for name in ("person", "unit", "entry")]
    query = select(ReviewConflict, Call.title).join(Call, Call.id == ReviewConflict.call_id).options(*about)
    rows = _all(query.where(ReviewConflict.member_id == member_id).order_by(ReviewConflict.id))
    return [(title, _whom(one), label(one.tie), one.note, one.recorded_at, one.lifted_at) for one, title in rows]


def _whom(tie: ReviewConflict) -> str:
    """An entry by its number alone: its author may be hidden from the reviewer."""
    if tie.entry is not None:
        return f"第 {tie.entry.number} 号作品"
    return (tie.person or tie.unit).name


def _reviews(member_id: int) -> list[tuple]:
    """What this person gave; of an entry that became barred for them, nothing. Entries go by their number."""
    rows = _all(reviews_by(member_id, Call.title, Entry.number, Review).order_by(Review.id))
    return [
        (title, number, label(one.state), one.total if one.state is ReviewState.submitted else None, one.to_author, one.to_office,
         one.submitted_at)
        for title, number, one in rows
    ]  # fmt: skip


def _likings(member_id: int) -> list[tuple]:
    """By number, as in blind lists: a title may name somebody."""
    query = select(Call.title, Entry.number, Liking.at).join(Entry, Entry.id == Liking.entry_id).join(Call, Call.id == Entry.call_id)
    rows = _all(query.where(Liking.member_id == member_id).order_by(Liking.at, Liking.entry_id))
    return [(title, f"第 {number} 号作品", at) for title, number, at in rows]


def _honours(member_id: int) -> list[tuple]:
    with_team = select(HonourPerson.honour_id).where(HonourPerson.member_id == member_id)
    query = select(Honour).where(or_(Honour.member_id == member_id, Honour.id.in_(with_team))).order_by(Honour.year, Honour.id)
    return [(one.year, one.full_title, one.work, one.issuer, one.issued_on, one.revoke_reason) for one in db.session.scalars(query)]
