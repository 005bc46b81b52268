"""The bar: who may not judge what. Every page, bulk action, export, count and log of reviews goes through these queries.

People are matched by their row of the roster, never by name or mail. Barred is whoever made, signed or is named in an
entry, whoever belongs to a unit behind it or leads that unit, and whoever has a tie to it that is on record. A unit that
somebody led at any time since the call opened bars still, and so does the one they belonged to when they were asked.

Whoever is asked to review a blind call is kept from its entries outside the review as well, whatever their office.
"""

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union,
    union_all,
)

from unionweb.accounts.models import Member, RoleGrant
from unionweb.calls.models import Call, CallReviewer, CoAuthor, Entry, Review, ReviewConflict, TeamPerson
from unionweb.calls.rules.conflicts import LEADERS, OWN, Bar
from unionweb.calls.rules.kinds import ACCEPTED, CallState
from unionweb.calls.rules.scoring import LIVE, Invitation
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

SEATED = (Invitation.invited, Invitation.accepted)
BEFORE_THE_RESULT = (CallState.open, CallState.closed, CallState.reviewing)


def pairs_of(call_id: int, among: ColumnElement[bool] | None = None) -> CTE:
    """(member_id, entry_id, bar) of everybody who was asked to review a call and the entries of it they may not judge.

    among: a condition on Entry, for a page that is about some of them.
    """
    asked = select(CallReviewer.member_id, Member.unit_id).join(Member, Member.id == CallReviewer.member_id)
    return _bars(asked.where(CallReviewer.call_id == call_id), _of_call(call_id, among))


def _of_call(call_id: int, among: ColumnElement[bool] | None) -> ColumnElement[bool]:
    return Entry.call_id == call_id if among is None else and_(Entry.call_id == call_id, among)


def barred_for(member_id: int, entries: ColumnElement[bool]) -> Select:
    """The ids among `entries` (a condition on Entry) that one person may not judge."""
    return select(_bars(_person(member_id), entries).c.entry_id)


def own_of(member_id: int, entries: ColumnElement[bool]) -> Select:
    """The ids among `entries` that somebody made or is named in: of these not even the office's own staff see the scores."""
    faces = _faces(entries)
    return select(faces.c.entry_id).where(faces.c.member_id == member_id, faces.c.bar.in_([bar.value for bar in OWN]))


def veiled_from(member_id: int, entries: ColumnElement[bool]) -> Select:
    """The ids among `entries` whose authors somebody must not learn: of blind calls this person is asked to review, till the end."""
    call_ids = _veiled_calls(member_id)
    return select(Entry.id).where(entries, Entry.call_id.in_(call_ids))


def _veiled_calls(member_id: int) -> Select:
    seat = CallReviewer.member_id == member_id, CallReviewer.state.in_(SEATED)
    running = Call.blind_authors, Call.state.in_(BEFORE_THE_RESULT), Call.reviews_until > clock.now()
    return select(CallReviewer.call_id).join(Call, Call.id == CallReviewer.call_id).where(*seat, *running)


def is_veiled(member_id: int, call_id: int) -> bool:
    """Whether somebody must not learn who is behind the entries of a call."""
    return db.session.scalar(_veiled_calls(member_id).where(Call.id == call_id)) is not None


def kept_from(member_id: int, entries: ColumnElement[bool]) -> Select:
    """The ids among `entries` that the office and the auditor do not see: their own, and those they review blindly."""
    return select(union(own_of(member_id, entries), veiled_from(member_id, entries)).subquery().c[0])


def live_reviews(call_id: int, *columns, among: ColumnElement[bool] | None = None) -> Select:
    """The reviews of a call that count: not refused, not taken back, of accepted entries, by nobody who is barred.

    among: a condition on Entry; the bars are then looked up for these alone.
    """
    pairs = pairs_of(call_id, among)
    barred = exists().where(pairs.c.member_id == Review.member_id, pairs.c.entry_id == Review.entry_id)
    live = select(*(columns or (Review,))).join(Entry, Entry.id == Review.entry_id)
    return live.where(_of_call(call_id, among), Entry.status.in_(ACCEPTED), Review.state.in_(LIVE), ~barred)


def reviews_by(member_id: int, *columns) -> Select:
    """The reviews that one person may work on: like `live_reviews`, over all calls."""
    among = Entry.id.in_(select(Review.entry_id).where(Review.member_id == member_id))
    own = select(*(columns or (Review,))).join(Entry, Entry.id == Review.entry_id).join(Call, Call.id == Entry.call_id)
    mine = Review.member_id == member_id, Review.state.in_(LIVE), Entry.status.in_(ACCEPTED)
    return own.where(*mine, Review.entry_id.not_in(barred_for(member_id, among)))


def _person(member_id: int) -> Select:
    return select(Member.id.label("member_id"), Member.unit_id).where(Member.id == member_id)


def _bars(people: Select, entries: ColumnElement[bool]) -> CTE:
    """people: (member_id, unit_id). Returns (member_id, entry_id, bar).

    First who stands close to which unit or person, then what of that is behind an entry: one search each, whatever the length.
    """
    asked, faces = people.cte(), _faces(entries)
    calls = select(Call.id, Call.opens_at).where(Call.id.in_(select(Entry.call_id).where(entries))).cte()
    tied, homes = _tied(asked), _homes(faces, entries)
    seats = _seats(asked, calls, tied)
    named = select(asked.c.member_id, faces.c.entry_id, faces.c.bar).join(faces, faces.c.member_id == asked.c.member_id)
    same = and_(homes.c.unit_id == seats.c.unit_id, homes.c.call_id == seats.c.call_id)
    of_unit = select(seats.c.member_id, homes.c.entry_id, seats.c.bar).join(homes, same)
    one = select(tied.c.member_id, Entry.id, tied.c.bar).join(Entry, Entry.id == tied.c.entry_id).where(entries)
    same = and_(faces.c.member_id == tied.c.person_id, faces.c.call_id == tied.c.call_id)
    person = select(tied.c.member_id, faces.c.entry_id, tied.c.bar).join(faces, same)
    return union(named, of_unit, one, person).cte()


def _faces(entries: ColumnElement[bool]) -> CTE:
    """Everybody who is behind an entry: who made it, who is put forward, the team, the further authors."""
    own, further = literal(Bar.own.value), literal(Bar.co_author.value)
    here = Entry.id.label("entry_id"), Entry.call_id.label("call_id")
    author = select(*here, Entry.member_id.label("member_id"), own.label("bar")).where(entries)
    nominee = select(*here, Entry.nominee_member_id, own).where(entries, Entry.nominee_member_id.is_not(None))
    team = select(*here, TeamPerson.member_id, own).join(TeamPerson, TeamPerson.entry_id == Entry.id).where(entries)
    others = select(*here, CoAuthor.member_id, further).join(CoAuthor, CoAuthor.entry_id == Entry.id).where(entries)
    return union_all(author, nominee, team, others).cte()


def _homes(faces: CTE, entries: ColumnElement[bool]) -> CTE:
    """The units behind an entry: through which it came, which it is about, and those of everybody behind it."""
    here = Entry.id.label("entry_id"), Entry.call_id.label("call_id")
    through = select(*here, Entry.unit_id.label("unit_id")).where(entries)
    about = select(*here, Entry.nominee_unit_id).where(entries, Entry.nominee_unit_id.is_not(None))
    theirs = select(faces.c.entry_id, faces.c.call_id, Member.unit_id).join(Member, Member.id == faces.c.member_id)
    return union(through, about, theirs).cte()


def _tied(asked: CTE) -> CTE:
    """Ties on record, with one entry, a unit, or a person."""
    bar = case((ReviewConflict.is_pinned, Bar.pinned.value), else_=Bar.declared.value).label("bar")
    about = ReviewConflict.call_id, ReviewConflict.entry_id, ReviewConflict.unit_id, ReviewConflict.person_id
    rows = select(asked.c.member_id, *about, bar).join(ReviewConflict, ReviewConflict.member_id == asked.c.member_id)
    return rows.where(ReviewConflict.lifted_at.is_(None)).cte()


def _seats(asked: CTE, calls: CTE, tied: CTE) -> CTE:
    """(member_id, call_id, unit_id, bar): the units somebody belongs to, leads or led, came from, or has a tie to."""
    unit = literal(Bar.unit.value).label("bar")
    belongs = select(asked.c.member_id, calls.c.id.label("call_id"), asked.c.unit_id, unit).join(calls, true())
    leads = select(asked.c.member_id, calls.c.id, RoleGrant.unit_id, unit).join(RoleGrant, RoleGrant.member_id == asked.c.member_id)
    leads = leads.join(calls, true()).where(_in_post(calls.c.opens_at))
    came_from = select(asked.c.member_id, CallReviewer.call_id, CallReviewer.unit_id, unit)
    came_from = came_from.join(CallReviewer, CallReviewer.member_id == asked.c.member_id)
    knows = select(tied.c.member_id, tied.c.call_id, tied.c.unit_id, tied.c.bar).where(tied.c.unit_id.is_not(None))
    return union(belongs, leads, came_from, knows).cte()


def _in_post(opens_at: ColumnElement) -> ColumnElement[bool]:
    """Who leads a unit, or led it after the call had opened."""
    until = or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= func.date(opens_at))
    return and_(RoleGrant.role.in_(LEADERS), RoleGrant.valid_from <= clock.today(), until)
