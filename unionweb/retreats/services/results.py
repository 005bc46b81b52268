"""The result is posted, objected to, answered, and stands; then those who have a place are asked to confirm."""

from datetime import date, timedelta

from sqlalchemy import select

from unionweb.common import publicity
from unionweb.common.publicity import PublicityState, PublicNotice
from unionweb.common.workdays import add_workdays
from unionweb.inbox import services as inbox
from unionweb.kernel import clock
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import day, full_day
from unionweb.notices import services as notices
from unionweb.notices.rules import Form
from unionweb.notices.rules.kinds import AudienceKind, Kind, Organ
from unionweb.retreats.models import RetreatApplication, RetreatBatch, RetreatProgramme
from unionweb.retreats.queries.applications import on_list, waiting_list
from unionweb.retreats.queries.programmes import SUBJECT
from unionweb.retreats.rules.kinds import ProgrammeState, Status
from unionweb.retreats.services.shared import NOT_NOW, locked, note_programme, tell

UNANSWERED = "还有 {} 件异议没有答复。请先答复，再定下结果。"


@write
def post_result(programme_id: int, actor) -> int:
    """Begin the 公示 of the result; everybody who applied is told where they stand. Returns the id of the 公示."""
    programme = locked(programme_id)
    if programme.state is not ProgrammeState.decided:
        raise Refused(NOT_NOW)
    facts = {"title": f"{programme.title}入选名单", "workdays": programme.publicity_workdays, "contact": programme.contact}
    shown = publicity.open_publicity(SUBJECT, programme.id, facts, actor)
    programme.state = ProgrammeState.on_notice
    note_programme("opened", programme, actor, from_state=ProgrammeState.decided, to_state=programme.state)
    until = f"公示到 {day(shown.ends_on)}，有异议可以在方案页上提。"
    for row in on_list(programme.id):
        tell(row, f"入选了：{row.batch.title}", f"{until}公示结束以后请您确认。", "placed")
    for row in waiting_list(programme.id):
        tell(row, f"这次在候补：{programme.title}", f"顺序是第 {row.position} 位，有人放弃就按这个顺序递补。{until}", "waiting")
    return shown.id


@write
def object_to(programme_id: int, public_notice_id: int, text: str, person) -> None:
    """Somebody objects from the page; the office is told that there is one, not what it says."""
    programme = locked(programme_id)
    publicity.record_objection(public_notice_id, text, person)
    note_programme("objected", programme, None)
    if programme.created_by_id:
        path = f"/retreats/programmes/{programme.id}/desk"
        inbox.send(programme.created_by_id, "疗休养公示收到一件异议", "请在办公页答复。", path=path)


@write
def note_objection(programme_id: int, public_notice_id: int, text: str, actor, **told) -> int:
    """The office writes down what it was told: told_by, received_on. Until it is answered it holds the result back as any other."""
    locked(programme_id)
    return publicity.record_objection(public_notice_id, text, actor, **told)


@write
def answer_objection(programme_id: int, objection_id: int, answer: str, actor) -> None:
    """The office answers; who objected from the page is told."""
    programme = locked(programme_id)
    found = publicity.answer_objection(objection_id, answer, actor)
    if found.member_id:
        path = f"/retreats/programmes/{programme.id}"
        inbox.send(found.member_id, "您提的异议答复了", "请在方案页上看。", path=path)


@write
def finalise(programme_id: int, actor) -> int:
    """The days are over and every objection is answered: the result stands. Returns how many are asked to confirm."""
    programme = locked(programme_id)
    shown = publicity.publicity_of(SUBJECT, programme.id)
    if programme.state is not ProgrammeState.on_notice or shown is None:
        raise Refused(NOT_NOW)
    if clock.today() <= shown.ends_on:
        raise Refused(f"公示到 {day(shown.ends_on)}，在那以后才能定。")
    if left := unanswered(shown.id):
        raise Refused(UNANSWERED.format(left))
    return _stand(programme, actor)


def unanswered(public_notice_id: int) -> int:
    return sum(found.answered_at is None for found in publicity.objections_to(public_notice_id))


def _stand(programme: RetreatProgramme, actor) -> int:
    programme.state, programme.final_at = ProgrammeState.final, clock.now()
    note_programme("finalised", programme, actor, from_state=ProgrammeState.on_notice, to_state=programme.state)
    placed = RetreatApplication.programme_id == programme.id, RetreatApplication.status == Status.placed
    rows = list(db.session.scalars(select(RetreatApplication).where(*placed).order_by(RetreatApplication.id)))
    for row in rows:
        ask_to_confirm(row, programme)
    return len(rows)


def ask_to_confirm(row: RetreatApplication, programme: RetreatProgramme) -> None:
    """Part of a transaction: somebody has a place for certain, and some working days to say that they come."""
    row.confirm_by = time_to_confirm(db.session.get_one(RetreatBatch, row.batch_id), programme)
    text = f"请在 {day(row.confirm_by)} 以前确认。去不了也请点“放弃”，名额会按顺序给下一位。过期没有确认，名额也给下一位。"
    tell(row, f"请确认：{programme.title}", text)


def time_to_confirm(batch: RetreatBatch, programme: RetreatProgramme) -> date:
    """The last day to confirm: so many working days from today, but before the batch leaves."""
    wanted = add_workdays(clock.today(), programme.confirm_days)
    return max(min(wanted, batch.starts_on - timedelta(days=1)), clock.today())


def when_publicity_ended(row: PublicNotice) -> None:
    """Part of a transaction: the last day of a 公示 is over. With objections unanswered the office decides when it stands."""
    if row.subject_kind != SUBJECT or row.state is not PublicityState.ended:
        return
    programme = locked(row.subject_id)
    if programme.state is not ProgrammeState.on_notice:
        return
    if left := unanswered(row.id):
        path = f"/retreats/programmes/{programme.id}/desk"
        inbox.send(programme.created_by_id, "公示期过了，还有异议没有答复", UNANSWERED.format(left), path=path)
        return
    _stand(programme, None)


publicity.when_ended.append(when_publicity_ended)


@write
def draft_notice(programme_id: int, actor) -> int:
    """A draft of the result's notice with the list, to be checked and published like every notice. Returns its id."""
    programme = locked(programme_id)
    if programme.state not in {ProgrammeState.on_notice, ProgrammeState.final, ProgrammeState.decided}:
        raise Refused("还没有结果，写不了结果通知。")
    is_final = programme.state is ProgrammeState.final
    title = f"关于{programme.title}{'结果' if is_final else '入选名单公示'}的通知"
    shown = publicity.publicity_of(SUBJECT, programme.id)
    written = notices.Written(
        kind=Kind.announcement, form=Form.document, organ=Organ.union, title=title[:120], body=_body(programme, shown, is_final),
        audience=((AudienceKind.everyone, ""),), addressees="各基层工会", contact=programme.contact[:120],
    )  # fmt: skip
    notice_id = notices.create_notice(written, actor)
    note_programme("drafted", programme, actor, detail={"notice": notice_id})
    return notice_id


def _body(programme: RetreatProgramme, shown: PublicNotice | None, is_final: bool) -> str:
    batches = "、".join(f"{batch.title}（{day(batch.starts_on)}出发）" for batch in programme.batches if batch.is_live)
    how = "名单按事先公布的规则产生，抽签文件和核对程序在工会系统的疗休养页面，人人可以下载核对。"
    end = "公示已经结束，入选名单如下。"
    if not is_final:
        until = f"到 {full_day(shown.ends_on)}为止" if shown else f"共 {programme.publicity_workdays} 个工作日"
        end = f"现将入选名单公示，{until}。有异议请在疗休养页面提出，或联系{programme.contact}。"
    return f"{programme.title}的报名和分配已经完成，批次有{batches}。{how}\n\n{end}\n\n{_list_table(programme)}"


def _list_table(programme: RetreatProgramme) -> str:
    shown_name = publicity.masked_name if publicity.masks_names() else str
    people = [(shown_name(row.member.name), row.unit.name, row.batch.title) for row in on_list(programme.id)]
    rows = [f"| {' | '.join(_cell(text) for text in one)} |" for one in people]
    return "\n".join(["| 姓名 | 单位 | 批次 |", "| --- | --- | --- |", *rows])


def _cell(text: str) -> str:
    """What stands in a cell cannot end it."""
    return text.replace("|", "｜").replace("\n", " ")
