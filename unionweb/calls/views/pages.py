"""The page of one entry: what each reader may do there is asked of the same rules as the steps themselves."""

from flask_login import current_user

from unionweb.calls.forms.entries import CheckForm, CommentForm, DeclineForm, FileForm, OpinionForm, StaffForm, TeamForm
from unionweb.calls.queries import chain, completeness, entries, people, quotas
from unionweb.calls.rules import access
from unionweb.calls.rules.kinds import ENDED, CoAuthorState, Decision, FileKind, Subject, SubmissionStatus
from unionweb.kernel import clock
from unionweb.kernel.forms import LongText, Text
from unionweb.kernel.web import render

FORMS = {
    "staff": StaffForm,
    "team": TeamForm,
    "file": FileForm,
    "check": CheckForm,
    "opinion": OpinionForm,
    "comment": CommentForm,
    "decline": DeclineForm,
}
CHECKED = (SubmissionStatus.submitted, SubmissionStatus.unit_approved)  # while the unit may still add to it
WORDS = {
    "ENDED": ENDED,
    "Status": SubmissionStatus,
    "Subject": Subject,
    "FileKind": FileKind,
    "Author": CoAuthorState,
    "Decision": Decision,
}


def entry_page(row, failed=None):
    """The page; failed: the form of a step that was refused, whose reasons are shown and whose words are kept."""
    rights = _rights(row, current_user, clock.now())
    shown = _shown(row, rights)
    forms = {name: _form(kind, failed) for name, kind in FORMS.items()}
    context = {"entry": row, "call": row.call, "failed": failed, "forms": forms, "typed": _typed(failed, row, rights)}
    context |= rights | shown | WORDS
    return render("calls/entry.html", status=failed.status if failed else 200, **context)


def _rights(row, user, now):
    """What this reader may do."""
    headed = people.units_headed(user)
    heads = access.may_head(row, headed)
    return {
        "heads": heads,
        "runs": access.may_run_calls(user),
        "may_edit": access.may_edit(user, row, now, headed),
        "sees_chain": access.sees_chain(user, row, headed),
        "may_withdraw": access.may_withdraw(user, row, now, headed),
        "may_check": access.may_check(row, now, headed),
        "may_take_back": heads and row.status is SubmissionStatus.unit_approved,
        "may_accept": access.may_accept(user, row),
        "may_decline": access.may_decline(user, row, now),
        "is_nominee": row.nominee_member_id == user.id,
        "asked_me": next((one for one in row.co_authors if one.member_id == user.id), None),
    }


def _shown(row, rights):
    """What this reader sees; the stamped form and what was decided only the owner, the unit and the office."""
    is_close = rights["sees_chain"]
    wants_checks = row.call.is_nomination and (rights["may_edit"] or rights["heads"] or rights["may_accept"])
    return {
        "answers": entries.answers_in(row),
        "missing": completeness.missing_in(row) if rights["may_edit"] else [],
        "checks": people.checks_of(row) if wants_checks else [],
        "opinion": chain.opinion_of(row.id) if is_close else None,
        "room": quotas.room_of(row.call, row.unit_id) if rights["heads"] else None,
        "steps": list(row.steps) if is_close else [],
        "files": [file for file in row.files if is_close or file.kind is not FileKind.opinion],
    }


def _typed(failed, row, rights):
    """What was written into a form that the page shows no more, because it came too late or somebody was faster."""
    is_shown = {
        CheckForm: rights["may_check"] or rights["may_take_back"],
        OpinionForm: rights["heads"] and row.status in CHECKED,
        CommentForm: rights["runs"] and row.status in {SubmissionStatus.unit_approved, SubmissionStatus.under_review},
        DeclineForm: rights["may_decline"],
        StaffForm: rights["may_edit"],
        TeamForm: rights["may_edit"],
    }.get(type(failed), True)
    return [] if is_shown else [field.data for field in failed if isinstance(field, Text | LongText) and field.data]


def _form(kind, failed):
    return failed if type(failed) is kind else kind(formdata=None)
