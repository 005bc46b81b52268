"""Writing the activities down as they would be after people signed up one after the other."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random

from sqlalchemy import select

from unionweb.accounts.models import Unit, UnitKind
from unionweb.activities.models import (
    Activity,
    ActivityPool,
    ActivitySeries,
    ActivitySession,
    Signup,
    SignupPlace,
    TeamMember,
)
from unionweb.activities.rules.kinds import ActivityState, AgeBand, Entry, Picks, SignupStatus, TeamStatus
from unionweb.common.audit import ActorKind
from unionweb.common.questions import Question, QuestionKind
from unionweb.common.questions.models import Answer
from unionweb.demo.activities.told import TOLD, Meeting, Told
from unionweb.demo.diary import Diary
from unionweb.demo.laying import Days
from unionweb.demo.people.roll import YEAR, Person
from unionweb.demo.rows import add_rows, added
from unionweb.demo.staff import Staff
from unionweb.kernel.extensions import db

OFFICE, CHAIR, MEMBER = "10003", "10002", "10001"
BANDS = (AgeBand.preschool, AgeBand.school, AgeBand.adult)
SIZES = ("S", "M", "L", "XL", "XXL")
ALLERGIES = ("没有", "花生", "没有", "鸡蛋")


def invite(staff: Staff, days: Days, diary: Diary, rng: Random) -> None:
    """Part of a transaction: every activity with its sessions, questions and sign-ups."""
    union = db.session.scalar(select(Unit.id).where(Unit.kind == UnitKind.university_union))
    series = _series()
    for one in TOLD:
        _hold(_Held(one, staff, days, diary, rng), union, series)


def _series() -> dict[str, int]:
    known = dict.fromkeys(one.series for one in TOLD if one.series)
    ids = added(ActivitySeries, [{"name": name, "about": about, "sort": n} for n, (name, about) in enumerate(known, 1)])
    return dict(zip((name for name, _ in known), ids, strict=True))


class _Held:
    """One activity while it is written down."""

    def __init__(self, told: Told, staff: Staff, days: Days, diary: Diary, rng: Random):
        self.told, self.staff, self.days, self.diary, self.rng = told, staff, days, diary, rng
        self.host = staff.members[CHAIR if told.unit else OFFICE]
        self.by = ActorKind.unit if told.unit else ActorKind.office
        self.meetings = [(m, _at(self.day(m.ahead), m.starts), _at(self.day(m.ahead), m.ends)) for m in told.meetings]
        self.begins = min(start for _, start, _ in self.meetings)
        last_day = self.day(told.meetings[0].ahead - 1)
        self.opens_at = _at(days.behind(told.opened) or days.first if told.opened else self.day(2), "09:00")
        self.closes_at = max(_at(last_day, "17:00"), self.opens_at)

    def day(self, ahead: int) -> date:
        """The working day so far from today; plain days where the calendar ends."""
        found = self.days.behind(-ahead) if ahead < 0 else self.days.ahead(ahead)
        return found or self.days.today + timedelta(days=ahead)


def _at(day: date, hour: str) -> datetime:
    return datetime.combine(day, time(*map(int, hour.split(":"))))


def _hold(held: _Held, union: int, series: dict[str, int]) -> None:
    activity = _activity(held, union, series)
    sessions = [_session(held, activity, *meeting) for meeting in held.meetings]
    db.session.add_all([activity, *sessions])
    db.session.flush()
    add_rows(ActivityPool, [{"activity_id": activity.id, "key": key, "places": n} for key, n in held.told.pools.items()])
    questions = [_question(activity, n, *asked) for n, asked in enumerate(held.told.questions, 1)]
    db.session.add_all(questions)
    db.session.flush()
    _note_state(held, activity)
    _sign_up(held, activity, sessions, questions)


def _activity(held: _Held, union: int, series: dict[str, int]) -> Activity:
    told, began = held.told, min(held.opens_at, held.diary.now) - timedelta(hours=20)
    is_over = told.state in {ActivityState.done, ActivityState.called_off}
    audience = dict(told.audience)
    if "units" in audience:
        audience["units"] = [held.staff.units[name] for name in audience["units"]]
    return Activity(
        title=told.title, kind=told.kind, text=told.text, series_id=told.series and series[told.series[0]],
        unit_id=held.staff.units[told.unit] if told.unit else union, contact="校工会办公室 60312", audience=audience,
        entry=told.entry, picks=told.picks, capacity=told.capacity, opens_at=held.opens_at, closes_at=held.closes_at,
        cancel_until=held.begins - timedelta(hours=24), promote_until=held.begins - timedelta(hours=24), pool_kind=told.pool_kind,
        merges_at=held.closes_at - timedelta(days=1) if told.pools else None, state=told.state, created_by_id=held.host,
        created_at=began, published_at=None if told.state is ActivityState.draft else began + timedelta(hours=2),
        ended_at=_ended_at(held) if is_over else None, end_reason=told.end_reason, **told.more,
    )  # fmt: skip


def _ended_at(held: _Held) -> datetime:
    last = max(end for *_, end in held.meetings)
    return last if held.told.state is ActivityState.done else held.diary.now - timedelta(hours=2)


def _session(held: _Held, activity: Activity, meeting: Meeting, start: datetime, end: datetime) -> ActivitySession:
    campus_id = meeting.campus and held.staff.campuses[meeting.campus]
    facts = {"title": meeting.title, "place": meeting.place, "campus_id": campus_id, "capacity": meeting.capacity}
    return ActivitySession(activity=activity, starts_at=start, ends_at=end, **facts)


def _question(activity: Activity, number: int, text: str, kind: QuestionKind, choices) -> Question:
    facts = {"sort": number, "kind": kind, "text": text, "choices": list(choices), "is_required": False}
    return Question(subject_kind="activity", subject_id=activity.id, **facts)


def _note_state(held: _Held, activity: Activity) -> None:
    who, state = {"actor_id": held.host, "by": held.by}, held.told.state
    held.diary.note(activity.created_at, "created", "activity", activity, to_state=ActivityState.draft, **who)
    if activity.published_at:
        steps = {"from_state": ActivityState.draft, "to_state": ActivityState.open}
        held.diary.note(activity.published_at, "published", "activity", activity, **steps, **who)
    if state is ActivityState.called_off:
        steps = {"from_state": ActivityState.open, "to_state": state, "reason": activity.end_reason}
        held.diary.note(activity.ended_at, "called_off", "activity", activity, **steps, **who)


def _sign_up(held: _Held, activity: Activity, sessions: list[ActivitySession], questions: list[Question]) -> None:
    """Everybody in the order in which they came; places while there are some, then the waiting list."""
    people = list(_comers(held))
    signups = [_signup(held, activity, sessions, n, person) for n, person in enumerate(people, 1)]
    _place(held, activity, sessions, signups)
    db.session.add_all(signups)
    db.session.flush()
    if held.told.entry is Entry.team:
        _team_up(held, signups, people)
    if held.told.state is not ActivityState.called_off:
        _number_places(activity, signups)
    add_rows(Answer, [row for signup in signups for row in _answers(held, signup, questions)])
    for signup in signups:
        action = "signed_up" if signup.placed_at else "waited"
        held.diary.note(signup.created_at, action, "signup", signup, actor_id=signup.member_id, by=ActorKind.owner, to_state=signup.status)
        _tell_cast(held, activity, signup)


def _comers(held: _Held) -> Iterator[Person]:
    told, named = held.told, {person.staff_no: person for person in held.staff.people}
    kept = {*told.first, *told.last, OFFICE}
    fitting = [p for p in held.staff.people if p.staff_no not in kept and p.employment_status == "active" and _fits(told, p)]
    crowd = held.rng.sample(fitting, min(len(fitting), max(0, told.signed - len(told.first) - len(told.last))))
    yield from (named[staff_no] for staff_no in told.first)
    yield from crowd
    yield from (named[staff_no] for staff_no in told.last)


def _fits(told: Told, person: Person) -> bool:
    age = YEAR - person.birth_year
    is_of_age = told.audience.get("age_from", 0) <= age <= told.audience.get("age_to", 200)
    return is_of_age and person.unit_name in told.audience.get("units", [person.unit_name])


def _signup(held: _Held, activity: Activity, sessions: list[ActivitySession], number: int, person: Person) -> Signup:
    told, until = held.told, min(held.closes_at, held.diary.now)
    at = held.opens_at + (until - held.opens_at) * (number / (told.signed + 1)) ** 2  # most come in the first hours
    guests = _guests(held.rng) if told.entry is Entry.companions else []
    session = held.rng.choice(sessions) if told.picks is Picks.one else None
    return Signup(
        activity=activity, session=session, member_id=held.staff.members[person.staff_no], status=SignupStatus.confirmed, number=number,
        token=f"{held.rng.getrandbits(208):052x}"[:43], companions=guests, seats=1 + len(guests), queue_no=number,
        pool=person.sex if told.pools else "", created_at=at.replace(microsecond=0), placed_at=at.replace(microsecond=0),
        team_name=f"{person.unit_name}队" if told.entry is Entry.team else None,
    )  # fmt: skip


def _guests(rng: Random) -> list[dict]:
    return [{"age_band": band, "count": 1} for band in rng.sample(BANDS, rng.randint(1, 2))]


def _place(held: _Held, activity: Activity, sessions: list[ActivitySession], signups: list[Signup]) -> None:
    """Who came when everything was taken waits; what is over is over for all."""
    left = {session: session.capacity for session in sessions} | {None: activity.capacity}
    for signup in signups:
        room = left[signup.session]
        if room is not None and room < signup.seats:
            signup.status, signup.placed_at = SignupStatus.waitlisted, None
        elif room is not None:
            left[signup.session] = room - signup.seats
        if held.told.state is ActivityState.called_off:
            signup.status, signup.ended_at, signup.end_reason = SignupStatus.cancelled, activity.ended_at, "活动取消了"
        if held.told.state is ActivityState.done:
            signup.status = SignupStatus.absent if signup.number % 13 == 0 else SignupStatus.attended


def _number_places(activity: Activity, signups: list[Signup]) -> None:
    numbers: dict[int, Iterator[int]] = {}
    rows = []
    for signup in signups:
        if signup.placed_at:
            own = numbers.setdefault(signup.session_id or 0, count(1))
            place = {"activity_id": activity.id, "session_id": signup.session_id or 0, "signup_id": signup.id}
            rows += [place | {"seat_no": next(own)} for _ in range(signup.seats)]
    add_rows(SignupPlace, rows)


def _team_up(held: _Held, signups: list[Signup], captains: list[Person]) -> None:
    """Each captain named colleagues of the own unit; most have confirmed, 王敏 is still asked."""
    free = {p.staff_no: p for p in held.staff.people if p.employment_status == "active" and p not in captains}
    for signup, captain in zip(signups, captains, strict=True):
        colleagues = [p for p in free.values() if p.unit_name == captain.unit_name][:3]
        if captain.staff_no == CHAIR:
            colleagues = [free[MEMBER], *[p for p in colleagues if p.staff_no != MEMBER][:2]]
        for person in [captain, *colleagues]:
            free.pop(person.staff_no, None)
            is_asked = person.staff_no == MEMBER
            answered = None if is_asked else signup.created_at + timedelta(hours=1)
            db.session.add(TeamMember(
                signup_id=signup.id, member_id=held.staff.members[person.staff_no], answered_at=answered,
                status=TeamStatus.invited if is_asked else TeamStatus.confirmed,
                kit_size=None if is_asked else held.rng.choice(SIZES),
            ))  # fmt: skip


def _answers(held: _Held, signup: Signup, questions: list[Question]) -> Iterator[dict]:
    for question in questions:
        value = held.rng.choice(question.choices or ALLERGIES)
        yield {"question_id": question.id, "respondent_id": signup.id, "value": value}


def _tell_cast(held: _Held, activity: Activity, signup: Signup) -> None:
    """Messages to those whom one can sign in as."""
    if signup.member_id != held.staff.members[MEMBER]:
        return
    words = {
        SignupStatus.waitlisted: (f"候补中：{activity.title}", "有人让出名额，会按顺序补上并告诉您。"),
        SignupStatus.confirmed: (f"报名成功：{activity.title}", "来不了的话，请尽早取消，让给后面的人。"),
    }
    if signup.status in words:
        held.diary.tell(signup.created_at, signup.member_id, *words[signup.status], path=f"/activities/signups/{signup.id}")
