"""The report of an activity, which is a notice."""

from sqlalchemy import select

from unionweb.activities.models import Activity
from unionweb.kernel.extensions import db
from unionweb.notices.models import Notice
from unionweb.notices.rules.kinds import State


def report_of(activity: Activity) -> Notice | None:
    """The notice that reports on an activity, unless it was withdrawn."""
    found = db.session.get(Notice, activity.report_notice_id) if activity.report_notice_id else None
    return found if found and found.state is not State.withdrawn else None


def is_returned(notice: Notice) -> bool:
    """Whether it was given back to be mended."""
    return notice.state is State.draft and notice.remark is not None


def report_page_of(notice_id: int) -> str | None:
    """Where whoever wrote the report of an activity mends it; None for any other notice."""
    activity_id = db.session.scalar(select(Activity.id).where(Activity.report_notice_id == notice_id).limit(1))
    return activity_id and f"/activities/{activity_id}/report"
