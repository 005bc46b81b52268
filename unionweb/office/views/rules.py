"""The union's rules: what holds, what is announced, and changing it."""

from flask import abort
from flask_login import current_user

from unionweb.common import settings
from unionweb.kernel import clock, menus
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import notice, render, see
from unionweb.office import queries, services
from unionweb.office.forms import rule_form
from unionweb.office.rules import may_set_rules
from unionweb.office.views.blueprint import bp

menus.add("office", 80, "规则设置", "office.rules", may_set_rules, also=("office.edit_rule", "office.update_rule"))


@bp.get("/settings")
@requires(may_set_rules)
def rules():
    return render("office/rules.html", groups=queries.rule_groups())


@bp.get("/settings/<key>")
@requires(may_set_rules)
def edit_rule(key):
    cell = queries.rule_or_none(key) or abort(404)
    return _rule_page(cell, _form(cell))


@bp.post("/settings/<key>")
@requires(may_set_rules)
def update_rule(key):
    cell = queries.rule_or_none(key) or abort(404)
    form = _form(cell)
    if not form.submit(lambda: _change(key, form)):
        return _rule_page(cell, form)
    since = "" if form.valid_from.data <= clock.today() else f"，{form.valid_from.data:%Y-%m-%d} 起算"
    notice(f"改好了{since}。")
    return see("office.edit_rule", key=key)


@bp.post("/settings/values/<int:value_id>/withdrawal")
@requires(may_set_rules)
def create_value_withdrawal(value_id):
    queries.value_or_none(value_id) or abort(404)
    key = services.withdraw_value(value_id, current_user)
    notice("收回了，还按现在的规则。")
    return see("office.edit_rule", key=key)


def _change(key, form):
    services.change_rule(
        key, form.chosen, actor=current_user, valid_from=form.valid_from.data, reason=form.reason.data
    )


def _form(cell):
    found = settings.definition(cell.key)
    is_shared = found.key != cell.key
    return rule_form(found, settings.get(cell.key), may_be_unset=is_shared, today=clock.today())


def _rule_page(cell, form):
    found = settings.definition(cell.key)
    general = settings.in_words(found, settings.get(found.key)) if found.key != cell.key else None
    history = queries.rule_history(cell.key)
    page = {"cell": cell, "found": found, "form": form, "general": general, "history": history}
    return render("office/rule.html", status=form.status, **page)
