"""What members see of a programme: its rules, batches, own conditions, the result, and everything to check the draw with."""

import json
from pathlib import Path

from flask import abort, url_for
from flask_login import current_user

from unionweb.common import draws, publicity
from unionweb.common.objections import ObjectionForm
from unionweb.kernel import menus
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import download, notice, render, see
from unionweb.retreats import queries, services, verifier
from unionweb.retreats.rules import published
from unionweb.retreats.rules.access import may_rank, may_run
from unionweb.retreats.rules.kinds import BatchState, PointKind, ProgrammeState, Standing, Status
from unionweb.retreats.rules.ordering import Way
from unionweb.retreats.views.blueprint import bp

menus.add(
    "main", 35, "疗休养", "retreats.index", signed_in, exactly=("retreats.show",),
    also=("retreats.edit_application", "retreats.create_application", "retreats.show_application", "retreats.create_withdrawal",
          "retreats.create_confirmation", "retreats.create_decline", "retreats.create_health_removal", "retreats.create_merger_answer",
          "retreats.create_identity", "retreats.create_objection", "retreats.picks", "retreats.verification", "retreats.ranking",
          "retreats.create_ranking", "retreats.create_check"),
)  # fmt: skip
SHOWS_RESULT = {ProgrammeState.on_notice, ProgrammeState.final, ProgrammeState.done}
KINDS = {"ProgrammeState": ProgrammeState, "BatchState": BatchState, "Status": Status, "Way": Way}
SCRIPT = Path(verifier.__file__).with_name("verify_draw.py")


@bp.get("/retreats")
@requires(signed_in)
def index():
    page = queries.programmes_page(current_user.id)
    context = {"page": page, "address": lambda number: url_for("retreats.index", page=number)}
    return render("retreats/index.html", **context, history=queries.own_history(current_user.id), **KINDS)


@bp.get("/retreats/programmes/<int:programme_id>")
@requires(signed_in)
def show(programme_id):
    return programme_page(public_programme(programme_id), ObjectionForm(formdata=None))


@bp.post("/retreats/programmes/<int:programme_id>/objections")
@requires(signed_in)
def create_objection(programme_id):
    programme, form = public_programme(programme_id), ObjectionForm()
    shown = queries.shown_of(programme) or abort(404)
    if not form.submit(lambda: services.object_to(programme_id, shown.id, form.text.data, current_user)):
        return programme_page(public_programme(programme_id), form)
    notice("收到了。答复会发到您的消息里。")
    return see("retreats.show", programme_id=programme_id)


def programme_page(programme, form):
    """One programme as a member sees it."""
    shown = queries.shown_of(programme)
    context = {
        "programme": programme,
        "checks": queries.checks_for(current_user.id, programme),
        "application": queries.own_application(current_user.id, programme.id),
        "marks": queries.timeline(programme, shown),
        "draw": draws.draw_of(queries.SUBJECT, programme.id),
        "publicity": shown,
        "objections": publicity.objections_to(shown.id, current_user.id) if shown else [],
        "listed": queries.on_list(programme.id) if programme.state in SHOWS_RESULT else [],
        "name_of": publicity.masked_name if publicity.masks_names() else str,
        "applicants": sum(count for status, count in queries.status_counts(programme.id).items() if status is not Status.withdrawn),
        "first_choices": queries.first_choices(programme.id),
        "quota_lines": queries.quota_lines(programme),
        "form": form,
        "may_run": may_run(current_user),
        "may_rank": may_rank(current_user),
        "point_kind": PointKind,
        "standing": Standing,
    }
    return render("retreats/show.html", status=form.status, **context, **KINDS)


@bp.get("/retreats/programmes/<int:programme_id>/draw.json")
@requires(signed_in)
def show_document(programme_id):
    draw = _revealed(programme_id)
    return download(draw.document.encode(), f"疗休养抽签-{programme_id}.json", "application/json")


@bp.get("/retreats/verify-draw.py")
@requires(signed_in)
def show_verifier():
    return download(SCRIPT.read_bytes(), "verify_draw.py", "text/x-python")


@bp.get("/retreats/programmes/<int:programme_id>/verification")
@requires(signed_in)
def verification(programme_id):
    programme, draw = public_programme(programme_id), _revealed(programme_id)
    checks = published.checks(json.loads(draw.document))
    is_same = all(check.agrees for check in checks)
    return render("retreats/verification.html", programme=programme, draw=draw, checks=checks, is_same=is_same)


@bp.get("/retreats/programmes/<int:programme_id>/picks")
@requires(signed_in)
def picks(programme_id):
    programme = public_programme(programme_id)
    _revealed(programme_id)
    page = queries.picks_page(programme_id)

    def address(number):
        return url_for("retreats.picks", programme_id=programme_id, page=number)

    return render("retreats/picks.html", programme=programme, page=page, address=address)


def public_programme(programme_id):
    return queries.programme_for(current_user, programme_id) or abort(404)


def _revealed(programme_id):
    public_programme(programme_id)
    draw = draws.draw_of(queries.SUBJECT, programme_id)
    if draw is None or draw.document is None:
        abort(404)
    return draw
