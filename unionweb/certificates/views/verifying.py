"""Whether a certificate is genuine: by the code on the paper, or by its number and two characters of the name."""

from flask import abort

from unionweb.certificates import queries
from unionweb.certificates.forms import VerificationForm
from unionweb.certificates.rules import PLACEHOLDERS
from unionweb.certificates.views.blueprint import bp
from unionweb.common.publicity import masked_name
from unionweb.kernel.errors import Refused
from unionweb.kernel.permissions import public, requires
from unionweb.kernel.rates import Rate
from unionweb.kernel.web import render, see

by_code, by_number = Rate(120, 60), Rate(20, 600)


@bp.get("/verify")
@requires(public)
def new_verification():
    return render("certificates/verify.html", form=VerificationForm())


@bp.post("/verify")
@requires(public)
def create_verification():
    by_number.check()
    form = VerificationForm()
    found = form.submit(lambda: _by_serial(form.serial_no.data, form.two.data))
    if not found:
        return render("certificates/verify.html", status=form.status, form=form)
    return see("certificates.show_verification", code=found.code)


def _by_serial(serial_no, two):
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
    context = {"placeholders": PLACEHOLDERS, "shown": shown, "masked_name": masked_name}
    return render("certificates/verified.html", one=one, **context)
