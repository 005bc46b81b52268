"""At the door, for who runs it: the list, undoing, leave, closing the list, signing up at the door, the screen."""

from flask import abort, current_app
from flask_login import current_user

from unionweb.activities.forms.presence import ListFilter, PresentForm, ReasonForm, WalkInForm
from unionweb.activities.queries import presence
from unionweb.activities.rules.access import may_run_any
from unionweb.activities.rules.presence import Way, list_window, minutes_late, screen_code
from unionweb.activities.services import door
from unionweb.activities.services import presence as services
from unionweb.activities.views.blueprint import bp
from unionweb.common.cards import MOST
from unionweb.kernel import clock
from unionweb.kernel.lists import page_of
from unionweb.kernel.permissions import requires
from unionweb.kernel.qr import qr_svg
from unionweb.kernel.web import external, notice, render, see

REFRESH = "20"  # seconds: the code changes every minute, and the one before it is still accepted


@bp.get("/activities/<int:activity_id>/presence")
@requires(may_run_any)
def show_presence(activity_id):
    """Everything around the day itself: sessions with their lists, papers, hours, feedback, report."""
    activity = presence.activity_run_by(current_user, activity_id) or abort(404)
    return render("activities/presence/index.html", activity=activity, came=presence.came_to(activity.id), now=clock.now())


@bp.get("/activities/sessions/<int:activity_session_id>/check-in")
@requires(may_run_any)
def show_check_in(activity_session_id):
    return _list_page(_run(activity_session_id))


@bp.post("/activities/sessions/<int:activity_session_id>/check-ins")
@requires(may_run_any)
def create_check_in(activity_session_id):
    session, form = _run(activity_session_id), PresentForm()
    found = []
    if not form.submit(lambda: found.append(services.check_in(session.id, form.member_id.data, current_user)) or True):
        return _list_page(session, form)
    person = presence.person_at(session, form.member_id.data)
    if found[0]:
        notice(f"{person.name} 签到好了{_lateness(session, person)}。")
    else:
        notice(f"{person.name} 已经签过到了，没有重复记。", "warn")
    return see("activities.show_check_in", activity_session_id=session.id)


@bp.post("/activities/sessions/<int:activity_session_id>/walk-ins")
@requires(may_run_any)
def create_walk_in(activity_session_id):
    session, form = _run(activity_session_id), WalkInForm()
    member_id = form.submit(lambda: door.walk_in(session.id, form.staff_no.data, current_user))
    if not member_id:
        return _list_page(session, form, walk_in=form)
    person = presence.person_at(session, member_id)
    notice(f"{person.name} 报上了，报名号 {person.number}，也签到好了。")
    return see("activities.show_check_in", activity_session_id=session.id)


@bp.post("/activities/sessions/<int:activity_session_id>/closing")
@requires(may_run_any)
def create_closing(activity_session_id):
    session = _run(activity_session_id)
    absent = services.close_list(session.id, current_user)
    notice(f"点名结束，{absent} 人记为没有来。" if absent else "点名结束，没有缺席的人。")
    return see("activities.show_check_in", activity_session_id=session.id)


@bp.get("/activities/sessions/<int:activity_session_id>/people/<int:member_id>")
@requires(may_run_any)
def show_attendance(activity_session_id, member_id):
    session = _run(activity_session_id)
    return _person_page(session, presence.person_at(session, member_id) or abort(404))


@bp.post("/activities/sessions/<int:activity_session_id>/people/<int:member_id>/undoing")
@requires(may_run_any)
def create_undoing(activity_session_id, member_id):
    return _with_reason(activity_session_id, member_id, services.undo, "撤回了。")


@bp.post("/activities/sessions/<int:activity_session_id>/people/<int:member_id>/leave")
@requires(may_run_any)
def create_leave(activity_session_id, member_id):
    return _with_reason(activity_session_id, member_id, services.excuse, "记好请假了，不算没有来。")


@bp.get("/activities/sessions/<int:activity_session_id>/screen")
@requires(may_run_any)
def show_screen(activity_session_id):
    """For the projector: the code and its QR code. The page renews itself without script."""
    session = _run(activity_session_id)
    code = screen_code(current_app.config["SECRET_KEY"], session.id, clock.now())
    address = external("activities.show_self_check_in", activity_session_id=session.id, code=code)
    drawn, figures = qr_svg(address, f"签到：{session.activity.title}"), presence.figures_of(session)
    response = render("activities/presence/screen.html", session=session, activity=session.activity, code=code, qr=drawn, figures=figures)
    response.headers["Refresh"] = REFRESH
    return response


def _with_reason(activity_session_id, member_id, service, done):
    session, form = _run(activity_session_id), ReasonForm()
    row = presence.person_at(session, member_id) or abort(404)
    if not form.submit(lambda: service(session.id, member_id, form.reason.data, current_user) or True):
        return _person_page(session, row, form)
    notice(f"{row.name}：{done}")
    return see("activities.show_check_in", activity_session_id=session.id)


def _list_page(session, failed=None, walk_in=None):
    asked = ListFilter()
    page = page_of(presence.people_at(session, presence.Wanted(asked.q.data or "", asked.show.data or "")), scalars=False)
    opens, closes = list_window(session.starts_at, session.ends_at, presence.windows())
    is_off, figures, now = presence.is_off(session), presence.figures_of(session), clock.now()
    context = {"is_open": opens <= now <= closes and not is_off, "is_off": is_off, "opens": opens, "closes": closes}
    context |= {"closing": presence.closing_of(session.id), "figures": figures, "late": minutes_late, "now": now, "failed": failed}
    context["parts"] = range(1, -(-figures.expected // MOST) + 1)  # badges
    context |= {"walk_in": walk_in or WalkInForm(formdata=None), "session": session, "activity": session.activity}
    status = failed.status if failed else 200
    return render("activities/presence/list.html", "activities/presence/_list.html", status, page=page, asked=asked, **context)


def _person_page(session, row, form=None):
    corrections = presence.corrections_of(row.attendance_id) if row.attendance_id else []
    context = {"session": session, "activity": session.activity, "row": row, "corrections": corrections, "late": minutes_late}
    form = form or ReasonForm(formdata=None)
    return render("activities/presence/person.html", status=form.status, form=form, Way=Way, **context)


def _lateness(session, person) -> str:
    late = minutes_late(session.starts_at, person.came_at)
    return f"，迟到 {late} 分钟" if late else ""


def _run(session_id):
    return presence.session_run_by(current_user, session_id) or abort(404)
