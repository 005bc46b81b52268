"""Every page at every stage: who may open it, what it shows, and what it never shows."""

import io
import re

import pytest

from tests.retreats import made
from tests.retreats.made import (
    OFFICE,
    add_open,
    add_published,
    application,
    apply,
    batch_ids,
    found,
    of_member,
    person,
    route,
)
from unionweb.common import draws
from unionweb.kernel.extensions import db
from unionweb.retreats import services
from unionweb.retreats.models import RetreatBatch, RetreatHealth, RetreatLook, RetreatProgramme
from unionweb.retreats.rules.kinds import ProgrammeState, Status

MEMBER, CHAIR, STRANGER = 10001, 10002, 10005
FORM = {
    "year": "2026", "title": "2026年教职工疗休养", "rules": "一线优先。", "contact": "校工会，60312", "way": "lot",
    "quota_method": "webster", "quota_base_on": "2026-09-01", "opens_on": "2026-09-17", "opens_time": "8:00", "closes_on": "2026-09-24",
    "closes_time": "18:00", "boost_lost": "1", "min_service_years": "3", "cycle_years": "4", "max_days": "7",
    "most_choices": "3", "confirm_days": "3",
    "publicity_workdays": "5", "lane_model_worker": "1", "noshow_counts": "y", "recalls_by_campus": "y", "version": "0",
}  # fmt: skip
BATCH = {"title": "崂山线", "place": "青岛崂山", "starts_on": "2026-11-02", "ends_on": "2026-11-06", "places": "2", "least": "1",
         "cost": "3,000.00", "share": "600"}  # fmt: skip


class Fresh:
    """Signs in anew for every request: the clock moves by weeks here, and a session would have ended."""

    def __init__(self, as_user):
        self.as_user = as_user

    def get(self, path):
        return self.as_user(OFFICE).get(path)

    def post(self, path, data=None):
        return self.as_user(OFFICE).post(path, data)


@pytest.fixture
def office(as_user):
    return Fresh(as_user)


def pages_of(programme_id, trip_id, application_id):
    p, b, a = f"/retreats/programmes/{programme_id}", f"/retreats/batches/{trip_id}", f"/retreats/applications/{application_id}"
    return [
        "/retreats/desk", "/retreats/programmes/new", f"{p}/desk", f"{p}/quotas", f"{p}/applications", f"{p}/applications.xlsx",
        f"{p}/dry-run", b, f"{b}/edit", f"{a}/desk", "/retreats/registers", "/retreats/history", "/retreats/history/sample.xlsx",
    ]  # fmt: skip


def test_the_office_goes_all_the_way_in_the_browser(office, as_user, inside, at):
    answer = office.post("/retreats/programmes", FORM)
    assert answer.status_code == 303, re.findall(r'class="err"[^<]*<svg.*?</svg>([^<]*)', answer.text)
    programme_id = inside(lambda: db.session.scalar(db.select(RetreatProgramme.id)))
    desk = f"/retreats/programmes/{programme_id}"
    assert office.get(f"{desk}/desk").status_code == 200
    assert office.post(f"{desk}/batches", BATCH).status_code == 303
    trip_id = inside(lambda: db.session.scalar(db.select(RetreatBatch.id)))
    assert as_user(MEMBER).get(desk).status_code == 404
    version = inside(lambda: found(programme_id).version)
    assert office.post(f"{desk}/publication", {"version": str(version)}).status_code == 303
    inside(lambda: made.add_service(MEMBER, CHAIR, STRANGER))
    assert "您可以报名" in as_user(MEMBER).get(desk).text
    assert as_user(MEMBER).post(f"{desk}/application", {"choice_1": str(trip_id)}).status_code == 409
    at("2026-09-17 09:00")
    assert as_user(MEMBER).get(f"{desk}/application").status_code == 200
    for who in (MEMBER, CHAIR, STRANGER):
        assert as_user(who).post(f"{desk}/application", {"choice_1": str(trip_id)}).status_code == 303
    at("2026-09-24 18:05")
    for path in ("freeze", "draw", "publicity"):
        answer = office.post(f"{desk}/{path}")
        assert answer.status_code == 303, answer.text
        assert office.get(f"{desk}/desk").status_code == 200
        assert as_user(MEMBER).get(desk).status_code == 200
    page = as_user(STRANGER).get(f"{desk}/verification")
    assert "一致。" in page.text and "不一致" not in page.text
    assert as_user(STRANGER).get(f"{desk}/picks").status_code == 200
    document = as_user(STRANGER).get(f"{desk}/draw.json")
    assert document.mimetype == "application/json" and "王敏" not in document.text
    assert "def share_out" in as_user(STRANGER).get("/retreats/verify-draw.py").text
    at("2026-10-20 09:00")
    assert office.post(f"{desk}/final").status_code == 303
    everybody = inside(lambda: [of_member(programme_id, one) for one in (MEMBER, CHAIR, STRANGER)])
    placed = [(row.id, row.member_id) for row in everybody if row.status is Status.placed]
    assert len(placed) == 2
    for application_id, who in placed:
        own = f"/retreats/applications/{application_id}"
        assert as_user(who).get(own).status_code == 200
        assert as_user(who).post(f"{own}/confirmation").status_code == 303
        wrong = as_user(who).post(f"{own}/identity", {"number": "110101199003070010", "phone": made.PHONE})
        assert wrong.status_code == 422
        right = {"number": made.identity_of(), "phone": made.PHONE}
        assert as_user(who).post(f"{own}/identity", right).status_code == 303
        text = as_user(who).get(own).text
        assert made.identity_of() not in text and "110*" in text
    assert office.post(f"/retreats/batches/{trip_id}/formation").status_code == 303
    sheet = office.post(f"/retreats/batches/{trip_id}/agency-list")
    assert sheet.status_code == 200 and sheet.data[:2] == b"PK"
    own = f"/retreats/applications/{placed[0][0]}"
    assert "赵岚看了证件信息" in as_user(placed[0][1]).get(own).text
    assert office.get(f"/retreats/batches/{trip_id}").status_code == 200
    answer = office.get(f"/retreats/batches/{trip_id}/leader-list.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert office.post(f"{desk}/notice").status_code == 303
    at("2026-11-06 19:00")
    page = office.get(f"/retreats/batches/{trip_id}")
    assert "存好谁去了" in page.text
    outcomes = {f"outcome-{placed[0][0]}": "attended", f"outcome-{placed[1][0]}": "absent"}
    assert office.post(f"/retreats/batches/{trip_id}/attendance", outcomes).status_code == 303
    assert inside(lambda: found(programme_id).state) is ProgrammeState.done
    assert "没有去" in as_user(placed[1][1]).get("/retreats").text


def test_who_may_not_see_the_office(as_user, inside):
    programme_id = inside(add_open)
    application_id = inside(lambda: apply(programme_id, MEMBER))
    trip_id = inside(lambda: batch_ids(programme_id)[0])
    for who in (MEMBER, CHAIR, STRANGER, 10004, 10006):
        for path in pages_of(programme_id, trip_id, application_id):
            assert as_user(who).get(path).status_code == 403, (who, path)
    special = inside(made.add_second_office)
    for path in pages_of(programme_id, trip_id, application_id):
        assert as_user(special).get(path).status_code == 200, path


def test_nobody_else_sees_an_application(as_user, inside):
    programme_id = inside(add_open)
    application_id = inside(lambda: apply(programme_id, MEMBER, health=made.HEALTH))
    own = f"/retreats/applications/{application_id}"
    assert made.HEALTH in as_user(MEMBER).get(own).text
    for who in (CHAIR, STRANGER, OFFICE):
        missing = as_user(who).get("/retreats/applications/987654")
        answer = as_user(who).get(own)
        assert answer.status_code == missing.status_code == 404
        for step in ("withdrawal", "confirmation", "decline", "identity", "merger-answer", "health-removal"):
            assert as_user(who).post(f"{own}/{step}").status_code == 404
    assert inside(lambda: application(application_id).status) is Status.submitted


def test_health_is_on_no_page_but_the_two_and_each_look_is_noted(as_user, office, inside):
    programme_id = inside(add_open)
    application_id = inside(lambda: apply(programme_id, MEMBER, health=made.HEALTH))
    trip_id = inside(lambda: batch_ids(programme_id)[0])
    for path in pages_of(programme_id, trip_id, application_id):
        assert made.HEALTH.encode() not in office.get(path).data
    chair = as_user(CHAIR).get(f"/retreats/programmes/{programme_id}/ranking").text
    assert made.HEALTH not in chair and "健康说明" not in chair and "王敏" in chair
    assert as_user(CHAIR).post(f"/retreats/applications/{application_id}/health-look").status_code == 403
    assert inside(lambda: db.session.scalar(db.select(RetreatLook.id))) is None
    assert made.HEALTH in office.post(f"/retreats/applications/{application_id}/health-look").text
    assert "赵岚看了健康说明" in as_user(MEMBER).get(f"/retreats/applications/{application_id}").text
    raw = inside(lambda: db.session.execute(db.text("SELECT text FROM retreat_health")).scalar())
    assert made.HEALTH not in raw


def test_the_owner_deletes_the_health_text(as_user, inside):
    programme_id = inside(add_open)
    application_id = inside(lambda: apply(programme_id, MEMBER, health=made.HEALTH))
    assert as_user(MEMBER).post(f"/retreats/applications/{application_id}/health-removal").status_code == 303
    assert inside(lambda: db.session.get(RetreatHealth, application_id)) is None


def test_health_wants_a_consent_of_its_own(as_user, inside):
    programme_id = inside(add_open)
    path, trip = f"/retreats/programmes/{programme_id}/application", str(inside(lambda: batch_ids(programme_id)[0]))
    answer = as_user(MEMBER).post(path, {"choice_1": trip, "health": made.HEALTH})
    assert answer.status_code == 422 and "单独同意" in answer.text and made.HEALTH in answer.text
    assert as_user(MEMBER).post(path, {"choice_1": trip, "health": made.HEALTH, "health_consent": "y"}).status_code == 303


def test_a_chair_ranks_the_own_unit_only(as_user, inside, at):
    from datetime import datetime

    from unionweb.retreats.rules.ordering import Way

    programme_id = inside(lambda: add_open(way=Way.ranking, ranks_until=datetime(2026, 9, 28, 18)))
    mine = inside(lambda: apply(programme_id, MEMBER))
    hers = inside(lambda: apply(programme_id, CHAIR))
    foreign = inside(lambda: apply(programme_id, STRANGER))
    inside(lambda: made.close(programme_id))
    path = f"/retreats/programmes/{programme_id}/ranking"
    chair = as_user(CHAIR)
    text = chair.get(path).text
    assert "王敏" in text and "周外" not in text
    assert chair.get(f"{path}?unit=3").status_code == 404
    assert chair.post(f"/retreats/applications/{foreign}/check").status_code == 404
    for bad in ("x", "0", "5", "1"):
        answer = chair.post(path, {f"rank-{mine}": "1", f"rank-{hers}": bad})
        assert answer.status_code in {409, 422}, bad
    assert chair.post(path, {f"rank-{mine}": "1", f"rank-{hers}": ""}).status_code == 303
    assert inside(lambda: (application(mine).unit_rank, application(hers).unit_rank)) == (1, None)
    assert as_user(MEMBER).get(path).status_code == 403
    at("2026-09-28 18:01")
    assert as_user(CHAIR).post(path, {f"rank-{mine}": "1", f"rank-{hers}": "2"}).status_code == 409


def test_reasons_are_told_before_applying(as_user, inside):
    programme_id = inside(add_open)

    def been():
        from unionweb.kernel import clock
        from unionweb.retreats.models import RetreatHistory, RetreatService
        from unionweb.retreats.rules.kinds import TripOutcome

        db.session.get(RetreatService, MEMBER).since_year = 2025
        row = {"member_id": MEMBER, "staff_no": "10001", "name": "王敏", "year": 2024, "trip": "蓬莱"}
        db.session.add(RetreatHistory(outcome=TripOutcome.absent, recorded_at=clock.now(), **row))
        db.session.commit()

    inside(been)
    text = as_user(MEMBER).get(f"/retreats/programmes/{programme_id}").text
    assert "工龄要满 3 年，您到 2026 年是 1 年" in text and "最早 2028 年可以再报" in text and "您这次还不能报" in text
    trip = str(inside(lambda: batch_ids(programme_id)[0]))
    answer = as_user(MEMBER).post(f"/retreats/programmes/{programme_id}/application", {"choice_1": trip})
    assert answer.status_code == 409 and "工龄要满" in answer.text and "最早 2028 年" in answer.text


def test_a_declared_year_is_checked_by_the_unit(as_user, inside):
    programme_id = inside(add_published)
    from unionweb.kernel import clock

    def opened():
        clock.set_now(made.OPENS.replace(hour=9))

    inside(opened)
    path, trip = f"/retreats/programmes/{programme_id}/application", str(inside(lambda: batch_ids(programme_id)[0]))
    assert as_user(MEMBER).post(path, {"choice_1": trip}).status_code == 422
    assert as_user(MEMBER).post(path, {"choice_1": trip, "since_year": "2025"}).status_code == 409
    assert as_user(MEMBER).post(path, {"choice_1": trip, "since_year": "2010", "lane_model_worker": "y"}).status_code == 303
    row = inside(lambda: of_member(programme_id, MEMBER))
    assert not row.is_service_confirmed and row.lanes_confirmed == []
    inside(lambda: made.close(programme_id))
    office = as_user(OFFICE)
    answer = office.post(f"/retreats/programmes/{programme_id}/freeze")
    assert answer.status_code == 409 and "1 份申请没有核对" in answer.text
    assert as_user(CHAIR).post(f"/retreats/applications/{row.id}/check", {"service_ok": "y", "lane_model_worker": "y"}).status_code == 303
    row = inside(lambda: of_member(programme_id, MEMBER))
    assert row.is_service_confirmed and row.lanes_confirmed == ["model_worker"]
    assert office.post(f"/retreats/programmes/{programme_id}/freeze").status_code == 303


def test_history_is_looked_at_before_it_is_imported(office, inside):
    rows = ("工号,姓名,年份,去过哪里,结果,来校年份", "10001,王敏,2022,崂山,去了,2005", "10002,李错,2022,崂山,,", "10005,周外,20x,崂山,,",
            "10006,何言,,,,2019")  # fmt: skip
    table = "\n".join(rows)
    answer = office.post("/retreats/history", {"file": (io.BytesIO(table.encode("utf-8-sig")), "历史.csv")})
    assert answer.status_code == 303
    path = answer.location
    page = office.get(path)
    assert "花名册里工号 10002 是李静" in page.text and "“年份”请写" in page.text and "能导入 <b>2</b> 行" in page.text
    assert office.get(f"{path}/faulty.xlsx").status_code == 200
    assert office.post(f"{path}/import").status_code == 303
    assert office.post(f"{path}/import").status_code == 409
    assert office.get(path).status_code == 200
    assert "崂山" in office.get("/retreats/history?q=王").text
    assert office.post("/retreats/history", {"file": (io.BytesIO(b"a,b\n1,2\n"), "x.csv")}).status_code == 422
    assert office.post("/retreats/history").status_code == 422


def test_standings_are_recorded_and_taken_back(office, inside):
    typed = {"staff_no": "10001", "kind": "model_worker", "since": "2020", "evidence": "鲁工发〔2020〕1号"}
    assert office.post("/retreats/registers", typed).status_code == 303
    assert office.post("/retreats/registers", typed).status_code == 409
    assert office.post("/retreats/registers", typed | {"staff_no": "99999"}).status_code == 409
    page = office.get("/retreats/registers?q=王").text
    assert "劳模" in page
    found_path = re.search(r"/retreats/registers/\d+/removal", page)[0]
    assert office.post(found_path).status_code == 303
    assert office.post(found_path).status_code == 404


def test_quotas_show_the_sum_and_are_adjusted_with_a_reason(office, inside):
    programme_id = inside(add_published)
    path = f"/retreats/programmes/{programme_id}/quotas"
    assert "÷" in office.get(path).text
    assert office.post(f"{path}/2", {"q2-places": "3", "q2-reason": ""}).status_code == 422
    assert office.post(f"{path}/2", {"q2-places": "3", "q2-reason": "一线人多"}).status_code == 303
    assert "一线人多" in office.get(path).text
    assert office.post(f"{path}/1", {"q1-places": "3", "q1-reason": "x"}).status_code == 404
    assert office.post(path).status_code == 303


def test_the_seed_is_on_no_page_before_it_is_revealed(office, as_user, inside):
    programme_id = inside(add_open)
    inside(lambda: apply(programme_id, MEMBER))
    seed = inside(lambda: draws.draw_of("retreat_programme", programme_id).hidden_seed)
    pages = [f"/retreats/programmes/{programme_id}", f"/retreats/programmes/{programme_id}/desk", "/audit"]
    for path in pages:
        assert seed not in office.get(path).text
    assert inside(lambda: draws.draw_of("retreat_programme", programme_id).seed_hash) in as_user(STRANGER).get(pages[0]).text
    for path in ("verification", "picks", "draw.json"):
        assert office.get(f"/retreats/programmes/{programme_id}/{path}").status_code == 404


def test_a_dry_run_says_what_the_rules_would_do(office, inside):
    programme_id = inside(add_open)
    path = f"/retreats/programmes/{programme_id}/dry-run"
    assert "还没有可以试算的申请" in office.get(path).text
    inside(lambda: [apply(programme_id, who) for who in (MEMBER, CHAIR, STRANGER)])
    assert "外国语学院" in office.get(path).text


def test_lists_cost_the_same_for_one_and_for_many(office, inside, statements):
    programme_id = inside(lambda: add_open(route(places=50, least=1)))
    inside(lambda: apply(programme_id, MEMBER))
    path = f"/retreats/programmes/{programme_id}/applications"
    trip = f"/retreats/batches/{inside(lambda: batch_ids(programme_id)[0])}"
    desk = f"/retreats/programmes/{programme_id}/desk"
    counted = {one: len(statements(lambda one=one: office.get(one))) for one in (path, desk, trip)}

    def many():
        from tests.support import university

        for number in range(20001, 20025):
            university.add_member(number, f"员{number}", unit=3)
        db.session.commit()
        made.add_service(*range(20001, 20025))
        for number in range(20001, 20025):
            apply(programme_id, number)

    inside(many)
    for one, before in counted.items():
        assert len(statements(lambda one=one: office.get(one))) == before, one


def test_messages_of_objections(office, as_user, inside):
    programme_id = inside(add_open)
    inside(lambda: apply(programme_id, MEMBER))
    inside(lambda: made.decide(programme_id))
    inside(lambda: services.post_result(programme_id, person(OFFICE)))
    path = f"/retreats/programmes/{programme_id}"
    assert as_user(STRANGER).post(f"{path}/objections", {"text": ""}).status_code == 422
    assert as_user(STRANGER).post(f"{path}/objections", {"text": "名单不对"}).status_code == 303
    assert "名单不对" not in as_user(MEMBER).get(path).text
    assert "名单不对" in as_user(STRANGER).get(path).text
    page = office.get(f"{path}/desk").text
    answer = re.search(rf"{path}/objections/\d+/answer", page)[0]
    assert office.post(answer, {"answer": ""}).status_code == 422
    assert office.post(answer, {"answer": "核对过"}).status_code == 303
    assert office.post(answer, {"answer": "再答"}).status_code == 409
    assert office.post(f"{path}/objections/987654/answer", {"answer": "x"}).status_code == 404
    assert "核对过" in as_user(STRANGER).get(path).text


def test_looking_at_one_of_everything_changes_nothing(app, as_user, inside):
    ids = inside(made.one_of_each)
    known = ids | {"import_id": ids["retreat_import_id"], "unit_id": 2}
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("retreats.") and "GET" in rule.methods]
    assert len(rules) > 25
    before = inside(lambda: [db.session.execute(db.text(f"SELECT count(*) FROM {name}")).scalar() for name in TABLES])
    for rule in rules:
        with app.test_request_context():
            path = rule.build({name: known[name] for name in rule.arguments})[1]
            gone = rule.build({name: 987654 for name in rule.arguments})[1]
        for who in (MEMBER, CHAIR, OFFICE, STRANGER, 10004):
            assert as_user(who).get(path).status_code in {200, 303, 403, 404}, path
            if rule.arguments:
                assert as_user(who).get(gone).status_code in {403, 404}, gone
        assert as_user(None).get(path).status_code == 303
    assert inside(lambda: [db.session.execute(db.text(f"SELECT count(*) FROM {name}")).scalar() for name in TABLES]) == before


TABLES = ("retreat_application", "retreat_look", "retreat_pick", "audit_event", "message")
