"""One of everything that people sign up for, join and apply for, for the tests that open every address there is."""

from sqlalchemy import select

from tests.activities import lived
from tests.activities.day import add_day, add_signup
from tests.clubs import made as clubs
from tests.mixers import made as mixers
from tests.retreats import made as retreats
from unionweb.accounts.models import Member
from unionweb.activities.models import Activity, ActivityAttachment, ActivitySeries, TeamMember
from unionweb.activities.rules.kinds import ActivityKind, Entry
from unionweb.clubs.models import ClubCharter, ClubFounder, ClubOfficer
from unionweb.common import questions
from unionweb.common.questions import Answer, QuestionKind, Upload
from unionweb.kernel import clock, documents, files
from unionweb.kernel.db import write
from unionweb.kernel.extensions import db

OWNER, OFFICE = 10001, 10003
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32


def signed_up() -> tuple[dict, dict]:
    """(values by argument, endpoint → values of its own); 王敏 is in all of it. Commits."""
    lived_values, others = lived.one_of_each()
    values = lived_values | _activity(lived_values["activity_id"], lived_values["signup_id"]) | _club()
    for name in ("show_invitation", "create_invitation_answer"):
        others[f"activities.{name}"] = {"team_member_id": values["team_member_id"]}
    values["attendance_id"] = others["activities.edit_hours"]["attendance_id"]
    mixer = mixers.mixer()
    others |= {f"mixers.{name}": {"activity_id": mixer} for name in MIXERS}
    return values | _retreat(others), others


MIXERS = (
    "show", "desk", "show_badges", "create_times", "create_numbers", "create_opening", "create_profile", "create_withdrawal",
    "create_choices",
)  # fmt: skip


def _activity(activity_id: int, signup_id: int) -> dict:
    """A picture, a document, a question answered with a file; a series; a team that 王敏 is invited to."""
    actor, now = db.session.get_one(Member, OFFICE), clock.now()
    db.session.get_one(Activity, activity_id).picture = files.keep(PICTURE)
    file = {"title": "须知.pdf", "size": 9, "added_at": now, "added_by_id": OFFICE}
    attachment = ActivityAttachment(activity_id=activity_id, file=documents.keep(b"%PDF-1.7", "须知.pdf"), **file)
    series = ActivitySeries(name="工惠大讲堂")
    db.session.add_all([attachment, series])
    db.session.commit()
    asked = {"text": "健康证", "kind": QuestionKind.file, "hint": "", "is_required": False, "choices": []}
    question_id = questions.add_question("activity", activity_id, asked, actor)
    write(questions.save_answers)(signup_id, {question_id: Upload("证.pdf", b"%PDF-1.7")})
    team = add_day("乒乓球", people=(), kind=ActivityKind.sport, entry=Entry.team, team_most=5)
    signup = add_signup(team, 10002, team_name="外院队")
    invited = TeamMember(signup_id=signup, member_id=OWNER, status="invited")
    db.session.add(invited)
    db.session.commit()
    return {
        "activity_attachment_id": attachment.id, "series_id": series.id, "question_id": question_id,
        "answer_id": db.session.scalar(select(Answer.id)), "team_member_id": invited.id,
    }  # fmt: skip


def _club() -> dict:
    """An active club of 王敏 with a check, a charter, and somebody who asks to join."""
    club_id = clubs.active()
    check_id = clubs.checked(club_id)
    clubs.services.ask_to_join(club_id, "", clubs.person(10008))
    first = {name: db.session.scalar(select(model.id).where(model.club_id == club_id)) for name, model in OF_CLUB.items()}
    return {"club_id": club_id, "check_id": check_id, "membership_id": clubs.asked(club_id, 10008)} | first


OF_CLUB = {"charter_id": ClubCharter, "founder_id": ClubFounder, "officer_id": ClubOfficer}


def _retreat(others: dict) -> dict:
    found = retreats.one_of_each()
    upload = {"import_id": found.pop("retreat_import_id")}
    others |= {f"retreats.{name}": upload for name in ("show_import", "import_faults", "confirm_import", "drop_import")}
    return found
