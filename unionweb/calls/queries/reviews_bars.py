"""The bar: who may not judge what. Every page, bulk action, export, count and log of reviews goes through these queries.

People are matched by their row of the roster, never by name or mail. Barred is whoever made, signed or is named in an
entry, whoever belongs to a unit behind it or leads that unit, and whoever has a tie to it that is on record. A unit that
somebody led at any time since the call opened bars still, and so does the one they belonged to when they were asked.

Whoever is asked to review a blind call is kept from its entries outside the review as well, whatever their office.
"""

from sqlalchemy import CTE, ColumnElement, Select, and_, case, exists, func, literal, or_, select, union, union_all

from unionweb.accounts.models import Member, RoleGrant
from unionweb.calls.models import Call, CallReviewer, CoAuthor, Entry, Review, ReviewConflict, TeamPerson
from unionweb.calls.rules.conflicts import LEADERS, OWN, Bar
from unionweb.calls.rules.kinds import ACCEPTED, CallState
from unionweb.calls.rules.scoring import LIVE, Invitation
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

SEATED = (Invitation.invited, Invitation.accepted)
BEFORE_THE_RESULT = (CallState.open, CallState.closed, CallState.reviewing)


def pairs_of(call_id: int) -> CTE:
    """(member_id, entry_id, bar) of everybody who was asked to review a call and the entries of it they may not judge."""
    asked = select(CallReviewer.member_id, Member.unit_id).join(Member, Member.id == CallReviewer.member_id)
    return _bars(asked.where(CallReviewer.call_id == call_id), Entry.call_id == call_id)


def barred_for(member_id: int, entries: ColumnElement[bool]) -> Select:
    """The ids among `entries` (a condition on Entry) that one person may not judge."""
    return select(_bars(_person(member_id), entries).c.entry_id)


def own_of(member_id: int, entries: ColumnElement[bool]) -> Select:
    """The ids among `entries` that somebody made or is named in: of these not even the office's own staff see the scores."""
    bars = _bars(_person(member_id), entries)
    return select(bars.c.entry_id).where(bars.c.bar.in_([bar.value for bar in OWN]))


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


def live_reviews(call_id: int, *columns) -> Select:
    """The reviews of a call that count: not refused, not taken back, of accepted entries, by nobody who is barred."""
    pairs = pairs_of(call_id)
    barred = exists().where(pairs.c.member_id == Review.member_id, pairs.c.entry_id == Review.entry_id)
    live = select(*(columns or (Review,))).join(Entry, Entry.id == Review.entry_id)
    return live.where(Entry.call_id == call_id, Entry.status.in_(ACCEPTED), Review.state.in_(LIVE), ~barred)


def reviews_by(member_id: int, *columns) -> Select:
    """The reviews that one person may work on: like `live_reviews`, over all calls."""
    among = Entry.id.in_(select(Review.entry_id).where(Review.member_id == member_id))
    own = select(*(columns or (Review,))).join(Entry, Entry.id == Review.entry_id).join(Call, Call.id == Entry.call_id)
    mine = Review.member_id == member_id, Review.state.in_(LIVE), Entry.status.in_(ACCEPTED)
    return own.where(*mine, Review.entry_id.not_in(barred_for(member_id, among)))


def _person(member_id: int) -> Select:
    return select(Member.id.label("member_id"), Member.unit_id).where(Member.id == member_id)


def _bars(people: Select, entries: ColumnElement[bool]) -> CTE:
    """people: (member_id, unit_id). Returns (member_id, entry_id, bar)."""
    asked, faces = people.cte(), _faces(entries)
    homes = _homes(faces, entries)
    named = select(asked.c.member_id, faces.c.entry_id, faces.c.bar).join(faces, faces.c.member_id == asked.c.member_id)
    unit = literal(Bar.unit.value)
    of_unit = select(asked.c.member_id, homes.c.entry_id, unit).join(homes, homes.c.unit_id == asked.c.unit_id)
    leads = select(asked.c.member_id, homes.c.entry_id, unit).join(RoleGrant, RoleGrant.member_id == asked.c.member_id)
    leads = leads.join(homes, homes.c.unit_id == RoleGrant.unit_id).join(Entry, Entry.id == homes.c.entry_id)
    leads = leads.join(Call, Call.id == Entry.call_id).where(_in_post())
    came_from = select(asked.c.member_id, homes.c.entry_id, unit).join(CallReviewer, CallReviewer.member_id == asked.c.member_id)
    came_from = came_from.join(homes, homes.c.unit_id == CallReviewer.unit_id)
    came_from = came_from.join(Entry, and_(Entry.id == homes.c.entry_id, Entry.call_id == CallReviewer.call_id))
    return union(named, of_unit, leads, came_from, *_tied(asked, faces, homes, entries)).cte()


def _in_post() -> ColumnElement[bool]:
    """Who leads a unit, or led it after the call had opened."""
    until = or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= func.date(Call.opens_at))
    return and_(RoleGrant.role.in_(LEADERS), RoleGrant.valid_from <= clock.today(), until)


def _faces(entries: ColumnElement[bool]) -> CTE:
    """Everybody who is behind an entry: who made it, who is put forward, the team, the further authors."""
    own, further = literal(Bar.own.value), literal(Bar.co_author.value)
    author = select(Entry.id.label("entry_id"), Entry.member_id.label("member_id"), own.label("bar")).where(entries)
    nominee = select(Entry.id, Entry.nominee_member_id, own).where(entries, Entry.nominee_member_id.is_not(None))
    team = select(TeamPerson.entry_id, TeamPerson.member_id, own).join(Entry, Entry.id == TeamPerson.entry_id).where(entries)
    others = select(CoAuthor.entry_id, CoAuthor.member_id, further).join(Entry, Entry.id == CoAuthor.entry_id).where(entries)
    return union_all(author, nominee, team, others).cte()


def _homes(faces: CTE, entries: ColumnElement[bool]) -> CTE:
    """The units behind an entry: through which it came, which it is about, and those of everybody behind it."""
    through = select(Entry.id.label("entry_id"), Entry.unit_id.label("unit_id")).where(entries)
    about = select(Entry.id, Entry.nominee_unit_id).where(entries, Entry.nominee_unit_id.is_not(None))
    theirs = select(faces.c.entry_id, Member.unit_id).join(Member, Member.id == faces.c.member_id)
    return union(through, about, theirs).cte()


def _tied(asked: CTE, faces: CTE, homes: CTE, entries: ColumnElement[bool]) -> list[Select]:
    """Ties on record, with one entry, a unit, or a person behind it."""
    bar = case((ReviewConflict.is_pinned, Bar.pinned.value), else_=Bar.declared.value)

    def tied(entry_id):
        on_record = and_(ReviewConflict.member_id == asked.c.member_id, ReviewConflict.lifted_at.is_(None))
        return select(asked.c.member_id, entry_id, bar).join(ReviewConflict, on_record)

    one = tied(Entry.id).join(Entry, Entry.id == ReviewConflict.entry_id).where(entries)
    same = Entry.call_id == ReviewConflict.call_id
    unit = tied(homes.c.entry_id).join(homes, homes.c.unit_id == ReviewConflict.unit_id)
    person = tied(faces.c.entry_id).join(faces, faces.c.member_id == ReviewConflict.person_id)
    return [one, unit.join(Entry, and_(Entry.id == homes.c.entry_id, same)), person.join(Entry, and_(Entry.id == faces.c.entry_id, same))]
