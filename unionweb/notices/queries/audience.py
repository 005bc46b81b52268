"""Whom a notice is addressed to: the same rule asked from the notice's side and from the reader's."""

from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select

from unionweb.accounts.models import Campus, Member, RoleGrant, Unit
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label
from unionweb.notices.models import Notice, NoticeAudience
from unionweb.notices.rules.kinds import AudienceKind


def addressed_to(user) -> ColumnElement[bool]:
    """Of a query over Notice: published at some time, and addressed to this person as of today."""
    roles = {held.role for held in user.roles}
    mine = or_(
        NoticeAudience.kind == AudienceKind.everyone,
        NoticeAudience.unit_id == user.unit_id,
        NoticeAudience.campus_id == user.campus_id,
        NoticeAudience.role.in_(roles),
    )
    return and_(Notice.published_at.is_not(None), exists().where(NoticeAudience.notice_id == Notice.id, mine))


def for_everyone() -> ColumnElement[bool]:
    """Of a query over Notice: addressed to all members."""
    everyone = NoticeAudience.kind == AudienceKind.everyone
    return exists().where(NoticeAudience.notice_id == Notice.id, everyone)


def readers_of(notice: Notice, today: date | None = None) -> ColumnElement[bool]:
    """Of a query over Member: those whom the notice is addressed to and who have not left."""
    day = today or clock.today()
    rows = notice.audience
    in_force = (RoleGrant.valid_from <= day, or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until >= day))
    roles = {row.role for row in rows if row.role}
    ways = [
        Member.unit_id.in_({row.unit_id for row in rows if row.unit_id}),
        Member.campus_id.in_({row.campus_id for row in rows if row.campus_id}),
        exists().where(RoleGrant.member_id == Member.id, RoleGrant.role.in_(roles), *in_force),
    ]
    present = Member.left_at.is_(None)
    return present if any(row.kind is AudienceKind.everyone for row in rows) else and_(present, or_(*ways))


def audience_words(notice: Notice) -> str:
    """全体会员, or the units, campuses and roles in one line."""
    rows = notice.audience
    if any(row.kind is AudienceKind.everyone for row in rows):
        return label(AudienceKind.everyone)
    units = {row.unit_id for row in rows if row.unit_id}
    campuses = {row.campus_id for row in rows if row.campus_id}
    names = list(db.session.scalars(select(Unit.name).where(Unit.id.in_(units)).order_by(Unit.sort, Unit.id))) if units else []
    if campuses:
        names += db.session.scalars(select(Campus.name).where(Campus.id.in_(campuses)).order_by(Campus.sort, Campus.id))
    return "、".join([*names, *(label(row.role) for row in rows if row.role)]) or "还没有选"
