"""A notice as the paper it is printed as, as it stands now or as it was published."""

from sqlalchemy import select

from unionweb.common import publicity
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.kernel.search import folded
from unionweb.notices.models import Notice
from unionweb.notices.queries.organs import organ_names
from unionweb.notices.rules import Paper
from unionweb.notices.rules.composing import Added, compose, plain_text, publicity_words
from unionweb.notices.rules.kinds import Kind
from unionweb.notices.rules.people import listed_rows

SUBJECT = "notice"  # what common.publicity calls a notice


def paper_of(notice) -> Paper:
    """The paper of a notice, or of what somebody is just typing (forms give the same fields). Raises TooMuch."""
    organs = tuple(notice.organs.split("、")) if notice.organs else organ_names(notice.organ)
    published = notice.published_at
    added = Added(
        organs=organs,
        number=notice.number_text,
        dated=published.date() if published else clock.today(),
        files=tuple(file.title.rsplit(".", 1)[0] for file in notice.attachments),
        listed=listed_rows(notice.listed, publicity.masked_name if _is_masked(notice) else None),
        closing=_closing(notice),
    )
    return compose(notice, added)


def _is_masked(notice) -> bool:
    return notice.is_masked if notice.published_at else publicity.masks_names()


def _closing(notice) -> str:
    """The sentence about the days of a 公示, as they are or would be if it were published today."""
    if notice.kind is not Kind.publicity or not notice.publicity_workdays:
        return ""
    found = publicity.publicity_of(SUBJECT, notice.id) if notice.published_at else None
    starts_on = found.starts_on if found else notice.publicity_starts_on or clock.today()
    ends_on = found.ends_on if found else publicity.last_day(starts_on, notice.publicity_workdays)
    return publicity_words(starts_on, ends_on, notice.publicity_workdays, notice.objection_contact)


def searched_text(notice: Notice) -> str:
    """Everything a published notice says, as search compares it."""
    paper = paper_of(notice)
    return folded("\n".join([plain_text(paper), paper.cc, *(file.title for file in notice.attachments)]))


def unprinted_ids() -> list[int]:
    """Published notices whose PDF has not been made yet."""
    wanted = select(Notice.id).where(Notice.published_at.is_not(None), Notice.pdf.is_(None)).order_by(Notice.id)
    return list(db.session.scalars(wanted))
