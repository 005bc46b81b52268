"""This year's round of seven honours: one calendar, one sheet of quotas, nominations in every state, partly scored."""

from datetime import datetime, timedelta

from unionweb.calls.models import Call, Entry, Round
from unionweb.calls.rules.kinds import ACCEPTED, CallState, HonourKey, SubmissionStatus
from unionweb.calls.rules.scoring import Invitation
from unionweb.demo.calls import judging
from unionweb.demo.calls.calling import add_call
from unionweb.demo.calls.desk import BY_OFFICE, Desk, at
from unionweb.demo.calls.entering import Written, enter, numbers
from unionweb.demo.calls.judging import Jury
from unionweb.demo.calls.texts import nominations
from unionweb.kernel.extensions import db

OPENED, ENDED, CORRECTED, REVIEWED = 19, 8, 4, 7  # working days behind, the last ahead
MORE_TIME = (4, 6)  # for the families, whose call was opened again: working days ahead
STATES = {
    HonourKey.model_home: CallState.closed, HonourKey.outstanding_cadre: CallState.reviewing,
    HonourKey.active_member: CallState.closed, HonourKey.vanguard_team: CallState.reviewing,
    HonourKey.march8_individual: CallState.reviewing, HonourKey.march8_team: CallState.closed,
    HonourKey.most_beautiful_family: CallState.open,
}  # fmt: skip
LEAST = 120  # characters of what is said for somebody
SEXES = {"woman": "female", "man": "male"}
TIES = {HonourKey.march8_individual: (2, "食品与生命科学学院")}  # which reviewer has declared a tie with which unit


def put_forward(desk: Desk) -> None:
    """The round with its calls, what the units put forward, and the reviews that have begun."""
    moments = (at(desk.behind(OPENED), "09:00"), at(desk.behind(ENDED), "17:00"), at(desk.behind(CORRECTED), "17:00"),
               at(desk.ahead(REVIEWED), "18:00"))  # fmt: skip
    calls, told = _calls(desk, moments), nominations()
    entered = {key: _entered(desk, calls[key], [one for one in told if one["honour"] == key]) for key in STATES}
    for key, call in calls.items():
        if call.state is CallState.reviewing:
            _review(desk, call, entered[key])
    _invite(desk, calls[HonourKey.march8_team])


def _calls(desk: Desk, moments: tuple[datetime, ...]) -> dict[HonourKey, Call]:
    opens_at, submits_until, corrects_until, reviews_until = moments
    title, drafted = f"{desk.today.year}年度先进集体和先进个人评选", opens_at - timedelta(days=3)
    row = Round(
        title=title, year=desk.today.year, opens_at=opens_at, submits_until=submits_until, corrects_until=corrects_until,
        reviews_until=reviews_until, created_at=drafted, created_by_id=desk.office,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    who = {"actor_id": desk.office, **BY_OFFICE}
    desk.diary.note(drafted, "round_created", "call_round", row, detail={"calls": len(STATES)}, **who)
    desk.diary.note(opens_at, "round_opened", "call_round", row, detail={"calls": len(STATES)}, **who)
    for chair in sorted(set(desk.chairs.values())):
        body = f"七项荣誉同时开始，{submits_until.month}月{submits_until.day}日截止报送。"
        desk.diary.tell(opens_at, chair, f"{title}开始了", body, path="/calls/unit", once=f"round {row.id} opened#{chair}")
    return {key: _call(desk, key, moments, row) for key in STATES}


def _call(desk: Desk, key: HonourKey, moments: tuple[datetime, ...], row: Round) -> Call:
    """The families have got more time, as too few were put forward."""
    if STATES[key] is CallState.open:
        later = (at(desk.ahead(MORE_TIME[0]), "17:00"), at(desk.ahead(MORE_TIME[1]), "17:00"))
        moments = (moments[0], *later, max(moments[3], later[1] + timedelta(days=1)))
    call = add_call(desk, key.value, moments, round_id=row.id, word_least=LEAST, state=STATES[key])
    if STATES[key] is CallState.open:
        changed = at(desk.behind(ENDED), "15:10")
        desk.diary.note(changed, "call_changed", "call", call, actor_id=desk.office, detail={"changed": ["submits_until"]}, **BY_OFFICE)
    return call


def _entered(desk: Desk, call: Call, told: list[dict]) -> list[tuple[Entry, dict]]:
    """What was put forward for one honour, each with what the file tells of it."""
    drawn = numbers(desk, len(told))
    return [(enter(desk, _written(desk, call, one), number), one) for one, number in zip(told, drawn, strict=True)]


def _written(desk: Desk, call: Call, one: dict) -> Written:
    status, back, unit = SubmissionStatus(one["status"]), one["back"], one["unit"]
    nominee, facts = _nominee(desk, one)
    team = _team(desk, one)
    sent = back if status is SubmissionStatus.submitted else back + 1
    is_family = call.honour_key == HonourKey.most_beautiful_family
    by = facts["nominee_member_id"] if is_family else desk.liaisons[unit] if one.get("who") == "chair" else desk.chairs[unit]
    return Written(
        call=call, unit=unit, by=by, status=status, since=desk.about(desk.behind(back + 6), 9),
        sent=desk.about(desk.behind(sent if is_family else max(sent, ENDED + 1)), 10), moved=desk.about(desk.behind(back), 15),
        facts=facts | {"title": nominee, "nominee_name": nominee, "body": one["body"], "unit_rank": one.get("rank")},
        team=team, comment=one.get("comment", ""),
    )  # fmt: skip


def _nominee(desk: Desk, one: dict) -> tuple[str, dict]:
    """(as it is shown, columns) of who or what is put forward."""
    unit = one["unit"]
    if "team" in one:
        return one["team"], {}
    if "who" not in one:
        return unit, {"nominee_unit_id": desk.staff.units[unit]}
    member_id = _member(desk, one["who"], unit)
    person = desk.person(member_id)
    since = datetime(desk.today.year - 4, 9, 1).date()
    is_family = one["honour"] == HonourKey.most_beautiful_family
    return f"{person.name}家庭" if is_family else person.name, {"nominee_member_id": member_id, "in_post_since": since}


def _member(desk: Desk, who: str, unit: str) -> int:
    if who in ("chair", "liaison"):
        return (desk.chairs if who == "chair" else desk.liaisons)[unit]
    return desk.staff.members[who] if who.isdigit() else desk.member(desk.pick(unit, sex=SEXES.get(who))[0])


def _team(desk: Desk, one: dict) -> list[int]:
    if "team" not in one:
        return []
    return [desk.member(person) for person in desk.pick(one["unit"], one["size"], sex="female" if one.get("women") else None)]


def _review(desk: Desk, call: Call, entered: list[tuple[Entry, dict]]) -> None:
    """The jury, a tie or two, and marks as far as the reviewers have come."""
    members, begun = judging.jury_members(desk), at(desk.behind(CORRECTED - 1), "09:30")
    asked = at(desk.behind(ENDED - 1), "14:00")
    jury = judging.seat(desk, call, asked, _answers(members))
    if call.honour_key in TIES:
        seat, unit = TIES[call.honour_key]
        judging.tie(desk, jury, members[seat], unit, asked + timedelta(days=1))
    accepted = [(entry, told) for entry, told in entered if entry.status in ACCEPTED]
    judging.begin(desk, jury, begun, 3 * len(accepted))
    for turn, (entry, told) in enumerate(accepted):
        _judge(desk, jury, entry, (told, turn, begun))


def _answers(members: list[int]) -> dict[int, Invitation]:
    """Four have said yes, one has not answered, one cannot."""
    said = [Invitation.accepted] * 4 + [Invitation.invited, Invitation.declined]
    return dict(zip(members, said, strict=True))


def _judge(desk: Desk, jury: Jury, entry: Entry, about: tuple[dict, int, datetime]) -> None:
    told, turn, begun = about
    seats = judging.fitting(desk, jury, [told["unit"]], turn)
    judging.judge(desk, jury, entry, list(zip(seats, told["scores"], strict=True)), (begun, desk.now))


def _invite(desk: Desk, call: Call) -> None:
    """The reviewers of the teams were asked yesterday; 郑评 has yet to answer."""
    first, *rest = judging.jury_members(desk)
    said = {first: Invitation.invited} | dict.fromkeys(rest[:2], Invitation.accepted) | {rest[2]: Invitation.declined}
    judging.seat(desk, call, at(desk.behind(1), "10:00"), said)
