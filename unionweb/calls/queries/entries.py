"""Reads about entries. What a person may not see is not in the answer: the condition `visible_to` feeds every one of them."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from unionweb.accounts.models import Unit
from unionweb.accounts.rules import units_led
from unionweb.calls.models import ChainStep, CoAuthor, Entry, EntryFile, EntryVersion, TeamPerson
from unionweb.calls.queries.calls import asked_by
from unionweb.calls.queries.people import units_headed
from unionweb.calls.queries.reviews_bars import veiled_from
from unionweb.calls.rules.access import may_head, may_run_calls, owns
from unionweb.calls.rules.kinds import COUNTED, ENDED, CoAuthorState, Decision, FileKind, SubmissionStatus
from unionweb.common import questions
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label

FULL = (
    joinedload(Entry.call), joinedload(Entry.unit), joinedload(Entry.member), joinedload(Entry.nominee), joinedload(Entry.nominee_unit),
    selectinload(Entry.files), selectinload(Entry.co_authors).joinedload(CoAuthor.member),
    selectinload(Entry.team).joinedload(TeamPerson.member), selectinload(Entry.steps).joinedload(ChainStep.by),
)  # fmt: skip


def visible_to(user) -> ColumnElement[bool]:
    """The entries a person may open: the own ones; those one is named in, once they are sent; of the unit; of the office.

    Drafts are seen by their author alone, and by the unit where the unit puts somebody forward. Reviewers see entries
    elsewhere, by their assignments, and of a blind call only there, whatever they are in the office.
    """
    is_sent = Entry.status != SubmissionStatus.draft
    named = exists().where(
        CoAuthor.entry_id == Entry.id, CoAuthor.member_id == user.id, CoAuthor.state != CoAuthorState.declined
    )
    ways = [
        Entry.member_id == user.id,
        named,
        and_(Entry.nominee_member_id == user.id, Entry.submitted_at.is_not(None)),
    ]
    veiled = Entry.id.in_(veiled_from(user.id, true()))
    if headed := units_headed(user):
        is_nomination = or_(Entry.nominee_unit_id.is_not(None), Entry.nominee_name != "")
        of_unit = Entry.unit_id.in_(headed), or_(Entry.unit_id.in_(units_led(user)), ~veiled)
        ways.append(and_(*of_unit, or_(is_sent, is_nomination), or_(Entry.submitted_at.is_not(None), is_nomination)))
    if may_run_calls(user):
        ways.append(and_(reached_office(), ~veiled))
    return or_(*ways)


def reached_office() -> ColumnElement[bool]:
    """Whether the unit has sent an entry on, now or once."""
    approved = exists().where(ChainStep.entry_id == Entry.id, ChainStep.decision == Decision.approved)
    return or_(Entry.status.in_(COUNTED), approved)


def entry_for(user, entry_id: int) -> Entry | None:
    """One entry with everything its page shows, if this person may open it."""
    return db.session.scalar(select(Entry).options(*FULL).where(Entry.id == entry_id, visible_to(user)))


def own_entry(user, entry_id: int) -> Entry | None:
    """One entry that this person may work on."""
    found = entry_for(user, entry_id)
    return found if found is not None and owns(user, found, units_headed(user)) else None


def headed_entry(user, entry_id: int) -> Entry | None:
    """One entry of a unit that this person looks after."""
    found = entry_for(user, entry_id)
    return found if found is not None and may_head(found, units_headed(user)) else None


def office_entry(user, entry_id: int) -> Entry | None:
    """One entry that has reached the office, and that this person of the office may see."""
    shown = Entry.id == entry_id, reached_office(), Entry.id.not_in(veiled_from(user.id, Entry.id == entry_id))
    return db.session.scalar(select(Entry).options(*FULL).where(*shown))


def own_entries(user) -> Select:
    """What somebody has sent in or is writing, newest first."""
    mine = select(Entry).options(joinedload(Entry.call), joinedload(Entry.unit)).where(Entry.member_id == user.id)
    return mine.order_by(Entry.changed_at.desc(), Entry.id.desc())


def own_entries_in(user, call_id: int) -> list[Entry]:
    """The same of one call, without what was taken back."""
    wanted = (Entry.member_id == user.id, Entry.call_id == call_id, Entry.status.not_in(ENDED))
    return list(db.session.scalars(select(Entry).options(joinedload(Entry.call)).where(*wanted).order_by(Entry.id)))


def named_entries(user) -> list[tuple[Entry, CoAuthorState | None]]:
    """Where somebody is asked as a further author (with the answer), or is put forward (None)."""
    along = (joinedload(Entry.call), joinedload(Entry.member), joinedload(Entry.unit))
    sent = Entry.status.not_in((SubmissionStatus.draft, *ENDED))
    joined = select(Entry, CoAuthor.state).join(CoAuthor, CoAuthor.entry_id == Entry.id).options(*along)
    asked = joined.where(
        CoAuthor.member_id == user.id,
        CoAuthor.state != CoAuthorState.declined,
        Entry.status.not_in(ENDED),
    )
    put = select(Entry).options(*along).where(Entry.nominee_member_id == user.id, Entry.member_id != user.id, sent)
    return [(row, state) for row, state in db.session.execute(asked.order_by(Entry.id.desc()))] + [
        (row, None) for row in db.session.scalars(put.order_by(Entry.id.desc()))
    ]


def listed_entries(user, call_id: int, *, status: str = "", unit_id: int | None = None, q: str = "") -> Select:
    """What has reached the office of one call, and this person may see, by unit and the unit's order."""
    found = select(Entry).join(Entry.unit).options(contains_eager(Entry.unit), joinedload(Entry.member))
    found = found.where(Entry.call_id == call_id, reached_office())
    found = found.where(Entry.id.not_in(veiled_from(user.id, Entry.call_id == call_id)))
    if status:
        found = found.where(Entry.status == SubmissionStatus(status))
    if unit_id:
        found = found.where(Entry.unit_id == unit_id)
    if q:
        found = found.where(
            or_(Entry.title.contains(q, autoescape=True), Entry.nominee_name.contains(q, autoescape=True))
        )
    return found.order_by(Unit.sort, Unit.id, Entry.unit_rank.is_(None), Entry.unit_rank, Entry.id)


SHEET = ("分工会", "分工会排序", "编号", "题目或推荐对象", "类别", "作者或提交人", "工号", "合作者", "进度", "提交时间", "受理时间")


def sheet_rows(user, call_id: int, wanted: Mapping) -> list[list]:
    """The same as rows under SHEET. wanted: as for `listed_entries`."""
    along = (joinedload(Entry.nominee), selectinload(Entry.co_authors).joinedload(CoAuthor.member))
    return [_sheet_row(entry) for entry in db.session.scalars(listed_entries(user, call_id, **wanted).options(*along))]


def _sheet_row(entry: Entry) -> list:
    others = "、".join(one.member.name for one in entry.co_authors if one.state is CoAuthorState.confirmed)
    person = entry.nominee or entry.member
    return [
        entry.unit.name, entry.unit_rank, entry.number, entry.subject_name, entry.field, person.name, person.staff_no, others,
        label(entry.status), entry.submitted_at, entry.accepted_at,
    ]  # fmt: skip


def versions_of(entry_id: int) -> list[EntryVersion]:
    """Every version, newest first."""
    wanted = select(EntryVersion).options(joinedload(EntryVersion.saved_by)).where(EntryVersion.entry_id == entry_id)
    return list(db.session.scalars(wanted.order_by(EntryVersion.number.desc())))


def version_of(entry_id: int, number: int) -> EntryVersion | None:
    """One version."""
    wanted = (EntryVersion.entry_id == entry_id, EntryVersion.number == number)
    return db.session.scalar(select(EntryVersion).options(joinedload(EntryVersion.saved_by)).where(*wanted))


def answers_in(entry: Entry) -> list[tuple[str, str]]:
    """(question, answer) in the order of the call's questions."""
    asked = [one.question for one in asked_by(entry.call_id)]
    given = questions.answers_of(asked, [entry.id]).get(entry.id, {}) if asked else {}
    return [(q.text, given.get(q.id, "")) for q in asked]


def file_for(user, file_id: int) -> EntryFile | None:
    """A file of an entry that this person may open; the stamped form only those of the unit, the owner and the office."""
    found = db.session.get(EntryFile, file_id)
    if found is None or found.removed_at is not None:
        return None
    entry = entry_for(user, found.entry_id)
    if entry is None:
        return None
    headed = units_headed(user)
    is_close = owns(user, entry, headed) or may_head(entry, headed) or may_run_calls(user)
    return found if found.kind is not FileKind.opinion or is_close else None
