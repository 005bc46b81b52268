"""The organiser's page: times, numbers, badges. Numbers and pseudonyms only; never names, never choices."""

from flask import Response, abort
from flask_login import current_user

from unionweb.common import organisation
from unionweb.common.cards import Card, print_cards
from unionweb.kernel import clock, documents
from unionweb.kernel.pdf import PaperProblem
from unionweb.kernel.permissions import requires
from unionweb.kernel.web import download, notice, render, see
from unionweb.mixers import queries, services
from unionweb.mixers.forms import TimesForm
from unionweb.mixers.rules.access import may_organise
from unionweb.mixers.rules.matching import told_count
from unionweb.mixers.rules.phases import Phase, is_held, may_set_times, phase_of
from unionweb.mixers.views.blueprint import bp


@bp.get("/mixers/<int:activity_id>/desk")
@requires(may_organise)
def desk(activity_id):
    return _page(_activity(activity_id))


@bp.post("/mixers/<int:activity_id>/times")
@requires(may_organise)
def create_times(activity_id):
    activity, form = _activity(activity_id), TimesForm()
    if not form.submit(lambda: services.set_up(activity_id, form.times, current_user)):
        return _page(activity, form)
    notice("时间定好了，有名额的人都会收到消息。")
    return see("mixers.desk", activity_id=activity_id)


@bp.post("/mixers/<int:activity_id>/numbers")
@requires(may_organise)
def create_numbers(activity_id):
    _activity(activity_id)
    count = services.draw_numbers(activity_id, current_user)
    notice(f"随机排好了 {count} 个号码，可以印胸牌了。")
    return see("mixers.desk", activity_id=activity_id)


@bp.post("/mixers/<int:activity_id>/opening")
@requires(may_organise)
def create_opening(activity_id):
    _activity(activity_id)
    services.open_choosing(activity_id, current_user)
    notice("互选开始了。签到过的人打开自己的页面就能选。")
    return see("mixers.desk", activity_id=activity_id)


@bp.get("/mixers/<int:activity_id>/badges.pdf")
@requires(may_organise)
def show_badges(activity_id):
    activity = _activity(activity_id)
    people = queries.badge_list(activity_id) or abort(404)
    cards = [Card(organisation.name(), activity.title, str(seen.number), seen.pseudonym) for seen in people]
    try:
        body = print_cards(cards)
    except PaperProblem as problem:
        return Response(str(problem), 409, mimetype="text/plain")
    return download(body, documents.titled(f"{activity.title} 胸牌", ".pdf"), "application/pdf")


def _activity(activity_id):
    return queries.run_activity(current_user, activity_id) or abort(404)


def _page(activity, form=None):
    mixer, when = queries.mixer_of(activity.id), queries.held(activity.id)
    now = clock.now()
    phase = phase_of(mixer, now) if mixer else None
    known = (mixer.choosing_opens_at, mixer.choosing_closes_at) if mixer else when
    context = {
        "activity": activity,
        "mixer": mixer,
        "phase": phase,
        "Phase": Phase,
        "counts": queries.counts_of(activity.id),
        "people": queries.badge_list(activity.id),
        "pairs": told_count(mixer.pairs) if mixer else "",
        "has_begun": is_held(when, now),
        "may_set_times": phase is None or may_set_times(phase, when, now),
        "form": form or (TimesForm.of(*known) if known else TimesForm(formdata=None)),
    }
    return render("mixers/desk.html", status=form.status if form else 200, **context)
