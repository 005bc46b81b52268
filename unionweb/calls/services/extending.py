"""The office gives reviewers more time."""

from datetime import datetime

from sqlalchemy import select

from unionweb.calls.models import CallReviewer
from unionweb.calls.rules.kinds import CallState
from unionweb.calls.rules.scoring import Invitation
from unionweb.calls.services.reviews_shared import locked_call, note_call
from unionweb.inbox import services as inbox
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import moment


@write
def extend_review(call_id: int, until: datetime, actor) -> None:
    """Move the end of a review that is on; only back. Its reviewers are told. The calendar of its round stays as it is."""
    call = locked_call(call_id)
    if call.state is not CallState.reviewing:
        raise Refused("评审没有在进行，没有延长。还没有开始的，请在征集的设置里改时间。")
    if until <= call.reviews_until or until <= clock.now():
        raise Refused(f"评审现在到 {moment(call.reviews_until)} 截止，只能往后推，要晚于现在。没有延长。")
    before, call.reviews_until, call.version = call.reviews_until, until, call.version + 1
    note_call("extended_review", call.id, actor, detail={"before": f"{before:%Y-%m-%d %H:%M}", "until": f"{until:%Y-%m-%d %H:%M}"})
    asked = CallReviewer.call_id == call.id, CallReviewer.state.in_((Invitation.invited, Invitation.accepted))
    told = set(db.session.scalars(select(CallReviewer.member_id).where(*asked)))
    text = f"改到 {until:%Y-%m-%d %H:%M} 截止。在这以前还可以打分、修改。"
    inbox.send_many(told, f"“{call.title}”的评审延长了", text, path=f"/reviews/calls/{call.id}")
