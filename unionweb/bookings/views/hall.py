"""The service hall: the first page."""

from unionweb.bookings.views.blueprint import bp
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import render


@bp.get("/")
@requires(signed_in)
def hall():
    return render("bookings/hall.html")
