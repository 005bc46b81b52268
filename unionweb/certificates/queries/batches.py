"""Reads about batches: their recipients, their progress, and what is still to be printed."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from unionweb.accounts.models import Member
from unionweb.certificates import printing
from unionweb.certificates.models import Certificate, CertificateBatch
from unionweb.certificates.queries.organs import marks_of
from unionweb.certificates.rules import Kind, Paper, Subject
from unionweb.certificates.rules.recipients import Row, judged
from unionweb.certificates.rules.states import BatchState, CertificateState
from unionweb.common import audit, settings
from unionweb.kernel.extensions import db

WORDS = {
    Kind.honour: "工证", Kind.group: "工集证", Kind.training: "工训证", Kind.volunteer: "工志证", Kind.thanks: "工谢证",
}  # fmt: skip
NAMES = {Kind.honour: "个人荣誉", Kind.group: "集体荣誉", Kind.training: "培训", Kind.volunteer: "志愿服务", Kind.thanks: "感谢状"}
LONGEST_WORD = 12


def _word_problem(kind: Kind, word: str) -> str | None:
    """What is wrong with the word before the numbers of a kind: with another kind's word two certificates would be one."""
    if len(word) > LONGEST_WORD:
        return f"证书编号代字最多 {LONGEST_WORD} 个字。"
    others = [other for other in Kind if other is not kind]
    taken = next((other for other in others if word_of(other) == word), None) or db.session.scalar(
        select(Certificate.kind).where(Certificate.kind != kind, Certificate.serial_no.startswith(f"{word}〔", autoescape=True)).limit(1)
    )
    return f"“{word}”是{NAMES[taken]}的证书编号用的代字，请换一个。" if taken else None


settings.define(
    *(
        settings.Definition(
            f"certificates.word_{kind}", f"{NAMES[kind]}的证书编号代字", word, "text", group="证书", required=True,
            hint=f"如{word}〔2026〕17号；各种证书的代字不能相同", check=partial(_word_problem, kind),
        )
        for kind, word in WORDS.items()
    ),
    settings.Definition(
        "certificates.keep_days", "打印文件保存", 60, "whole", "天", group="证书", least=1, most=3650,
        hint="过了就清除，要时可以重新排版；每张证书的文件一直保存",
    ),
)  # fmt: skip
audit.subjects.update({"certificate_batch": "一批证书", "certificate": "证书"})
audit.states["certificate_batch"] = BatchState
audit.words.update(
    {"prepared": "准备了", "issued": "颁发了", "paused": "停下了排版", "resumed": "接着排版", "given_up": "放弃了",
        "print_cleared": "清除了打印文件", "remade": "重新排了文件", "revoked": "撤销了", "reissued": "换发了", "reprinted": "补印了"}
)


@dataclass(frozen=True)
class Progress:
    """How far the printing of a batch is."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 0


def word_of(kind: Kind) -> str:
    """What stands before the year in the numbers of a kind."""
    return settings.get(f"certificates.word_{kind}")


def batches():
    """Batches and how many recipients each has, newest first; not those that were given up, nor reissues of single ones."""
    old, new = aliased(Certificate), aliased(Certificate)
    reissue = exists().where(new.batch_id == CertificateBatch.id, old.replaced_by_id == new.id)
    counted = select(func.count(Certificate.id)).where(Certificate.batch_id == CertificateBatch.id).scalar_subquery()
    shown = CertificateBatch.state != BatchState.dropped
    return select(CertificateBatch, counted).where(shown, ~reissue).order_by(CertificateBatch.id.desc())


def batch_for(batch_id: int) -> CertificateBatch | None:
    """A batch that was not given up."""
    batch = db.session.get(CertificateBatch, batch_id)
    return batch if batch and batch.state is not BatchState.dropped else None


def rows_of(batch: CertificateBatch) -> list[Row]:
    """The recipients of a draft, with their problems named."""
    rows = [Row(number, values, staff_no) for number, values, staff_no in batch.rows]
    found = judged(rows, batch.wording, batch.common, printing.missing_in)
    known = members_by_staff_no([row.staff_no for row in found if row.staff_no])
    return [_checked(row, known, batch.subject) for row in found]


def _checked(row: Row, known: dict[str, tuple[int, str]], subject: Subject) -> Row:
    """The staff number, where one is given, must be that of a member: a person's own, a group's of whoever keeps it for them."""
    if not row.staff_no:
        return row
    problem = ""
    if row.staff_no not in known:
        problem = f"没有工号是 {row.staff_no[:20]} 的会员"
    elif subject is Subject.person and known[row.staff_no][1] != row.name:
        problem = f"工号 {row.staff_no} 不是这个姓名"
    return Row(row.number, row.values, row.staff_no, (*row.problems, problem)) if problem else row


def members_by_staff_no(numbers: list[str]) -> dict[str, tuple[int, str]]:
    """Id and name of the members with these staff numbers."""
    found = db.session.execute(select(Member.staff_no, Member.id, Member.name).where(Member.staff_no.in_(numbers)))
    return {staff_no: (id, name) for staff_no, id, name in found}


def progress_of(batch_id: int) -> Progress:
    valid = (Certificate.batch_id == batch_id, Certificate.state == CertificateState.valid)
    counted = select(func.count(Certificate.sha256), func.count(Certificate.id)).where(*valid)
    return Progress(*db.session.execute(counted).one())


def certificates_of(batch_id: int):
    return select(Certificate).where(Certificate.batch_id == batch_id).order_by(Certificate.number)


def valid_certificates_of(batch_id: int) -> list[Certificate]:
    return list(db.session.scalars(certificates_of(batch_id).where(Certificate.state == CertificateState.valid)))


def same_issued(batch: CertificateBatch, rows: list[Row]) -> list[str]:
    """Numbers that some of these recipients hold already this year, of the same kind and for the same."""
    names = sorted({(row.name, _for_what(row.values)) for row in rows})
    held = select(Certificate.name, Certificate.values, Certificate.serial_no).where(
        Certificate.kind == batch.kind, Certificate.year == batch.dated.year, Certificate.state == CertificateState.valid
    )
    found = db.session.execute(held.where(Certificate.name.in_([name for name, _ in names])).order_by(Certificate.number))
    return [serial_no for name, values, serial_no in found if (name, _for_what(values)) in names]


def _for_what(values: dict[str, str]) -> tuple[str, ...]:
    return tuple(values.get(name, "") for name in ("单位", "荣誉", "项目", "时间"))


def proof_of(batch: CertificateBatch, row: Row) -> Paper:
    """How the certificate of a row will look; the number is none yet, and the code leads nowhere."""
    values, serial_no = row.values | {"姓名": row.name or "（空）"}, f"{word_of(batch.kind)}〔{batch.dated.year}〕（样张）号"
    rest = (batch.organ, batch.dated, serial_no, "样张", batch.is_sealed, marks_of(batch.organ))
    return Paper(batch.kind, batch.subject, batch.wording, values, *rest)


def printed_before(moment: datetime) -> list[int]:
    """The batches whose print file is older."""
    old = select(CertificateBatch.id).where(CertificateBatch.print_file.is_not(None), CertificateBatch.printed_at < moment)
    return list(db.session.scalars(old.order_by(CertificateBatch.id)))


def papers_of(batch_id: int) -> list[Paper]:
    """What the valid certificates of a batch say, in the order of their numbers."""
    return [one.paper for one in valid_certificates_of(batch_id)]


def waiting_batches() -> list[int]:
    """The batches that the printing job has work with, oldest first."""
    waiting = select(CertificateBatch.id).where(CertificateBatch.state == BatchState.printing)
    return list(db.session.scalars(waiting.order_by(CertificateBatch.id)))


def unprinted(batch_id: int, most: int) -> list[Certificate]:
    """The next valid certificates of a batch without a file."""
    waiting = (Certificate.sha256.is_(None), Certificate.state == CertificateState.valid)
    return list(db.session.scalars(certificates_of(batch_id).where(*waiting).limit(most)))
