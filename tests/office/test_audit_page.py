"""The trail on the screen and as a file: filtered, paged, in Chinese, and never a sealed event."""

import ast
import io
import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

import unionweb
from unionweb.common import audit
from unionweb.common.audit import ActorKind, AuditEvent
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.extensions import db

OFFICE, ADMIN, STRANGERS = 10003, 10004, (10001, 10002, 10005, 10006, 10007, 10008)
CANARY = "绝不能出现"


class Person:
    def __init__(self, id):
        self.id = id


@pytest.fixture
def events(inside):
    """What some people did, some of it sealed."""

    @write
    def add():
        audit.record("signed_in", "member", 10001, actor=Person(10001), kind=ActorKind.owner)
        audit.record("code_issued", "member", 10005, actor=Person(10003), kind=ActorKind.office, reason="忘了密码")
        audit.record("booked", "booking", 7, actor=Person(10001), kind=ActorKind.owner, to_state="confirmed")
        secret = {"reason": CANARY, "to_state": CANARY, "detail": {"name": CANARY}, "sealed": True}
        audit.record("booked", "booking", 8, actor=Person(10001), kind=ActorKind.owner, **secret)
        audit.record("checked_in", "booking", 8, actor=Person(10006), kind=ActorKind.counselor, **secret)

    inside(add)


def page(browser, **asked):
    answer = browser.get("/audit", query_string=asked)
    assert answer.status_code == 200
    return answer.text


def test_events_are_shown_in_chinese_newest_first(as_user, events):
    text = page(as_user(OFFICE))
    assert text.index("约了：预约 第 7 号") < text.index("发了一次性密码：会员 周外") < text.index("登录了：会员 王敏")
    assert "已约" in text and "忘了密码" in text and "找到 <b>3</b> 条" in text


@pytest.mark.parametrize(
    "asked",
    [{}, {"staff_no": "10001"}, {"staff_no": "10006"}, {"action": "booked"}, {"subject": "booking"}, {"action": "checked_in"},
     {"since": "2026-09-16", "until": "2026-09-16"}, {"page": "2"}],
)  # fmt: skip
def test_sealed_events_are_nowhere(as_user, events, asked):
    for staff_no in (OFFICE, ADMIN):
        browser = as_user(staff_no)
        text = page(browser, **asked)
        assert CANARY not in text and "第 8 号" not in text and "签到了：" not in text
        cells = rows_of(browser.post("/audit/exports", data=asked))
        assert not [cell for row in cells for cell in row if CANARY in str(cell) or "第 8 号" in str(cell)]


def test_events_are_found_by_person_action_subject_and_day(as_user, events, at):
    browser = as_user(OFFICE)
    assert "找到 <b>2</b> 条" in page(browser, staff_no="10001")
    assert "找到 <b>1</b> 条" in page(browser, staff_no=" 10003 ")
    assert "找到 <b>1</b> 条" in page(browser, action="booked")
    assert "找到 <b>2</b> 条" in page(browser, subject="member")
    assert "找到 <b>1</b> 条" in page(browser, staff_no="10001", subject="member")
    assert "找到 <b>3</b> 条" in page(browser, since="2026-09-16", until="2026-09-16")
    for nothing in ({"staff_no": "99999"}, {"since": "2026-09-17"}, {"until": "2026-09-15"}):
        text = page(browser, **nothing)
        assert "没有这样的记录" in text and "看全部记录" in text


def test_what_is_called_the_same_is_one_choice(as_user, inside):
    @write
    def add():
        for action, subject in (("cancelled", "booking"), ("lifted", "opening_exception"), ("booked", "booking")):
            audit.record(action, subject, 7, actor=Person(10003), kind=ActorKind.office)

    inside(add)
    browser = as_user(OFFICE)
    options = re.findall(r"<option[^>]*>(.*?)</option>", page(browser))
    assert options.count("取消了") == 1
    for code in ("cancelled", "lifted"):
        text = page(browser, action=code)
        assert "找到 <b>2</b> 条" in text and re.search(r'<option selected value="[a-z_]+">取消了<', text)
        assert len(rows_of(browser.post("/audit/exports", data={"action": code}))) == 3


def test_dates_are_written_as_people_write_them(as_user, inside):
    @write
    def add():
        rule = {"detail": {"key": "booking.per_day", "valid_from": "2026-12-10"}, "from_state": "2", "to_state": "3"}
        audit.record("changed", "setting", None, actor=Person(10003), kind=ActorKind.office, **rule)
        words = "学期 2026-08-31 到 2027-01-17"
        audit.record("period_created", "calendar", None, actor=Person(10003), kind=ActorKind.office, to_state=words)
        audit.record("day_changed", "calendar", None, actor=Person(10003), kind=ActorKind.office, to_state="第 2026-13-45 号")

    inside(add)
    text = page(as_user(OFFICE))
    assert "2 → 3，12月10日 起" in text and "8月31日 到 2027年1月17日" in text and "2026-13-45" in text


def test_what_was_asked_for_stays_in_the_form(as_user, events):
    text = page(as_user(OFFICE), staff_no="10001", action="booked", since="2026-09-01")
    assert 'value="10001"' in text and 'value="2026-09-01"' in text and "清除筛选" in text
    assert re.search(r'<option selected value="booked">|<option value="booked" selected>', text)


@pytest.mark.parametrize(
    "asked", [{"since": "x"}, {"until": "2026-02-30"}, {"action": "drop table"}, {"subject": "'"}, {"staff_no": "1" * 21}]
)
def test_senseless_questions_are_told(as_user, events, asked):
    answer = as_user(OFFICE).get("/audit", query_string=asked)
    assert answer.status_code == 422 and "没有查" in answer.text and "找到" not in answer.text
    assert as_user(OFFICE).post("/audit/exports", data=asked).status_code == 422


def test_list_pages_and_needs_the_same_queries_for_30_as_for_1(as_user, inside, statements):
    @write
    def add(count):
        for number in range(count):
            audit.record("code_issued", "member", (10001, 10005)[number % 2], actor=Person(10003), kind=ActorKind.office)

    browser = as_user(OFFICE)
    inside(lambda: add(1))
    browser.get("/audit")
    one = len(statements(lambda: browser.get("/audit")))
    inside(lambda: add(40))
    assert len(statements(lambda: browser.get("/audit"))) == one
    text = page(browser, staff_no="10003", page="2")
    assert "第 31 到 41 条" in text and "staff_no=10003&amp;page=1" in text


def rows_of(answer):
    assert answer.status_code == 200 and answer.headers["Content-Disposition"].startswith("attachment")
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def test_export_holds_what_was_found_and_is_noted(as_user, inside, events):
    header, *rows = rows_of(as_user(OFFICE).post("/audit/exports", data={"staff_no": "10001"}))
    assert header == ["时间", "谁", "工号", "做了什么", "对什么", "变化", "原因"]
    assert [row[1:5] for row in rows] == [["王敏", "10001", "约了", "预约 第 7 号"], ["王敏", "10001", "登录了", "会员 王敏"]]
    assert rows[0][0] == clock.now().replace(second=rows[0][0].second)
    noted = inside(lambda: db.session.scalar(select(AuditEvent).where(AuditEvent.subject_kind == "audit")))
    assert (noted.action, noted.actor_id, noted.detail) == ("exported", OFFICE, {"count": 2, "filters": {"staff_no": "10001"}})


def test_text_that_looks_like_a_formula_stays_text(as_user, inside):
    inside(lambda: write(audit.record)("code_issued", "member", 10001, reason='=HYPERLINK("http://evil.example")'))
    assert rows_of(as_user(OFFICE).post("/audit/exports"))[1][6].startswith("=HYPERLINK")


def test_an_auditor_may_read_it_too(as_user, inside):
    from tests.support.university import grant
    from unionweb.accounts.rules import Role

    inside(lambda: (grant(10008, Role.auditor), db.session.commit()))
    assert as_user(10008).get("/audit").status_code == 200
    assert as_user(10008).get("/settings").status_code == 403


@pytest.mark.parametrize("staff_no", STRANGERS)
def test_nobody_else_reads_the_trail(as_user, events, inside, staff_no):
    before = inside(lambda: db.session.scalar(select(func.count()).select_from(AuditEvent)))
    assert as_user(staff_no).get("/audit").status_code == 403
    assert as_user(staff_no).post("/audit/exports").status_code == 403
    assert inside(lambda: db.session.scalar(select(func.count()).select_from(AuditEvent))) == before


def test_old_and_unknown_codes_are_shown_as_they_are(as_user, inside):
    inside(lambda: write(audit.record)("frobnicated", "gadget", 3, from_state="gone", to_state="here"))
    assert "frobnicated：gadget 第 3 号" in page(as_user(OFFICE))


def test_time_of_an_event_of_long_ago_has_its_year(as_user, inside, at):
    inside(lambda: write(audit.record)("code_issued", "member", 10001))
    at("2027-09-16 10:38")
    assert "2026年9月16日" in page(as_user(OFFICE))


def recorded():
    """The action and the subject of each place in the source that records an event, as far as they are written there."""
    root = Path(unionweb.__file__).parent
    for path in set(root.rglob("*.py")) - set(root.glob("demo/**/*.py")):
        for call in ast.walk(ast.parse(path.read_text())):
            name = isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2].lstrip("_")
            if name in {"record", "note"}:
                texts = [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args]
                whole = ast.unparse(call.func) == "audit.record"
                yield texts[0] if whole else next(filter(None, texts), None), texts[1] if whole else None


def test_every_action_in_the_source_has_its_chinese_word():
    actions, subjects = ({w for w in words if w and w.isascii()} for words in zip(*recorded(), strict=True))
    assert {"signed_in", "changed", "promoted", "rules_added"} <= actions and "member" in subjects
    assert actions - set(audit.words) == set()
    assert subjects - set(audit.subjects) == set()
