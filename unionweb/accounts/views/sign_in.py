"""Signing in and out, the own account, password and sessions."""

from flask import abort, current_app, request, session
from flask_login import current_user, login_user, logout_user

from unionweb.accounts import queries, services
from unionweb.accounts.forms import PasswordForm, SignInForm
from unionweb.accounts.services.sessions import Visitor
from unionweb.accounts.views.blueprint import bp
from unionweb.common import settings
from unionweb.kernel import clock
from unionweb.kernel.extensions import login
from unionweb.kernel.permissions import public, requires, signed_in
from unionweb.kernel.web import notice, render, see, see_path

DEMO_PASSWORD = "unionweb-demo"
DEMO_ACCOUNTS = (
    ("10001", "王敏", "会员，外国语学院分工会"),
    ("10002", "李静", "分工会主席（王敏所在单位）"),
    ("10003", "赵岚", "校工会办公室"),
    ("10004", "孙越", "系统管理员"),
    ("10005", "周外", "会员，滨海校区海洋学院"),
    ("10006", "何言", "咨询师"),
    ("10007", "吴舍", "东校区妈妈小屋值守人"),
    ("10008", "郑评", "评委"),
    ("10014", "许宁", "校工会办公室，核稿"),
)


@bp.app_template_filter("device")
def device(user_agent: str) -> str:
    """A browser's name for people: Chrome，Windows."""
    names = ("MicroMessenger", "Edg", "Firefox", "Chrome", "Safari")
    systems = ("iPhone", "Android", "Windows", "Mac OS", "Linux")
    words = {"MicroMessenger": "微信", "Edg": "Edge", "Mac OS": "Mac", "Android": "安卓手机"}
    found = [next((n for n in group if n in user_agent), None) for group in (names, systems)]
    return "，".join(words.get(n, n) for n in found if n) or "未知设备"


@login.user_loader
def load_person(token):
    limits = current_app.config["SESSION_IDLE"], current_app.config["PERMANENT_SESSION_LIFETIME"]
    person = queries.signed_in_by_token(token, *limits)
    if person:
        services.touch(person)
    return person


@bp.get("/sign-in")
@requires(public)
def sign_in():
    if current_user.is_authenticated:
        return see_path(request.args.get("next"), "bookings.hall")
    form = SignInForm(staff_no=request.args.get("staff_no", "")[:20])
    return _sign_in_page(form)


@bp.post("/sign-in")
@requires(public)
def create_session():
    form = SignInForm()
    visitor = Visitor(request.remote_addr or "", request.user_agent.string)
    token = form.submit(lambda: services.sign_in(form.staff_no.data, form.password.data, visitor))
    if not token:
        return _sign_in_page(form)
    session.clear()  # nothing that was planted before sign-in survives it
    login_user(_Bearer(token))
    session.permanent = True
    return see_path(request.args.get("next"), "bookings.hall")


@bp.post("/sign-out")
@requires(signed_in, before_password=True)
def end_session():
    services.end_session(current_user.id, current_user.session_id)
    logout_user()
    session.clear()
    return see("accounts.sign_in")


@bp.get("/account")
@requires(signed_in)
def show_account():
    own = {"person": queries.own_facts(current_user.id), "readers": queries.phone_readers(current_user.id)}
    grants = queries.grants_of(current_user.id)
    words = {"role_text": queries.role_text, "points": queries.point_names() if grants else {}, "today": clock.today()}
    sessions = queries.own_sessions(current_user.id)
    return render("accounts/account.html", sessions=sessions, grants=grants, **own, **words)


@bp.post("/account/sessions/<int:session_id>/end")
@requires(signed_in)
def end_own_session(session_id):
    if session_id not in {own.id for own in queries.own_sessions(current_user.id)}:
        abort(404)
    services.end_session(current_user.id, session_id)
    notice("那台设备已经退出。")
    return see("accounts.show_account")


@bp.post("/account/sessions/end-others")
@requires(signed_in)
def end_other_sessions():
    services.end_other_sessions(current_user)
    notice("其他设备都已经退出。")
    return see("accounts.show_account")


@bp.get("/account/password")
@requires(signed_in, before_password=True)
def edit_password():
    return render("accounts/password.html", form=PasswordForm())


@bp.post("/account/password")
@requires(signed_in, before_password=True)
def update_password():
    form = PasswordForm()
    if not form.submit(lambda: services.set_password(current_user, form.old.data, form.new.data)):
        return render("accounts/password.html", status=form.status, form=form)
    notice("密码改好了，其他设备都已经退出。")
    return see("bookings.hall")


def _sign_in_page(form):
    demo = DEMO_ACCOUNTS if settings.get("installation.demo") else ()
    return render("accounts/sign_in.html", status=form.status, form=form, demo=demo, demo_password=DEMO_PASSWORD)


class _Bearer:
    """What Flask-Login puts into the cookie: the token of a session that was just opened."""

    is_active = True

    def __init__(self, token):
        self.token = token

    def get_id(self):
        return self.token
