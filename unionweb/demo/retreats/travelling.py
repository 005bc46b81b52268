"""Writing the retreats down: what people decide by the feature's own services, each step at its own time in the story."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import delete, event, func, select

from unionweb.accounts.models import Member
from unionweb.common import publicity
from unionweb.common.audit import ActorKind, AuditEvent
from unionweb.common.draws import draw_of, sha256_of
from unionweb.demo.diary import Diary
from unionweb.demo.laying import Days
from unionweb.demo.people.roll import Person
from unionweb.demo.retreats.told import routes, terms
from unionweb.demo.rows import add_rows, added
from unionweb.demo.staff import Staff
from unionweb.inbox.models import Message
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.retreats import services
from unionweb.retreats.models import (
    RetreatApplication,
    RetreatBatch,
    RetreatChoice,
    RetreatHistory,
    RetreatProgramme,
    RetreatService,
    RetreatStanding,
)
from unionweb.retreats.queries.programmes import SUBJECT
from unionweb.retreats.rules.kinds import Standing, Status, TripOutcome

OFFICE, MEMBER = "10003", "10001"
LAST_YEARS, THIS_YEARS, AGAIN = 52, 66, 9  # applications; how many of them try again
MODEL_WORKERS, FRONTLINE = 6, 24
AT_WORK = {"active", "dispatched"}
CAREFUL = {"10003", "10004", "10014"}  # they run it, so they do not apply in the demo


@dataclass(frozen=True)
class _Story:
    staff: Staff
    diary: Diary
    rng: Random
    office: Member
    workers: list[Person]  # who may be drawn to apply


def travel(staff: Staff, days: Days, diary: Diary, rng: Random) -> None:
    """Part of a transaction: the registers, last year's retreat up to the trips, this year's with its applications so far."""
    workers = [p for p in staff.people if p.employment_status in AT_WORK and p.staff_no not in CAREFUL]
    story = _Story(staff, diary, rng, db.session.get_one(Member, staff.members[OFFICE]), workers)
    _register(story)
    _last_years(story, days.today.year - 1)
    _this_years(story, days)


def _register(story: _Story) -> None:
    """Since when everybody is here, and who is a model worker or in the front line."""
    at, members = datetime.combine(story.staff.founded, time(9)), story.staff.members
    stamp = {"recorded_at": at, "recorded_by_id": story.office.id}
    since = {p.staff_no: p.birth_year + 24 + int(p.staff_no) % 7 for p in story.workers}
    add_rows(RetreatService, [{"member_id": members[number], "since_year": year} | stamp for number, year in since.items()])
    named = story.rng.sample([p for p in story.workers if p.staff_no > "10020"], MODEL_WORKERS + FRONTLINE)
    kinds = [Standing.model_worker] * MODEL_WORKERS + [Standing.frontline] * FRONTLINE
    facts = {"since": at.year - 3, "evidence": "校发文件", "ended_on": None} | stamp
    add_rows(RetreatStanding, [{"member_id": members[p.staff_no], "kind": kind} | facts for p, kind in zip(named, kinds, strict=True)])


@contextmanager
def _at(story: _Story, moment: datetime):
    """Let the services live at a moment of the story; what they note goes into the diary, to be sorted in with all else."""
    session = db.session()
    last = session.scalar(select(func.max(Message.id))) or 0

    def note_down(*_):
        for row in [row for row in session.new if isinstance(row, AuditEvent)]:
            session.expunge(row)
            _note(story.diary, row)

    event.listen(session, "before_flush", note_down)
    try:
        with clock.standing_at(moment):
            yield
            session.flush()
    finally:
        event.remove(session, "before_flush", note_down)
    _adopt_messages(story.diary, last)
    session.expire_all()


def _note(diary: Diary, row: AuditEvent) -> None:
    rest = {name: getattr(row, name) for name in ("from_state", "to_state", "reason", "detail", "sealed")}
    rest = {name: value for name, value in rest.items() if value is not None}
    diary.note(row.at, row.action, row.subject_kind, row.subject_id, actor_id=row.actor_id, by=row.actor_kind, **rest)


def _adopt_messages(diary: Diary, last: int) -> None:
    sent = Message.id > last
    for row in db.session.scalars(select(Message).where(sent).order_by(Message.id)):
        diary.tell(row.created_at, row.member_id, row.title, row.body, path=row.path, once=row.once_key)
    db.session.execute(delete(Message).where(sent), execution_options={"synchronize_session": False})


def _publish(story: _Story, written: services.Terms, first: date, at: datetime) -> int:
    """A programme with its routes, published; its seed follows from the demo's, so that the same demo has the same result."""
    with _at(story, at - timedelta(days=1)):
        programme_id = services.create_programme(written, story.office)
        for route in routes(first):
            services.add_batch(programme_id, route, story.office)
    with _at(story, at):
        version = db.session.get_one(RetreatProgramme, programme_id).version
        services.publish_programme(programme_id, version, story.office)
        draw = draw_of(SUBJECT, programme_id)
        draw.hidden_seed = f"{story.rng.getrandbits(256):064x}"
        draw.seed_hash = sha256_of(draw.hidden_seed)
        db.session.flush()
        promised = next(one for one in reversed(story.diary.events) if one["action"] == "draw_committed")
        promised["detail"] = promised["detail"] | {"seed_hash": draw.seed_hash}
    return programme_id


def _apply(story: _Story, programme_id: int, people: list[Person], until: datetime) -> None:
    """These people, spread over the days; each with two or three wishes."""
    programme, count = db.session.get_one(RetreatProgramme, programme_id), len(people)
    batches = [batch.id for batch in programme.batches]
    standings = _standings()
    numbers = story.rng.sample(range(1, 10_000), count)
    whole = until - programme.opens_at
    rows = [
        _application(story, programme, person, number, standings, programme.opens_at + whole * (n + 1) / (count + 1))
        for n, (person, number) in enumerate(zip(people, numbers, strict=True))
    ]
    ids = added(RetreatApplication, rows)
    wishes = [
        {"application_id": one, "rank": rank, "batch_id": batch}
        for one in ids
        for rank, batch in enumerate(story.rng.sample(batches, story.rng.choice((2, 3, 3))), 1)
    ]
    add_rows(RetreatChoice, wishes)
    for one, row in zip(ids, rows, strict=True):
        who = {"actor_id": row["member_id"], "by": ActorKind.owner, "to_state": Status.submitted}
        story.diary.note(row["submitted_at"], "submitted", "retreat_application", one, **who)


def _standings() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in db.session.scalars(select(RetreatStanding).order_by(RetreatStanding.id)):
        found.setdefault(row.member_id, []).append(row.kind.value)
    return found


def _application(story: _Story, programme, person: Person, number: int, standings, at: datetime) -> dict:
    member_id, at = story.staff.members[person.staff_no], at.replace(microsecond=0)
    lanes = standings.get(member_id, [])
    since = db.session.get_one(RetreatService, member_id).since_year
    companions = [{"relation": "spouse", "age": "adult"}] if story.rng.random() < 0.15 else []
    return {
        "programme_id": programme.id, "member_id": member_id, "number": f"A{number:04d}", "status": Status.submitted,
        "unit_id": story.staff.units[person.unit_name], "campus_id": story.staff.campuses[person.campus_code],
        "lanes_claimed": lanes, "lanes_confirmed": lanes, "service_years": programme.year - since, "is_service_confirmed": True,
        "companions": companions, "submitted_at": at, "changed_at": at,
    }  # fmt: skip


def _last_years(story: _Story, year: int) -> None:
    """Drawn, posted, confirmed by most, travelled in three groups."""
    opens, closes = datetime(year, 3, 24, 9), datetime(year, 4, 8, 17)
    programme_id = _publish(story, terms(year, date(year, 3, 1), opens, closes), date(year, 5, 12), datetime(year, 3, 20, 10))
    _apply(story, programme_id, story.rng.sample(_eligible(story, year), LAST_YEARS), closes)
    with _at(story, datetime(year, 4, 9, 9)):
        services.close_due()
        services.freeze_list(programme_id, story.office)
        services.decide(programme_id, story.office)
        services.post_result(programme_id, story.office)
    with _at(story, datetime(year, 4, 21, 9)):
        publicity.end_due()
    with _at(story, datetime(year, 4, 22, 10)):
        _answer(programme_id)
    for batch_id in list(db.session.scalars(_batches(programme_id))):
        _go(story, batch_id)


def _batches(programme_id: int):
    return select(RetreatBatch.id).where(RetreatBatch.programme_id == programme_id).order_by(RetreatBatch.position)


def _answer(programme_id: int) -> None:
    """One in fifteen cannot come; whoever moves up confirms, too."""
    placed = RetreatApplication.programme_id == programme_id, RetreatApplication.status == Status.placed
    asked = set()
    while rows := [row for row in db.session.scalars(select(RetreatApplication).where(*placed)) if row.id not in asked]:
        for row in sorted(rows, key=lambda row: row.number):
            asked.add(row.id)
            answer = services.decline if row.position % 15 == 7 else services.confirm
            answer(row.id, db.session.get_one(Member, row.member_id))


def _go(story: _Story, batch_id: int) -> None:
    batch = db.session.get_one(RetreatBatch, batch_id)
    leaves, back = batch.starts_on, batch.ends_on
    with _at(story, datetime.combine(leaves - timedelta(days=10), time(9))):
        services.form_group(batch_id, story.office)
    going = RetreatApplication.batch_id == batch_id, RetreatApplication.status == Status.confirmed
    ids = list(db.session.scalars(select(RetreatApplication.id).where(*going).order_by(RetreatApplication.number)))
    with _at(story, datetime.combine(back + timedelta(days=1), time(9))):
        outcomes = {one: TripOutcome.absent if n == 3 else TripOutcome.attended for n, one in enumerate(ids)}
        services.note_attendance(batch_id, outcomes, story.office)


def _this_years(story: _Story, days: Days) -> None:
    """Open since some days, closing next week."""
    opened = days.behind(4) or days.today - timedelta(days=6)
    opens, published = datetime.combine(opened, time(9)), datetime.combine(opened - timedelta(days=5), time(10))
    closes = datetime.combine(days.ahead(6) or days.today + timedelta(days=8), time(17))
    written = terms(days.today.year, opened.replace(day=1), opens, closes)
    programme_id = _publish(story, written, days.today + timedelta(days=49), published)
    free = _eligible(story, days.today.year)
    lost = [p for p in free if story.staff.members[p.staff_no] in _losers()][:AGAIN]
    others = [p for p in free if p not in lost]
    member = next(p for p in story.workers if p.staff_no == MEMBER)
    people = [member, *lost, *story.rng.sample(others, THIS_YEARS - len(lost) - 1)]
    _apply(story, programme_id, people, min(closes, story.diary.now))


def _eligible(story: _Story, year: int) -> list[Person]:
    """Who has been here long enough and has not been on a trip; 王敏 waits for this year."""
    been = set(db.session.scalars(select(RetreatHistory.member_id)))
    members = story.staff.members
    here = [p for p in story.workers if p.staff_no != MEMBER and p.birth_year + 34 <= year]
    return [p for p in here if members[p.staff_no] not in been]


def _losers() -> set[int]:
    return set(db.session.scalars(select(RetreatApplication.member_id).where(RetreatApplication.status == Status.waiting)))
