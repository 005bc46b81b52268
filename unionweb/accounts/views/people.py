"""Members: the list, one member's page, adding, changing, leaving and coming back."""

from flask import abort, request, url_for
from flask_login import current_user

from unionweb.accounts import queries, rules, services
from unionweb.accounts.forms import DepartureForm, ExportForm, PeopleFilter, PersonForm
from unionweb.accounts.shapes import masked
from unionweb.accounts.views.blueprint import bp
from unionweb.common import audit
from unionweb.kernel import clock, menus
from unionweb.kernel.lists import Page, page_of
from unionweb.kernel.permissions import requires
from unionweb.kernel.sheets import Sheet, write_csv
from unionweb.kernel.web import download, notice, render, see
from unionweb.kernel.workbooks import workbook

VERBS = ("list", "show", "new", "create", "edit", "update")
NOUNS = ("person", "role", "code", "unit", "campus", "departure", "return", "export")
menus.add(
    "office", 50, "会员", "accounts.list_people", rules.may_see_people,
    also=tuple(f"accounts.{verb}_{noun}" for verb in VERBS for noun in NOUNS),
)  # fmt: skip
bp.add_app_template_filter(masked)


@bp.get("/people")
@requires(rules.may_see_people)
def list_people():
    return _list_page(PeopleFilter(current_user, request.args))


@bp.post("/people/exports")
@requires(rules.may_see_people)
def create_export():
    form = ExportForm(current_user, request.form)
    if not form.validate():
        return _list_page(form)
    rows = queries.roster_rows(current_user, form.wanted)
    services.record_export(current_user, len(rows), form.typed)
    name = f"会员名单 {clock.today().isoformat()}"
    if form.format.data == "csv":
        return download(write_csv(queries.HEADER, rows), f"{name}.csv", "text/csv")
    return workbook(name, Sheet("花名册", queries.HEADER, rows))


def _list_page(form):
    fine = form.validate()
    page = page_of(queries.listed_people(current_user, form.wanted), scalars=False) if fine else Page([], 1, 0)
    held = queries.roles_held([member.id for member, _ in page.rows])

    def address(**changes):
        return url_for("accounts.list_people", **(form.typed if fine else {}) | changes)

    context = {"form": form, "page": page, "held": held, "address": address, "rules": rules}
    return render("accounts/people.html", "accounts/_people_found.html", 200 if fine else 422, **context)


@bp.get("/people/<int:member_id>")
@requires(rules.may_see_people)
def show_person(member_id):
    return _person_page(_person(member_id))


@bp.post("/people/<int:member_id>/phone")
@requires(rules.may_see_people)
def show_person_phone(member_id):
    person = _person(member_id)
    services.show_phone(member_id, current_user)
    return _person_page(person, phone=person.phone or "没有登记")


def _person_page(person, phone=""):
    """One member. phone: the full number, when it was just asked for and noted."""
    context = {
        "person": person,
        "phone": phone,
        "roles": queries.grants_of(person.id),
        "points": queries.point_names(),
        "is_new": queries.is_never_signed_in(person.id),
        "departure": queries.departure_of(person.id) if person.left_at and rules.may_see_everyone(current_user) else None,
        "history": queries.history_of(person.id) if rules.may_edit_people(current_user) else [],
        "may_issue": rules.may_issue_code_to(current_user, person.id, queries.roles_held([person.id]).get(person.id, [])),
    }
    return render("accounts/person.html", "accounts/_person_phone.html", **context, **_words())


def _words():
    return {"rules": rules, "today": clock.today(), "words": audit.words, "facts": queries.FACTS,
            "role_text": queries.role_text}  # fmt: skip


@bp.get("/people/new")
@requires(rules.may_edit_people)
def new_person():
    return _person_form(PersonForm())


@bp.post("/people")
@requires(rules.may_edit_people)
def create_person():
    form = PersonForm()
    member_id = form.submit(lambda: services.add_person(form.facts, current_user))
    if not member_id:
        return _person_form(form)
    notice("添加好了。第一次登录要用一次性密码，可以在这一页发。")
    return see("accounts.show_person", member_id=member_id)


@bp.get("/people/<int:member_id>/edit")
@requires(rules.may_edit_people)
def edit_person(member_id):
    person = _person(member_id)
    return _person_form(PersonForm.of(person), person)


@bp.post("/people/<int:member_id>")
@requires(rules.may_edit_people)
def update_person(member_id):
    person, form = _person(member_id), PersonForm()
    if not form.submit(lambda: services.edit_person(member_id, form.facts, form.seen.data or "", current_user)):
        form.seen.data = queries.fingerprint(_person(member_id))
        return _person_form(form, person)
    notice("改好了。")
    return see("accounts.show_person", member_id=member_id)


def _person_form(form, person=None):
    return render("accounts/person_form.html", status=form.status, form=form, person=person)


@bp.get("/people/<int:member_id>/departure")
@requires(rules.may_edit_people)
def new_departure(member_id):
    return _departure_form(DepartureForm(on=clock.today()), _person(member_id))


@bp.post("/people/<int:member_id>/departure")
@requires(rules.may_edit_people)
def create_departure(member_id):
    person, form = _person(member_id), DepartureForm()
    if not form.submit(lambda: services.mark_left(member_id, form.on.data, form.reason.data, current_user)):
        return _departure_form(form, person)
    notice(f"{person.name}已经标记为离开：不能再登录，身份都结束了，以后的预约取消了。")
    return see("accounts.show_person", member_id=member_id)


def _departure_form(form, person):
    return render("accounts/departure.html", status=form.status, form=form, person=person)


@bp.post("/people/<int:member_id>/return")
@requires(rules.may_edit_people)
def create_return(member_id):
    person = _person(member_id)
    services.bring_back(member_id, current_user)
    notice(f"{person.name}恢复在册了，可以用原来的密码登录。以前的身份和预约不会自动恢复。")
    return see("accounts.show_person", member_id=member_id)


def _person(member_id):
    return queries.person_for(current_user, member_id) or abort(404)
