"""The library of cases: searching, reading, the brands of the units, books to print."""

from flask import abort, url_for
from flask_login import current_user

from unionweb.accounts.rules import units_led
from unionweb.calls.forms.library import BookForm, BrandForm, CasesFilter
from unionweb.calls.forms.results import ReasonForm
from unionweb.calls.models import BookState
from unionweb.calls.queries import honours
from unionweb.calls.queries import library as queries
from unionweb.calls.rules.library import blocks, excerpt
from unionweb.calls.rules.meeting import may_run_results
from unionweb.calls.services import library as services
from unionweb.calls.views.blueprint import bp
from unionweb.common.audit import ActorKind
from unionweb.kernel import documents, files
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.search import words
from unionweb.kernel.web import notice, render, see


@bp.get("/library")
@requires(signed_in)
def library():
    return _library_page(BookForm(formdata=None))


def _library_page(book):
    form = CasesFilter()
    sought = form.sought

    def address(number):
        return url_for("calls.library", **form.typed | {"page": number})

    wanted = words(sought.q)
    context = {"form": form, "page": queries.cases_page(sought), "shown": lambda text: excerpt(text, wanted), "book": book}
    status, may_run = book.status, may_run_results(current_user)
    return render("calls/library/index.html", "calls/library/_cases_found.html", status=status, address=address, may_run=may_run, **context)


@bp.get("/library/<int:library_case_id>")
@requires(signed_in)
def case(library_case_id):
    return _case_page(_case(library_case_id), ReasonForm(formdata=None))


def _case(library_case_id):
    return queries.case_or_none(library_case_id) or abort(404)


def _case_page(found, form):
    context = {"case": found, "blocks": blocks(found.body), "form": form, "may_run": may_run_results(current_user)}
    return render("calls/library/case.html", status=form.status, **context)


@bp.get("/library/<int:library_case_id>/pictures/<int:number>")
@requires(signed_in)
def case_picture(library_case_id, number):
    shown = _case(library_case_id).pictures
    if not 1 <= number <= len(shown):
        abort(404)
    return files.picture(shown[number - 1]["file"])


@bp.post("/library/<int:library_case_id>/withdrawal")
@requires(may_run_results)
def create_case_withdrawal(library_case_id):
    found, form = _case(library_case_id), ReasonForm()
    if not form.submit(lambda: services.withdraw_case(library_case_id, form.reason.data, current_user) or True):
        return _case_page(found, form)
    notice("撤下了，案例库里看不到了。")
    return see("calls.library")


@bp.get("/library/units")
@requires(signed_in)
def library_units():
    return render("calls/library/units.html", rows=queries.brands())


def may_write_brand(unit_id):
    """Its own people who lead it, and the office."""
    return unit_id in units_led(current_user) or may_run_results(current_user)


@bp.get("/library/units/<int:unit_id>")
@requires(signed_in)
def brand(unit_id):
    unit = honours.unit_or_none(unit_id) or abort(404)
    context = {"found": honours.honours_of_unit(unit_id), "people": honours.people_of_unit(unit_id), "brand": queries.brand_of(unit_id)}
    cases, may_write = queries.cases_of_unit(unit_id), may_write_brand(unit_id)
    told = blocks(context["brand"].text) if context["brand"] else []
    return render("calls/library/unit.html", unit=unit, cases=cases, may_write=may_write, blocks=told, **context)


@bp.get("/library/units/<int:unit_id>/edit")
@requires(signed_in)
def edit_brand(unit_id):
    unit = _written_unit(unit_id)
    known = queries.brand_of(unit_id)
    data = {"name": known.name, "motto": known.motto, "text": known.text, "version": str(known.version)} if known else {"version": "0"}
    return _brand_page(unit, BrandForm(formdata=None, data=data))


def _written_unit(unit_id):
    if not may_write_brand(unit_id):
        abort(404)
    return honours.unit_or_none(unit_id) or abort(404)


@bp.post("/library/units/<int:unit_id>")
@requires(signed_in)
def update_brand(unit_id):
    unit, form = _written_unit(unit_id), BrandForm()
    kind = ActorKind.unit if unit_id in units_led(current_user) else ActorKind.office
    if not form.submit(lambda: services.save_brand(unit_id, form.said, form.seen_version, current_user, kind=kind) or True):
        return _brand_page(unit, form)
    notice("存好了。")
    return see("calls.brand", unit_id=unit_id)


def _brand_page(unit, form):
    return render("calls/library/brand_form.html", status=form.status, unit=unit, form=form)


@bp.get("/library/books")
@requires(may_run_results)
def books():
    page = queries.books_page()
    is_busy = any(row.state in {BookState.waiting, BookState.setting} for row in page.rows)
    context = {"page": page, "address": lambda number: url_for("calls.books", page=number), "is_busy": is_busy, "BookState": BookState}
    return render("calls/library/books.html", "calls/library/_books_list.html", **context)


@bp.post("/library/books")
@requires(may_run_results)
def create_book():
    form, sought = BookForm(), CasesFilter().sought
    ids = queries.case_ids(sought, services.MOST_CASES + 1)
    if not form.submit(lambda: services.order_book(form.said, ids, current_user)):
        return _library_page(form)
    notice("交给排版了，排好以后在这里下载。")
    return see("calls.books")


@bp.post("/library/books/<int:case_book_id>/setting")
@requires(may_run_results)
def create_book_setting(case_book_id):
    queries.case_book_or_none(case_book_id) or abort(404)
    services.order_again(case_book_id, current_user)
    notice("再排一次。")
    return see("calls.books")


@bp.get("/library/books/<int:case_book_id>.pdf")
@requires(may_run_results)
def book_file(case_book_id):
    found = queries.case_book_or_none(case_book_id) or abort(404)
    return documents.handed_out(found.file, found.title)
