"""Everybody's own certificates."""

from flask import abort
from flask_login import current_user

from unionweb.certificates import queries
from unionweb.certificates.rules.states import CertificateState
from unionweb.certificates.views.blueprint import bp
from unionweb.certificates.views.single import kept_file
from unionweb.kernel import menus
from unionweb.kernel.errors import Refused
from unionweb.kernel.labels import label
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import download, render

menus.add("main", 35, "我的证书", "certificates.index", signed_in)


@bp.get("/certificates")
@requires(signed_in)
def index():
    return render("certificates/index.html", certificates=queries.own_certificates(current_user.id))


@bp.get("/certificates/<int:certificate_id>/file.pdf")
@requires(signed_in)
def show_file(certificate_id):
    """The file that was made at issue, byte by byte."""
    one = queries.own_certificate(current_user.id, certificate_id) or abort(404)
    if one.state is not CertificateState.valid:
        raise Refused(f"这张证书{label(one.state)}，不能再下载。")
    return download(kept_file(one), f"{one.heading}-{one.serial_no}.pdf", "application/pdf")
