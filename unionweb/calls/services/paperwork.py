"""What a final result is turned into: certificates in one run, and the draft of the notice that announces it."""

from unionweb.calls.models import Call
from unionweb.calls.queries import announcing
from unionweb.calls.queries import results as queries
from unionweb.calls.rules.honours import fitted, printed_title, shown_grade
from unionweb.calls.rules.kinds import CallState, Subject
from unionweb.calls.rules.telling import result_of
from unionweb.calls.services.deciding import locked_call, note, result_row
from unionweb.calls.services.honours import title_of
from unionweb.certificates import services as certificates
from unionweb.certificates.rules import USUAL, Kind, Wording
from unionweb.certificates.rules import Subject as Recipient
from unionweb.certificates.rules.recipients import Row
from unionweb.common import audit
from unionweb.kernel import clock, documents, labels
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.sheets import Sheet, write_xlsx
from unionweb.notices import services as notices
from unionweb.notices.rules import Form
from unionweb.notices.rules.kinds import AudienceKind, Organ
from unionweb.notices.rules.kinds import Kind as NoticeKind

RECIPIENTS = {Subject.unit: Recipient.unit, Subject.team: Recipient.team, Subject.family: Recipient.family}
FEW = 60  # rows that stand in a notice itself
OF_WORK = Wording("荣誉证书", "您的作品《{内容}》在{年度}年度“{项目}”评选中被评为“{荣誉}”。", "特发此证，以资鼓励。")


@write
def issue_certificates(call_id: int, organ: str, actor, *, site: str) -> int:
    """A certificate for everybody who was given something, in one run; returns the id of the batch. Refused before, and twice."""
    call = _final(call_id)
    result = result_row(call_id)
    if result.batch_id is not None:
        raise Refused("这个征集的证书已经颁发过了，没有再颁发一遍。")
    rows = list(_recipients(call))
    if not rows:
        raise Refused("没有一件授予的，没有证书可发。")
    recipient = RECIPIENTS.get(call.subject, Recipient.person)
    kind = Kind.group if recipient is not Recipient.person else Kind.honour
    words = OF_WORK if call.subject is Subject.work else USUAL[kind]
    common = {"年度": str(call.year), "项目": fitted(printed_title(call.title))}
    prepared = certificates.Prepared(kind, recipient, words, organ[:40], clock.today(), is_sealed=True, common=common, rows=rows)
    result.batch_id = certificates.issue(prepared, actor, site=site)
    note("result_certified", call_id, actor, detail={"rows": len(rows), "batch": result.batch_id})
    return result.batch_id


def _recipients(call: Call):
    number = 0
    for entry, grade, _ in announcing.given_entries(call.id):
        unit, shown = (entry.nominee_unit or entry.unit).name, shown_grade(grade)
        for name, holder in announcing.holders(entry, call.subject):
            number += 1
            honour = grade if call.subject is Subject.work else f"{title_of(call)}{f'（{shown}）' if shown else ''}"
            work = {"内容": fitted(entry.title)} if call.subject is Subject.work else {}
            yield Row(number, {"姓名": name, "单位": unit, "荣誉": fitted(honour)} | work, holder.staff_no if holder else "")


@write
def draft_notice(call_id: int, organ: Organ, actor) -> int:
    """The draft of the notice that announces the result, to be checked and published like any other; returns its id.

    A list of more than FEW goes along as a file: set in the text it would come to more pages than a notice may have.
    Made again it is a new draft: an earlier one may have been changed or published.
    """
    call = _final(call_id)
    rows = _listed(call, announcing.given_entries(call.id))
    is_long = len(rows) - 1 > FEW
    body = _body(call, [] if is_long else rows, len(rows) - 1)
    written = notices.Written(
        kind=NoticeKind.announcement, form=Form.document, organ=organ, title=fitted(f"关于公布{result_of(call.title)}的通知"),
        body=body, audience=((AudienceKind.everyone, ""),), addressees="各基层工会", contact=call.contact[:120],
    )  # fmt: skip
    notice_id = notices.create_notice(written, actor)
    if is_long:
        notices.attach(notice_id, [_file(call, rows)], actor)
    result_row(call_id).notice_id = notice_id
    note("result_notice_drafted", call_id, actor, detail={"notice": notice_id})
    return notice_id


def _body(call: Call, rows: list[list[str]], count: int) -> str:
    """The text of the notice, with these rows under it; without rows the list is a file of its own."""
    meeting = queries.meeting_of(call.id)
    met = f"经{labels.full_day(meeting.held_on)}评审会议评定、公示，" if meeting else "经评审、公示，"
    opening = f"{call.title}自开展以来，各基层工会认真组织、积极申报。{met}共评出 {count} 项。现将结果予以公布。"
    hope, named = "希望受到表彰的集体和个人再接再厉，发挥示范带动作用。", f"附件：{result_of(fitted(call.title))}"
    bound = ["附件", result_of(call.title), "\n".join(f"| {' | '.join(map(_cell, row))} |" for row in rows)]
    return "\n\n".join([opening, hope, named, *(bound if rows else [])])


def _listed(call: Call, entries: list) -> list[list[str]]:
    """The list that is announced, its heads first."""
    is_work = call.subject is Subject.work
    rows = [["序号", "等次", *(["题目", "作者"] if is_work else [labels.label(call.subject)]), "单位"]]
    for number, (entry, grade, _) in enumerate(entries, start=1):
        who = announcing.who(entry, call.subject)
        named = [entry.title, who] if is_work else [who]
        rows.append([str(number), shown_grade(grade) or title_of(call), *named, (entry.nominee_unit or entry.unit).name])
    return rows


def _file(call: Call, rows: list[list[str]]) -> tuple[str, bytes]:
    """(name, bytes) of the list as a workbook."""
    heads, *listed = rows
    return documents.titled(result_of(call.title), ".xlsx"), write_xlsx([Sheet("名单", heads, listed)])


def _cell(text: str) -> str:
    """A cell of the small markup of notices: a bar in it would end it."""
    return " ".join(text.replace("|", "｜").split()) or "—"


def _final(call_id: int) -> Call:
    """Part of a transaction: a call whose result is final, under lock."""
    call = locked_call(call_id)
    if call.state is not CallState.final:
        raise Refused("公布结果以后才能做这一步。")
    return call


audit.words |= {"result_certified": "颁发了证书", "result_notice_drafted": "起草了结果通知"}
