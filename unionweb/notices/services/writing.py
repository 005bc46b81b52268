"""A notice on its way: written, changed, checked by a second person, given back, withdrawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import exists, or_, select

from unionweb.accounts.models import Member
from unionweb.accounts.queries import holders
from unionweb.accounts.rules import Role
from unionweb.common import audit, publicity
from unionweb.inbox import services as inbox
from unionweb.kernel import clock, documents
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label
from unionweb.notices.models import Notice, NoticeAttachment, NoticeAudience, NoticeReceipt
from unionweb.notices.queries import SUBJECT, readers_of
from unionweb.notices.rules import Form
from unionweb.notices.rules.access import may_check, may_edit, may_withdraw
from unionweb.notices.rules.kinds import AudienceKind, Kind, Organ, State

STALE = "这份通知刚被别人改过。您的这一步没有做，请刷新看看新的内容再定。"
SELF_CHECK = "写过、改过这一稿的人不能自己核稿，请另一位同事来核。"
MOST_ATTACHMENTS = 20
TWICE = timedelta(minutes=1)
# Drafts that are written elsewhere, by people who do not run notices: (id of the notice → the page that it came from).
writers_pages: list[Callable[[int], str | None]] = []
Pair = tuple[AudienceKind, str]


@dataclass(frozen=True)
class Written:
    """What the office types about a notice. audience: (kind, id or name) of each of those it is for."""

    kind: Kind
    form: Form
    organ: Organ
    title: str
    body: str
    audience: tuple[Pair, ...]
    addressees: str = ""
    annexes: str = ""
    contact: str = ""
    cc: str = ""
    printed_by: str = ""
    dated: date | None = None
    is_sealed: bool = True
    is_numbered: bool = True
    needs_receipt: bool = False
    listed: str = ""
    publicity_starts_on: date | None = None
    publicity_workdays: int | None = None
    objection_contact: str = ""


PLAIN = tuple(name for name in Written.__dataclass_fields__ if name != "audience")


@write
def create_notice(written: Written, actor) -> int:
    """A new draft; returns its id, also that of the same draft by the same person a moment ago: a button pressed twice."""
    lock_name(f"drafts of {actor.id}")
    now = clock.now()
    recent = Notice.author_id == actor.id, Notice.state == State.draft, Notice.created_at > now - TWICE
    for known in db.session.scalars(select(Notice).where(*recent, Notice.version == 1, Notice.title == written.title)):
        if typed_of(known) == written:
            return known.id
    notice = Notice(state=State.draft, author_id=actor.id, changed_by_id=actor.id, created_at=now, changed_at=now)
    fill(notice, written)
    db.session.add(notice)
    db.session.flush()
    _note("created", notice, actor, to_state=State.draft)
    return notice.id


@write
def edit_notice(notice_id: int, written: Written, version: int, actor) -> None:
    """Change a notice that is not published; one that was checked is a draft again. Refused when somebody was faster."""
    notice = locked(notice_id)
    if not may_edit(notice):
        raise Refused("已经发布的通知不能再改。要改，请撤回后另发一份。")
    _must_be_seen(notice, version)
    if typed_of(notice) == written:
        return
    before = notice.state
    fill(notice, written)
    notice.state, notice.checked_by_id, notice.checked_at = State.draft, None, None
    _changed_by(notice, actor)
    notice.remark = None
    _note("changed", notice, actor, from_state=before, to_state=State.draft)


@write
def check_notice(notice_id: int, version: int, actor) -> None:
    """A second person has read it and finds it right."""
    notice = _to_be_checked(notice_id, version, actor)
    notice.state, notice.checked_by_id, notice.checked_at, notice.remark = State.checked, actor.id, clock.now(), None
    _note("checked", notice, actor, from_state=State.draft, to_state=State.checked)


@write
def return_notice(notice_id: int, version: int, remark: str, actor) -> None:
    """A second person has read it and says what is to be mended; a checked one goes back, too."""
    notice = locked(notice_id)
    if not may_edit(notice):
        raise Refused("这份通知已经发布或撤回了，不能再退回。")
    _must_be_seen(notice, version)
    if actor.id in notice.writers:
        raise Refused(SELF_CHECK)
    before, notice.state, notice.remark = notice.state, State.draft, remark
    told, notice.changers = notice.writers, ""
    notice.checked_by_id = notice.checked_at = None
    words = f"{label(notice.kind)}退回来了：{notice.title}", remark
    _tell_writers(notice, told, words)
    _note("given_back", notice, actor, from_state=before, to_state=State.draft, reason=remark)


def _tell_writers(notice: Notice, told: set[int], words: tuple[str, str]) -> None:
    """Who runs notices mends it on the desk, everybody else where they wrote it."""
    desk, office = f"/notices/{notice.id}/desk", holders(Role.office, clock.today(), area="all")
    own = next((path for page in writers_pages if (path := page(notice.id))), desk)
    inbox.send_many(told & office, *words, path=desk)
    inbox.send_many(told - office, *words, path=own)


@write
def withdraw_notice(notice_id: int, note: str, actor) -> None:
    """Take a notice back. What was published stays listed with the note; a draft just ends."""
    notice = locked(notice_id)
    if not may_withdraw(notice):
        raise Refused("这份通知已经撤回了。")
    before, notice.state = notice.state, State.withdrawn
    if before is State.published:
        _tell_withdrawn(notice, note)
    notice.withdrawn_by_id, notice.withdrawn_at, notice.withdrawal_note = actor.id, clock.now(), note
    publicity.withdraw_publicity(SUBJECT, notice.id, actor, note)
    _note("withdrawn", notice, actor, from_state=before, to_state=State.withdrawn, reason=note)


def _tell_withdrawn(notice: Notice, note: str) -> None:
    """A message to those who were told of it or have opened it; the others have nothing to forget."""
    knows = exists().where(NoticeReceipt.notice_id == notice.id, NoticeReceipt.member_id == Member.id)
    told = or_(knows, readers_of(notice)) if notice.needs_receipt else knows
    ids = db.session.scalars(select(Member.id).where(told, Member.left_at.is_(None)))
    title = f"{label(notice.kind)}撤回了：{notice.title}"
    inbox.send_many(ids, title, note, path=f"/notices/{notice.id}", once_key=f"notice {notice.id} withdrawn")


def attach(notice_id: int, files: Sequence[tuple[str, bytes]], actor) -> int:
    """Keep files (name, bytes) beside a notice that is not published; returns how many. Refused, ValueError, Unavailable."""
    kept: list[tuple[str, str, int]] = []
    try:
        for name, data in files:
            kept.append((name, documents.keep(data, name), len(data)))
        return _attach(notice_id, kept, actor)
    except BaseException:
        for _, file, _ in kept:
            documents.drop(file)
        raise


@write
def _attach(notice_id: int, kept: list[tuple[str, str, int]], actor) -> int:
    notice = locked(notice_id)
    if not may_edit(notice):
        raise Refused("已经发布的通知不能再加附件。")
    if len(notice.attachments) + len(kept) > MOST_ATTACHMENTS:
        raise Refused(f"一份通知最多 {MOST_ATTACHMENTS} 个附件。")
    for name, file, size in kept:
        titled = documents.titled(name, "." + file.rpartition(".")[2])
        row = {"title": titled[:120], "file": file, "size": size}
        db.session.add(NoticeAttachment(notice_id=notice.id, added_at=clock.now(), added_by_id=actor.id, **row))
    _changed_beside(notice, actor, "attached", len(kept))
    return len(kept)


@write
def _detach(attachment_id: int, actor) -> str:
    row = db.session.get(NoticeAttachment, attachment_id)
    if row is None:
        raise Refused("这个附件已经去掉了。")
    notice = locked(row.notice_id)
    if not may_edit(notice):
        raise Refused("已经发布的通知不能再去掉附件。")
    db.session.delete(row)
    _changed_beside(notice, actor, "detached", 1)
    return row.file


def detach(attachment_id: int, actor) -> None:
    """Take a file away from a notice that is not published."""
    documents.drop(_detach(attachment_id, actor))


def locked(notice_id: int) -> Notice:
    """Part of a transaction: the notice as it is now, locked. Refused when there is none."""
    notice = db.session.get(Notice, notice_id, with_for_update=True, populate_existing=True)
    if notice is None:
        raise Refused("这份通知已经不在了。")
    return notice


def _to_be_checked(notice_id: int, version: int, actor) -> Notice:
    notice = locked(notice_id)
    if notice.state is not State.draft:
        raise Refused("这份通知已经核过了，或者已经撤回了。")
    _must_be_seen(notice, version)
    if not may_check(actor, notice):
        raise Refused(SELF_CHECK)
    return notice


def _must_be_seen(notice: Notice, version: int) -> None:
    if notice.version != version:
        raise Refused(STALE)


def _changed_beside(notice: Notice, actor, action: str, count: int) -> None:
    """The files changed: whoever checked it has seen other ones."""
    before, notice.state = notice.state, State.draft
    notice.checked_by_id = notice.checked_at = None
    _changed_by(notice, actor)
    _note(action, notice, actor, from_state=before, to_state=State.draft, detail={"files": count})


def _changed_by(notice: Notice, actor) -> None:
    """Whoever changed it does not check it, also when somebody else changes it after them."""
    everybody = dict.fromkeys([*notice.changers.split(), str(actor.id)])
    notice.changers = " ".join(everybody)
    notice.changed_by_id, notice.changed_at = actor.id, clock.now()
    notice.version += 1


def typed_of(notice: Notice) -> Written:
    """What was typed about a notice, as it is kept."""
    audience = tuple((row.kind, _value(row)) for row in notice.audience)
    return Written(audience=audience, **{name: getattr(notice, name) for name in PLAIN})


def _value(row: NoticeAudience) -> str:
    match row.kind:
        case AudienceKind.unit:
            return str(row.unit_id)
        case AudienceKind.campus:
            return str(row.campus_id)
        case AudienceKind.role:
            return row.role.value
    return ""


def fill(notice: Notice, written: Written) -> None:
    """Part of a transaction: what was typed becomes the notice's own."""
    for name in PLAIN:
        setattr(notice, name, getattr(written, name))
    notice.audience = [_addressee(kind, value) for kind, value in written.audience]


def _addressee(kind: AudienceKind, value: str) -> NoticeAudience:
    row = NoticeAudience(kind=kind)
    match kind:
        case AudienceKind.unit:
            row.unit_id = int(value)
        case AudienceKind.campus:
            row.campus_id = int(value)
        case AudienceKind.role:
            row.role = Role(value)
    return row


def _note(action: str, notice: Notice, actor, **rest) -> None:
    audit.record(action, "notice", notice.id, actor=actor, kind=audit.ActorKind.office, **rest)


audit.words.update(
    checked="核了稿", given_back="退回了", attached="加了附件", detached="去掉了附件", numbered="编了文号", voided="作废了",
    signed="签收了", reminded="提醒了", printed="排了版",
)  # fmt: skip
audit.subjects.update(notice="通知公告", document_number="发文字号")
audit.states["notice"] = State
