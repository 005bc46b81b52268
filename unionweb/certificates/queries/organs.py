"""Reads about the organs that gave pictures of their seals and signatures."""

from sqlalchemy import select

from unionweb.certificates.models import CertificateOrgan
from unionweb.certificates.rules import Marks
from unionweb.common import audit
from unionweb.kernel.extensions import db

audit.subjects["certificate_organ"] = "印章和签名"
audit.words |= {"marked": "换了印章或签名", "unmarked": "删了印章和签名"}


def marks_of(organ: str) -> Marks:
    """The pictures that an organ has given; none, if it has given none."""
    found = db.session.scalar(select(CertificateOrgan).where(CertificateOrgan.name == organ))
    return Marks(found.seal, found.signature, found.signer) if found else Marks()


def organs() -> list[CertificateOrgan]:
    return list(db.session.scalars(select(CertificateOrgan).order_by(CertificateOrgan.name)))


def organ_or_none(organ_id: int) -> CertificateOrgan | None:
    return db.session.get(CertificateOrgan, organ_id)
