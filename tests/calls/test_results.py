"""From the proposal to the last paper: deciding, 公示, objections, the final result, and who may see what."""

from datetime import datetime

import pytest

from tests.calls import resulted, reviewed
from tests.support.university import grant
from unionweb.accounts.rules import Role
from unionweb.calls.models import Honour, ResultMessage
from unionweb.calls.queries import results as queries
from unionweb.calls.rules.kinds import CallState, SubmissionStatus
from unionweb.calls.services import deciding, publishing
from unionweb.calls.services.deciding import TypedGrade
from unionweb.common.publicity import Objection, PublicNotice
from unionweb.inbox.models import Message
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

OFFICE, AUTHOR, CHAIR, STRANGER, REVIEWER, ADMIN = 10003, 10001, 10002, 10005, 10008, 10004
ACTOR = resulted.ACTOR


def desk(call_id):
    return f"/calls/{call_id}/result-desk"


def test_a_grade_is_proposed_on_the_desk_and_the_places_count_it(as_user, inside):
    call_id, entries = inside(resulted.scored)
    office = as_user(OFFICE)
    assert office.post(f"/calls/{call_id}/grades", {"grades": "一等奖 1\n二等奖 2 1"}).status_code == 303
    grade = inside(lambda: queries.grades_of(call_id)[0].id)
    answer = office.post(f"/calls/{call_id}/entries/{entries[0]}/decision", {"grade": str(grade), "reason": ""})
    assert answer.status_code == 303
    page = office.get(answer.headers["Location"]).text
    assert "还没定 <b>2</b> 件" in page
    assert "90.00" in page


def test_the_table_alone_is_answered_to_htmx(as_user, inside):
    call_id, _ = inside(resulted.scored)
    page = as_user(OFFICE, htmx=True).get(desk(call_id)).text
    assert page.lstrip().startswith('<div class="stack" id="stands"')


def test_a_long_desk_is_paged_filtered_and_searched_and_a_decision_comes_back_to_it(as_user, inside):
    call_id, _ = inside(lambda: resulted.scored((9000, 8500, 8000, 7500), blind_authors=False))
    inside(lambda: [reviewed.entry(call_id, n, author=STRANGER, unit=3) for n in range(100, 160)])
    inside(lambda: deciding.set_grades(call_id, [TypedGrade("一等奖", 2, 1), TypedGrade("二等奖")], ACTOR))
    first = inside(lambda: queries.grades_of(call_id)[0].id)
    office = as_user(OFFICE)
    second = office.get(desk(call_id) + "?page=2&unit=3&q=题目").text
    assert second.count('<tr id="entry-') == 61 - 50, "one of unit 3 with a score, sixty without"
    assert "每个分工会最多" in second, "the places stay in sight"
    shown = inside(lambda: [one.id for one in queries.stands_of(resulted.call(call_id)) if one.unit_id == 3][55])
    address = f"/calls/{call_id}/entries/{shown}/decision?page=2&unit=3&q=题目"
    htmx = as_user(OFFICE, htmx=True)
    answer = htmx.post(address, {"grade": str(first), "reason": ""})
    where = answer.headers["Location"]
    assert answer.status_code == 303
    for part in ("page=2", "unit=3", "q=%E9%A2%98%E7%9B%AE"):
        assert part in where
    assert f'id="entry-{shown}"' in htmx.get(where).text
    assert office.get(f"{desk(call_id)}?show=g{first}").text.count('<tr id="entry-') == 1
    assert office.get(f"{desk(call_id)}?show=open").text.count('<tr id="entry-') == 50
    assert office.get(f"{desk(call_id)}?q=120").text.count('<tr id="entry-') == 1
    for odd in ("?unit=999", "?show=g999", "?q=" + "字" * 300, "?page=x"):
        assert office.get(desk(call_id) + odd).status_code == 200


def test_the_way_from_order_to_final_in_the_browser(as_user, inside, at):
    call_id, entries = inside(resulted.scored)
    office = as_user(OFFICE)
    office.post(f"/calls/{call_id}/grades", {"grades": "一等奖 1\n二等奖 1"})
    assert office.post(f"/calls/{call_id}/order").status_code == 303
    met = {"held_on": "2026-09-15", "place": "综合楼 312", "chaired_by": "赵岚", "present": "赵岚、郑评、孙越"}
    assert office.post(f"/calls/{call_id}/meeting", met).status_code == 303
    assert office.post(f"/calls/{call_id}/settlement").status_code == 303
    said = {"workdays": "5", "contact": "校工会办公室 60312", "starts_on": ""}
    assert office.post(f"/calls/{call_id}/publicity", said).status_code == 303
    assert "第1件的题目" in as_user(STRANGER).get(f"/calls/{call_id}/results").text
    at("2026-09-28 09:00")
    assert as_user(OFFICE).post(f"/calls/{call_id}/final", {"organ": "union"}).status_code == 303
    assert inside(lambda: [resulted.status(id) for id in entries]) == [
        SubmissionStatus.awarded, SubmissionStatus.awarded, SubmissionStatus.not_awarded,
    ]  # fmt: skip
    assert "已公布" in as_user(STRANGER).get(f"/calls/{call_id}/results").text
    assert "案例" in as_user(OFFICE).get(desk(call_id)).text


def test_settling_is_refused_with_everything_that_is_missing(as_user, inside):
    call_id, entries = inside(resulted.scored)
    inside(lambda: deciding.set_grades(call_id, resulted.GRADES, ACTOR))
    first = inside(lambda: queries.grades_of(call_id)[0].id)
    inside(lambda: deciding.decide(call_id, entries[2], first, "", actor=ACTOR))
    inside(lambda: deciding.decide(call_id, entries[0], None, "", actor=ACTOR))
    answer = as_user(OFFICE).post(f"/calls/{call_id}/settlement")
    assert answer.status_code == 409
    for part in ("还有 1 件没有定等次", "没有按得分的顺序定", "还没有填评审会议记录"):
        assert part in answer.text
    assert inside(lambda: resulted.call(call_id).state) is CallState.reviewing


def test_a_reason_lets_the_order_be_left(inside):
    call_id, entries = inside(lambda: resulted.scored((9000, 8500)))

    def run():
        deciding.set_grades(call_id, [TypedGrade("一等奖", 1)], ACTOR)
        grade = queries.grades_of(call_id)[0].id
        deciding.decide(call_id, entries[1], grade, "成效经过核实更突出", actor=ACTOR)
        deciding.decide(call_id, entries[0], None, "", actor=ACTOR)
        deciding.record_meeting(call_id, resulted.MET, ACTOR)
        deciding.settle(call_id, ACTOR)
        return resulted.call(call_id).state

    assert inside(run) is CallState.decided


def test_nothing_is_decided_while_corrections_run(inside):
    call_id, _ = inside(lambda: resulted.scored(corrects_until=datetime(2026, 9, 20)))
    with pytest.raises(Refused):
        inside(lambda: deciding.set_grades(call_id, resulted.GRADES, ACTOR))


def test_one_own_entry_is_decided_by_somebody_else_and_not_shown(as_user, inside):
    call_id, entries = inside(resulted.scored)
    inside(lambda: reviewed.entry(call_id, 9, author=OFFICE, unit=4, title="自己的案例"))
    own = inside(lambda: next(one.id for one in queries.stands_of(resulted.call(call_id)) if one.title == "自己的案例"))
    inside(lambda: deciding.set_grades(call_id, [TypedGrade("一等奖")], ACTOR))
    grade = inside(lambda: queries.grades_of(call_id)[0].id)
    office = as_user(OFFICE)
    assert office.post(f"/calls/{call_id}/entries/{own}/decision", {"grade": str(grade), "reason": ""}).status_code == 409
    assert "自己的案例" not in office.get(desk(call_id)).text
    assert office.get(f"/calls/{call_id}/entries/{own}/timeline").status_code == 404
    assert office.get(f"/calls/{call_id}/entries/{entries[0]}/timeline").status_code == 200
    assert inside(lambda: deciding.grant_rest(call_id, grade, ACTOR)) == 3


@pytest.mark.parametrize("staff_no", [AUTHOR, CHAIR, STRANGER, REVIEWER, ADMIN])
def test_only_the_office_and_auditors_see_the_desk(as_user, inside, staff_no):
    call_id, entries = inside(resulted.decided)
    browser = as_user(staff_no)
    for path in ("result-desk", "result.xlsx", "summary.xlsx", "grades", "meeting", f"entries/{entries[0]}/timeline"):
        assert browser.get(f"/calls/{call_id}/{path}").status_code == 403, path
    assert browser.post(f"/calls/{call_id}/settlement").status_code == 403
    assert browser.get(f"/calls/{call_id}/results").status_code == 404, "nothing before the 公示"


def test_an_auditor_reads_and_changes_nothing(as_user, inside):
    call_id, entries = inside(resulted.decided)
    inside(lambda: (grant(STRANGER, Role.auditor), db.session.commit()))
    auditor = as_user(STRANGER)
    page = auditor.get(desk(call_id)).text
    assert "看" in page
    assert "/publicity" not in page
    assert auditor.get(f"/calls/{call_id}/result.xlsx").status_code == 200
    assert "密评" in auditor.get(f"/calls/{call_id}/entries/{entries[0]}/timeline").text
    assert auditor.post(f"/calls/{call_id}/publicity", {"workdays": "5"}).status_code == 403


@pytest.mark.parametrize("data", [
    {}, {"grade": "x"}, {"grade": ["none", "open"]}, {"grade": "99999"}, {"grade": "none", "reason": "字" * 301}, {"grade": "\0"},
])  # fmt: skip
def test_malformed_decisions_are_refused(as_user, inside, data):
    call_id, entries = inside(resulted.scored)
    answer = as_user(OFFICE).post(f"/calls/{call_id}/entries/{entries[0]}/decision", data)
    assert answer.status_code in {400, 422}
    assert inside(lambda: resulted.decision(entries[0])) is None


@pytest.mark.parametrize("grades", [
    "", "一等奖 x", "一等奖 0", "一 1 1 1", "甲 1\n甲 2",
    "\n".join(f"第{n}等" for n in range(9)), "字" * 41,
])  # fmt: skip
def test_malformed_grades_are_refused(as_user, inside, grades):
    call_id, _ = inside(resulted.scored)
    assert as_user(OFFICE).post(f"/calls/{call_id}/grades", {"grades": grades}).status_code in {409, 422}
    assert inside(lambda: queries.grades_of(call_id)) == []


def test_foreign_and_missing_things_are_not_found(as_user, inside):
    call_id, entries = inside(resulted.final)
    other, _ = inside(lambda: resulted.scored((9000,), title="另一个"))
    office = as_user(OFFICE)
    message = inside(lambda: db.session.query(ResultMessage).first().id)
    for path in (f"{other}/entries/{entries[0]}/decision", f"{other}/result-messages/{message}/dropping", f"{call_id}/objections/99/answer",
                 "99999/settlement", f"{other}/entries/{entries[0]}/strike"):  # fmt: skip
        assert office.post(f"/calls/{path}", {"grade": "none", "reason": "x", "answer": "x"}).status_code == 404, path


def test_grades_with_entries_cannot_be_left_out_and_the_rest_may_change(inside):
    call_id, entries = inside(resulted.scored)

    def run():
        deciding.set_grades(call_id, resulted.GRADES, ACTOR)
        first = queries.grades_of(call_id)[0].id
        deciding.decide(call_id, entries[0], first, "", actor=ACTOR)
        with pytest.raises(Refused):
            deciding.set_grades(call_id, [TypedGrade("二等奖")], ACTOR)
        deciding.set_grades(call_id, [TypedGrade("特等奖"), TypedGrade("一等奖", 5)], ACTOR)
        return [(one.name, one.position, one.places) for one in queries.grades_of(call_id)], resulted.decision(entries[0]).grade_id == first

    assert inside(run) == ([("特等奖", 1, None), ("一等奖", 2, 5)], True)


def test_objections_hold_up_the_end_and_are_answered_once(as_user, inside, at):
    call_id, _ = inside(resulted.on_notice)
    assert as_user(STRANGER).post(f"/calls/{call_id}/objections", {"text": "第1件不是原创"}).status_code == 303
    objection = inside(lambda: db.session.query(Objection).one().id)
    assert "第1件不是原创" not in as_user(AUTHOR).get(f"/calls/{call_id}/results").text
    assert "第1件不是原创" in as_user(STRANGER).get(f"/calls/{call_id}/results").text
    told = inside(lambda: db.session.query(Message).filter_by(member_id=OFFICE).one())
    assert "周外" not in told.title + told.body
    at("2026-09-28 09:00")
    office = as_user(OFFICE)
    assert office.post(f"/calls/{call_id}/final", {"organ": "union"}).status_code == 409
    path = f"/calls/{call_id}/objections/{objection}/answer"
    assert office.post(path, {"answer": ""}).status_code == 422
    assert office.post(path, {"answer": "查过了，是原创"}).status_code == 303
    assert office.post(path, {"answer": "再答一次"}).status_code == 409
    assert office.post(f"/calls/{call_id}/final", {"organ": "union"}).status_code == 303


def test_the_end_waits_for_the_last_day(inside):
    call_id, _ = inside(resulted.on_notice)
    with pytest.raises(Refused, match="还没有结束"):
        inside(lambda: publishing.finish(call_id, "海川大学工会", ACTOR))


def test_an_entry_struck_off_is_shown_as_such_and_gets_nothing(as_user, inside, at):
    call_id, entries = inside(resulted.on_notice)
    office = as_user(OFFICE)
    assert office.post(f"/calls/{call_id}/entries/{entries[0]}/strike", {"reason": ""}).status_code == 422
    assert office.post(f"/calls/{call_id}/entries/{entries[0]}/strike", {"reason": "查实抄袭"}).status_code == 303
    page = as_user(STRANGER).get(f"/calls/{call_id}/results").text
    assert "已撤下" in page
    assert "查实抄袭" not in page
    at("2026-09-28 09:00")
    inside(lambda: publishing.finish(call_id, "海川大学工会", ACTOR))
    assert inside(lambda: resulted.status(entries[0])) is SubmissionStatus.not_awarded
    assert inside(lambda: {row.entry_id for row in db.session.query(Honour)}) == {entries[1], entries[2]} - {entries[0]}


def test_a_publicity_that_is_stopped_hides_the_list_and_may_begin_anew(as_user, inside):
    call_id, entries = inside(resulted.on_notice)
    assert as_user(OFFICE).post(f"/calls/{call_id}/publicity-withdrawal", {"stop-reason": "名单有误"}).status_code == 303
    assert as_user(STRANGER).get(f"/calls/{call_id}/results").status_code == 404
    assert inside(lambda: resulted.status(entries[0])) is SubmissionStatus.shortlisted
    assert as_user(OFFICE).post(f"/calls/{call_id}/settlement-reversal", {"back-reason": "重议"}).status_code == 303
    inside(lambda: (deciding.settle(call_id, ACTOR), publishing.open_publicity(call_id, resulted.FACTS, ACTOR)))
    assert inside(lambda: db.session.query(PublicNotice).filter_by(subject_kind=queries.KIND).count()) == 2


def test_names_are_masked_when_the_office_wants_that(as_user, inside):
    from unionweb.common import settings

    inside(lambda: settings.put("publicity.mask_names", True))
    call_id, _ = inside(resulted.on_notice)
    page = as_user(STRANGER).get(f"/calls/{call_id}/results").text
    assert "王*" in page
    assert "王敏" not in page


def test_the_desk_asks_as_much_for_thirty_entries_as_for_three(as_user, inside, statements):
    small, _ = inside(resulted.decided)
    large, _ = inside(lambda: resulted.scored(tuple(9000 - 10 * n for n in range(30)), title="多的"))
    office = as_user(OFFICE)
    few = statements(lambda: office.get(desk(small)))
    inside(lambda: deciding.set_grades(large, [TypedGrade("一等奖", 3)], ACTOR))
    inside(lambda: deciding.apply_order(large, ACTOR))
    many = statements(lambda: office.get(desk(large)))
    assert len(many) <= len(few) + 1
