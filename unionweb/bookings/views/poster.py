"""The poster for a point's door: what to do here, and the QR code that opens the door page."""

from flask import abort
from flask_login import current_user

from unionweb.bookings import posters, rules
from unionweb.bookings.queries import slots
from unionweb.bookings.queries.posters import poster_of
from unionweb.bookings.views.blueprint import bp
from unionweb.kernel.permissions import requires
from unionweb.kernel.qr import qr_svg
from unionweb.kernel.web import download, external, render

PDF = "application/pdf"


@bp.get("/points/<int:point_id>/poster")
@requires(rules.may_keep_any)
def poster(point_id):
    """What will be printed, and the ways to print it."""
    point = _point(point_id)
    shown = poster_of(point)
    return render("bookings/poster.html", point=point, poster=shown, qr=qr_svg(_door(point), f"扫码签到：{shown.place}", left=0))


@bp.get("/points/<int:point_id>/poster.pdf")
@requires(rules.may_keep_any)
def poster_paper(point_id):
    """A sheet of A4."""
    point = _point(point_id)
    return download(posters.print_posters([(poster_of(point), _door(point))]), f"门口海报 {point.place}.pdf", PDF)


@bp.get("/points/<int:point_id>/cards.pdf")
@requires(rules.may_keep_any)
def poster_cards(point_id):
    """Four cards of A6 on a sheet: for the door, the reception, the lift."""
    point = _point(point_id)
    return download(posters.print_door_cards([(poster_of(point), _door(point))] * 4), f"门口小卡 {point.place}.pdf", PDF)


@bp.get("/points/posters.pdf")
@requires(rules.may_run_points)
def all_posters():
    """A sheet for each point in use."""
    return download(posters.print_posters(_all()), "全部门口海报.pdf", PDF)


@bp.get("/points/cards.pdf")
@requires(rules.may_run_points)
def all_cards():
    """A card for each point in use, four on a sheet."""
    return download(posters.print_door_cards(_all()), "全部门口小卡.pdf", PDF)


def _all():
    return [(poster_of(point), _door(point)) for point in slots.points_in_use() if rules.may_keep(current_user, point)]


def _point(point_id):
    point = slots.point_by_id(point_id)
    return point if point and rules.may_keep(current_user, point) else abort(404)


def _door(point) -> str:
    return external("bookings.door", code=point.door_code)
