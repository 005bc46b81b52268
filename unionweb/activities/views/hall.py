"""What everybody sees: the list, the month, one activity, what one has signed up for."""

from flask import abort, request, url_for
from flask_login import current_user

from unionweb.activities import queries
from unionweb.activities.forms.looking import SearchForm
from unionweb.activities.rules.access import may_run
from unionweb.activities.rules.eligibility import audience_words, objections
from unionweb.activities.rules.kinds import Picks, SignupStatus
from unionweb.activities.views.blueprint import bp
from unionweb.clubs.queries import club_for
from unionweb.common import questions
from unionweb.kernel import clock, documents, files, menus
from unionweb.kernel.permissions import requires, signed_in
from unionweb.kernel.web import render, whole

menus.add(
    "main", 25, "活动", "activities.index", signed_in,
    also=("activities.show", "activities.mine", "activities.new_signup", "activities.create_signup"),
)  # fmt: skip


@bp.get("/activities")
@requires(signed_in)
def index():
    return _month_page() if request.args.get("view") == "month" else _list_page()


def _list_page():
    form = _search()
    page = queries.index_page(current_user, form.sought)

    def address(number):
        return url_for("activities.index", **form.typed | {"page": number})

    context = {"form": form, "page": page, "address": address, "places": queries.places_of(page.rows)}
    mine = queries.own_statuses(current_user.id, [row.id for row in page.rows])
    return render("activities/index.html", "activities/_activities_found.html", **context, mine=mine, now=clock.now())


def _month_page():
    form, today = _search(), clock.today()
    year, month = _month(today)
    days = queries.month_of(form.sought, year, month)
    weeks = queries.weeks_of(year, month)

    def address(step):
        moved = year * 12 + month - 1 + step
        return url_for("activities.index", **form.typed | {"view": "month", "month": f"{moved // 12}-{moved % 12 + 1:02d}"})

    context = {"form": form, "days": days, "weeks": weeks, "year": year, "month": month, "today": today, "address": address}
    return render("activities/month.html", "activities/_month.html", **context)


def _month(today):
    """The month that ?month=2026-09 asks for; this one when it makes no sense."""
    year, _, month = request.args.get("month", "").partition("-")
    fits = year.isascii() and year.isdigit() and len(year) == 4 and month.isascii() and month.isdigit() and len(month) <= 2
    if fits and 1990 <= int(year) <= 2100 and 1 <= int(month) <= 12:
        return int(year), int(month)
    return today.year, today.month


def _search():
    club_id = whole("club", 0, 1, 2**31 - 1)
    club = club_for(current_user, club_id) if club_id else None
    return SearchForm((club.id, club.name) if club else None)


@bp.get("/activities/<int:activity_id>")
@requires(signed_in)
def show(activity_id):
    row = _activity(activity_id)
    names, applicant = queries.audience_names(), queries.applicant_for(current_user.id, row)
    own = queries.own_statuses(current_user.id, [row.id]).get(row.id)
    context = {
        "activity": row, "places": queries.places_of([row]), "own": own, "now": clock.now(),
        "audience": audience_words(row.audience, names), "objections": objections(applicant, row, clock.now(), names),
        "own_left": queries.own_left(row, applicant),
        "attachments": queries.attachments_of(row.id), "questions": questions.questions_of("activity", row.id),
        "runs": may_run(current_user, row), "picks_one": row.picks is Picks.one,
        "position": queries.position_of(own) if own and own.status is SignupStatus.waitlisted else None,
        "invitation": queries.own_invitation(current_user.id, row.id), "grace": queries.moved_up_grace(),
    }  # fmt: skip
    return render("activities/show.html", **context)


@bp.get("/activities/<int:activity_id>/picture")
@requires(signed_in)
def show_picture(activity_id):
    return files.picture(_activity(activity_id).picture)


@bp.get("/activities/attachments/<int:activity_attachment_id>")
@requires(signed_in)
def show_attachment(activity_attachment_id):
    found = queries.attachment_or_none(activity_attachment_id) or abort(404)
    _activity(found.activity_id)
    return documents.handed_out(found.file, found.title)


@bp.get("/activities/mine")
@requires(signed_in)
def mine():
    context = {
        "coming": queries.coming_signups(current_user.id), "past": queries.past_signups(current_user.id),
        "teams": queries.team_places(current_user.id), "proxied": queries.proxied_signups(current_user),
        "starts_of": queries.starts_of, "address": lambda number: url_for("activities.mine", page=number),
    }  # fmt: skip
    return render("activities/mine.html", **context)


def _activity(activity_id):
    return queries.activity_for(current_user, activity_id) or abort(404)
