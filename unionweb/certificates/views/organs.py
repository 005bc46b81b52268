"""The seals and signatures that organs have given, kept to be printed."""

from flask import abort
from flask_login import current_user

from unionweb.certificates import queries, services
from unionweb.certificates.forms import OrganForm
from unionweb.certificates.rules.access import may_issue
from unionweb.certificates.views.blueprint import bp
from unionweb.common import organisation
from unionweb.kernel import files
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import notice, render, see

MARKS = {"seal", "signature"}


@bp.get("/certificates/organs")
@requires(may_issue)
def list_organs():
    return _page(OrganForm(formdata=None, name=organisation.name()))


def _page(form):
    return render("certificates/organs.html", status=form.status, form=form, organs=queries.organs())


@bp.post("/certificates/organs")
@requires(may_issue)
def create_organ():
    form = OrganForm()
    if not form.submit(lambda: services.give_marks(form.given(), current_user)):
        return _page(form)
    notice("存下了，以后颁发的证书就用它。已经颁发的不变。")
    return see("certificates.list_organs")


@bp.post("/certificates/organs/<int:organ_id>/removal")
@requires(may_issue)
def create_organ_removal(organ_id):
    queries.organ_or_none(organ_id) or abort(404)
    services.drop_marks(organ_id, current_user)
    notice("删掉了。以后颁发的证书改用画出来的印章，已经颁发的不变。")
    return see("certificates.list_organs")


@bp.get("/certificates/organs/<int:organ_id>/<name>.png")
@requires(may_issue)
def show_mark(organ_id, name):
    """The kept stencil, in black."""
    organ = queries.organ_or_none(organ_id)
    if organ is None or name not in MARKS:
        abort(404)
    return files.picture(getattr(organ, name))
