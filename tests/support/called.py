"""One of everything of the calls, for the tests that open every address there is: a call with a draft, one in review, one decided."""

from flask import current_app
from sqlalchemy import select

from tests.calls import drafted, resulted, reviewed
from unionweb.calls.models import Criterion, EntryFile
from unionweb.calls.rules.kinds import CallKind, FileKind, Subject
from unionweb.kernel import clock, documents, files
from unionweb.kernel.extensions import db

PICTURE = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32
OF_REVIEW = {"reviewing", "reviews_desk", "reviews_assigning", "reviews_scores"}
OF_RESULTS = {"results_desk", "results_steps", "results_public"}


def called() -> tuple[dict, dict]:
    """(values by argument, endpoint → values of its own). Commits."""
    entering, review, results = drafted.one_of_each(), _in_review(), resulted.one_of_each()
    values = {**results, **review, **entering}
    others = {}
    for endpoint, view in current_app.view_functions.items():
        place, _, module = view.__module__.rpartition(".")
        if place == "unionweb.calls.views" and module in OF_REVIEW:
            others[endpoint] = review
        elif place == "unionweb.calls.views" and module in OF_RESULTS:
            others[endpoint] = results
    for name in ("create_call_question_move", "create_call_question_withdrawal"):
        others[f"calls.{name}"] = {"question_id": entering["question_id"]}
    return {name: values[name] for name in values if name not in {"member_id", "unit_id"}}, others


def _in_review() -> dict:
    """Blind works of art which may be liked; 郑评 reviews one of 王敏 and has a conflict with somebody."""
    call_id = reviewed.call_in_review(kind=CallKind.artwork, subject=Subject.work, likes_weight=10, title="书画摄影作品")
    entry_id = reviewed.entry(call_id, 5, title="秋色")
    main = {"kind": FileKind.main, "title": "作品.pdf", "file": documents.keep(b"%PDF-1.7", "作品.pdf"), "size": 9}
    picture = {"kind": FileKind.picture, "title": "秋.png", "file": files.keep(PICTURE), "size": 40, "preview": files.keep(PICTURE)}
    kept = [EntryFile(entry_id=entry_id, added_at=clock.now(), added_by_id=10001, **facts) for facts in (main, picture)]
    db.session.add_all(kept)
    db.session.commit()
    seat = reviewed.reviewer(call_id)
    return {
        "call_id": call_id, "entry_id": entry_id, "file_id": kept[1].id, "reviewer_id": seat,
        "review_id": reviewed.review(entry_id, seat), "conflict_id": reviewed.tie(call_id, person_id=drafted.STRANGER),
        "criterion_id": db.session.scalar(select(Criterion.id).where(Criterion.call_id == call_id)),
    }  # fmt: skip
