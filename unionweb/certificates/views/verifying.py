"""Whether a certificate is genuine: by the code on the paper, or by its number and two characters of the name."""

from flask import abort, request

from unionweb.certificates import queries, services
from unionweb.certificates.forms import VerificationForm
from unionweb.certificates.rules import PLACEHOLDERS, Subject, filled
from unionweb.certificates.rules.states import CertificateState
from unionweb.certificates.views.blueprint import bp
from unionweb.common.publicity import masked_name
from unionweb.kernel.errors import Refused
from unionweb.kernel.permissions import public, requires
from unionweb.kernel.rates import Rate
from unionweb.kernel.web import render, see

by_code = Rate(120, 60)


@bp.get("/verify")
@requires(public)
def new_verification():
    return render("certificates/verify.html", form=VerificationForm())


@bp.post("/verify")
@requires(public)
def create_verification():
    form = VerificationForm()
    found = form.submit(lambda: _by_serial(form.serial_no.data, form.two.data))
    if not found:
        return render("certificates/verify.html", status=form.status, form=form)
    return see("certificates.show_verification", code=found.code)


def _by_serial(serial_no, two):
    services.note_try(request.remote_addr or "")
    found = queries.certificate_by_serial(serial_no, two)
    if found is None:
        raise Refused("没有查到这张证书。请核对编号和姓名里的两个字；还是查不到，请问颁发的单位。")
    return found


@bp.get("/verify/<code>")
@requires(public)
def show_verification(code):
    by_code.check()
    one = queries.certificate_by_code(code[:64]) or abort(404)
    shown = {"单位", *one.paper.wording.wanted}
    name = masked_name(one.name) if one.subject in {Subject.person, Subject.family} else one.name
    said = filled(one.body, one.values | {"姓名": name})
    context = {"placeholders": PLACEHOLDERS, "shown": shown, "name": name, "said": said, "State": CertificateState}
    return render("certificates/verified.html", one=one, **context)
