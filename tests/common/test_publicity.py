"""公示: its days by the calendar, objections, answers, its end by itself; names masked where the setting says so."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.notices.written import AUTHOR, add_publicity, person
from unionweb.common import publicity, settings
from unionweb.common.audit import AuditEvent
from unionweb.common.publicity import Objection, PublicityState, PublicNotice
from unionweb.inbox.models import Message
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.notices import services


def shown():
    return db.session.scalar(select(PublicNotice).execution_options(populate_existing=True))


@pytest.mark.parametrize(
    ("starts_on", "workdays", "last"),
    [
        (date(2026, 9, 16), 5, date(2026, 9, 21)),
        (date(2026, 11, 23), 5, date(2026, 11, 27)),
        (date(2026, 9, 19), 1, date(2026, 9, 20)),  # begun on a Saturday; Sunday the 20th is a working day before the holidays
        (date(2026, 9, 30), 4, date(2026, 10, 10)),  # the National Day holidays do not count, the make-up Saturday does
    ],
)
def test_its_working_days_are_counted_with_the_first(inside, starts_on, workdays, last):
    assert inside(lambda: publicity.last_day(starts_on, workdays)) == last


def test_a_member_objects_and_is_answered(as_user, inside):
    notice_id = inside(add_publicity)
    reader, office = as_user(10001), as_user(10003)
    assert reader.post(f"/notices/{notice_id}/objections", {"text": ""}).status_code == 422
    assert reader.post(f"/notices/{notice_id}/objections", {"text": "王小敏去年不在岗"}).status_code == 303
    row_id = inside(lambda: db.session.scalar(select(Objection.id)))
    assert "王小敏去年不在岗" in reader.get(f"/notices/{notice_id}").text
    assert "王小敏去年不在岗" not in as_user(10002).get(f"/notices/{notice_id}").text
    desk = f"/notices/{notice_id}/objections/{row_id}/answer"
    assert "王小敏去年不在岗" in office.get(f"/notices/{notice_id}/desk").text
    assert office.post(desk, {"answer": ""}).status_code == 422
    assert office.post(desk, {"answer": "核实过了，她在岗。"}).status_code == 303
    assert office.post(desk, {"answer": "再答一次"}).status_code == 409
    assert "核实过了" in reader.get(f"/notices/{notice_id}").text
    assert inside(lambda: db.session.scalar(select(Message.member_id).order_by(Message.id.desc()))) == 10001


def test_who_objected_stands_on_no_page_and_the_words_are_not_readable_in_the_database(as_user, inside):
    notice_id = inside(add_publicity)
    as_user(10001).post(f"/notices/{notice_id}/objections", {"text": "金丝雀"})
    raw = inside(lambda: db.session.connection().exec_driver_sql("SELECT text FROM objection").scalar())
    assert "金丝雀" not in raw
    for path in (f"/notices/{notice_id}/desk", "/audit"):
        assert "王敏" not in as_user(10003).get(path).text, path
    event = inside(lambda: db.session.scalar(select(AuditEvent).where(AuditEvent.action == "objected")))
    assert event.actor_id is None and event.sealed


def test_the_office_writes_down_what_it_was_told(as_user, inside):
    notice_id = inside(add_publicity)
    office = as_user(10003)
    path = f"/notices/{notice_id}/told-objections"
    assert office.post(path, {"told_by": "", "text": "不对"}).status_code == 422
    assert office.post(path, {"told_by": "未留名", "text": "名单里少一个人"}).status_code == 303
    assert "名单里少一个人" in office.get(f"/notices/{notice_id}/desk").text
    assert as_user(10001).post(path, {"told_by": "我", "text": "x"}).status_code == 403


def test_it_ends_by_itself_after_its_last_day(as_user, inside, at):
    notice_id = inside(add_publicity)
    heard = []
    publicity.when_ended.append(lambda row: heard.append(row.subject_id))
    try:
        at("2026-09-21 23:00")
        assert inside(publicity.end_due) == "没有到期的。"
        at("2026-09-22 00:01")
        late = as_user(10001).post(f"/notices/{notice_id}/objections", {"text": "晚了"})
        assert late.status_code == 409 and "公示期已经过了" in late.text and "晚了" in late.text
        assert inside(publicity.end_due) == "结束了 1 个。"
        assert inside(publicity.end_due) == "没有到期的。"
    finally:
        publicity.when_ended.pop()
    assert inside(shown).state is PublicityState.ended and heard == [notice_id]


def test_withdrawing_the_notice_ends_it(as_user, inside):
    notice_id = inside(add_publicity)
    inside(lambda: services.withdraw_notice(notice_id, "名单有误", person(AUTHOR)))
    assert inside(shown).state is PublicityState.withdrawn
    assert as_user(10001).post(f"/notices/{notice_id}/objections", {"text": "x"}).status_code == 409


def test_it_does_not_begin_in_the_past(inside):
    with pytest.raises(Refused, match="已经过去了"):
        inside(lambda: add_publicity(publicity_starts_on=date(2026, 9, 15)))


def test_objections_wait_for_the_first_day(as_user, inside):
    notice_id = inside(lambda: add_publicity(publicity_starts_on=date(2026, 9, 18)))
    browser = as_user(10001)
    assert "还没有开始" in browser.get(f"/notices/{notice_id}").text
    assert browser.post(f"/notices/{notice_id}/objections", {"text": "x"}).status_code == 409


@pytest.mark.parametrize(("name", "masked"), [("王敏", "王*"), ("王小敏", "王*敏"), ("欧阳娜娜", "欧**娜"), ("王", "*"), ("", "*")])
def test_a_masked_name_keeps_its_ends(name, masked):
    assert publicity.masked_name(name) == masked


def test_names_are_masked_by_setting_and_what_is_published_stays(as_user, inside):
    plain = inside(add_publicity)
    inside(lambda: settings.put("publicity.mask_names", True))
    hidden = inside(add_publicity)
    browser = as_user(10001)
    assert "王小敏" in browser.get(f"/notices/{plain}").text
    page = browser.get(f"/notices/{hidden}").text
    assert "王*敏" in page and "王小敏" not in page and "公示期为2026年9月16日至2026年9月21日（5个工作日）" in page
    found = browser.get("/notices/?q=王小敏").text
    assert f'href="/notices/{plain}"' in found and f'href="/notices/{hidden}"' not in found


def test_an_answer_to_an_objection_of_another_notice_is_not_found(as_user, inside):
    first, second = inside(add_publicity), inside(add_publicity)
    as_user(10001).post(f"/notices/{first}/objections", {"text": "x"})
    assert as_user(10003).post(f"/notices/{second}/objections/1/answer", {"answer": "y"}).status_code == 404


def test_the_same_objection_twice_is_one(as_user, inside):
    notice_id = inside(add_publicity)
    for _ in range(2):
        assert as_user(10001).post(f"/notices/{notice_id}/objections", {"text": "同一条"}).status_code == 303
        assert as_user(10003).post(f"/notices/{notice_id}/told-objections", {"told_by": "张三", "text": "同一条"}).status_code == 303
    assert len(inside(lambda: list(db.session.scalars(select(Objection.id))))) == 2


def test_what_was_told_within_the_days_is_written_down_afterwards(as_user, inside, at):
    path = f"/notices/{inside(add_publicity)}/told-objections"
    at("2026-09-23 09:00")
    office = as_user(10003)
    told = {"told_by": "张三", "text": "电话里说的"}
    for day in ("", "2026-09-22", "2026-09-15", "2026-09-24"):
        assert office.post(path, told | {"received_on": day}).status_code == 409, day
    assert office.post(path, told | {"received_on": "2026-09-21"}).status_code == 303
    assert inside(lambda: db.session.scalar(select(Objection.received_at))).date() == date(2026, 9, 21)


def test_own_objections_stay_visible_when_it_is_withdrawn(as_user, inside):
    notice_id = inside(add_publicity)
    as_user(10001).post(f"/notices/{notice_id}/objections", {"text": "我的那一条"})
    inside(lambda: services.withdraw_notice(notice_id, "名单有误", person(AUTHOR)))
    assert "我的那一条" in as_user(10001).get(f"/notices/{notice_id}").text
    assert "我的那一条" not in as_user(10002).get(f"/notices/{notice_id}").text


def test_what_is_shown_goes_by_the_date_of_today(as_user, inside, at):
    notice_id = inside(lambda: add_publicity(publicity_starts_on=date(2026, 9, 18)))
    assert "还没有开始" in as_user(10003).get(f"/notices/{notice_id}/desk").text
    at("2026-10-20 09:00")
    page = as_user(10001).get(f"/notices/{notice_id}").text
    assert "公示已经结束" in page and "还没有开始" not in page
    assert "公示到" not in as_user(10001).get("/notices/").text
