"""Activities with their sessions, sign-ups and places, and what is known of who came."""

from unionweb.activities.models.activities import (
    Activity,
    ActivityAttachment,
    ActivityPool,
    ActivitySeries,
    ActivitySession,
)
from unionweb.activities.models.presence import (
    ActivityCertificate,
    Attendance,
    AttendanceClosing,
    CheckInTry,
    FeedbackAnswer,
    FeedbackGiven,
    FeedbackQuestion,
    HoursCorrection,
    MissAppeal,
    VolunteerRecord,
)
from unionweb.activities.models.signups import Signup, SignupPlace, TeamMember

__all__ = [
    "Activity", "ActivityAttachment", "ActivityCertificate", "ActivityPool", "ActivitySeries", "ActivitySession", "Attendance",
    "AttendanceClosing", "CheckInTry", "FeedbackAnswer", "FeedbackGiven", "FeedbackQuestion", "HoursCorrection", "MissAppeal",
    "Signup", "SignupPlace", "TeamMember", "VolunteerRecord",
]  # fmt: skip
