"""The poster for a point's door: what to do here, and the QR code that opens the door page."""

from flask import abort
from flask_login import current_user

from unionweb.bookings import rules
from unionweb.bookings.queries import care, slots
from unionweb.bookings.queries.policy import policy_of
from unionweb.bookings.views.blueprint import bp
from unionweb.kernel.permissions import requires
from unionweb.kernel.qr import qr_svg
from unionweb.kernel.web import external, render


@bp.get("/points/<int:point_id>/poster")
@requires(rules.may_keep_any)
def poster(point_id):
    """A4, printed by the browser. The door of a confidential service does not say which service is behind it."""
    point = slots.point_by_id(point_id)
    if point is None or not rules.may_keep(current_user, point):
        abort(404)
    service = point.service
    label = f"扫码签到：{point.campus.name} {point.place}"
    return render(
        "bookings/poster.html",
        point=point,
        service=service,
        title="预约签到" if service.is_confidential else service.name,
        policy=policy_of(service.key),
        qr=qr_svg(external("bookings.door", code=point.door_code), label, left=0),
        fridge_hours=care.fridge_hours(service),
        keepers=[] if service.is_confidential else care.keepers_of(point.id),
    )
