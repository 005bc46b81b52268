"""Whatever is sent to the forms around the day itself is answered with a page, and nothing is kept of it."""

import pytest
from sqlalchemy import func, select

from tests.activities.day import add_attendance, add_day, sessions_of
from unionweb.activities.models import (
    Attendance,
    CheckInTry,
    FeedbackGiven,
    FeedbackQuestion,
    HoursCorrection,
    MissAppeal,
    Signup,
)
from unionweb.activities.rules.kinds import ActivityKind
from unionweb.activities.rules.presence import Presence
from unionweb.kernel.extensions import db
from unionweb.notices.models import Notice

ODD = ("", " ", "０１２", "-1", "9" * 40, "1e9", "😀" * 300, "\u202e壮壮", "<b>x</b>", "0x10", "None", "\x00", "1\n2", "2026-02-31", "%27")
SEARCHED = (*ODD, "#", "＃7", "%", "_", "张\\", "🙂", "a" * 200)


@pytest.fixture
def lived(inside, at):
    """Paths of every form of a volunteers' day that is over, with the fields that each takes."""
    def build():
        activity_id = add_day("海滩清洁", kind=ActivityKind.volunteering)
        found = add_attendance(activity_id, 10001)
        missed = add_day("健康讲座", people=(10003,))
        add_attendance(missed, 10003, Presence.absent)
        signup_id = db.session.scalar(select(Signup.id).where(Signup.activity_id == missed))
        db.session.add(FeedbackQuestion(activity_id=activity_id, sort=0, kind="rating", text="怎么样", choices=[]))
        db.session.commit()
        return activity_id, sessions_of(activity_id)[0], found, signup_id

    activity_id, session_id, attendance_id, signup_id = inside(build)
    at("2026-09-16 17:00")
    at_door, of_all = f"/activities/sessions/{session_id}", f"/activities/{activity_id}"
    return {
        f"{at_door}/check-ins": ("member_id",), f"{at_door}/walk-ins": ("staff_no",), f"{at_door}/self-check-ins": ("code",),
        f"{of_all}/hours/{attendance_id}": ("hours",), "/activities/hours/records": ("year",), f"{of_all}/certificates": ("period",),
        f"{of_all}/feedback/questions": ("kind", "text"), f"{of_all}/report": ("body",), f"/activities/misses/{signup_id}/appeal": ("no",),
    }, (at_door, of_all)  # fmt: skip


def kept() -> list[int]:
    tables = (Signup, Attendance, HoursCorrection, MissAppeal, FeedbackGiven, Notice)
    return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]


def test_no_form_falls_over_what_is_typed(as_user, inside, lived):
    office, before = as_user(10003), inside(kept)
    for path, fields in lived[0].items():
        for odd in ODD:
            for value in (odd, [odd, odd]):
                status = office.post(path, dict.fromkeys(fields, value)).status_code
                assert 400 <= status < 500, (path, odd, status)
    assert inside(kept) == before
    assert inside(lambda: db.session.scalar(select(func.count(CheckInTry.id)))) <= 8


def test_no_page_falls_over_its_address(as_user, lived):
    office, (at_door, of_all) = as_user(10003), lived[1]
    for odd in SEARCHED:
        for path in (f"{at_door}/check-in", f"{at_door}/self-check-in", "/activities/hours", "/activities/hours/notice", f"{of_all}/hours"):
            asked = {"q": odd, "show": odd, "page": odd, "year": odd, "code": odd}
            assert office.get(path, query_string=asked).status_code in {200, 400}, (path, odd)
    for token in ("x", "%00", "9" * 300, "%F0%9F%98%80", "..%2f"):
        assert office.get(f"/activities/cards/{token}").status_code == 404


@pytest.mark.parametrize("id", ["0", str(2**31), str(2**63), "9" * 30])
def test_numbers_that_no_row_has_are_404(as_user, id):
    office = as_user(10003)
    pages = ("sessions/{}/check-in", "{}/hours", "{}/presence", "appeals/{}", "hours/records/{}.pdf", "misses/{}/appeal")
    for page in pages:
        assert office.get(f"/activities/{page.format(id)}").status_code == 404
