"""The pictures of an organ's seal and signature."""

from dataclasses import dataclass

from sqlalchemy import select

from unionweb.certificates.models import CertificateOrgan
from unionweb.common import audit
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

KIND = "certificate_organ"


@dataclass(frozen=True)
class Given:
    """What an organ gives: names of kept stencils, None to leave what there is, and the office that signs."""

    name: str
    signer: str
    seal: str | None = None
    signature: str | None = None


@write
def give_marks(given: Given, actor) -> int:
    """Keep what an organ gives, in place of what it gave before; returns its id. Issued certificates stay as they are.

    Refused when that changes nothing, and for somebody who signs without a signature.
    """
    lock_name(f"organ {given.name}")
    organ = db.session.scalar(select(CertificateOrgan).where(CertificateOrgan.name == given.name).with_for_update())
    organ = organ or CertificateOrgan(name=given.name)
    before = (organ.seal, organ.signature, organ.signer or "")
    organ.seal, organ.signature, organ.signer = given.seal or organ.seal, given.signature or organ.signature, given.signer
    if organ.signer and not organ.signature:
        raise Refused("写了签名人的职务，还要上传签名图片。")
    if before == (organ.seal, organ.signature, organ.signer) or not (organ.seal or organ.signature):
        raise Refused("请至少上传印章或签名里的一样。")
    db.session.add(organ)
    db.session.flush()
    detail = {"name": organ.name, "seal": organ.seal, "signature": organ.signature, "signer": organ.signer}
    audit.record("marked", KIND, organ.id, actor=actor, kind=audit.ActorKind.office, detail=detail)
    return organ.id


@write
def drop_marks(organ_id: int, actor) -> None:
    """Forget what an organ gave; its next certificates have a drawn seal. Pictures stay for those that were issued."""
    organ = db.session.get(CertificateOrgan, organ_id, with_for_update=True, populate_existing=True)
    if organ is None:
        raise Refused("这个单位的印章和签名已经删掉了。")
    audit.record("unmarked", KIND, organ.id, actor=actor, kind=audit.ActorKind.office, detail={"name": organ.name})
    db.session.delete(organ)
