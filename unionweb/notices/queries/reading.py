"""What a member sees: the notices addressed to them, unread ones first, and those for the campus portal."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, case, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload, load_only, selectinload

from unionweb.common.publicity import PublicityState, PublicNotice
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.lists import Page, page_of
from unionweb.kernel.search import wanted_grams, words
from unionweb.notices.models import DocumentNumber, Notice, NoticeAttachment, NoticeGram, NoticeReceipt
from unionweb.notices.queries.audience import addressed_to, for_everyone
from unionweb.notices.queries.papers import SUBJECT
from unionweb.notices.rules.kinds import Kind, State

FEED_LENGTH = 30
LISTED = load_only(
    Notice.kind, Notice.title, Notice.state, Notice.organs, Notice.published_at, Notice.needs_receipt, Notice.withdrawn_at
)


@dataclass(frozen=True)
class Sought:
    """What somebody looks for in the list."""

    q: str = ""
    kind: Kind | None = None
    year: int | None = None
    unread: bool = False


def notices_page(user, sought: Sought) -> Page:
    """The page of (notice, when read, when signed for, last day of its 公示) that was asked for, unread ones first."""
    own = and_(NoticeReceipt.notice_id == Notice.id, NoticeReceipt.member_id == user.id)
    shown = and_(PublicNotice.subject_kind == SUBJECT, PublicNotice.subject_id == Notice.id)
    shown = and_(shown, PublicNotice.state == PublicityState.open, PublicNotice.ends_on >= clock.today())
    is_unread = and_(NoticeReceipt.read_at.is_(None), Notice.state == State.published)
    query = (
        select(Notice, NoticeReceipt.read_at, NoticeReceipt.signed_at, PublicNotice.ends_on)
        .outerjoin(NoticeReceipt, own)
        .outerjoin(PublicNotice, shown)
        .outerjoin(DocumentNumber, DocumentNumber.notice_id == Notice.id)
        .options(LISTED, contains_eager(Notice.number))
        .where(addressed_to(user), *_conditions(sought))
    )
    if sought.unread:
        query = query.where(is_unread)
    order = case((is_unread, 0), else_=1), Notice.published_at.desc(), Notice.id.desc()
    return page_of(query.order_by(*order), scalars=False)


def _conditions(sought: Sought) -> list:
    found = [contains(word) for word in words(sought.q)]
    if sought.q and not found:
        found.append(Notice.id.is_(None))  # nothing but punctuation is in no text
    if sought.kind:
        found.append(Notice.kind == sought.kind)
    if sought.year:
        span = datetime(sought.year, 1, 1), datetime(sought.year + 1, 1, 1)
        found += [Notice.published_at >= span[0], Notice.published_at < span[1]]
    return found


def contains(word: str):
    """Of a query over Notice: it says this word. The pairs find it by their index; that they touch, the text says."""
    pairs = [exists().where(NoticeGram.gram == gram, NoticeGram.notice_id == Notice.id) for gram in wanted_grams(word)[:12]]
    return and_(*pairs, Notice.searched.contains(word, autoescape=True))


def notice_years(user) -> list[int]:
    """The years from the first notice addressed to somebody to now, newest first."""
    first = db.session.scalar(select(func.min(Notice.published_at)).where(addressed_to(user)))
    this = clock.today().year
    return list(range(this, (first.year if first else this) - 1, -1))


def notice_for(user, notice_id: int) -> Notice | None:
    """A notice that was published and is addressed to this person; None for every other."""
    return db.session.scalar(_whole().where(Notice.id == notice_id, addressed_to(user)))


def notice_or_none(notice_id: int) -> Notice | None:
    """Any notice, for the office."""
    return db.session.scalar(_whole().where(Notice.id == notice_id))


def _whole() -> Select:
    people = joinedload(Notice.author), joinedload(Notice.checker), joinedload(Notice.number)
    return select(Notice).options(*people, selectinload(Notice.attachments), selectinload(Notice.audience))


def receipt_of(user, notice_id: int) -> NoticeReceipt | None:
    return db.session.get(NoticeReceipt, (notice_id, user.id))


def times_opened(notice_id: int) -> int:
    """点击次数"""
    return db.session.scalar(select(func.coalesce(func.sum(NoticeReceipt.opened), 0)).where(NoticeReceipt.notice_id == notice_id))


def attachment_or_none(attachment_id: int) -> NoticeAttachment | None:
    return db.session.get(NoticeAttachment, attachment_id)


def attachment_for(user, attachment_id: int) -> NoticeAttachment | None:
    """An attachment of a published notice that is addressed to this person."""
    query = select(NoticeAttachment).join(Notice, Notice.id == NoticeAttachment.notice_id)
    in_force = Notice.state == State.published
    return db.session.scalar(query.where(NoticeAttachment.id == attachment_id, in_force, addressed_to(user)))


def portal_notices() -> list[Notice]:
    """The newest notices that are for everybody and in force, for the campus portal."""
    query = select(Notice).options(LISTED, joinedload(Notice.number))
    query = query.where(Notice.state == State.published, for_everyone())
    return list(db.session.scalars(query.order_by(Notice.published_at.desc(), Notice.id.desc()).limit(FEED_LENGTH)))
