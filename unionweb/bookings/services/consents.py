"""Consent texts: each version is published once and never edited; who agreed to an older one is asked again."""

from sqlalchemy import select

from unionweb.bookings.models import ConsentText, Service
from unionweb.common import audit
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db


@write
def publish_consent(service_id: int, body: str, actor) -> int:
    """Publish the next version of a service's consent. Returns its number. Refused when it says nothing new."""
    service = db.session.get(Service, service_id, with_for_update=True, populate_existing=True)
    if service is None:
        raise LookupError(f"service {service_id}")
    if not service.needs_consent:
        raise Refused(f"{service.name}不用先签知情同意书。")
    own = select(ConsentText).where(ConsentText.service_id == service_id)
    newest = db.session.scalar(own.order_by(ConsentText.version.desc()).limit(1))
    if newest is not None and newest.body == body:
        raise Refused(f"和第 {newest.version} 版一字不差，没有发布新版。")
    text = ConsentText(service_id=service_id, version=newest.version + 1 if newest else 1, body=body)
    text.published_at, text.published_by_id = clock.now(), actor.id
    db.session.add(text)
    db.session.flush()
    words = {"to_state": f"{service.name}第 {text.version} 版"}
    audit.record("published", "consent_text", text.id, actor=actor, kind=audit.ActorKind.office, **words)
    return text.version
