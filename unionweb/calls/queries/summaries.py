"""The summary of a result in the upper union's columns, and the sheets with every score, judge and reason."""

from sqlalchemy import Select, select

from unionweb.calls.models import Call, CallMeeting, CallResult
from unionweb.calls.queries import announcing
from unionweb.calls.queries import results as queries
from unionweb.calls.queries.reviews_scores import score_sheet
from unionweb.calls.rules import summary
from unionweb.calls.rules.honours import printed_title, shown_grade
from unionweb.calls.rules.kinds import CallState, HonourKey, Subject
from unionweb.calls.rules.scoring import ranks
from unionweb.common import settings
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label
from unionweb.kernel.sheets import Sheet

RESULT = (
    "名次", "编号", "单位", "推荐排序", "姓名或名称", "题目", "评审数", "得分", "平均分", "中位数", "标准差", "并列", "等次", "说明",
    "撤下原因",
)  # fmt: skip
settings.define(
    settings.Definition(
        "calls.summary_columns", "汇总表的栏目", summary.USUAL, "text", group="征集评选", required=True, check=summary.problem,
        hint="按上级工会的表来写，用逗号分开；“单位=推荐单位”是把栏名改成推荐单位",
    ),
)  # fmt: skip


def summary_table(call: Call, reader) -> tuple[list[str], list[list]]:
    """(heads, rows) of everything that is given. Place and score of an entry of the reader's own stay empty."""
    columns = summary.columns_of(settings.get("calls.summary_columns"))
    stands = {one.id: one for one in queries.stands_of(call)}
    places = ranks({id: one.score for id, one in stands.items()})
    own, rows = queries.own_entries(call.id, reader.id), []
    for number, (entry, grade, _) in enumerate(announcing.given_entries(call.id), start=1):
        facts = _facts(call, entry, grade) | {"序号": number, "名次": places.get(entry.id, (None,))[0]}
        facts["得分"] = stands[entry.id].score if entry.id in stands else None
        if entry.id in own:
            facts |= {"名次": None, "得分": None}
        rows.append([facts[one.fact] for one in columns])
    return [one.head for one in columns], rows


def _facts(call: Call, entry, grade: str) -> dict:
    person = entry.nominee if call.subject is Subject.person else entry.member if call.subject is Subject.work else None
    honour = label(HonourKey(call.honour_key)) if call.honour_key else printed_title(call.title)
    authors = "、".join(one.name for one in announcing.authors_of(entry)) if call.subject is Subject.work else ""
    return {
        "单位": (entry.nominee_unit or entry.unit).name, "姓名或名称": announcing.who(entry, call.subject),
        "工号": person.staff_no if person else "", "性别": label(person.sex) if person else "",
        "出生年份": person.birth_year if person else None, "题目": entry.title, "作者": authors, "领域": entry.field, "荣誉": honour,
        "等次": shown_grade(grade) or grade, "推荐排序": entry.unit_rank, "备注": "",
    }  # fmt: skip


def calls_with_results() -> Select:
    """The calls at or past their deadline, the newest first: where there are scores or results to read."""
    past = Call.state.in_((CallState.closed, CallState.reviewing, CallState.decided, CallState.on_notice, CallState.final))
    return select(Call).where(past).order_by(Call.year.desc(), Call.submits_until.desc(), Call.id.desc())


def score_sheets(call: Call, reader) -> list[Sheet]:
    """Everything that led to a result: order and reasons, every mark of every judge, the meeting. Not the reader's own entries."""
    header, rows = score_sheet(call, reader.id)
    meeting = Sheet("会议", ("项目", "内容"), _meeting_rows(call))
    return [Sheet("结果", RESULT, _result_rows(call, reader)), Sheet("评分", header, rows), meeting]


def _result_rows(call: Call, reader) -> list[tuple]:
    own = queries.own_entries(call.id, reader.id)
    grades = {grade.id: grade.name for grade in queries.grades_of(call.id)}
    every = queries.stands_of(call)
    places = ranks({one.id: one.score for one in every})
    found = []
    for one in every:
        if one.id in own:
            continue
        place, tied = places.get(one.id, (None, False))
        decision, s = one.decision, one.summary
        given = "待定" if decision is None else grades.get(decision.grade_id, "不授予")
        said = (given, decision.reason if decision else "", (decision.struck_reason or "") if decision else "")
        marks = (s.count, one.score, s.mean, s.median, s.spread, tied)
        found.append((place, one.number, one.unit, one.unit_rank, one.name, one.title, *marks, *said))
    return found


def _meeting_rows(call: Call) -> list[tuple]:
    row = db.session.scalar(select(CallMeeting).where(CallMeeting.call_id == call.id))
    result = db.session.get(CallResult, call.id)
    if row is None:
        return [("会议记录", "还没有填")]
    said = [("日期", row.held_on), ("地点", row.place), ("主持人", row.chaired_by), ("参会人", "、".join(row.present.splitlines())),
            ("缺席人", "、".join(row.absent.splitlines())), ("记录", row.note), ("计分办法", label(call.aggregate))]  # fmt: skip
    return [*said, ("定下结果的时间", result.decided_at if result else None)]
