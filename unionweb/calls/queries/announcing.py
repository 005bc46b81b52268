"""What is said about a result, and to whom: the list of a 公示, the people an entry concerns, the office."""

from collections.abc import Iterable, Iterator

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from unionweb.accounts.models import Member, RoleGrant
from unionweb.accounts.rules import Role
from unionweb.calls.models import (
    Call,
    CallPublication,
    CoAuthor,
    Entry,
    EntryDecision,
    Honour,
    ResultMessage,
    TeamPerson,
)
from unionweb.calls.queries.results import KIND, decisions_of, grades_of
from unionweb.calls.rules.kinds import ACCEPTED, CallState, CoAuthorState, Subject
from unionweb.calls.rules.telling import Concern
from unionweb.common.publicity import Objection, PublicityState, PublicNotice, masked_name
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label
from unionweb.kernel.lists import Page, page_of

PERSONAL = (Subject.person, Subject.work)
UNSENT = (ResultMessage.sent_at.is_(None), ResultMessage.dropped_at.is_(None))  # a draft: neither sent nor given up


def given_entries(call_id: int) -> list[tuple[Entry, str, int]]:
    """(entry, name of its grade, position) of everything that is given, the best grade first, then by unit and rank.

    What was struck out, and what was revoked for everybody concerned, is given no more.
    """
    grades = {grade.id: grade for grade in grades_of(call_id)}
    query = select(Entry).join(EntryDecision, EntryDecision.entry_id == Entry.id).where(EntryDecision.call_id == call_id)
    given = query.where(EntryDecision.grade_id.is_not(None), EntryDecision.struck_at.is_(None), ~_is_revoked())
    people = joinedload(Entry.member), joinedload(Entry.unit), joinedload(Entry.nominee), joinedload(Entry.nominee_unit)
    shared = selectinload(Entry.co_authors).joinedload(CoAuthor.member), selectinload(Entry.team).joinedload(TeamPerson.member)
    rows = db.session.scalars(given.options(*people, *shared).execution_options(populate_existing=True))
    decisions = decisions_of(call_id)
    found = [(row, grades[decisions[row.id].grade_id]) for row in rows]
    found.sort(key=lambda one: (one[1].position, one[0].unit.sort, one[0].unit_id, one[0].unit_rank or 999, one[0].id))
    return [(entry, grade.name, grade.position) for entry, grade in found]


def _is_revoked():
    """Whether the honours of an entry are in the register and none of them stands any more."""
    known = exists().where(Honour.entry_id == Entry.id)
    return and_(known, ~known.where(Honour.revoked_at.is_(None)))


def authors_of(entry: Entry) -> list[Member]:
    """Who made it: the author, and the co-authors who said yes, each once, in their order."""
    shared = [one.member for one in entry.co_authors if one.state is CoAuthorState.confirmed]
    return list({person.id: person for person in [entry.member, *shared]}.values())


def holders(entry: Entry, subject: Subject) -> list[tuple[str, Member | None]]:
    """The names that stand on its certificates, and the member each goes to: a family's to whoever was put forward, a team's
    to who leads it; nobody where the data name nobody, as for a unit."""
    if subject is Subject.work:
        return [(person.name, person) for person in authors_of(entry)]
    leader = next((one.member for one in entry.team if one.is_leader), None) if subject is Subject.team else None
    return [(who(entry, subject), leader if subject is Subject.team else entry.nominee)]


def who(entry: Entry, subject: Subject) -> str:
    """As lists name it: who is put forward, or the authors."""
    if subject is not Subject.work:
        return entry.nominee_name or (entry.nominee.name if entry.nominee else entry.member.name)
    return "、".join(person.name for person in authors_of(entry))


def listing(call: Call, *, is_masked: bool) -> list[dict]:
    """What a 公示 shows, frozen: names of people masked when that is wanted; units and teams are no people."""
    found = []
    for entry, grade, _ in given_entries(call.id):
        names = [who(entry, call.subject)] if call.subject is not Subject.work else [p.name for p in authors_of(entry)]
        hides = is_masked and call.subject in (*PERSONAL, Subject.family)
        shown = "、".join(masked_name(name) if hides else name for name in names)
        unit = (entry.nominee_unit or entry.unit).name
        work = entry.title if call.subject is Subject.work else ""
        found.append({"entry": entry.id, "grade": grade, "name": shown, "unit": unit, "work": work})
    return found


def concerned(call: Call) -> Iterator[Concern]:
    """Everybody an accepted entry concerns: its people, and the chair of the unit it came from."""
    grades = {entry.id: grade for entry, grade, _ in given_entries(call.id)}
    people = joinedload(Entry.member), joinedload(Entry.nominee), selectinload(Entry.co_authors).joinedload(CoAuthor.member)
    people = *people, selectinload(Entry.team).joinedload(TeamPerson.member)
    query = select(Entry).where(Entry.call_id == call.id, Entry.status.in_(ACCEPTED)).options(*people).order_by(Entry.id)
    entries = list(db.session.scalars(query))
    chairs = _chairs({entry.unit_id for entry in entries})
    for entry in entries:
        name, grade = entry.subject_name, grades.get(entry.id, "")
        nominees = [entry.nominee_member_id] if entry.nominee_member_id else []
        team = [one.member_id for one in entry.team]
        certified = {person.id for _, person in holders(entry, call.subject) if person} if grade else set()
        for member_id in dict.fromkeys([*(person.id for person in authors_of(entry)), *nominees, *team]):
            yield Concern(member_id, entry.id, name, grade, is_certified=member_id in certified)
        for member_id in chairs.get(entry.unit_id, ()):
            yield Concern(member_id, entry.id, name, grade, as_chair=True)


def shown_call_ids() -> list[int]:
    """The calls whose 公示 has begun and that are not final."""
    return sorted(_on_notice(PublicNotice.starts_on <= clock.today()) - not_begun())


def not_begun() -> set[int]:
    """The calls whose 公示 is fixed, and has not begun: nothing of it is known to anybody but the office."""
    return _on_notice(PublicNotice.starts_on > clock.today())


def shown_states(calls: Iterable[Call]) -> dict[int, CallState]:
    """How far calls are, as everybody may know it."""
    ahead = not_begun()
    return {call.id: CallState.decided if call.id in ahead else call.state for call in calls}


def office_words(calls: Iterable[Call]) -> dict[int, str]:
    """How far calls are, in words for the office: a 公示 that is fixed and not begun says so."""
    ahead = not_begun()
    return {call.id: "公示还没有开始" if call.id in ahead else label(call.state) for call in calls}


def _on_notice(*when) -> set[int]:
    query = select(CallPublication.call_id).join(Call, Call.id == CallPublication.call_id)
    query = query.join(PublicNotice, and_(PublicNotice.subject_kind == KIND, PublicNotice.subject_id == CallPublication.id))
    running = Call.state == CallState.on_notice, PublicNotice.state != PublicityState.withdrawn
    return set(db.session.scalars(query.where(*running, *when)))


def revoked_of(call_id: int) -> dict[int, bool]:
    """Entry → whether it was taken back for everybody, of those of whose honours at least one was."""
    counted = func.count(Honour.revoked_at)
    query = select(Honour.entry_id, counted == func.count()).where(Honour.call_id == call_id, Honour.entry_id.is_not(None))
    return {entry_id: bool(whole) for entry_id, whole in db.session.execute(query.group_by(Honour.entry_id).having(counted > 0))}


def objections_of(call_id: int, member_id: int | None = None) -> list[Objection]:
    """The objections to every list of a call that was shown, also to those that were stopped; only one member's when given."""
    lists = select(CallPublication.id).where(CallPublication.call_id == call_id)
    shown = select(PublicNotice.id).where(PublicNotice.subject_kind == KIND, PublicNotice.subject_id.in_(lists))
    query = select(Objection).where(Objection.public_notice_id.in_(shown)).order_by(Objection.id)
    return list(db.session.scalars(query.where(Objection.member_id == member_id) if member_id is not None else query))


def _chairs(unit_ids: set[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    query = select(RoleGrant.unit_id, RoleGrant.member_id).join(Member, Member.id == RoleGrant.member_id)
    query = query.where(RoleGrant.role == Role.chair, RoleGrant.unit_id.in_(unit_ids), Member.left_at.is_(None), *_in_force())
    for unit_id, member_id in db.session.execute(query.order_by(RoleGrant.id)):
        found.setdefault(unit_id, []).append(member_id)
    return found


def office_ids() -> list[int]:
    """Those of the office who look after calls."""
    query = select(RoleGrant.member_id).join(Member, Member.id == RoleGrant.member_id)
    query = query.where(RoleGrant.role == Role.office, RoleGrant.area.in_(("all", "calls")), Member.left_at.is_(None))
    return list(db.session.scalars(query.where(*_in_force()).distinct()))


def _in_force() -> tuple:
    today = clock.today()
    return RoleGrant.valid_from <= today, or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= today)


def messages_page(call_id: int) -> Page:
    """The drafts and what was sent of a call, by name."""
    query = select(ResultMessage).join(Member, Member.id == ResultMessage.member_id).where(ResultMessage.call_id == call_id)
    return page_of(query.options(joinedload(ResultMessage.member)).order_by(Member.pinyin, ResultMessage.id))


def final_calls_of_round(call_id: int) -> list[int]:
    """The calls of the same round whose results are final, this one among them; none outside a round."""
    return list(db.session.scalars(select(Call.id).where(*_same_round(call_id)).order_by(Call.id)))


def _same_round(call_id: int) -> tuple:
    own = select(Call.round_id).where(Call.id == call_id).scalar_subquery()
    return Call.round_id == own, Call.state == CallState.final


def outboxes_beside(call_id: int) -> list:
    """(id, title, drafts) of the other calls of the round that have drafts."""
    query = select(Call.id, Call.title, func.count(ResultMessage.id).label("drafts")).join(ResultMessage, ResultMessage.call_id == Call.id)
    query = query.where(*_same_round(call_id), Call.id != call_id, *UNSENT).group_by(Call.id, Call.title)
    return list(db.session.execute(query.order_by(Call.id)))


def drafts_beside(call_id: int, member_ids: list[int]) -> dict[int, list[ResultMessage]]:
    """Member → their drafts in the other calls of the round: what goes out in the same message."""
    query = select(ResultMessage).join(Call, Call.id == ResultMessage.call_id)
    query = query.where(*_same_round(call_id), Call.id != call_id, *UNSENT, ResultMessage.member_id.in_(member_ids))
    found: dict[int, list[ResultMessage]] = {}
    for row in db.session.scalars(query.order_by(ResultMessage.call_id)):
        found.setdefault(row.member_id, []).append(row)
    return found


def message_counts(call_id: int) -> tuple[int, int, int]:
    """(drafts, sent, given up)"""
    rows = db.session.execute(select(ResultMessage.sent_at, ResultMessage.dropped_at).where(ResultMessage.call_id == call_id)).all()
    sent, dropped = sum(one.sent_at is not None for one in rows), sum(one.dropped_at is not None for one in rows)
    return len(rows) - sent - dropped, sent, dropped


def message_or_none(call_id: int, message_id: int) -> ResultMessage | None:
    """A draft or message of this call."""
    row = db.session.get(ResultMessage, message_id)
    return row if row and row.call_id == call_id else None
