"""Writing down the notices as they would be after their authors, checkers and readers have done their part."""

import io
import zipfile
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select

from unionweb.accounts.models import Member
from unionweb.common import publicity
from unionweb.common.audit import ActorKind
from unionweb.common.publicity import Objection, PublicityState, PublicNotice
from unionweb.demo.diary import Diary
from unionweb.demo.laying import Days
from unionweb.demo.notices.told import Told, told
from unionweb.demo.rows import add_rows
from unionweb.demo.staff import Staff
from unionweb.kernel import files
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label
from unionweb.kernel.sheets import Sheet, write_xlsx
from unionweb.notices.models import DocumentNumber, Notice, NoticeAttachment, NoticeReceipt
from unionweb.notices.queries import SUBJECT, organ_code, organ_names, readers_of
from unionweb.notices.rules.kinds import Kind, State
from unionweb.notices.services.publishing import index
from unionweb.notices.services.writing import fill

AUTHOR, CHECKER, READER = "10003", "10014", "10001"
OFFICE = {"by": ActorKind.office}
OBJECTIONS = (  # by whom, what, the answer
    (
        "未留名",
        "孙玉琴同志在读者服务部工作，名单里只写了图书馆，请核实。",
        "核实过了：公示按分工会的名称填写，图书馆分工会含读者服务部，不影响推荐。谢谢您。",
    ),
    ("教育科学学院一位会员", "想了解评议会的投票情况能不能公开。", None),
)


def announce(staff: Staff, days: Days, diary: Diary, rng: Random) -> None:
    """Part of a transaction: the notices of the last weeks, and one that waits for its check."""
    for one in told(staff, days):
        gone = days.behind(one.back) or days.today - timedelta(days=one.back) if one.back else None
        notice = _draft(one, _at(gone or days.behind(1) or days.today, "08:50"), staff, diary)
        if one.sheet:
            _attach(notice, one.sheet, rng)
        if gone:
            _publish(notice, _at(gone, "10:20"), staff, diary)
            _read(notice, one.read, staff, diary, rng)
        if one.withdrawn:
            _withdraw(notice, one.withdrawn, staff, days, diary)


def _at(day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour))


def _draft(one: Told, at: datetime, staff: Staff, diary: Diary) -> Notice:
    author = staff.members[AUTHOR]
    notice = Notice(state=State.draft, author_id=author, changed_by_id=author, created_at=at, changed_at=at)
    fill(notice, one.written)
    db.session.add(notice)
    db.session.flush()
    diary.note(at, "created", "notice", notice, actor_id=author, to_state=State.draft, **OFFICE)
    return notice


def _attach(notice: Notice, sheet: tuple[str, tuple[str, ...]], rng: Random) -> None:
    """An empty table to be filled in. Its name in the folder follows from the seed."""
    title, head = sheet
    body, name = _stored(write_xlsx([Sheet("报名表", head, [])])), f"{rng.getrandbits(128):032x}.xlsx"
    files.folder().mkdir(mode=0o700, exist_ok=True)
    (files.folder() / name).write_bytes(body)
    facts = {"title": f"{title}.xlsx", "file": name, "size": len(body)}
    db.session.add(NoticeAttachment(notice_id=notice.id, added_at=notice.created_at, added_by_id=notice.author_id, **facts))


def _stored(workbook: bytes) -> bytes:
    """The same workbook, not compressed: its size does not depend on the second in which it was made."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return packed.getvalue()


def _publish(notice: Notice, at: datetime, staff: Staff, diary: Diary) -> None:
    """Checked by the second person, then published with its number; a 公示 opened, readers told who are to sign."""
    author, checker, checked_at = staff.members[AUTHOR], staff.members[CHECKER], at - timedelta(minutes=40)
    notice.checked_by_id, notice.checked_at = checker, checked_at
    notice.state, notice.published_at, notice.published_by_id = State.published, at, author
    notice.organs = "、".join(organ_names(notice.organ))
    diary.note(checked_at, "checked", "notice", notice, actor_id=checker, from_state=State.draft, to_state=State.checked, **OFFICE)
    diary.note(at, "published", "notice", notice, actor_id=author, from_state=State.checked, to_state=State.published, **OFFICE)
    if notice.is_numbered:
        _number(notice, diary)
    if notice.kind is Kind.publicity:
        _show(notice, diary)
    db.session.flush()
    db.session.refresh(notice)
    index(notice)


def _number(notice: Notice, diary: Diary) -> None:
    at, taken_by = notice.published_at, notice.published_by_id
    code = organ_code(notice.organ, notice.kind)
    same = select(DocumentNumber.id).where(DocumentNumber.code == code, DocumentNumber.year == at.year)
    number = len(list(db.session.scalars(same))) + 1
    found = DocumentNumber(code=code, year=at.year, number=number, notice_id=notice.id, taken_at=at, taken_by_id=taken_by)
    db.session.add(found)
    db.session.flush()
    diary.note(at, "numbered", "document_number", found, actor_id=taken_by, to_state=found.text, **OFFICE)


def _show(notice: Notice, diary: Diary) -> None:
    """The 公示 is open since the day of publication; two people have objected, one has been answered."""
    at, office = notice.published_at, notice.published_by_id
    last = publicity.last_day(at.date(), notice.publicity_workdays)
    shown = PublicNotice(
        subject_kind=SUBJECT, subject_id=notice.id, title=notice.title, workdays=notice.publicity_workdays,
        starts_on=at.date(), ends_on=last, contact=notice.objection_contact, state=PublicityState.open, opened_at=at,
        opened_by_id=office,
    )  # fmt: skip
    db.session.add(shown)
    db.session.flush()
    diary.note(at, "opened", "public_notice", shown, actor_id=office, to_state=PublicityState.open, **OFFICE)
    for hours, (told_by, text, answer) in enumerate(OBJECTIONS, start=3):
        _object(shown, at + timedelta(hours=hours), (told_by, text, answer), diary)


def _object(shown: PublicNotice, at: datetime, said: tuple[str, str, str | None], diary: Diary) -> None:
    told_by, text, answer = said
    office, later = shown.opened_by_id, at + timedelta(hours=1)
    answered = {"answer": answer, "answered_at": later, "answered_by_id": office} if answer else {}
    found = Objection(public_notice_id=shown.id, told_by=told_by, text=text, received_at=at, recorded_by_id=office, **answered)
    db.session.add(found)
    db.session.flush()
    diary.note(at, "objected", "objection", found, actor_id=office, **OFFICE)
    if answer:
        diary.note(later, "answered", "objection", found, actor_id=office, **OFFICE)


def _read(notice: Notice, share: float, staff: Staff, diary: Diary, rng: Random) -> None:
    """Who has opened it and signed for it since. 王敏 has yet to sign for one of them."""
    readers = list(db.session.scalars(select(Member.id).where(readers_of(notice)).order_by(Member.id)))
    rows = []
    for reader in readers:
        if notice.needs_receipt:
            _tell(notice, reader, diary)
        if rng.random() < share and reader != staff.members[READER]:
            rows.append(_receipt(notice, reader, diary, rng))
    add_rows(NoticeReceipt, rows)


def _tell(notice: Notice, reader: int, diary: Diary) -> None:
    words = f"请签收{label(notice.kind)}：{notice.title}", "看完以后请点签收。"
    key = f"notice {notice.id}#{reader}"
    diary.tell(notice.published_at, reader, *words, subject=notice, path="/notices/{id}", once=key)


def _receipt(notice: Notice, reader: int, diary: Diary, rng: Random) -> dict:
    """Read some hours later by day, mostly soon; most of those who read it sign for it."""
    read_at = notice.published_at + timedelta(minutes=3 + int(rng.random() ** 3 * 2880))
    by_night = not 7 <= read_at.hour < 22
    read_at = min(read_at.replace(hour=8 + read_at.hour % 12) if by_night else read_at, diary.now)
    signed_at = min(read_at + timedelta(minutes=2), diary.now) if notice.needs_receipt and rng.random() < 0.9 else None
    if signed_at:
        diary.note(signed_at, "signed", "notice", notice, actor_id=reader, by=ActorKind.owner)
    opened = 1 + int(rng.random() ** 2 * 3)
    return {"notice_id": notice.id, "member_id": reader, "read_at": read_at, "opened": opened, "signed_at": signed_at}


def _withdraw(notice: Notice, withdrawn: tuple[int, str], staff: Staff, days: Days, diary: Diary) -> None:
    back, why = withdrawn
    at, office = _at(days.behind(back) or days.today, "09:05"), staff.members[AUTHOR]
    notice.state, notice.withdrawn_by_id, notice.withdrawn_at, notice.withdrawal_note = State.withdrawn, office, at, why
    states = {"from_state": State.published, "to_state": State.withdrawn, "reason": why}
    diary.note(at, "withdrawn", "notice", notice, actor_id=office, **states, **OFFICE)
