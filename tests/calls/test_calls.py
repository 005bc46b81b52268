"""The office: presets, drafts, opening, changing, rounds, questions, files; who may not."""

import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.calls import drafted
from tests.calls.drafted import CHAIR, MEMBER, OFFICE, SUBMITS, actor
from unionweb.calls.models import Call, Round
from unionweb.calls.queries import calls as reading
from unionweb.calls.rules import presets, wording
from unionweb.calls.rules.kinds import CallState, HonourKey, QuotaRule
from unionweb.calls.services import calls as making
from unionweb.calls.services import entries, rounds
from unionweb.common import settings
from unionweb.common.questions import QuestionKind
from unionweb.inbox.models import Message
from unionweb.kernel import clock
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

TIMES = {
    "opens_at": "2026-09-17T08:00",
    "submits_until": "2026-10-01T00:00",
    "corrects_until": "2026-10-08T00:00",
    "reviews_until": "2026-10-20T00:00",
}
FORM = TIMES | {
    "title": "工作案例", "year": "2026", "subject": "work", "has_body": "y", "quota_rule": "percent_members", "quota_percent": "2.5",
    "quota_rounding": "half_up", "post_rule": "any", "reviews_per_entry": "3", "aggregate": "median", "fields": "维权\n\n维权\n服务",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("一会一品牌", 5), ("2026年", 2), ("工会 union, web。", 5), ("a\u3000b", 2), ("𠮷", 1)]
)
def test_length_is_counted_as_in_word(text, count):
    assert wording.length(text) == count


def test_seven_honours_stand_ready(app):
    with app.app_context():
        assert set(presets.HONOURS) == set(HonourKey)
        for key, _ in presets.choices():
            row = drafted.call(drafted.add_call(key, opened=False))
            assert row.state is CallState.draft and row.title
        settings.put("award.active_member", 7, actor=actor(OFFICE))
        assert drafted.call(drafted.add_call("active_member", opened=False)).quota_permille == 70


def test_a_call_is_made_out_of_a_preset_and_opened(app, as_user, inside):
    office = as_user(OFFICE)
    assert office.get("/calls/new").status_code == 200 and office.get("/calls/new?preset=nonsense").status_code == 200
    for key, _ in presets.choices():
        assert office.get(f"/calls/new?preset={key}").status_code == 200
    where = office.post("/calls?preset=case_study", FORM).location
    call_id = int(where.split("/")[2])
    page = office.get(where)
    assert page.status_code == 200 and "2.5%" in page.text
    assert as_user(MEMBER).get(f"/calls/{call_id}").status_code == 404
    assert office.post(f"/calls/{call_id}/publication", {"version": "999"}).status_code == 409
    assert office.post(f"/calls/{call_id}/publication", {"version": "1"}).status_code == 303
    row = inside(lambda: drafted.call(call_id))
    assert row.state is CallState.open and row.fields == ["维权", "服务"] and row.quota_permille == 25
    assert as_user(MEMBER).get(f"/calls/{call_id}").status_code == 200
    assert inside(lambda: db.session.scalar(select(func.count(Message.id)).where(Message.member_id == CHAIR))) == 1
    assert office.get(f"/calls/{call_id}/edit").status_code == 200
    assert office.get("/calls/desk?q=案例&state=open").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"title": "一" * 300}, {"opens_at": "x"}, {"submits_until": "2026-09-01T00:00"}, {"year": "99999"},
        {"subject": "planet"}, {"quota_percent": "101"}, {"quota_percent": "-1"}, {"quota_percent": "1e2"},
        {"word_least": "9", "word_most": "3"}, {"aggregate": ["mean", "median"]}, {"fields": "一" * 60},
        {"reviews_per_entry": "0"}, {"corrects_until": "1800-01-01T00:00"},
    ],
)  # fmt: skip
def test_a_malformed_call_is_not_made(app, as_user, inside, wrong):
    answer = as_user(OFFICE).post("/calls?preset=story", FORM | wrong)
    assert answer.status_code in {409, 422}
    assert inside(lambda: db.session.scalar(select(func.count(Call.id)))) == 0
    assert as_user(OFFICE).post("/calls?preset=nonsense", FORM).status_code == 409


def test_only_the_office_of_calls_makes_them(app, as_user, inside):
    call_id = inside(drafted.add_call)
    for who in (MEMBER, CHAIR, 10004, 10008):
        browser = as_user(who)
        for path in (
            "desk",
            "new",
            "rounds/new",
            f"{call_id}/desk",
            f"{call_id}/edit",
            f"{call_id}/questions",
            f"{call_id}/entries",
            f"{call_id}/entries.xlsx",
        ):
            assert browser.get(f"/calls/{path}").status_code == 403, path
        for path in (
            "",
            f"/{call_id}",
            f"/{call_id}/publication",
            f"/{call_id}/calling-off",
            f"/{call_id}/quotas",
            f"/{call_id}/acceptances",
            "/rounds",
        ):
            assert browser.post(f"/calls{path}").status_code == 403, path
    assert as_user(MEMBER).get("/calls/unit").status_code == 403
    assert as_user(OFFICE).get("/calls/987654/desk").status_code == 404


def test_what_people_wrote_by_is_not_turned_round(app):
    with app.app_context():
        call_id = drafted.add_call()
        drafted.add_draft(call_id)
        version = drafted.call(call_id).version
        with pytest.raises(Refused, match="不能再改"):
            making.update_call(call_id, version, {"blind_authors": False}, actor(OFFICE))
        with pytest.raises(Refused, match="不能提前"):
            making.update_call(call_id, version, {"submits_until": SUBMITS - timedelta(days=1)}, actor(OFFICE))
        making.update_call(call_id, version, {"submits_until": SUBMITS + timedelta(days=1)}, actor(OFFICE))


def test_a_longer_deadline_opens_a_closed_call_again(app):
    with app.app_context():
        call_id = drafted.add_call()
        clock.set_now(SUBMITS)
        assert "1 项" in making.close_due() and drafted.call(call_id).state is CallState.closed
        later = {"submits_until": SUBMITS + timedelta(days=2)}
        making.update_call(call_id, drafted.call(call_id).version, later, actor(OFFICE))
        assert drafted.call(call_id).takes_entries


def test_calling_off_tells_those_who_wrote(app, as_user, inside):
    call_id = inside(drafted.add_call)
    inside(lambda: drafted.add_draft(call_id))
    office = as_user(OFFICE)
    assert office.post(f"/calls/{call_id}/calling-off", {"reason": ""}).status_code == 422
    assert office.post(f"/calls/{call_id}/calling-off", {"reason": "改到明年"}).status_code == 303
    assert inside(lambda: db.session.scalar(select(Message.body).where(Message.member_id == MEMBER))).startswith(
        "改到明年"
    )
    assert as_user(MEMBER).get(f"/calls/{call_id}").status_code == 404


def test_a_case_is_one_text_with_what_to_write_beside_it(as_user, inside):
    call_id = inside(lambda: making.create_call("case_study", drafted.TIMES, actor(OFFICE)))
    inside(lambda: making.publish_call(call_id, drafted.call(call_id).version, actor(OFFICE)))
    assert inside(lambda: reading.asked_by(call_id)) == []
    entry_id = inside(lambda: entries.start_entry(call_id, actor(MEMBER)))
    page = as_user(MEMBER).get(f"/calls/entries/{entry_id}/edit").text
    assert page.count("<textarea") == 1 and "800–2000 字" in page
    told = page.index("请写清背景、做法、成效、推广价值")
    assert page.rindex("<details", 0, told) > page.index("<h1") and told < page.index("<textarea")


def test_a_copy_has_questions_limits_and_files(app):
    with app.app_context():
        call_id = drafted.add_call("case_study")
        asked = {"text": "推广到了哪里", "kind": QuestionKind.long, "hint": "", "is_required": True, "choices": []}
        making.ask(call_id, asked, (10, 300), actor(OFFICE))
        copy = drafted.call(making.copy_call(call_id, actor(OFFICE)))
        asked = [[(a.question.text, a.least, a.most) for a in reading.asked_by(id)] for id in (copy.id, call_id)]
        assert asked[0] == asked[1] == [("推广到了哪里", 10, 300)]
        assert len(copy.attachment_rules) == 2 and copy.year == 2027 and copy.state is CallState.draft


def test_questions_and_files_are_asked_for_on_a_page(app, as_user, inside):
    call_id = inside(lambda: drafted.add_call(opened=False))
    office = as_user(OFFICE)
    assert (
        office.post(
            f"/calls/{call_id}/questions", {"text": "亮点", "kind": "long", "is_required": "y", "most": "300"}
        ).status_code
        == 303
    )
    assert office.post(f"/calls/{call_id}/questions", {"text": "附件", "kind": "file"}).status_code == 409
    assert office.post(f"/calls/{call_id}/questions", {}).status_code == 422
    rule = {"name": "照片", "kinds": ["jpg", "png"], "largest_mb": "5", "most": "3"}
    assert office.post(f"/calls/{call_id}/attachment-rules", rule).status_code == 303
    assert office.post(f"/calls/{call_id}/attachment-rules", rule | {"kinds": ["exe"]}).status_code == 422
    page = office.get(f"/calls/{call_id}/questions").text
    assert "亮点" in page and "照片" in page
    rule_id = inside(lambda: drafted.call(call_id).attachment_rules[0].id)
    assert office.post(f"/calls/attachment-rules/{rule_id}/removal").status_code == 303
    assert office.post(f"/calls/attachment-rules/{rule_id}/removal").status_code == 404


def test_a_template_is_put_up_and_downloaded(app, as_user, inside):
    call_id = inside(drafted.add_call)
    file = {"file": (io.BytesIO(drafted.docx()), "案例模板.docx")}
    assert (
        as_user(OFFICE).post(f"/calls/{call_id}/template", file, content_type="multipart/form-data").status_code == 303
    )
    answer = as_user(MEMBER).get(f"/calls/{call_id}/template")
    assert answer.status_code == 200 and answer.headers["Content-Disposition"].startswith("attachment")
    wrong = {"file": (io.BytesIO(b"MZ"), "a.docx")}
    assert (
        as_user(OFFICE).post(f"/calls/{call_id}/template", wrong, content_type="multipart/form-data").status_code == 409
    )
    assert as_user(OFFICE).post(f"/calls/{call_id}/template-removal").status_code == 303
    assert as_user(MEMBER).get(f"/calls/{call_id}/template").status_code == 404


def test_the_round_of_december_opens_seven_calls_with_one_message(app, as_user, inside):
    office = as_user(OFFICE)
    assert office.get("/calls/rounds/new").status_code == 200
    round_form = TIMES | {"title": "2026 年荣誉评选", "year": "2026", "keys": [key.value for key in HonourKey]}
    assert office.post("/calls/rounds", round_form | {"keys": []}).status_code == 422
    where = office.post("/calls/rounds", round_form).location
    assert office.get(where).status_code == 200
    assert office.post(f"{where}/publication").status_code == 303
    assert office.post(f"{where}/publication").status_code == 409
    assert inside(lambda: db.session.scalar(select(func.count(Call.id)).where(Call.state == CallState.open))) == 7
    assert inside(lambda: db.session.scalar(select(func.count(Message.id)).where(Message.member_id == CHAIR))) == 1
    page = office.get(where).text
    assert "外国语学院" in page and "0／1" in page
    assert office.get(f"{where}/quotas.xlsx").data.startswith(b"PK")
    assert office.post(f"{where}/calendar", TIMES | {"reviews_until": "2026-11-20T00:00"}).status_code == 303
    assert office.get("/calls/desk").status_code == 200
    assert office.get("/calls/rounds/987654").status_code == 404


def test_the_sheet_of_a_round_has_the_places_of_units_and_of_campuses(app, as_user, inside):
    def prepare():
        keys = ["active_member", "march8_team"]
        round_id = rounds.create_round(drafted.TIMES | {"title": "荣誉评选"}, keys, actor(OFFICE))
        rounds.publish_round(round_id, actor(OFFICE))
        return round_id, rounds.create_round(drafted.TIMES | {"title": "空的"}, keys[:1], actor(OFFICE))

    round_id, other = inside(prepare)
    office = as_user(OFFICE)
    page = office.get(f"/calls/rounds/{round_id}").text
    assert "各校区名额" in page and "东校区" in page and "0／8" in page
    with zipfile.ZipFile(io.BytesIO(office.get(f"/calls/rounds/{round_id}/quotas.xlsx").data)) as book:
        assert "校区名额" in book.read("xl/workbook.xml").decode()
        assert any("三八红旗集体评选 名额" in book.read(name).decode() for name in book.namelist() if "sheet2" in name or "Strings" in name)
    assert "各校区名额" not in office.get(f"/calls/rounds/{other}").text
    assert office.get(f"/calls/rounds/{other}/quotas.xlsx").status_code == 200


def test_a_round_without_anything_is_refused(app):
    with app.app_context():
        facts = drafted.TIMES | {"title": "空的"}
        with pytest.raises(Refused):
            rounds.create_round(facts, [], actor(OFFICE))
        assert db.session.scalar(select(func.count(Round.id))) == 0


def test_lists_of_the_office_ask_the_same_number_of_questions(app, as_user, inside, statements):
    call_id = inside(lambda: drafted.add_call(per_person_most=None, quota_rule=QuotaRule.none))
    inside(lambda: drafted.approve(drafted.add_sent(call_id)))
    office, chair = as_user(OFFICE), as_user(CHAIR)
    pages = [(office, "/calls/desk"), (office, f"/calls/{call_id}/entries"), (chair, f"/calls/{call_id}/unit"), (chair, "/calls/unit"),
             (office, f"/calls/{call_id}/entries.xlsx")]  # fmt: skip
    few = [len(statements(lambda b=browser, p=path: b.get(p))) for browser, path in pages]
    for _ in range(8):
        inside(lambda: drafted.approve(drafted.add_sent(call_id)))
        inside(drafted.add_call)
    assert [len(statements(lambda b=browser, p=path: b.get(p))) for browser, path in pages] == few


def test_no_page_falls_over_when_anybody_opens_it(app, as_user, inside):
    made = inside(drafted.one_of_each)
    rules = [
        r
        for r in app.url_map.iter_rules()
        if r.endpoint.startswith("calls.") and "GET" in r.methods and r.arguments <= set(made)
    ]
    mine = {"hall", "entries", "files", "units", "desk", "parts", "rounds", "intake"}
    rules = [r for r in rules if app.view_functions[r.endpoint].__module__.rpartition(".")[2] in mine]
    for who in (MEMBER, CHAIR, OFFICE, 10005, None):
        browser = as_user(who)
        for rule in rules:
            path = rule.build({name: made[name] for name in rule.arguments})[1]
            assert browser.get(path).status_code in {200, 303, 403, 404, 409}, (who, path)
