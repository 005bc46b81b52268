"""Who is signed in: one query for the person, the session and the roles in force today."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from sqlalchemy import Date, ScalarSelect, and_, bindparam, or_, select

from unionweb.accounts.models import Campus, Credential, EmploymentStatus, Member, RoleGrant, Sex, Unit, UserSession
from unionweb.accounts.rules import Role
from unionweb.common import standing
from unionweb.kernel import clock
from unionweb.kernel.db import plain_rows
from unionweb.kernel.extensions import db


@dataclass(frozen=True)
class HeldRole:
    role: Role
    unit_id: int | None
    point_id: int | None
    area: str | None


@dataclass(frozen=True)
class SignedIn:
    """The person behind this request, as the rules see them. A snapshot: no lazy loads, nothing to save."""

    id: int
    staff_no: str
    name: str
    sex: Sex
    campus_id: int
    campus: str
    unit_id: int
    unit: str
    employment_status: EmploymentStatus
    must_set_password: bool
    session_id: int
    last_seen_at: datetime
    token: str
    roles: tuple[HeldRole, ...] = field(default=())
    along: dict[str, int] = field(default_factory=dict)

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the cookie holds: the random token of the session, never the person's number."""
        return self.token


PERSON = (
    Member.id, Member.staff_no, Member.name, Member.sex, Member.campus_id, Campus.name, Member.unit_id, Unit.name,
    Member.employment_status, Credential.code_expires_at, UserSession.id, UserSession.last_seen_at,
    UserSession.created_at, standing.NUMBER, RoleGrant.role, RoleGrant.unit_id, RoleGrant.point_id, RoleGrant.area,
)  # fmt: skip

IN_FORCE = and_(
    RoleGrant.member_id == Member.id,
    RoleGrant.valid_from <= bindparam("today", type_=Date),
    or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= bindparam("today", type_=Date)),
)
_along: dict[str, ScalarSelect] = {}


def read_along(name: str, number: ScalarSelect) -> None:
    """Add a number that stands on every page, to be read together with the person (Member): SignedIn.along[name]."""
    _along[name] = number


@cache
def _person_by_token():
    return (
        select(*PERSON, *_along.values())
        .select_from(UserSession)
        .join(Member, Member.id == UserSession.member_id)
        .join(Campus, Campus.id == Member.campus_id)
        .join(Unit, Unit.id == Member.unit_id)
        .outerjoin(Credential, Credential.member_id == Member.id)
        .outerjoin(RoleGrant, IN_FORCE)
        .where(UserSession.token_hash == bindparam("token_hash"))
        .where(UserSession.ended_at.is_(None), Member.left_at.is_(None))
        .order_by(RoleGrant.id)
    )


def token_hash(token: str) -> str:
    """What the database keeps of a secret token: its SHA-256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed_in_by_token(token: str, idle, absolute) -> SignedIn | None:
    """The person of a live session; None when it ended, idled or aged out, or the person has left.

    idle, absolute: timedeltas after which a session is over.
    """
    now = clock.now()
    rows = plain_rows(_person_by_token(), token_hash=token_hash(token), today=now.date())
    if not rows:
        return None
    *person, code_expires_at, session_id, seen, created, number = rows[0][:14]
    standing.learn(number)
    if now - seen > idle or now - created > absolute:
        return None
    roles = tuple(HeldRole(*row[14:18]) for row in rows if row[14] is not None)
    along = dict(zip(_along, rows[0][18:], strict=True))
    return SignedIn(*person, code_expires_at is not None, session_id, seen, token, roles, along)


def own_sessions(member_id: int) -> list[UserSession]:
    """A person's live sessions, the latest used first."""
    wanted = (UserSession.member_id == member_id, UserSession.ended_at.is_(None))
    return list(db.session.scalars(select(UserSession).where(*wanted).order_by(UserSession.last_seen_at.desc())))
