"""The office prepares, looks at, issues and prints batches."""

import zipfile
from tempfile import TemporaryFile

from flask import abort, request
from flask_login import current_user

from unionweb.certificates import archive, printing, queries, services
from unionweb.certificates.forms import ALSO, COMMON, BatchForm, EmptyForm
from unionweb.certificates.rules import USUAL, Kind, subjects_of
from unionweb.certificates.rules.access import may_issue
from unionweb.certificates.rules.recipients import Row, text_of_rows
from unionweb.certificates.rules.states import BatchState
from unionweb.certificates.views.blueprint import bp
from unionweb.certificates.views.single import site
from unionweb.common import organisation
from unionweb.kernel import clock, documents, menus
from unionweb.kernel.errors import Refused
from unionweb.kernel.labels import label
from unionweb.kernel.lists import page_of, page_of_rows
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import download, download_file, notice, pdf_page, render, see, svg_picture, whole

PDF = "application/pdf"
menus.add("office", 37, "证书", "certificates.list_batches", may_issue, also=("certificates.",))


@bp.get("/certificates/batches")
@requires(may_issue)
def list_batches():
    page = page_of(queries.batches(), scalars=False)
    return render("certificates/batches.html", page=page, kinds=list(Kind))


@bp.get("/certificates/batches/new")
@requires(may_issue)
def new_batch():
    asked = request.args.get("kind")
    kind = Kind(asked) if asked in list(Kind) else Kind.honour
    words = USUAL[kind]
    form = BatchForm(
        kind=kind.value, subject=subjects_of(kind)[0].value, heading=words.heading, body=words.body, closing=words.closing,
        organ=organisation.name(), dated=clock.today(), is_sealed=True, year=str(clock.today().year),
    )  # fmt: skip
    return _form_page(form, kind)


@bp.get("/certificates/batches/<int:batch_id>/edit")
@requires(may_issue)
def edit_batch(batch_id):
    """A draft to be mended: saving makes a new one in its place."""
    batch = _batch(batch_id)
    if batch.state is not BatchState.draft:
        raise Refused("这一批已经颁发了，不能再改。")
    said = {field: batch.common.get(words, "") for field, words in COMMON.items()}
    rows = text_of_rows([Row(*row) for row in batch.rows])
    form = BatchForm(
        kind=batch.kind.value, subject=batch.subject.value, heading=batch.heading, body=batch.body, closing=batch.closing,
        organ=batch.organ, dated=batch.dated, is_sealed=batch.is_sealed, names=rows, replaces=str(batch.id), **said,
    )  # fmt: skip
    return _form_page(form, batch.kind)


@bp.post("/certificates/batches")
@requires(may_issue)
def create_batch():
    form = BatchForm()
    kind = form.known or abort(404)
    batch_id = form.submit(lambda: services.prepare(form.prepared, current_user, replaces=form.replaced))
    return see("certificates.show_batch", batch_id=batch_id) if batch_id else _form_page(form, kind)


def _form_page(form, kind):
    form.subject.choices = [(subject.value, label(subject)) for subject in subjects_of(kind)]
    usual = [name for name, words in COMMON.items() if {words, *ALSO.get(words, ())} & set(USUAL[kind].wanted)]
    context = {"usual": usual, "unusual": [name for name in COMMON if name not in usual]}
    return render("certificates/new.html", status=form.status, form=form, kind_=kind, **context)


@bp.get("/certificates/batches/<int:batch_id>")
@requires(may_issue)
def show_batch(batch_id):
    return _batch_page(_batch(batch_id), EmptyForm())


def _batch_page(batch, form):
    if batch.state is BatchState.draft:
        rows = queries.rows_of(batch)
        faulty = [row for row in rows if row.problems]
        good = [row for row in rows if not row.problems]
        context = {"page": page_of_rows([*faulty, *good]), "faulty": len(faulty), "total": len(rows), "proofs": _proofs(good)}
        context["held"] = queries.same_issued(batch, good)
        return render("certificates/draft.html", status=form.status, batch=batch, form=form, **context)
    context = {"page": page_of(queries.certificates_of(batch.id)), "progress": queries.progress_of(batch.id)}
    return render("certificates/batch.html", "certificates/_progress.html", status=form.status, batch=batch, form=form, **context)


def _proofs(rows):
    """The certificates to look at before the issue: the first, and the one that says most."""
    longest = max(rows, key=lambda row: len("".join(row.values.values())), default=None)
    return list(dict.fromkeys(row.number for row in (*rows[:1], longest) if row))


@bp.get("/certificates/batches/<int:batch_id>/proof.pdf")
@requires(may_issue)
def show_proof(batch_id):
    """How the first recipient's certificate will look, or that of ?row=."""
    batch, paper = _proof(batch_id)
    return pdf_page(printing.print_file([paper]), f"样张 {batch.title}.pdf")


@bp.get("/certificates/batches/<int:batch_id>/proof.svg")
@requires(may_issue)
def show_proof_picture(batch_id):
    """The same as a picture, for the page."""
    _, paper = _proof(batch_id)
    return svg_picture(printing.picture(paper))


def _proof(batch_id):
    batch = _batch(batch_id)
    rows = queries.rows_of(batch) if batch.state is BatchState.draft else []
    wanted = whole("row", rows[0].number if rows else 0, 0)
    row = next((row for row in rows if row.number == wanted), None) or abort(404)
    return batch, queries.proof_of(batch, row)


@bp.post("/certificates/batches/<int:batch_id>/issue")
@requires(may_issue)
def create_issue(batch_id):
    batch, form = _batch(batch_id), EmptyForm()
    count = form.submit(lambda: services.issue_batch(batch_id, current_user, site=site()))
    if not count:
        return _batch_page(batch, form)
    notice(f"颁发了 {count} 张证书，编号已经排好。正在排版，好了就能打印。")
    return see("certificates.show_batch", batch_id=batch_id)


@bp.post("/certificates/batches/<int:batch_id>/drop")
@requires(may_issue)
def drop_batch(batch_id):
    _batch(batch_id)
    services.drop_batch(batch_id, current_user)
    notice("这一批放弃了，没有颁发。")
    return see("certificates.list_batches")


@bp.post("/certificates/batches/<int:batch_id>/pause")
@requires(may_issue)
def create_pause(batch_id):
    _batch(batch_id)
    services.pause_printing(batch_id, current_user)
    notice("排版停下了。证书已经颁发，随时可以接着排。")
    return see("certificates.show_batch", batch_id=batch_id)


@bp.post("/certificates/batches/<int:batch_id>/resumption")
@requires(may_issue)
def create_resumption(batch_id):
    _batch(batch_id)
    services.resume_printing(batch_id, current_user)
    notice("接着排版了。")
    return see("certificates.show_batch", batch_id=batch_id)


@bp.get("/certificates/batches/<int:batch_id>/print.pdf")
@requires(may_issue)
def show_print_file(batch_id):
    """All certificates of a batch in one file."""
    batch = _ready(batch_id)
    return download(archive.read(batch.print_file) or abort(404), f"{batch.title}证书（打印）.pdf", PDF)


@bp.get("/certificates/batches/<int:batch_id>/files.zip")
@requires(may_issue)
def show_files(batch_id):
    """A file for each certificate; with ?with=print the print file too."""
    batch = _ready(batch_id)
    files = [(f"{one.number:04} {one.name}", one.sha256) for one in queries.valid_certificates_of(batch_id)]
    if request.args.get("with") == "print":
        files.insert(0, (f"{batch.title}证书（打印）", batch.print_file))
    packed = TemporaryFile()  # noqa: SIM115 - closed when it is sent
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as package:
        for title, name in files:
            entry = zipfile.ZipInfo(documents.titled(title, ".pdf"), batch.dated.timetuple()[:6])
            if (data := archive.read(name)) is None:
                raise Refused(f"“{title}”的文件找不到了。请打开那张证书，重新排一次，再下载。")
            package.writestr(entry, data)
    return download_file(packed, f"{batch.title}证书.zip", "application/zip")


def _ready(batch_id):
    batch = _batch(batch_id)
    if batch.state is not BatchState.ready:
        raise Refused("这一批还没有排好版，好了再下载。")
    return batch


def _batch(batch_id):
    return queries.batch_for(batch_id) or abort(404)
