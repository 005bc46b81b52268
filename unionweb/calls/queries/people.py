"""What the roster says about those who are put forward, and whether they may be."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import exists, select

from unionweb.accounts.models import EmploymentStatus, Member, RoleGrant, Sex, Unit
from unionweb.accounts.queries.roles import in_force
from unionweb.accounts.rules import LEADING, UNIT_ROLES, units_led
from unionweb.calls.models import Entry, Honour, TeamPerson
from unionweb.calls.queries.announcing import office_ids
from unionweb.calls.rules import eligibility
from unionweb.calls.rules.access import may_run_calls
from unionweb.calls.rules.eligibility import Check, Person, Proposal
from unionweb.calls.rules.kinds import ENDED, Subject, SubmissionStatus
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

WORKING = (EmploymentStatus.active, EmploymentStatus.dispatched)


def is_cadre(day: date):
    """Whether a Member holds a post in a unit of the union on a day."""
    held = (RoleGrant.member_id == Member.id, RoleGrant.role.in_(UNIT_ROLES), in_force(day))
    return exists().where(*held).correlate(Member)


def member_by_staff_no(staff_no: str) -> Member | None:
    """Somebody who is here, by the staff number."""
    return db.session.scalar(select(Member).where(Member.staff_no == staff_no.strip(), Member.left_at.is_(None)))


def _leading():
    """The grants by which somebody who is here administers a unit today."""
    held = (RoleGrant.role.in_(LEADING), in_force(clock.today()), Member.left_at.is_(None))
    return select(RoleGrant.member_id).join(Member, Member.id == RoleGrant.member_id).where(*held)


def officers_of(unit_id: int) -> list[int]:
    """The administrators of a unit, by member id."""
    return sorted(set(db.session.scalars(_leading().where(RoleGrant.unit_id == unit_id))))


def all_officers() -> list[int]:
    """The administrators of all units."""
    return sorted(set(db.session.scalars(_leading())))


def checkers_of(unit_id: int) -> list[int]:
    """Who checks what goes through a unit: its administrators, or the office while it has none."""
    return officers_of(unit_id) or office_ids()


def units_headed(user) -> set[int]:
    """The units for which this person checks, ranks and puts forward: those led; for the office, those that nobody leads."""
    return units_led(user) | (headless_units() if may_run_calls(user) else set())


def headless_units() -> set[int]:
    """Units with members, but without an administrator who is here: the office acts for them."""
    led = _leading().where(RoleGrant.unit_id == Unit.id).correlate(Unit).exists()
    peopled = exists().where(Member.unit_id == Unit.id, Member.left_at.is_(None)).correlate(Unit)
    return set(db.session.scalars(select(Unit.id).where(peopled, ~led)))


def persons(member_ids: Iterable[int], leaders: Iterable[int] = ()) -> dict[int, Person]:
    """Member id → what the rules want to know of them."""
    query = select(Member, is_cadre(clock.today())).where(Member.id.in_(list(member_ids)))
    return {
        member.id: Person(
            member.name, member.unit_id, member.sex is Sex.female, member.left_at is None and member.employment_status in WORKING,
            cadre, member.id in leaders,
        )
        for member, cadre in db.session.execute(query)
    }  # fmt: skip


def proposal_of(entry: Entry) -> Proposal:
    """What an entry puts forward, as the rules look at it."""
    team = list(
        db.session.execute(select(TeamPerson.member_id, TeamPerson.is_leader).where(TeamPerson.entry_id == entry.id))
    )
    leaders = {id for id, leads in team if leads}
    ids = [id for id, _ in team] + ([entry.nominee_member_id] if entry.nominee_member_id else [])
    known = persons(ids, leaders) if ids else {}
    members = tuple(known[id] for id, _ in team if id in known)
    person = known.get(entry.nominee_member_id)
    in_post = in_post_since(entry) if eligibility.asks_for_post(entry.call) else None
    return Proposal(entry.unit_id, person, members, entry.in_post_since, in_post, past_years(entry), is_twice(entry))


def in_post_since(entry: Entry) -> date | None:
    """Since when the one put forward has held a post in a unit of the union without a break, by the roles on record."""
    posts = select(RoleGrant.valid_from, RoleGrant.valid_until)
    posts = posts.where(RoleGrant.member_id == entry.nominee_member_id, RoleGrant.role.in_(UNIT_ROLES))
    return eligibility.unbroken_since(db.session.execute(posts).all(), clock.today())


def checks_of(entry: Entry) -> list[Check]:
    """Every condition of its call for an entry that puts somebody or something forward."""
    return eligibility.checks(entry.call, proposal_of(entry), clock.today())


def past_years(entry: Entry) -> list[int]:
    """The years in which the one put forward has had this honour, by the register."""
    key = entry.call.honour_key
    if not key or not entry.call.once_in_years:
        return []
    if entry.nominee_member_id:
        same = Honour.member_id == entry.nominee_member_id
    else:
        same = (Honour.unit_id == (entry.nominee_unit_id or entry.unit_id)) & (Honour.name == entry.nominee_name)
    held = (Honour.key == key, Honour.revoked_at.is_(None), same)
    return sorted(set(db.session.scalars(select(Honour.year).where(*held))))


def is_twice(entry: Entry) -> bool:
    """Whether the same one is put forward by another live entry of the call."""
    if entry.call.subject is Subject.work:
        return False
    live = Entry.status.not_in((*ENDED, SubmissionStatus.draft))
    twin = exists().where(Entry.call_id == entry.call_id, Entry.id != entry.id, live, _same_subject(entry))
    return bool(db.session.scalar(select(twin)))


def _same_subject(entry: Entry):
    """The same person (or family of a person), the same unit, or a team of the same name in the same unit."""
    if entry.nominee_member_id:
        return Entry.nominee_member_id == entry.nominee_member_id
    if entry.nominee_unit_id:
        return Entry.nominee_unit_id == entry.nominee_unit_id
    return (Entry.nominee_name == entry.nominee_name) & (Entry.unit_id == entry.unit_id)
