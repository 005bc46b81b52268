"""This year's call for cases, open: drafts, what waits for the units, what was returned, what waits for the office."""

from unionweb.calls.rules.kinds import CallState, SubmissionStatus
from unionweb.demo.calls.calling import add_call, ask
from unionweb.demo.calls.desk import Desk, at
from unionweb.demo.calls.entering import Written, enter, numbers
from unionweb.demo.calls.texts import told
from unionweb.kernel.extensions import db

OPENED, ENDS, CORRECTED, REVIEWED = 14, 8, 12, 19  # working days behind and ahead
QUESTION = ("一句话介绍", 10, 60)


def run_call(desk: Desk) -> None:
    """The call with one question of its own, and its entries."""
    moments = (at(desk.behind(OPENED), "09:00"), at(desk.ahead(ENDS), "17:00"), at(desk.ahead(CORRECTED), "17:00"),
               at(desk.ahead(REVIEWED), "18:00"))  # fmt: skip
    title = f"{desk.today.year}年工会特色亮点工作案例"
    call = add_call(desk, "case_study", moments, title=title, has_body=True, word_least=300, word_most=2000, state=CallState.open)
    question, entries = ask(call, *QUESTION), told("running")
    db.session.flush()
    for one, number in zip(entries, numbers(desk, len(entries)), strict=True):
        enter(desk, _written(desk, call, one, {question: one["line"]} if one["line"] else {}), number)


def _written(desk: Desk, call, one: dict, answers: dict) -> Written:
    status, back = SubmissionStatus(one["status"]), one["back"]
    person = desk.people[one["by"]] if "by" in one else desk.pick(one["unit"])[0]
    others = [desk.staff.members[staff_no] for staff_no in one.get("with", [])]
    facts = {"title": one["title"], "body": one["body"], "field": one["theme"], "unit_rank": one.get("rank")}
    is_waiting = status is SubmissionStatus.submitted
    return Written(
        call=call, unit=one["unit"], by=desk.member(person), status=status, since=desk.about(desk.behind(back + 4), 9),
        sent=desk.about(desk.behind(back if is_waiting else back + 1), 10), moved=desk.about(desk.behind(back), 15), facts=facts,
        with_ids=others, are_sure=not others, answers=answers, comment=one.get("comment", ""),
    )  # fmt: skip
