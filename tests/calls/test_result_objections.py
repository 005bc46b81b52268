"""Objections to what is shown: none is lost, none is judged by whom it is about; what was taken back is so everywhere."""

from types import SimpleNamespace

import pytest

from tests.calls import resulted
from tests.calls.test_results import ACTOR
from tests.support.university import grant
from unionweb.accounts.rules import Role
from unionweb.calls.models import Entry, Honour
from unionweb.calls.queries import honours as register
from unionweb.calls.queries import summaries
from unionweb.calls.queries.announcing import objections_of
from unionweb.calls.queries.timeline import timeline_of
from unionweb.calls.services import library, paperwork, publishing
from unionweb.certificates.models import Certificate
from unionweb.certificates.rules.states import CertificateState
from unionweb.common import settings
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

OFFICE, AUTHOR, CHAIR, STRANGER = 10003, 10001, 10002, 10005


def objected() -> tuple[int, int]:
    """A call whose first list was stopped with an open objection to it, and that is shown again."""
    call_id, _ = resulted.on_notice()
    objection = publishing.object_to(call_id, "第1件像是抄来的", SimpleNamespace(id=STRANGER))
    publishing.withdraw_publicity(call_id, "名单有误", ACTOR)
    publishing.open_publicity(call_id, resulted.FACTS, ACTOR)
    return call_id, objection


def test_an_objection_to_a_list_that_was_stopped_still_waits_for_its_answer(as_user, inside, at):
    call_id, objection = inside(objected)
    at("2026-09-28 09:00")
    with pytest.raises(Refused, match="异议没有答复"):
        inside(lambda: publishing.finish(call_id, "海川大学工会", ACTOR))
    assert "像是抄来的" in as_user(OFFICE).get(f"/calls/{call_id}/result-desk").text
    assert "像是抄来的" in as_user(STRANGER).get(f"/calls/{call_id}/results").text
    assert "像是抄来的" not in as_user(CHAIR).get(f"/calls/{call_id}/results").text
    inside(lambda: publishing.answer(call_id, objection, "查过了", ACTOR))
    assert inside(lambda: publishing.finish(call_id, "海川大学工会", ACTOR)) == 3


def test_whoever_has_an_entry_in_it_neither_reads_nor_answers_objections(as_user, inside):
    call_id, objection = inside(objected)
    inside(lambda: (setattr(db.session.query(Entry).filter_by(call_id=call_id).first(), "member_id", OFFICE), db.session.commit()))
    page = as_user(OFFICE).get(f"/calls/{call_id}/result-desk").text
    assert "像是抄来的" not in page
    assert "请另一位同事" in page
    answered = as_user(OFFICE).post(f"/calls/{call_id}/objections/{objection}/answer", {"answer": "没有的事"})
    assert answered.status_code == 409
    assert inside(lambda: objections_of(call_id)[0].answered_at) is None


def test_a_list_that_is_final_names_nobody_who_was_struck_off(as_user, inside, at):
    call_id, entries = inside(resulted.on_notice)
    inside(lambda: publishing.strike(call_id, entries[0], "查实抄袭", ACTOR))
    assert "第1件的题目" in as_user(STRANGER).get(f"/calls/{call_id}/results").text
    at("2026-09-28 09:00")
    inside(lambda: publishing.finish(call_id, "海川大学工会", ACTOR))
    page = as_user(STRANGER).get(f"/calls/{call_id}/results").text
    assert "第1件的题目" not in page
    assert "共 2 项" in page


def test_a_long_list_is_paged_and_asks_as_much_as_a_short_one(as_user, inside, statements, monkeypatch):
    from unionweb.calls.views import results_public

    call_id, _ = inside(resulted.on_notice)
    whole = statements(lambda: as_user(STRANGER).get(f"/calls/{call_id}/results"))
    monkeypatch.setattr(results_public, "PAGE", 2)
    assert "第1件的题目" not in as_user(STRANGER).get(f"/calls/{call_id}/results?page=2").text
    assert "第 1 到 2 项" in as_user(STRANGER).get(f"/calls/{call_id}/results").text
    assert len(statements(lambda: as_user(STRANGER).get(f"/calls/{call_id}/results?page=1"))) == len(whole)


def test_an_honour_taken_back_voids_its_certificate_and_no_other(as_user, inside, at):
    call_id, entries = inside(resulted.final)
    inside(lambda: paperwork.issue_certificates(call_id, "海川大学工会", ACTOR, site="https://x.example"))
    inside(lambda: library.publish_cases(call_id, ACTOR))
    honour = inside(lambda: db.session.query(Honour).filter_by(entry_id=entries[0]).one().id)
    answer = as_user(OFFICE).post(f"/honours/{honour}/revocation", {"reason": "查实抄袭"}, follow_redirects=True)
    assert "也作废了" in answer.text
    states = inside(lambda: {c.name: c.state for c in db.session.query(Certificate)})
    assert states["王敏"] is CertificateState.revoked
    assert {state for name, state in states.items() if name != "王敏"} == {CertificateState.valid}
    told = [event.what for event in inside(lambda: timeline_of(db.session.get(Entry, entries[0])))]
    assert [what for what in told if what in {"登记了荣誉", "编了证书", "放进了案例库", "撤销了荣誉", "证书已撤销"}] == [
        "登记了荣誉", "编了证书", "放进了案例库", "证书已撤销", "撤销了荣誉",
    ]  # fmt: skip


def test_two_works_of_one_person_keep_their_certificates_apart(inside, at):
    call_id, entries = inside(resulted.on_notice)
    inside(lambda: (setattr(db.session.get(Entry, entries[1]), "member_id", AUTHOR), db.session.commit()))
    at("2026-09-28 09:00")
    inside(lambda: publishing.finish(call_id, "海川大学工会", ACTOR))
    inside(lambda: paperwork.issue_certificates(call_id, "海川大学工会", ACTOR, site="https://x.example"))
    rows = inside(lambda: [(h.work, [c.values["内容"] for c in register.certificates_of(h)]) for h in db.session.query(Honour)])
    assert all(printed == [work] for work, printed in rows), rows


def test_the_timeline_says_that_somebody_objected_never_who_nor_what(inside, at):
    call_id, objection = inside(objected)
    inside(lambda: publishing.answer(call_id, objection, "查过了", ACTOR))
    told = str(inside(lambda: timeline_of(db.session.query(Entry).filter_by(call_id=call_id).first())))
    assert "一件异议" in told
    assert "抄来的" not in told
    assert "周外" not in told


def test_the_summary_shows_nobody_the_score_of_an_entry_of_his_own(inside, at):
    inside(lambda: settings.put("calls.summary_columns", "姓名或名称,名次,得分"))
    call_id, _ = inside(resulted.final)
    _, rows = inside(lambda: summaries.summary_table(resulted.call(call_id), SimpleNamespace(id=AUTHOR)))
    assert [row[1:] for row in rows if row[0] == "王敏"] == [[None, None]]
    assert all(row[2] is not None for row in rows if row[0] != "王敏")


def test_an_auditor_has_a_way_of_his_own_to_every_result_and_no_other(as_user, inside):
    call_id, _ = inside(resulted.decided)
    inside(lambda: (grant(STRANGER, Role.auditor), db.session.commit()))
    auditor = as_user(STRANGER)
    page = auditor.get("/calls/results").text
    assert f"/calls/{call_id}/result-desk" in page
    assert 'href="/calls/results"' in auditor.get(f"/calls/{call_id}/result-desk").text
    assert auditor.get(f"/calls/{call_id}/scores").status_code == 200
    assert [auditor.get(path).status_code for path in ("/calls/desk", f"/calls/{call_id}/meeting", "/honours.xlsx")] == [403] * 3
    assert as_user(AUTHOR).get("/calls/results").status_code == 403
    assert 'href="/calls/results"' not in as_user(OFFICE).get("/calls/desk").text
