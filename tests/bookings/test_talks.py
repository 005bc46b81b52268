"""Counselling: consent, alias, one active appointment, and that nobody else learns of it anywhere."""

from datetime import datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select, text

from tests.support.university import add_member, add_slot
from unionweb.accounts.models import Credential, Member
from unionweb.accounts.services import issue_code
from unionweb.bookings.models import Booking, ReadLog
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db

ALIAS = "金丝雀乙"
OTHERS = (10002, 10003, 10004, 10005, 10007, 10008)


@pytest.fixture
def slot(inside):
    return inside(lambda: add_slot("2026-09-18 09:00", point=3, provider=1, minutes=50))


def readable(answer) -> str:
    """Everything a person could read in an answer, the sheets of a workbook too."""
    if answer.data[:2] != b"PK":
        return answer.data.decode(errors="replace")
    with ZipFile(BytesIO(answer.data)) as book:
        return "".join(book.read(name).decode(errors="replace") for name in book.namelist())


def book(browser, slot_id, **more):
    data = {"slot_id": slot_id, "mode": "face", "alias": ALIAS, "consent": "1"} | more
    return browser.post("/counseling/bookings", data=data)


def test_the_page_offers_time_consent_and_hotlines(as_user, slot):
    page = as_user(10001).get("/counseling").text
    assert "12356" in page and "知情同意书第 1 版" in page and f'value="{slot}"' in page and "何言" in page


def test_without_consent_nothing_is_booked(as_user, inside, slot):
    answer = book(as_user(10001), slot, consent="")
    assert answer.status_code == 409 and "知情同意书" in answer.text and ALIAS in answer.text
    assert inside(lambda: db.session.scalars(select(Booking)).all()) == []


def test_an_outdated_consent_is_shown_anew(as_user, inside, slot):
    assert "刚刚换了新的一版" in book(as_user(10001), slot, consent="7").text


def test_booking_with_consent_works_and_the_second_time_needs_none(as_user, inside, slot):
    answer = book(as_user(10001), slot)
    page = as_user(10001).get(answer.location)
    assert ALIAS in page.text and "12356" in page.text and "谁看过" in page.text
    as_user(10001).post(f"{answer.location}/cancellation")
    assert book(as_user(10001), slot, consent="").status_code == 303


def test_one_appointment_a_week(as_user, inside, slot):
    book(as_user(10001), slot)
    other = inside(lambda: add_slot("2026-09-18 10:00", point=3, provider=1, minutes=50))
    answer = book(as_user(10001), other)
    assert answer.status_code == 409 and "每周最多 1 次" in answer.text


def test_by_phone_needs_a_number_that_is_kept_encrypted(as_user, inside, slot):
    assert "留一个能打通的号码" in book(as_user(10001), slot, mode="phone").text
    assert book(as_user(10001), slot, mode="phone", contact="19999001234").status_code == 303
    raw = inside(lambda: db.session.execute(text("SELECT alias, contact FROM booking")).one())
    assert ALIAS not in raw[0] and "19999001234" not in raw[1]


def test_the_counselor_sees_the_alias_and_every_look_is_told_to_the_owner(as_user, inside, slot):
    mine = book(as_user(10001), slot).location
    counselor = as_user(10006)
    page = counselor.get("/counselor/").text
    assert ALIAS in page and "王敏" not in page
    assert ALIAS in counselor.get(mine.replace("/bookings", "/counselor")).text
    assert inside(lambda: len(db.session.scalars(select(ReadLog)).all())) == 2
    assert "何言" in as_user(10001).get(mine).text


def test_nobody_else_opens_or_changes_it(as_user, slot):
    mine = book(as_user(10001), slot).location
    number = mine.rsplit("/", 1)[1]
    for other in OTHERS:
        assert as_user(other).get(mine).status_code == 404
        assert as_user(other).post(f"{mine}/cancellation").status_code == 404
        assert as_user(other).get(f"/counselor/{number}").status_code == 403
    assert as_user(10006).get(mine).status_code == 404


def test_messages_never_name_the_service(as_user, inside, slot, at):
    from unionweb.bookings.services.routine import remind

    book(as_user(10001), slot)
    at("2026-09-17 09:05")
    inside(remind)
    inside(remind)
    told = inside(lambda: db.session.scalars(select(Message).where(Message.member_id == 10001)).all())
    assert [m.title for m in told] == ["提醒：9月18日 周五 9:00 有一项预约"]
    for word in ("心理", "咨询", "向日葵", "谈话", "何言", "职工之家"):
        assert not any(word in m.title + m.body for m in told)


def test_no_page_of_anybody_else_shows_the_alias_or_the_owner(as_user, app, slot):
    """Every GET page without parameters, as everybody else, with the canary alias in a booking."""
    book(as_user(10001), slot)
    pages = [r.rule for r in app.url_map.iter_rules() if "GET" in r.methods and not r.arguments and r.rule != "/counselor/"]
    for other in OTHERS:
        browser = as_user(other)
        for path in pages:
            assert ALIAS not in readable(browser.client.get(path)), (other, path)


def test_the_hall_and_the_list_name_neither_service_nor_place_of_it(as_user, slot):
    book(as_user(10001), slot)
    for path in ("/", "/bookings/"):
        page = as_user(10001).get(path).text
        assert "一项预约" in page and "职工之家" not in page.split('id="mine"')[-1].split("</section>")[0]


def test_consent_can_be_taken_back(as_user, inside, slot):
    book(as_user(10001), slot)
    as_user(10001).post("/counseling/consents/1/withdrawal")
    assert "收回" in as_user(10001).get("/counseling/consents").text
    assert "我看完了，同意" in as_user(10001).get("/counseling").text


def test_who_resets_a_password_finds_nothing_confidential_for_a_day(as_user, inside, slot):
    mine = book(as_user(10001), slot).location
    inside(lambda: issue_code(10001, db.session.get(Member, 10004)))
    thief = as_user(10001)
    inside(lambda: (_code_is_used(10001), db.session.commit()))
    assert thief.get(mine).status_code == 404
    for path in ("/", "/bookings/", "/counseling", "/counseling/consents"):
        page = thief.get(path).text
        assert ALIAS not in page and "一项预约" not in page and "何言" not in page
    assert book(thief, slot).status_code == 409


def test_a_first_code_hides_nothing(as_user, inside, slot):
    inside(lambda: (add_member(20001, "新老师"), db.session.commit()))
    inside(lambda: issue_code(20001, db.session.get(Member, 10003)))
    inside(lambda: (_code_is_used(20001), db.session.commit()))
    assert "和谁谈" in as_user(20001).get("/counseling").text


def _code_is_used(member_id):
    db.session.get(Credential, member_id).code_expires_at = None


def slots_of_weeks(*weeks, each=14):
    """So many talks a week with 何言, by the Monday of the week."""
    return [
        add_slot(str(datetime.fromisoformat(monday) + timedelta(days=n // 3, hours=9 + n % 3)), point=3, provider=1, minutes=50)
        for monday in weeks
        for n in range(each)
    ]


def test_every_free_time_can_be_reached_week_by_week(as_user, inside):
    ids = inside(lambda: slots_of_weeks("2026-09-21", "2026-09-28"))
    first = as_user(10001).get("/counseling")
    assert first.text.count('name="slot_id"') == 14
    assert 'week=2026-09-28' in first.text
    second = as_user(10001).get("/counseling?week=2026-09-28")
    assert {n for n in ids if f'value="{n}"' in first.text} | {n for n in ids if f'value="{n}"' in second.text} == set(ids)
    for odd in ("x", "0001-01-01", "2030-01-01"):
        assert as_user(10001).get(f"/counseling?week={odd}").status_code == 200


def test_the_time_asked_for_is_shown_and_chosen(as_user, inside):
    asked = inside(lambda: slots_of_weeks("2026-09-21", "2026-09-28"))[-1]
    assert f'value="{asked}" checked' in as_user(10001).get(f"/counseling?slot={asked}").text
    assert "约不了了" in as_user(10001).get("/counseling?slot=99999").text


def test_all_reasons_stand_beside_a_time_and_the_earliest_possible_one_above(as_user, inside):
    ids = inside(lambda: slots_of_weeks("2026-09-21", "2026-09-28", each=3))
    assert book(as_user(10001), ids[0]).status_code == 303
    page = as_user(10001).get("/counseling?week=2026-09-21").text
    assert page.count("每周最多 1 次") >= 2 and page.count("每天最多 1 次") >= 2
    assert "这一周您都约不了。最早可以约" in page and f"slot={ids[3]}" in page
