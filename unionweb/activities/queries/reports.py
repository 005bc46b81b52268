"""The report of an activity, which is a notice."""

from unionweb.activities.models import Activity
from unionweb.kernel.extensions import db
from unionweb.notices.models import Notice
from unionweb.notices.rules.kinds import State


def report_of(activity: Activity) -> Notice | None:
    """The notice that reports on an activity, unless it was withdrawn."""
    found = db.session.get(Notice, activity.report_notice_id) if activity.report_notice_id else None
    return found if found and found.state is not State.withdrawn else None
