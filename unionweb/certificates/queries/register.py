"""The register 证书登记册: every number that was issued, by year, whatever became of it."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from unionweb.accounts.models import Member
from unionweb.certificates.models import Certificate, CertificateBatch, CertificateSeries
from unionweb.certificates.rules import Kind
from unionweb.certificates.rules.states import CertificateState
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label
from unionweb.kernel.search import folded

HEADER = (
    "编号", "种类", "颁给", "姓名", "单位", "荣誉或项目", "颁发单位", "日期", "颁发时间", "颁发人", "状态",
    "撤销或换发时间", "原因", "换发的编号", "补印次数",
)  # fmt: skip


@dataclass(frozen=True)
class Sought:
    """What to show. word: part of a number, a name, a unit or an honour."""

    year: int
    kind: Kind | None = None
    state: CertificateState | None = None
    word: str = ""


def register_years() -> list[int]:
    """The years that have numbers, newest first."""
    return list(db.session.scalars(select(CertificateSeries.year).distinct().order_by(CertificateSeries.year.desc())))


def register(sought: Sought) -> Select:
    """The certificates of a year in the order of their numbers, kind by kind."""
    query = select(Certificate).where(Certificate.year == sought.year)
    if sought.kind:
        query = query.where(Certificate.kind == sought.kind)
    if sought.state:
        query = query.where(Certificate.state == sought.state)
    for word in folded(sought.word).split():
        query = query.where(Certificate.search.contains(word, autoescape=True))
    return query.options(joinedload(Certificate.replaced_by)).order_by(Certificate.kind, Certificate.number)


def register_rows(sought: Sought) -> list[tuple]:
    """The same as rows for Excel, under HEADER."""
    issuers = dict(
        db.session.execute(select(CertificateBatch.id, Member.name).join(Member, Member.id == CertificateBatch.issued_by_id)).all()
    )
    return [_row(one, issuers.get(one.batch_id, "")) for one in db.session.scalars(register(sought))]


def _row(one: Certificate, issuer: str) -> tuple:
    return (
        one.serial_no, label(one.kind), label(one.subject), one.name, one.values.get("单位", ""), one.title, one.organ, one.dated,
        one.issued_at, issuer, label(one.state), one.ended_at, one.reason, one.replaced_by and one.replaced_by.serial_no, one.reprints,
    )  # fmt: skip
