"""The secret address under which a member's own calendar can be subscribed to."""

import secrets

from unionweb.accounts.queries.sessions import token_hash
from unionweb.common import audit
from unionweb.inbox.models import CalendarFeed
from unionweb.kernel import clock
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.extensions import db


@write
def renew_feed(person) -> None:
    """Give a member a new address of 256 bits; the old one, if any, is unknown from this moment."""
    lock_name(f"feed {person.id}")
    feed = db.session.get(CalendarFeed, person.id) or CalendarFeed(member_id=person.id)
    action = "feed_renewed" if feed.token else "feed_created"
    feed.token = secrets.token_urlsafe(32)
    feed.token_hash, feed.renewed_at = token_hash(feed.token), clock.now()
    db.session.add(feed)
    audit.record(action, "feed", person.id, actor=person, kind=audit.ActorKind.owner)


@write
def remove_feed(person) -> None:
    """Stop a member's calendar address. Without one nothing changes."""
    feed = db.session.get(CalendarFeed, person.id, with_for_update=True)
    if feed is not None:
        db.session.delete(feed)
        audit.record("feed_removed", "feed", person.id, actor=person, kind=audit.ActorKind.owner)
