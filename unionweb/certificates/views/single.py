"""One certificate for the office: what became of it, and revoking, reissuing, reprinting it."""

from flask import abort
from flask_login import current_user

from unionweb.certificates import archive, queries, services
from unionweb.certificates.forms import ReissueForm, ReprintForm, RevocationForm
from unionweb.certificates.rules.access import may_issue
from unionweb.certificates.rules.states import CertificateState
from unionweb.certificates.views.blueprint import bp
from unionweb.common import audit
from unionweb.kernel.errors import Refused
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import download, external, notice, render, see

PDF = "application/pdf"


@bp.get("/certificates/<int:certificate_id>")
@requires(may_issue)
def show_certificate(certificate_id):
    return _page(_certificate(certificate_id))


def _page(one, failed=None, **forms):
    """failed: the form that was just refused; forms: the ones to show filled."""
    usual = {"failed": failed, "revoking": RevocationForm(formdata=None), "reprinting": ReprintForm(formdata=None)}
    said = [(name, one.values[name]) for name in ("单位", *one.paper.wording.wanted) if name != "姓名" and one.values.get(name)]
    is_lost = one.state is CertificateState.valid and bool(one.sha256) and archive.read(one.sha256) is None
    context = {"one": one, "said": dict(said), "is_lost": is_lost, "State": CertificateState, "words": audit.words}
    context |= {"history": queries.history_of(one)}
    return render("certificates/certificate.html", status=failed.status if failed else 200, **context | usual | forms)


@bp.post("/certificates/<int:certificate_id>/revocation")
@requires(may_issue)
def create_revocation(certificate_id):
    one, form = _certificate(certificate_id), RevocationForm()
    if not form.submit(lambda: services.revoke(certificate_id, form.reason.data, current_user)):
        return _page(one, form, revoking=form)
    notice(f"{one.serial_no} 撤销了。核验的人会看到已撤销和原因。", "warn")
    return see("certificates.show_certificate", certificate_id=certificate_id)


@bp.post("/certificates/<int:certificate_id>/reprints")
@requires(may_issue)
def create_reprint(certificate_id):
    one, form = _certificate(certificate_id), ReprintForm()
    if not form.submit(lambda: services.reprint(certificate_id, form.purpose.data, current_user)):
        return _page(one, form, reprinting=form)
    notice("记下了一次补印，编号不变。现在可以下载文件打印。")
    return see("certificates.show_certificate", certificate_id=certificate_id)


@bp.get("/certificates/<int:certificate_id>/reprint.pdf")
@requires(may_issue)
def show_reprint(certificate_id):
    """The file as it was issued, once a print of it was noted."""
    one = _certificate(certificate_id)
    if one.state is not CertificateState.valid or not one.reprints:
        raise Refused("先记下补印的原因，再下载文件。撤销和换发了的不能补印。")
    return download(kept_file(one), f"{one.heading}-{one.serial_no}-补印.pdf", PDF)


@bp.post("/certificates/<int:certificate_id>/file")
@requires(may_issue)
def create_file(certificate_id):
    """Make a lost file again."""
    _certificate(certificate_id)
    services.remake(certificate_id, current_user)
    notice("文件重新排好了，内容和编号不变。")
    return see("certificates.show_certificate", certificate_id=certificate_id)


@bp.get("/certificates/<int:certificate_id>/reissue")
@requires(may_issue)
def new_reissue(certificate_id):
    one = _certificate(certificate_id)
    return _reissue_page(one, _reissue_form(one))


@bp.post("/certificates/<int:certificate_id>/reissue")
@requires(may_issue)
def create_reissue(certificate_id):
    one = _certificate(certificate_id)
    form = _reissue_form(one)
    made = form.submit(lambda: services.reissue(certificate_id, form.values, form.reason.data, current_user, site=site()))
    if not made:
        return _reissue_page(one, form)
    notice("换发好了，原来的编号会指向新的。新的正在排版。")
    return see("certificates.show_certificate", certificate_id=made)


def kept_file(one) -> bytes:
    """The file as it was issued. Refused when it is lost."""
    data = archive.read(one.sha256)
    if data is None:
        raise Refused("这张证书的文件找不到了，请校工会办公室在登记册里打开这张证书，重新排一次。")
    return data


def _reissue_form(one):
    return ReissueForm.of(one.values, one.paper.wording.wanted)


def _reissue_page(one, form):
    return render("certificates/reissue.html", status=form.status, one=one, form=form, is_valid=one.state is CertificateState.valid)


def site() -> str:
    """The address of this installation, without the path."""
    return external("certificates.new_verification").removesuffix("/verify")


def _certificate(certificate_id):
    return queries.certificate_or_none(certificate_id) or abort(404)
