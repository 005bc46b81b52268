"""The participant's page: profile, choosing, and after the end the mutual ones."""

from flask import abort
from flask_login import current_user

from unionweb.common import settings
from unionweb.kernel import clock
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import notice, render, see
from unionweb.mixers import queries, services
from unionweb.mixers.forms import ChoicesForm, ProfileForm
from unionweb.mixers.rules import access
from unionweb.mixers.rules.phases import Phase, is_held, phase_of
from unionweb.mixers.views.blueprint import bp


@bp.get("/mixers/<int:activity_id>")
@requires(signed_in)
def show(activity_id):
    mixer = queries.mixer_for(current_user, activity_id)
    if mixer is None and queries.run_activity(current_user, activity_id):
        return see("mixers.desk", activity_id=activity_id)
    return _page(mixer or abort(404))


@bp.post("/mixers/<int:activity_id>/profile")
@requires(signed_in)
def create_profile(activity_id):
    mixer, form = _mixer(activity_id), ProfileForm()
    if not form.submit(lambda: services.save_profile(activity_id, form.profile, current_user)):
        return _page(mixer, form, profile_form=form)
    notice("存好了。到互选开始前都可以回来看。")
    return see("mixers.show", activity_id=activity_id)


@bp.post("/mixers/<int:activity_id>/withdrawal")
@requires(signed_in)
def create_withdrawal(activity_id):
    _mixer(activity_id)
    services.withdraw_profile(activity_id, current_user)
    notice("资料全部删除了。")
    return see("mixers.show", activity_id=activity_id)


@bp.post("/mixers/<int:activity_id>/choices")
@requires(signed_in)
def create_choices(activity_id):
    mixer = _mixer(activity_id)
    form = ChoicesForm(_others(mixer))
    if not form.submit(lambda: services.choose(activity_id, form.ids, current_user)):
        return _page(mixer, form, choices_form=form)
    notice("存好了。结束之前都可以改。")
    return see("mixers.show", activity_id=activity_id)


def _mixer(activity_id):
    return queries.mixer_for(current_user, activity_id) or abort(404)


def _others(mixer):
    """Whom this person may choose among now."""
    may = access.may_choose(queries.part_in(current_user, mixer), phase_of(mixer, clock.now()))
    return queries.others_for(current_user.id, mixer.activity_id) if may else []


def _page(mixer, failed=None, **forms):
    activity_id, phase, part = mixer.activity_id, phase_of(mixer, clock.now()), queries.part_in(current_user, mixer)
    own = queries.profile_of(current_user.id, activity_id)
    consent, most = settings.together([services.CONSENT, "mixer.most_choices"])
    filled = {"pseudonym": own.pseudonym, "contact": own.contact} if own else {}
    chosen = [str(id) for id in queries.own_choices(current_user.id, activity_id)] if phase is Phase.choosing else []
    others = forms["choices_form"].others if "choices_form" in forms else _others(mixer)
    usual = {
        "profile_form": ProfileForm(formdata=None, **filled),
        "choices_form": ChoicesForm(others, formdata=None, chosen=chosen),
    }
    context = {
        "mixer": mixer, "phase": phase, "Phase": Phase, "part": part, "own": own, "consent": consent, "most": most,
        "others": others, "may_choose": access.may_choose(part, phase), "may_take_part": access.may_take_part(part, phase),
        "matches": queries.own_matches(current_user.id, activity_id) if phase is Phase.told else [], "failed": failed,
        "days": settings.get("mixer.retention_days"), "is_held": is_held(queries.held(activity_id), clock.now()),
    }  # fmt: skip
    return render("mixers/show.html", status=failed.status if failed else 200, **context, **usual | forms)
