"""Certificates of the demo: two batches of honours, a training course, and thanks to speakers that wait to be issued."""

from dataclasses import replace
from datetime import date, datetime, time
from random import Random

from flask import current_app

from unionweb.certificates.models import Certificate, CertificateBatch, CertificateSeries
from unionweb.certificates.queries import word_of
from unionweb.certificates.rules import DESIGNS, USUAL, Kind, Marks, Subject, Wording
from unionweb.certificates.rules.recipients import Row
from unionweb.certificates.rules.states import BatchState, CertificateState
from unionweb.common import organisation
from unionweb.common.audit import ActorKind
from unionweb.demo.diary import Diary
from unionweb.demo.laying import Days
from unionweb.demo.people.roll import Person
from unionweb.demo.staff import Staff
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import full_day
from unionweb.kernel.search import folded

OFFICE = "10003"
HONOURED, TRAINED = 24, 30
REVOKED, CORRECTED = 5, 7  # numbers of the honours that went wrong
BASE = "http://127.0.0.1:5000"


def award(staff: Staff, days: Days, diary: Diary, rng: Random) -> None:
    """Part of a transaction: what was issued in the last weeks, and one draft."""
    honours = issue(_honours(staff, days, rng), staff, diary, rng)
    _revoke(honours[REVOKED - 1], staff, diary)
    _reissue(honours[CORRECTED - 1], staff, diary, rng)
    for batch in (_training(staff, days, rng), _groups(days)):
        issue(batch, staff, diary, rng)
    _batch((Kind.thanks, Subject.person, _day(days, 1), _thanked(days), {"项目": "更年期健康知识讲座"}), staff)


def _day(days: Days, back: int) -> date:
    return days.behind(back) or days.today


def _row(number: int, person: Person) -> Row:
    return Row(number, {"姓名": person.name, "单位": person.unit_name}, person.staff_no)


def _honours(staff: Staff, days: Days, rng: Random):
    known = [person for person in staff.people if person.staff_no == "10001"]
    others = rng.sample([person for person in staff.people if person.staff_no not in {"10001", OFFICE}], HONOURED - 1)
    rows = [_row(n, person) for n, person in enumerate([*known, *others], start=1)]
    return Kind.honour, Subject.person, _day(days, 12), rows, {"荣誉": "优秀工会积极分子", "年度": str(days.today.year)}


def _training(staff: Staff, days: Days, rng: Random):
    rows = [_row(n, person) for n, person in enumerate(rng.sample(staff.people, TRAINED), start=1)]
    said = {"项目": "基层工会干部培训班", "学时": "16", "时间": full_day(_day(days, 9))}
    return Kind.training, Subject.person, _day(days, 6), rows, said


def _groups(days: Days):
    rows = [Row(n, {"姓名": name}) for n, name in enumerate(("外国语学院分工会", "图书馆分工会", "后勤管理处分工会"), start=1)]
    return Kind.group, Subject.unit, _day(days, 4), rows, {"荣誉": "先进基层工会", "年度": str(days.today.year)}


def _thanked(days: Days) -> list[Row]:
    said = {"时间": full_day(_day(days, 2))}
    return [Row(n, {"姓名": name} | said) for n, name in enumerate(("李㛃", "王淑珍"), start=1)]


def _batch(given, staff: Staff, words: Wording | None = None) -> CertificateBatch:
    kind, subject, day, rows, common = given
    words, office = words or USUAL[kind], staff.members[OFFICE]
    batch = CertificateBatch(
        kind=kind, subject=subject, heading=words.heading, body=words.body, closing=words.closing, opens=words.opens,
        organ=organisation.name(), dated=day, is_sealed=True, common=common, state=BatchState.draft,
        rows=[[row.number, row.values, row.staff_no] for row in rows], made_by_id=office, made_at=datetime.combine(day, time(9)),
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    return batch


def issue(given, staff: Staff, diary: Diary, rng: Random, *, words: Wording | None = None) -> list[Certificate]:
    """The batch issued at ten of its day; its files are made by the worker, as always. words: other than the usual ones.

    given: kind, subject, day, rows, and what all rows have in common.
    """
    _kind, _subject, day, rows, common = given
    batch, at = _batch(given, staff, words), datetime.combine(day, time(10))
    batch.state, batch.rows, batch.issued_by_id, batch.issued_at = BatchState.printing, [], batch.made_by_id, at
    issued = [_certificate(batch, replace(row, values=common | row.values), staff, rng) for row in rows]
    db.session.flush()
    who = {"actor_id": batch.made_by_id, "by": ActorKind.office}
    diary.note(at, "issued", "certificate_batch", batch, to_state=BatchState.printing, **who)
    return issued


def _certificate(batch: CertificateBatch, row: Row, staff: Staff, rng: Random) -> Certificate:
    code, number = f"{rng.getrandbits(128):032x}", _next_number(batch.kind, batch.dated.year)
    words = Wording(batch.heading, batch.body, batch.closing, batch.opens)
    made = Certificate(
        batch_id=batch.id, kind=batch.kind, year=batch.dated.year, number=number, code=code, subject=batch.subject,
        serial_no=f"{word_of(batch.kind)}〔{batch.dated.year}〕{number}号", name=row.name, values=row.values,
        member_id=staff.members.get(row.staff_no), heading=words.heading, body=words.body, closing=words.closing,
        opens=words.opens, organ=batch.organ, dated=batch.dated, is_sealed=True, marks=Marks().frozen, fonts="",
        address=f"{current_app.config['BASE_URL'] or BASE}/verify/{code}", design_version=DESIGNS[batch.kind].version,
        issued_at=batch.issued_at, state=CertificateState.valid, reprints=0,
    )  # fmt: skip
    made.search = folded(f"{made.serial_no} {made.name} {row.values.get('单位', '')} {made.title}")
    db.session.add(made)
    return made


def _next_number(kind: Kind, year: int) -> int:
    series = db.session.get(CertificateSeries, (kind, year))
    if series is None:
        series = CertificateSeries(kind=kind, year=year, last=0)
        db.session.add(series)
    series.last += 1
    return series.last


def _revoke(one: Certificate, staff: Staff, diary: Diary) -> None:
    _end(one, CertificateState.revoked, "本人申请退出评选", staff, diary)


def _reissue(one: Certificate, staff: Staff, diary: Diary, rng: Random) -> None:
    """The unit was wrong."""
    person = next(person for person in staff.people if staff.members[person.staff_no] == one.member_id)
    given = (one.kind, one.subject, one.dated, [_row(1, person)], {"荣誉": one.values["荣誉"], "年度": one.values["年度"]})
    new = issue(given, staff, diary, rng)[0]
    one.replaced_by_id = new.id
    _end(one, CertificateState.reissued, "单位写错了", staff, diary)


def _end(one: Certificate, state: CertificateState, reason: str, staff: Staff, diary: Diary) -> None:
    at = datetime.combine(one.dated, time(15))
    one.state, one.reason, one.ended_at, one.ended_by_id = state, reason, at, staff.members[OFFICE]
    who = {"actor_id": staff.members[OFFICE], "by": ActorKind.office}
    diary.note(at, state.value, "certificate", one, from_state=CertificateState.valid, to_state=state, reason=reason, **who)
