"""The office's pages about services, the people who serve, and consent texts."""

from flask import abort
from flask_login import current_user

from unionweb.bookings import rules
from unionweb.bookings.forms.points import ConsentForm, NewServiceForm, ProviderForm, ReasonForm, ServiceForm
from unionweb.bookings.queries import points as queries
from unionweb.bookings.queries.schedule.effects import effects_of, without_provider
from unionweb.bookings.services import consents
from unionweb.bookings.services import points as services
from unionweb.bookings.views.blueprint import bp
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import notice, render, see


@bp.get("/services")
@requires(rules.may_run_points)
def kinds():
    return render("bookings/office/kinds.html", services=queries.services_with_counts())


@bp.get("/services/new")
@requires(rules.may_run_points)
def new_kind():
    return _kind_form_page(NewServiceForm())


@bp.post("/services")
@requires(rules.may_run_points)
def create_kind():
    form = NewServiceForm()
    service_id = form.submit(lambda: services.create_service(form.values, current_user))
    if not service_id:
        return _kind_form_page(form)
    notice("服务建好了。接下来加服务点和开放时间；约几次、提前多久，在规则设置里改。")
    return see("bookings.kind", service_id=service_id)


@bp.get("/services/<int:service_id>")
@requires(rules.may_run_points)
def kind(service_id):
    service = _service(service_id)
    wanted = queries.PointFilter(service_id=service.id, state="all")
    return render(
        "bookings/office/kind.html",
        service=service,
        providers=queries.providers_of(service.id),
        points=queries.all_points(wanted),
        consents=queries.consent_versions(service.id),
    )


@bp.get("/services/<int:service_id>/edit")
@requires(rules.may_run_points)
def edit_kind(service_id):
    service = _service(service_id)
    return _kind_form_page(ServiceForm(service.icon, obj=service), service)


@bp.post("/services/<int:service_id>")
@requires(rules.may_run_points)
def update_kind(service_id):
    service = _service(service_id)
    form = ServiceForm(service.icon)
    if form.submit(lambda: [services.update_service(service_id, form.values, current_user)]) is None:
        return _kind_form_page(form, service)
    notice("改好了。")
    return see("bookings.kind", service_id=service_id)


@bp.get("/services/<int:service_id>/providers/new")
@requires(rules.may_run_points)
def new_provider(service_id):
    return _provider_page(_service(service_id), ProviderForm())


@bp.post("/services/<int:service_id>/providers")
@requires(rules.may_run_points)
def create_provider(service_id):
    service, form = _service(service_id), ProviderForm()
    if not form.submit(lambda: services.create_provider(service_id, form.values, current_user)):
        return _provider_page(service, form)
    notice("加好了。接下来在服务点的开放时间里选这位。")
    return see("bookings.kind", service_id=service_id)


@bp.get("/providers/<int:provider_id>/edit")
@requires(rules.may_run_points)
def edit_provider(provider_id):
    line = _provider(provider_id)
    return _provider_page(line.row.service, ProviderForm(obj=line.row, staff_no=line.staff_no), line.row)


@bp.post("/providers/<int:provider_id>")
@requires(rules.may_run_points)
def update_provider(provider_id):
    provider, form = _provider(provider_id).row, ProviderForm()
    if form.submit(lambda: [services.update_provider(provider_id, form.values, current_user)]) is None:
        return _provider_page(provider.service, form, provider)
    notice("改好了。")
    return see("bookings.kind", service_id=provider.service_id)


@bp.get("/providers/<int:provider_id>/withdrawal")
@requires(rules.may_run_points)
def new_provider_withdrawal(provider_id):
    return _provider_withdrawal_page(_provider(provider_id).row, ReasonForm())


@bp.post("/providers/<int:provider_id>/withdrawal")
@requires(rules.may_run_points)
def create_provider_withdrawal(provider_id):
    provider, form = _provider(provider_id).row, ReasonForm()
    done = form.submit(
        lambda: services.withdraw_provider(provider_id, form.reason.data, current_user, seen=form.seen_mark)
    )
    if not done:
        return _provider_withdrawal_page(provider, form)
    notice("停用了。已经约好的人会收到消息。")
    return see("bookings.kind", service_id=provider.service_id)


@bp.get("/providers/<int:provider_id>/return")
@requires(rules.may_run_points)
def new_provider_return(provider_id):
    return _provider_return_page(_provider(provider_id).row, ReasonForm())


@bp.post("/providers/<int:provider_id>/return")
@requires(rules.may_run_points)
def create_provider_return(provider_id):
    provider, form = _provider(provider_id).row, ReasonForm()
    if not form.submit(lambda: services.return_provider(provider_id, form.reason.data, current_user)):
        return _provider_return_page(provider, form)
    notice("恢复了，时段已按开放规则排好。")
    return see("bookings.kind", service_id=provider.service_id)


@bp.get("/services/<int:service_id>/consent-texts")
@requires(rules.may_run_points)
def consent_versions(service_id):
    service = _consent_service(service_id)
    found = queries.consent_versions(service_id)
    return _consent_page(service, found, ConsentForm(body=found[0][0].body if found else ""))


@bp.post("/services/<int:service_id>/consent-texts")
@requires(rules.may_run_points)
def create_consent_version(service_id):
    service, form = _consent_service(service_id), ConsentForm()
    version = form.submit(lambda: consents.publish_consent(service_id, form.body.data, current_user))
    if not version:
        return _consent_page(service, queries.consent_versions(service_id), form)
    notice(f"第 {version} 版发布了。同意过旧版的人，下次约之前会再看一遍。")
    return see("bookings.consent_versions", service_id=service_id)


def _service(service_id: int):
    return queries.service_with(service_id) or abort(404)


def _consent_service(service_id: int):
    service = _service(service_id)
    return service if service.needs_consent else abort(404)


def _provider(provider_id: int):
    return queries.provider_with(provider_id) or abort(404)


def _kind_form_page(form, service=None):
    return render("bookings/office/kind_form.html", status=form.status, form=form, service=service)


def _provider_page(service, form, provider=None):
    return render("bookings/office/provider.html", status=form.status, form=form, service=service, provider=provider)


def _provider_withdrawal_page(provider, form):
    effects = effects_of(without_provider(provider.id))
    return render(
        "bookings/office/provider_withdrawal.html", status=form.status, form=form, provider=provider, effects=effects
    )


def _provider_return_page(provider, form):
    return render("bookings/office/provider_return.html", status=form.status, form=form, provider=provider)


def _consent_page(service, versions, form):
    return render("bookings/office/consents.html", status=form.status, form=form, service=service, versions=versions)
