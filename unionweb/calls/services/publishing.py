"""The second step of a result: shown to everybody for objections, then final; who is told what, as drafts first."""

from collections import Counter, defaultdict

from sqlalchemy import select

from unionweb.calls.models import Call, CallPublication, EntryDecision, ResultMessage
from unionweb.calls.queries import announcing
from unionweb.calls.queries import results as queries
from unionweb.calls.rules.kinds import CallState, SubmissionStatus
from unionweb.calls.rules.telling import drafted, joined, result_of
from unionweb.calls.services.deciding import locked_call, note, result_row, set_status
from unionweb.calls.services.honours import record_honours
from unionweb.common import audit, publicity
from unionweb.common.publicity import PublicityState
from unionweb.inbox import services as inbox
from unionweb.kernel import clock, labels
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.jobs import job

OFFICE = audit.ActorKind.office


@write
def open_publicity(call_id: int, facts: dict, actor) -> int:
    """Show what was decided to everybody; returns the id of the list. facts: workdays, contact, starts_on when not today.

    Before its first day nobody but the office sees anything of it.
    """
    call = locked_call(call_id)
    if call.state is not CallState.decided:
        raise Refused("先把结果定下来，再公示。")
    listed = announcing.listing(call, is_masked=publicity.masks_names())
    if not listed:
        raise Refused("没有一件授予的，没有名单可以公示。")
    number = len(queries.publications_of(call_id)) + 1
    row = CallPublication(
        call_id=call_id, number=number, listed=listed, is_masked=publicity.masks_names(), opened_by_id=actor.id, opened_at=clock.now()
    )
    db.session.add(row)
    db.session.flush()
    shown = publicity.open_publicity(queries.KIND, row.id, facts | {"title": f"{result_of(call.title)}公示"}, actor)
    if not shown.is_ahead:
        set_status({one["entry"] for one in listed}, SubmissionStatus.on_public_notice)
    call.state = CallState.on_notice
    note("result_shown", call_id, actor, from_state=CallState.decided, to_state=call.state, detail={"rows": len(listed)})
    return row.id


@job("begin_call_publicity", "公示开始", minute="5", hour="0")
@write
def begin_due() -> str:
    """Entries on a list whose first day has come say so. The list itself is shown by the calendar alone."""
    calls = [locked_call(id) for id in announcing.shown_call_ids()]
    for call in calls:
        set_status(_given_ids(call.id), SubmissionStatus.on_public_notice)
    return f"{len(calls)} 个在公示。" if calls else "没有在公示的。"


@write
def withdraw_publicity(call_id: int, reason: str, actor) -> None:
    """Stop the 公示: the result is decided, but not shown. Refused when there is none."""
    call, row = _shown(call_id)
    publicity.withdraw_publicity(queries.KIND, row.id, actor, reason)
    set_status(_given_ids(call_id), SubmissionStatus.shortlisted)
    call.state = CallState.decided
    note("result_hidden", call_id, actor, from_state=CallState.on_notice, to_state=call.state, reason=reason)


@write
def strike(call_id: int, entry_id: int, reason: str, actor) -> None:
    """Take an entry off the list while it is shown, for a reason that is kept. Refused when it is not on it."""
    _shown(call_id)
    row = db.session.get(EntryDecision, entry_id, with_for_update=True, populate_existing=True)
    if row is None or row.call_id != call_id or not row.is_given:
        raise Refused("这一件不在公示的名单里，或者已经撤下了。")
    if entry_id in queries.own_entries(call_id, actor.id):
        raise Refused("这是您自己的申报，请另一位同事来办。")
    row.struck_at, row.struck_reason = clock.now(), reason
    audit.record("struck_off", "entry", entry_id, actor=actor, kind=OFFICE, reason=reason)


@write
def finish(call_id: int, issuer: str, actor) -> int:
    """The 公示 is over and nothing is open: the result is final. Entries into the register of honours, drafts of messages.

    Returns how many honours were entered. Refused before the end, and while an objection has no answer.
    """
    call, row = _shown(call_id)
    _check_over(row)
    stands = queries.stands_of(call)
    given = {one.id for one in stands if one.position is not None}
    set_status(given, SubmissionStatus.awarded)
    set_status({one.id for one in stands} - given, SubmissionStatus.not_awarded)
    call.state = CallState.final
    result = result_row(call_id)
    result.final_at, result.final_by_id, result.issuer = clock.now(), actor.id, issuer
    db.session.flush()
    count = record_honours(call, issuer, actor)
    draft_messages(call)
    note("result_final", call_id, actor, from_state=CallState.on_notice, to_state=call.state, detail={"given": len(given)})
    return count


def draft_messages(call: Call) -> None:
    """Part of a transaction: a draft for everybody it concerns, one each, however many entries they have."""
    lines: dict[int, list] = defaultdict(list)
    for line in announcing.concerned(call):
        lines[line.member_id].append(line)
    for member_id, own in sorted(lines.items()):
        title, body = drafted(call.title, own)
        db.session.add(ResultMessage(call_id=call.id, member_id=member_id, title=title, body=body, made_at=clock.now()))


@write
def edit_message(call_id: int, message_id: int, title: str, body: str, *, actor) -> None:
    """Other words for a draft. Refused once it was sent or given up."""
    row = _draft(call_id, message_id)
    row.title, row.body, row.is_edited = title, body, True
    note("message_edited", call_id, actor, detail={"message": row.id})


@write
def drop_message(call_id: int, message_id: int, actor) -> None:
    """This person is not told by a message. Refused once it was sent or given up."""
    row = _draft(call_id, message_id)
    row.dropped_at = clock.now()
    note("message_dropped", call_id, actor, detail={"message": row.id})


@write
def send_messages(call_id: int, actor, *, with_round: bool = False) -> int:
    """Send every draft of a call, with_round: of all final calls of its round; returns how many people were told.

    Whoever has several drafts gets them as one message. Whoever sends twice tells nobody twice.
    """
    ids = sorted({call_id, *(announcing.final_calls_of_round(call_id) if with_round else ())})
    calls = [locked_call(id) for id in ids]
    together = calls[0].round
    rows: dict[int, list[ResultMessage]] = defaultdict(list)
    for row in locked_drafts(ids):
        rows[row.member_id].append(row)
    if not rows:
        raise Refused("没有要发的消息：都发过了，或者都不发。")
    for member_id, own in sorted(rows.items()):
        _tell(member_id, own, together.title if together else "")
    for id, count in sorted(Counter(row.call_id for own in rows.values() for row in own).items()):
        note("result_told", id, actor, detail={"rows": count})
    return len(rows)


def locked_drafts(call_ids: list[int]) -> list[ResultMessage]:
    """Part of a transaction: what is still to be sent of these calls, under lock, by call."""
    drafts = select(ResultMessage).where(ResultMessage.call_id.in_(call_ids), *announcing.UNSENT).with_for_update()
    drafts = drafts.order_by(ResultMessage.call_id, ResultMessage.id)
    return list(db.session.scalars(drafts.execution_options(populate_existing=True)))


def _tell(member_id: int, own: list[ResultMessage], round_title: str) -> None:
    """Part of a transaction: the drafts of one person as one message; several lead to where all calls are."""
    first, path = own[0], f"/calls/{own[0].call_id}/results" if len(own) == 1 else "/calls"
    title, body = (first.title, first.body) if len(own) == 1 else joined(round_title, [(one.title, one.body) for one in own])
    for one in own:
        one.sent_at = clock.now()
    inbox.send(member_id, title, body, path=path, once_key=f"call result {first.call_id}#{member_id}")


@write
def object_to(call_id: int, text: str, actor) -> int:
    """Somebody objects to what is shown; the office gets a word that does not say who. Refused outside the days."""
    found = _latest(call_id)
    objection_id = publicity.record_objection(found.id, text, actor)
    _tell_office(call_id, objection_id)
    return objection_id


@write
def answer(call_id: int, objection_id: int, words: str, actor) -> None:
    """Answer an objection; whoever raised it on the page is told, with a way to it that stays, also when the list is hidden.

    Refused when it is none of this call, when it was answered, and to whoever raised it or has a part in the call.
    """
    if objection_id not in objection_ids(call_id):
        raise Refused(publicity.GONE)
    if queries.own_entries(call_id, actor.id):
        raise Refused("这个征集里有您自己的申报或您盲评的作品，异议请另一位同事来答复。")
    found = publicity.answer_objection(objection_id, words, actor)
    if found.member_id:
        said = {"path": f"/calls/{call_id}/objections", "once_key": f"objection {found.id} answered"}
        inbox.send(found.member_id, "您对公示提的异议有答复了", "点开看您提的异议和答复。", **said)


@write
def note_told(call_id: int, text: str, actor, told: dict) -> int:
    """Write down an objection that the office was told. told: told_by, received_on (None for today). Refused outside the days."""
    return publicity.record_objection(_latest(call_id).id, text, actor, **told)


def objection_ids(call_id: int) -> set[int]:
    """Every objection to any list of a call."""
    return {row.id for row in announcing.objections_of(call_id)}


def _tell_office(call_id: int, objection_id: int) -> None:
    said = {"path": f"/calls/{call_id}/result-desk", "once_key": f"call objection {objection_id}"}
    inbox.send_many(announcing.office_ids(), "评选结果公示收到一件异议", "请在这个征集的结果页里看，并答复。", **said)


def _latest(call_id: int):
    rows = queries.publications_of(call_id)
    found = publicity.publicity_of(queries.KIND, rows[0].id) if rows else None
    if found is None:
        raise Refused("这个征集没有在公示。")
    return found


def _shown(call_id: int) -> tuple[Call, CallPublication]:
    """Part of a transaction: a call that is on 公示, under lock, and its list."""
    call = locked_call(call_id)
    if call.state is not CallState.on_notice:
        raise Refused("这个征集现在没有在公示，这一步没有做。")
    return call, queries.publications_of(call_id)[0]


def _check_over(row: CallPublication) -> None:
    shown = publicity.publicity_of(queries.KIND, row.id)
    if shown.state is PublicityState.open and shown.ends_on >= clock.today():
        raise Refused(f"公示到 {labels.day(shown.ends_on)}为止，还没有结束。")
    if waiting := sum(one.answered_at is None for one in announcing.objections_of(row.call_id)):
        raise Refused(f"还有 {waiting} 件异议没有答复，答复以后再公布。")


def _given_ids(call_id: int) -> set[int]:
    return {id for id, one in queries.decisions_of(call_id).items() if one.is_given}


def _draft(call_id: int, message_id: int) -> ResultMessage:
    row = db.session.get(ResultMessage, message_id, with_for_update=True, populate_existing=True)
    if row is None or row.call_id != call_id or not row.is_draft:
        raise Refused("这一条已经发了，或者不发了，不能再改。")
    return row


def on_ended(shown) -> None:
    """Part of a transaction (common.publicity.when_ended): the office is told that it may go on."""
    if shown.subject_kind == queries.KIND:
        row = queries.publication_or_none(shown.subject_id)
        said = {"path": f"/calls/{row.call_id}/result-desk", "once_key": f"call publicity {shown.id} ended"}
        inbox.send_many(announcing.office_ids(), f"{shown.title}结束了", "没有待答复的异议，就可以公布结果了。", **said)


publicity.when_ended.append(on_ended)
audit.words |= {
    "result_shown": "公示了结果", "result_hidden": "停止了公示", "struck_off": "从公示名单里撤下了", "result_final": "公布了结果",
    "message_edited": "改了一条消息", "message_dropped": "有一条消息不发了", "result_told": "发了结果消息",
}  # fmt: skip
