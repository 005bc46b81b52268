"""Batches and certificates in the database of a test."""

from datetime import date

from unionweb.certificates import archive, services
from unionweb.certificates.models import Certificate, CertificateOrgan
from unionweb.certificates.rules import USUAL, Kind, Subject
from unionweb.certificates.rules.recipients import rows_of_text
from unionweb.certificates.rules.states import BatchState
from unionweb.certificates.services.batches import Prepared
from unionweb.kernel import files
from unionweb.kernel.extensions import db

SITE = "https://union.example.edu.cn"
COMMON = {"荣誉": "优秀工会工作者", "年度": "2026"}


class Acting:
    """Whoever acts, as services see them."""

    def __init__(self, id=10003):
        self.id = id


def prepared(names="王敏\n李静", kind=Kind.honour, *, year=2026, **common) -> Prepared:
    return Prepared(kind, Subject.person, USUAL[kind], "海川大学工会", date(year, 3, 8), True, COMMON | common, rows_of_text(names))


def add_draft(names="王敏\n李静") -> int:
    return services.prepare(prepared(names), Acting())


def add_issued(names="王敏\n李静", **more) -> int:
    return services.issue(prepared(names, **more), Acting(), site=SITE)


def one_of_each() -> dict:
    """For tests.support.world: a draft, and an issued batch with a file whose owner is 10001."""
    draft, batch_id = add_draft(), add_issued("王敏")
    one = db.session.query(Certificate).filter_by(batch_id=batch_id).one()
    one.member_id, one.sha256, one.batch.state = 10001, archive.keep(b"%PDF-1.7 test"), BatchState.ready
    one.batch.print_file, one.reprints = one.sha256, 1
    organ = CertificateOrgan(name="海川大学妇女委员会", seal=files.store(b"\x89PNG\r\n\x1a\n", "png"))
    db.session.add(organ)
    db.session.commit()
    return {"draft": draft, "batch_id": batch_id, "certificate_id": one.id, "certificate_code": one.code, "organ_id": organ.id}


__all__ = ["SITE", "Acting", "add_draft", "add_issued", "one_of_each", "prepared"]
