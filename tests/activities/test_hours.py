"""Hours: one's own, confirmed, corrected with a log, certified once, and the official record of volunteer service."""

import io
from datetime import datetime

import pypdf
import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import func, select

from tests.activities.day import add_attendance, add_crowd, add_day, add_signup, attendance
from unionweb.accounts.models import Member
from unionweb.activities.models import ActivityCertificate, Attendance, HoursCorrection, VolunteerRecord
from unionweb.activities.rules.certificates import period
from unionweb.activities.rules.kinds import ActivityKind
from unionweb.activities.rules.presence import hours
from unionweb.certificates import services as certificates
from unionweb.certificates.models import Certificate
from unionweb.certificates.rules import Kind
from unionweb.common.audit import AuditEvent
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db

AFTER = "2026-09-16 17:00"
VOLUNTEERING = {"kind": ActivityKind.volunteering}
CERTIFICATE = {"period": "2026年9月16日", "content": "校园导览"}


@pytest.fixture
def served(inside, at):
    """An afternoon of volunteering at which 王敏 and 周外 came; two hours each, not confirmed."""
    activity_id = inside(lambda: add_day("校园导览", **VOLUNTEERING))
    inside(lambda: [add_attendance(activity_id, member_id) for member_id in (10001, 10005)])
    at(AFTER)
    return activity_id


def words_of(data) -> str:
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def confirm(browser, activity_id):
    return browser.post(f"/activities/{activity_id}/hours/confirmation")


def correct(browser, activity_id, attendance_id, said="1.5", reason="提前走了"):
    return browser.post(f"/activities/{activity_id}/hours/{attendance_id}", {"hours": said, "reason": reason})


def id_of(activity_id, member_id):
    return attendance(activity_id, member_id).id


# ---- my hours


def test_my_hours_count_what_i_came_to(as_user, inside, served):
    inside(lambda: add_attendance(add_day("讲座"), 10001, minutes=90))
    page = as_user(10001).get("/activities/hours").text
    assert "2026 年一共 1.5 小时" in page and "另有 2 小时待确认" in page and "校园导览" in page
    confirm(as_user(10003), served)
    assert "2026 年一共 3.5 小时" in as_user(10001).get("/activities/hours").text
    other = as_user(10008).get("/activities/hours").text
    assert "校园导览" not in other and "还没有时长" in other


@pytest.mark.parametrize("year", ["2025", "abc", "99999", "²", "1999"])
def test_any_year_can_be_asked_for(as_user, served, year):
    assert as_user(10001).get(f"/activities/hours?year={year}").status_code == 200


def test_hours_are_said_with_one_decimal():
    assert [hours(minutes) for minutes in (0, 30, 60, 90, 45, 600)] == ["0", "0.5", "1", "1.5", "0.8", "10"]
    assert period(["2026-09-16"]) == "2026年9月16日"
    assert period(["2026-09-16", "2026-11-03"]) == "2026年9月16日至11月3日"
    assert period(["2026-09-16", "2027-01-03"]) == "2026年9月16日至2027年1月3日"


# ---- confirming and correcting


def test_confirmed_hours_are_on_public_notice(as_user, inside, served):
    assert confirm(as_user(10003), served).status_code == 303
    found = inside(lambda: attendance(served, 10001))
    assert (found.confirmed_by_id, found.confirmed_at.hour) == (10003, 17)
    page = as_user(10008).get("/activities/hours/notice").text
    assert "王敏" in page and "校园导览" in page
    assert confirm(as_user(10003), served).status_code == 409
    assert inside(lambda: db.session.scalar(select(func.count(Message.id)))) == 2


def test_nobody_confirms_or_corrects_their_own(as_user, inside, at):
    activity_id = inside(lambda: add_day("值班", people=(10002, 10001), unit_id=2, **VOLUNTEERING))
    own, other = inside(lambda: [add_attendance(activity_id, member_id) for member_id in (10002, 10001)])
    at(AFTER)
    chair = as_user(10002)
    assert confirm(chair, activity_id).status_code == 303
    assert inside(lambda: attendance(activity_id, 10002).confirmed_at) is None
    assert confirm(chair, activity_id).status_code == 409
    assert correct(chair, activity_id, own, "9").status_code == 409
    assert correct(chair, activity_id, other, "1").status_code == 303
    assert confirm(as_user(10003), activity_id).status_code == 303


def test_hours_are_not_confirmed_before_the_end(as_user, inside, at):
    activity_id = inside(lambda: add_day(**VOLUNTEERING))
    inside(lambda: add_attendance(activity_id, 10001))
    at("2026-09-16 15:00")
    assert confirm(as_user(10003), activity_id).status_code == 409


def test_a_correction_says_who_from_what_to_what_and_why(as_user, inside, served, at):
    confirm(as_user(10003), served)
    attendance_id = inside(lambda: id_of(served, 10001))
    at("2026-09-20 09:00")
    office = as_user(10003)
    assert correct(office, served, attendance_id).status_code == 303
    found = inside(lambda: attendance(served, 10001))
    assert (found.minutes, found.confirmed_at.day) == (90, 20)
    row = inside(lambda: db.session.scalars(select(HoursCorrection)).one())
    assert (row.before, row.after, row.reason, row.by_id, row.at.day) == (120, 90, "提前走了", 10003, 20)
    assert inside(lambda: db.session.scalar(select(AuditEvent.to_state).where(AuditEvent.action == "hours_corrected"))) == "1.5 小时"
    assert "2 小时改为 1.5 小时" in office.get(f"/activities/{served}/hours/{attendance_id}").text
    assert correct(office, served, attendance_id).status_code == 409
    assert "从 2 小时改为 1.5 小时" in inside(lambda: db.session.scalars(select(Message.body).order_by(Message.id.desc())).first())


def test_a_correction_to_the_same_hours_is_none(as_user, inside, served):
    attendance_id = inside(lambda: id_of(served, 10001))
    inside(lambda: (setattr(db.session.get_one(Attendance, attendance_id), "minutes", 50), db.session.commit()))
    assert correct(as_user(10003), served, attendance_id, "0.8").status_code == 409
    assert inside(lambda: attendance(served, 10001).minutes) == 50


@pytest.mark.parametrize("said", ["", "abc", "-1", "1.25", "301", "１", "1e3", "9" * 7, "."])
def test_what_are_no_hours_is_422(as_user, inside, served, said):
    assert correct(as_user(10003), served, inside(lambda: id_of(served, 10001)), said).status_code == 422
    assert inside(lambda: attendance(served, 10001).minutes) == 120


def test_hours_are_seen_by_who_runs_it_only(as_user, inside, served):
    attendance_id = inside(lambda: id_of(served, 10001))
    for path in (f"/activities/{served}/hours", f"/activities/{served}/hours/{attendance_id}"):
        assert [as_user(who).get(path).status_code for who in (10001, 10002, 10003)] == [403, 404, 200]
    other = inside(lambda: add_day("另一个", people=(10008,), unit_id=2))
    assert as_user(10002).get(f"/activities/{other}/hours/{attendance_id}").status_code == 404
    assert correct(as_user(10002), other, attendance_id).status_code == 404


def test_the_list_of_hours_costs_the_same_for_one_and_for_thirty(as_user, inside, served, statements):
    office, path = as_user(10003), f"/activities/{served}/hours"
    office.get(path)
    few = len(statements(lambda: office.get(path)))

    def more():
        for member_id in add_crowd(32):
            add_signup(served, member_id)
            add_attendance(served, member_id)

    inside(more)
    assert len(statements(lambda: office.get(path))) == few


# ---- certificates


def test_certificates_go_to_who_came_once_each(as_user, inside, at):
    activity_id = inside(lambda: add_day("工会干部培训", people=(10001, 10005, 10008), kind=ActivityKind.training, counted_minutes=180))
    inside(lambda: [add_attendance(activity_id, member_id, minutes=180) for member_id in (10001, 10005)])
    office, path = as_user(10003), f"/activities/{activity_id}/certificates"
    at("2026-09-16 15:00")
    assert as_user(10003).post(path, CERTIFICATE).status_code == 409
    at(AFTER)
    office = as_user(10003)
    assert "发 2 张证书" in office.get(f"/activities/{activity_id}/hours").text
    assert office.post(path, CERTIFICATE).status_code == 303
    assert office.post(path, CERTIFICATE).status_code == 409
    found = inside(lambda: db.session.scalars(select(Certificate).order_by(Certificate.id)).all())
    assert [one.member_id for one in found] == [10001, 10005]
    assert all(one.kind is Kind.training and one.values["学时"] == "3" and one.values["项目"] == "工会干部培训" for one in found)
    inside(lambda: add_attendance(activity_id, 10008, minutes=60))
    assert office.post(path, CERTIFICATE).status_code == 303
    assert inside(lambda: db.session.scalar(select(func.count()).select_from(ActivityCertificate))) == 3


def test_a_revoked_certificate_is_issued_again_with_a_reason(as_user, inside, at):
    activity_id = inside(lambda: add_day("工会干部培训", people=(10001, 10005), kind=ActivityKind.training, counted_minutes=180))
    inside(lambda: [add_attendance(activity_id, member_id, minutes=180) for member_id in (10001, 10005)])
    path, again = f"/activities/{activity_id}/certificates", {f"again-{name}": value for name, value in CERTIFICATE.items()}
    at(AFTER)
    office = as_user(10003)
    office.post(path, CERTIFICATE)
    first = inside(lambda: db.session.scalar(select(Certificate.id).where(Certificate.member_id == 10001)))
    assert "重发" not in office.get(f"/activities/{activity_id}/hours").text
    assert office.post(f"{path}/again", again | {"again-reason": "写错了"}).status_code == 409
    inside(lambda: certificates.revoke(first, "时间写错了", db.session.get(Member, 10003)))
    assert "重发 1 张证书" in office.get(f"/activities/{activity_id}/hours").text
    assert office.post(path, CERTIFICATE).status_code == 409, "not without a reason"
    assert office.post(f"{path}/again", again | {"again-reason": ""}).status_code == 422
    assert as_user(10002).post(f"{path}/again", again | {"again-reason": "写错了"}).status_code == 404
    assert office.post(f"{path}/again", again | {"again-reason": "上一张时间写错了"}).status_code == 303
    assert office.post(f"{path}/again", again | {"again-reason": "上一张时间写错了"}).status_code == 409, "once"
    rows = inside(lambda: db.session.scalars(select(Certificate).where(Certificate.member_id == 10001).order_by(Certificate.id)).all())
    assert [row.state for row in rows] == ["revoked", "valid"] and rows[0].serial_no != rows[1].serial_no
    reasons = select(AuditEvent.reason).where(AuditEvent.action == "certified").order_by(AuditEvent.id)
    assert inside(lambda: db.session.scalars(reasons).all()) == [None, "上一张时间写错了"]


def test_volunteer_certificates_wait_for_confirmation_and_notice(as_user, inside, served, at):
    path = f"/activities/{served}/certificates"
    assert as_user(10003).post(path, CERTIFICATE).status_code == 409
    confirm(as_user(10003), served)
    at("2026-09-23 16:59")
    assert as_user(10003).post(path, CERTIFICATE).status_code == 409
    at("2026-09-23 17:00")
    assert as_user(10003).post(path, CERTIFICATE).status_code == 303
    one = inside(lambda: db.session.scalars(select(Certificate)).first())
    assert (one.kind, one.values["时长"], one.values["内容"]) == (Kind.volunteer, "2", "校园导览")


def test_a_sport_has_no_certificate(as_user, inside, at):
    activity_id = inside(lambda: add_day("健步走", kind=ActivityKind.sport))
    inside(lambda: add_attendance(activity_id, 10001))
    at(AFTER)
    assert as_user(10003).post(f"/activities/{activity_id}/certificates", CERTIFICATE).status_code == 409


@pytest.mark.parametrize("data", [{}, {"period": ""}, {"period": "x" * 61}, {"period": ["a", "b"]}])
def test_certificates_without_a_period_are_422(as_user, inside, served, data):
    assert as_user(10003).post(f"/activities/{served}/certificates", data).status_code == 422
    assert inside(lambda: db.session.scalar(select(func.count(Certificate.id)))) == 0


# ---- the official record


def record(browser, year="2026"):
    return browser.post("/activities/hours/records", {"year": year})


def test_the_record_is_issued_after_the_notice_and_verified_by_its_number(as_user, inside, served, at):
    person = as_user(10001)
    assert record(person).status_code == 409
    confirm(as_user(10003), served)
    assert record(as_user(10001)).status_code == 409
    at("2026-09-24 09:00")
    person = as_user(10001)
    assert record(person).status_code == 303
    found = inside(lambda: db.session.scalars(select(VolunteerRecord)).one())
    certificate = inside(lambda: db.session.get_one(Certificate, found.certificate_id))
    paper = person.get(f"/activities/hours/records/{found.id}.pdf")
    assert paper.mimetype == "application/pdf"
    said = words_of(paper.data)
    wanted = ("志愿服务记录证明", "王敏", "10001", "外国语学院", "校园导览", "累计服务时长2小时", "赵岚", "2026年9月16日", "公示")
    for words in (*wanted, "出具日期：2026年9月24日", "".join(certificate.serial_no.split())):
        assert words in said, words
    with pypdfium2.PdfDocument(paper.data) as document:
        picture = document[0].render(scale=3).to_numpy()[:, :, :3].copy()
    address = zxingcpp.read_barcodes(picture)[0].text
    assert address == certificate.address
    assert certificate.serial_no in as_user(None).get(address.removeprefix("http://localhost")).text


def test_the_same_record_is_not_issued_twice(as_user, inside, served, at):
    confirm(as_user(10003), served)
    at("2026-09-24 09:00")
    person = as_user(10001)
    record(person)
    record(person)
    assert inside(lambda: db.session.scalar(select(func.count(Certificate.id)))) == 1
    correct(as_user(10003), served, inside(lambda: id_of(served, 10001)))
    assert record(as_user(10001)).status_code == 409  # published anew
    at("2026-10-02 09:00")
    assert record(as_user(10001)).status_code == 303
    assert inside(lambda: [one.minutes for one in db.session.scalars(select(VolunteerRecord).order_by(VolunteerRecord.id))]) == [120, 90]


def test_a_record_is_its_owners_only(as_user, inside, served, at):
    confirm(as_user(10003), served)
    at("2026-09-24 09:00")
    record(as_user(10001))
    record_id = inside(lambda: db.session.scalars(select(VolunteerRecord.id)).one())
    for who in (10005, 10003, 10004):
        assert as_user(who).get(f"/activities/hours/records/{record_id}.pdf").status_code == 404
    assert record(as_user(10008)).status_code == 409


@pytest.mark.parametrize("year", ["", "abc", "-1", "0", "1999", "99999999999", "²"])
def test_a_record_of_no_year_is_422(as_user, inside, served, year):
    assert record(as_user(10001), year).status_code == 422
    assert inside(lambda: db.session.scalar(select(func.count(VolunteerRecord.id)))) == 0


def test_a_record_of_many_services_goes_on_on_further_pages(as_user, inside, at):
    def build():
        for n in range(40):
            starts = datetime(2026, 1 + n // 5, 3 + n % 5, 14)
            activity_id = add_day(f"第 {n} 次乡村小学课后辅导和图书整理志愿服务", people=(10001,), starts=starts, **VOLUNTEERING)
            add_attendance(activity_id, 10001, confirmed_at=starts, confirmed_by_id=10003)

    inside(build)
    record(as_user(10001))
    record_id = inside(lambda: db.session.scalars(select(VolunteerRecord.id)).one())
    data = as_user(10001).get(f"/activities/hours/records/{record_id}.pdf").data
    said, count = words_of(data), len(pypdf.PdfReader(io.BytesIO(data)).pages)
    assert count > 2 and f"第{count}页，共{count}页" in said and said.count("时长（小时）") >= count - 1
    assert "累计服务时长80小时" in said and said.count("课后辅导") == 40
    assert inside(lambda: db.session.scalar(select(func.count(Attendance.id)))) == 40


