"""What is printed or taken along: sign-in sheets, badges, the poster, calendar files."""

from flask import abort
from flask_login import current_user

from unionweb.activities import papers
from unionweb.activities.queries import events, presence
from unionweb.activities.rules.access import may_run_any
from unionweb.activities.views.blueprint import bp
from unionweb.common.cards import MOST
from unionweb.inbox import feeds
from unionweb.kernel.labels import label
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.qr import qr_svg
from unionweb.kernel.sheets import Sheet
from unionweb.kernel.web import download, external, notice, render, see, whole
from unionweb.kernel.workbooks import workbook

PDF = "application/pdf"
HEADER = ("序号", "报名号", "姓名", "工号", "单位", "队伍", "人数", "签到", "签名")

feeds.sources.append(events.events_for)


@bp.get("/activities/sessions/<int:activity_session_id>/sign-in-sheet.pdf")
@requires(may_run_any)
def show_sheet_paper(activity_session_id):
    session = _session(activity_session_id)
    return download(papers.print_sheet(session, presence.all_at(session)), f"签到表 {session.activity.title}.pdf", PDF)


@bp.get("/activities/sessions/<int:activity_session_id>/sign-in-sheet.xlsx")
@requires(may_run_any)
def show_sheet_table(activity_session_id):
    """The same as a table, with what is known of who came."""
    session = _session(activity_session_id)
    rows = [
        (n, p.number, p.name, p.staff_no, p.unit, p.team_name or "", p.seats, label(p.state) if p.state else "", "")
        for n, p in enumerate(presence.all_at(session), start=1)
    ]
    return workbook(f"签到表 {session.activity.title}", Sheet("签到表", HEADER, rows, (6, 8, 12, 12, 24, 16, 6, 10, 24)))


@bp.get("/activities/sessions/<int:activity_session_id>/badges.pdf")
@requires(may_run_any)
def show_badges(activity_session_id):
    """Cards of A6 with each one's code; ?part= for more than one file holds."""
    session = _session(activity_session_id)
    first = (whole("part", 1, 1, 100) - 1) * MOST
    people = presence.all_at(session)[first : first + MOST]
    if not people:
        notice("名单里还没有人，没有胸卡可印。", "warn")
        return see("activities.show_check_in", activity_session_id=session.id)
    tokens = presence.tokens_of(session.activity_id)
    body = papers.print_badges(session, [(one, external("activities.show_card", token=tokens[one.signup_id])) for one in people])
    return download(body, f"胸卡 {session.activity.title}.pdf", PDF)


@bp.get("/activities/<int:activity_id>/poster")
@requires(may_run_any)
def show_poster(activity_id):
    """What will be printed."""
    activity = _published(activity_id)
    drawn = qr_svg(_address(activity), f"扫码报名：{activity.title}", left=0)
    return render("activities/presence/poster.html", activity=activity, poster=papers.poster_of(activity), qr=drawn)


@bp.get("/activities/<int:activity_id>/poster.pdf")
@requires(may_run_any)
def show_poster_paper(activity_id):
    activity = _published(activity_id)
    return download(papers.print_poster(papers.poster_of(activity), _address(activity)), f"海报 {activity.title}.pdf", PDF)


@bp.get("/activities/signups/<int:signup_id>/events.ics")
@requires(signed_in)
def show_signup_events(signup_id):
    """The sessions of one sign-up, to be opened in a calendar."""
    signup = events.signup_of(current_user.id, signup_id) or abort(404)
    body = feeds.calendar_of(events.events_of(signup))
    return download(body, f"{signup.activity.title}.ics", "text/calendar")


def _address(activity) -> str:
    return external("activities.show", activity_id=activity.id)


def _published(activity_id):
    return presence.activity_run_by(current_user, activity_id) or abort(404)


def _session(session_id):
    return presence.session_run_by(current_user, session_id) or abort(404)
