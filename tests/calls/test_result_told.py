"""Whom a result is told, how often, and what of: the calls of one round in one message, certificates where they are."""

from datetime import datetime

import pytest

from tests.calls import resulted
from tests.calls.test_results import ACTOR
from unionweb.calls.models import Entry, ResultMessage, Round, TeamPerson
from unionweb.calls.queries import announcing
from unionweb.calls.queries import honours as register
from unionweb.calls.rules.kinds import Subject
from unionweb.calls.rules.telling import CERTIFIED, LISTED, LISTED_EACH, Concern, drafted, joined
from unionweb.calls.services import honours, paperwork, publishing
from unionweb.certificates.models import Certificate
from unionweb.certificates.queries.single import own_certificates
from unionweb.certificates.rules.states import CertificateState
from unionweb.inbox.models import Message
from unionweb.kernel import clock
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

OFFICE, AUTHOR, CHAIR, STRANGER, REVIEWER = 10003, 10001, 10002, 10005, 10008
SITE = {"site": "https://x.example"}


def round_of(count=3) -> list[int]:
    """A round whose calls are final, each with the same two nominees; committed. Returns the calls."""
    moments = {"opens_at": datetime(2026, 9, 1, 8), "submits_until": datetime(2026, 9, 10), "corrects_until": datetime(2026, 9, 12)}
    row = Round(title="2026年度评优", year=2026, **moments, reviews_until=datetime(2026, 9, 30), created_at=clock.now())
    db.session.add(row)
    db.session.commit()
    made, now = [], clock.now()
    for n in range(count):
        call_id, _ = resulted.nominated(title=f"第{n + 1}项荣誉", round_id=row.id)
        resulted.ended(call_id)
        clock.set_now(now)
        made.append(call_id)
    return made


def told(member_id) -> list[Message]:
    return db.session.query(Message).filter(Message.member_id == member_id, Message.title.contains("公布了")).order_by(Message.id).all()


def test_the_calls_of_a_round_are_told_in_one_message_each_person_once(as_user, inside):
    first, second, third = inside(round_of)
    office = as_user(OFFICE)
    page = office.get(f"/calls/{first}/result-messages").text
    assert "这一轮没有发的一起发" in page
    assert f'href="/calls/{second}/result-messages"' in page
    assert "一起发时，同一条里还有：第2项荣誉的结果公布了。恭喜：李静" in " ".join(page.split())
    assert office.post(f"/calls/{first}/result-messages/round-sending").status_code == 303
    assert office.post(f"/calls/{second}/result-messages/round-sending").status_code == 409
    assert office.post(f"/calls/{third}/result-messages/sending").status_code == 409
    for member_id in (CHAIR, STRANGER):
        (only,) = inside(lambda id=member_id: told(id))
        assert (only.title, only.path) == ("2026年度评优有 3 项结果公布了", "/calls")
        assert [only.body.count(f"【第{n}项荣誉的结果公布了】") for n in (1, 2, 3)] == [1, 1, 1]
        assert only.body.count("名单在") == only.body.count("我的证书") == 1
    assert inside(lambda: db.session.query(ResultMessage).filter(ResultMessage.sent_at.is_(None)).count()) == 0


def test_one_call_may_go_before_the_rest_of_its_round_and_is_not_told_again(as_user, inside):
    first, second, third = inside(round_of)
    office = as_user(OFFICE)
    draft = inside(lambda: db.session.query(ResultMessage).filter_by(call_id=third, member_id=STRANGER).one().id)
    assert office.post(f"/calls/{third}/result-messages/{draft}/dropping").status_code == 303
    assert office.post(f"/calls/{first}/result-messages/sending").status_code == 303
    assert [m.title for m in inside(lambda: told(CHAIR))] == ["第1项荣誉的结果公布了"]
    assert office.post(f"/calls/{first}/result-messages/round-sending").status_code == 303, "the others from the first's page"
    _, rest = inside(lambda: told(CHAIR))
    assert "第1项荣誉" not in rest.body
    assert "第2项荣誉" in rest.body and "第3项荣誉" in rest.body
    _, single = inside(lambda: told(STRANGER))
    assert (single.title, single.path) == ("第2项荣誉的结果公布了", f"/calls/{second}/results"), "what was given up is not in it"


def test_what_the_office_changed_goes_out_as_it_was_changed(as_user, inside):
    _, second, _ = inside(round_of)
    row = inside(lambda: db.session.query(ResultMessage).filter_by(call_id=second, member_id=CHAIR).one().id)
    inside(lambda: publishing.edit_message(second, row, "给李静", "请来领奖。", actor=ACTOR))
    inside(lambda: publishing.send_messages(second, ACTOR, with_round=True))
    assert "【给李静】\n请来领奖。" in inside(lambda: told(CHAIR))[0].body


def test_calls_outside_the_round_and_not_final_ones_keep_their_drafts(inside):
    first, _ = inside(lambda: round_of(2))
    other, _ = inside(lambda: resulted.final(title="另一个征集"))
    inside(lambda: publishing.send_messages(first, ACTOR, with_round=True))
    assert inside(lambda: announcing.message_counts(other)[0]) > 0
    assert inside(lambda: publishing.send_messages(other, ACTOR, with_round=True)) > 0
    with pytest.raises(Refused):
        inside(lambda: publishing.send_messages(other, ACTOR, with_round=True))


def test_the_outbox_asks_as_much_for_seven_calls_as_for_two(as_user, inside, statements):
    few, many = inside(lambda: round_of(2))[0], inside(lambda: round_of(7))[0]
    address = "/calls/{}/result-messages"
    counts = [len(statements(lambda id=id: as_user(OFFICE).get(address.format(id)))) for id in (few, many)]
    assert counts[0] == counts[1]


def test_messages_of_a_round_are_the_offices_alone(as_user, inside):
    first, _ = inside(lambda: round_of(2))
    for member_id in (AUTHOR, CHAIR, STRANGER, REVIEWER):
        assert as_user(member_id).post(f"/calls/{first}/result-messages/round-sending").status_code == 403
    assert as_user(OFFICE).post("/calls/9999/result-messages/round-sending").status_code == 404
    undecided, _ = inside(lambda: resulted.decided(title="没有公布的"))
    assert as_user(OFFICE).post(f"/calls/{undecided}/result-messages/round-sending").status_code == 404


def test_certificates_are_mentioned_to_those_who_will_have_one_and_lead_to_their_own():
    _, given = drafted("案例征集", [Concern(1, 7, "健步走", "一等奖", is_certified=True)])
    _, none = drafted("案例征集", [Concern(1, 7, "健步走", "")])
    _, chair = drafted("案例征集", [Concern(1, 7, "健步走", "一等奖", as_chair=True)])
    assert given.endswith(f"{LISTED}\n{CERTIFIED}")
    assert "我的证书" in CERTIFIED
    assert "证书" not in none + chair
    assert none.endswith(LISTED)


def test_a_joined_message_says_once_where_everything_is():
    title, body = joined("年度评优", [("甲", f"一\n{LISTED}"), ("乙", f"二\n{LISTED}\n{CERTIFIED}"), ("丙", "三")])
    assert (title, body) == ("年度评优有 3 项结果公布了", f"【甲】\n一\n【乙】\n二\n【丙】\n三\n{LISTED_EACH}\n{CERTIFIED}")


def test_whoever_proposes_somebody_else_is_promised_no_certificate(inside):
    call_id, entries = inside(resulted.nominated)
    inside(lambda: (setattr(db.session.get(Entry, entries[1]), "member_id", AUTHOR), db.session.commit()))
    inside(lambda: resulted.ended(call_id))
    bodies = inside(lambda: {row.member_id: row.body for row in db.session.query(ResultMessage).filter_by(call_id=call_id)})
    assert "我的证书" not in bodies[AUTHOR]
    assert "我的证书" in bodies[STRANGER]


def families() -> tuple[int, list[int]]:
    """A call for families: one that names whose it is, one that names nobody."""
    call_id, entries = resulted.nominated("most_beautiful_family", Subject.family)
    family = db.session.get(Entry, entries[0])
    family.member_id, family.nominee_member_id, family.nominee_name = AUTHOR, CHAIR, "李静家庭"
    db.session.commit()
    resulted.ended(call_id)
    paperwork.issue_certificates(call_id, "海川大学工会", ACTOR, **SITE)
    return call_id, entries


def test_a_familys_certificate_is_among_those_of_whose_family_it_is(as_user, inside):
    call_id, _ = inside(families)
    held = inside(lambda: {c.name: c.member_id for c in db.session.query(Certificate)})
    assert held == {"李静家庭": CHAIR, "周外团队": None}
    assert "最美家庭" in as_user(CHAIR).get("/certificates").text
    assert inside(lambda: own_certificates(AUTHOR)) == []
    bodies = inside(lambda: {row.member_id: row.body for row in db.session.query(ResultMessage).filter_by(call_id=call_id)})
    assert "我的证书" in bodies[CHAIR]
    assert "我的证书" not in bodies[AUTHOR]


def teams() -> None:
    call_id, entries = resulted.nominated("vanguard_team", Subject.team)
    for member_id, is_leader in ((AUTHOR, False), (REVIEWER, True)):
        db.session.add(TeamPerson(entry_id=entries[0], member_id=member_id, sort=member_id, is_leader=is_leader))
    db.session.commit()
    resulted.ended(call_id)
    paperwork.issue_certificates(call_id, "海川大学工会", ACTOR, **SITE)


def test_a_teams_certificate_is_among_its_leaders_and_goes_with_the_honour(inside):
    inside(teams)
    assert inside(lambda: {c.name: c.member_id for c in db.session.query(Certificate)}) == {"李静团队": REVIEWER, "周外团队": None}
    honour = inside(lambda: next(h.id for h in register.honours_of_member(AUTHOR)))
    inside(lambda: honours.revoke(honour, "查实不符合条件", ACTOR))
    states = inside(lambda: {c.name: c.state for c in db.session.query(Certificate)})
    assert states == {"李静团队": CertificateState.revoked, "周外团队": CertificateState.valid}


def test_a_units_certificate_belongs_to_no_member():
    assert announcing.holders(Entry(nominee_name="外国语学院"), Subject.unit) == [("外国语学院", None)]
