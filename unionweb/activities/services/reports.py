"""活动简报: a short report with pictures becomes the draft of a notice, which the office reads and publishes.

Whoever runs an activity writes it; only the office runs notices. So the draft stands on the office's desk, written by the
organiser, who therefore does not check it, and the office is told that it is there.
"""

from dataclasses import dataclass, replace

from unionweb.accounts.queries import holders
from unionweb.accounts.rules import Role
from unionweb.activities.queries.reports import is_returned, report_of
from unionweb.activities.rules.access import acts_as
from unionweb.activities.services.places import lock_activity
from unionweb.common import audit
from unionweb.inbox import services as inbox
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.notices import services as notices
from unionweb.notices.rules.access import may_run_notices
from unionweb.notices.rules.kinds import AudienceKind, Kind, Organ, usual_form


@dataclass(frozen=True)
class Report:
    """What the organiser writes. pictures: (name, bytes), checked."""

    title: str
    body: str
    pictures: tuple[tuple[str, bytes], ...]


def report(activity_id: int, written: Report, actor) -> int:
    """Make the draft with its pictures, or mend the one that was given back; returns the notice's id. Refused while there
    is one that was neither given back nor withdrawn.

    The draft comes first: when the disk takes no pictures it is there without them, and the office adds them.
    """
    notice_id = write_report(activity_id, written, actor)
    if written.pictures:
        notices.attach(notice_id, written.pictures, actor)
    return notice_id


@write
def write_report(activity_id: int, written: Report, actor) -> int:
    """The transaction of a report without its pictures."""
    activity = lock_activity(activity_id)
    known = report_of(activity)
    if known and not is_returned(known):
        raise Refused("这项活动已经写过简报了。要改，请联系校工会办公室。")
    if known:
        changed = replace(notices.typed_of(known), title=written.title, body=written.body)
        notices.edit_notice(known.id, changed, known.version, actor)
    else:
        activity.report_notice_id = notices.create_notice(_notice(written, activity), actor)
    kind, detail = acts_as(actor, activity), {"notice": activity.report_notice_id}
    audit.record("reported", "activity", activity.id, actor=actor, kind=kind, detail=detail)
    if not may_run_notices(actor):
        title = f"《{activity.title}》的活动简报写好了，请核稿"
        office = holders(Role.office, clock.today(), area="all")
        inbox.send_many(office, title, f"{activity.unit.name}写的，配有图片。", path=f"/notices/{activity.report_notice_id}/desk")
    return activity.report_notice_id


def _notice(written: Report, activity) -> notices.Written:
    return notices.Written(
        kind=Kind.announcement, form=usual_form(Kind.announcement), organ=Organ.union, title=written.title, body=written.body,
        audience=((AudienceKind.everyone, ""),), contact=activity.contact, is_sealed=False, is_numbered=False,
    )  # fmt: skip


audit.words["reported"] = "写了活动简报"
