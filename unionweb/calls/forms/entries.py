"""What is typed into an entry, on the way through the unit, and in the office."""

import secrets
from collections.abc import Iterable

from wtforms import BooleanField, HiddenField

from unionweb.accounts.queries import branch_units
from unionweb.calls.models import Call, Entry
from unionweb.calls.queries.calls import Asked
from unionweb.calls.rules import wording
from unionweb.calls.rules.eligibility import asks_for_post
from unionweb.calls.rules.kinds import CoAuthorState, Decision, Subject, SubmissionStatus
from unionweb.common.questions import values_in
from unionweb.common.questions.asking import LONG, field_of
from unionweb.common.questions.models import QuestionKind
from unionweb.kernel.forms import Choice, Day, Filter, Form, LongText, Text, VersionedForm, Whole
from unionweb.kernel.labels import label
from unionweb.kernel.uploads import OneFile

LONGEST_BODY, SIGNS = 100_000, 15  # signs that a word of letters or a number, which counts as one character, may have


class StartForm(Form):
    """Who or what is put forward."""

    staff_no = Text("工号", None, 20, hint="推荐个人或家庭的，填本人工号")
    name = Text("集体名称", None, 80)
    unit_id = Choice("从哪个分工会推荐")

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.unit_id.choices = [(str(id), name) for id, name in units]
        if self.unit_id.data is None and units:
            self.unit_id.data = str(units[0][0])

    @property
    def said(self) -> dict:
        """What `start_entry` takes; ask only after `validate`."""
        unit_id = int(self.unit_id.data) if self.unit_id.data else None
        return {"unit_id": unit_id, "staff_no": self.staff_no.data or "", "name": self.name.data or ""}


class EntryForm(VersionedForm):
    """The fields of every entry; those a call does not ask for are left out by `entry_form`."""

    title = Text("题目", None, 120)
    nominee_name = Text("集体名称", None, 80)
    field = Choice("类别")
    in_post_since = Day("入会（入职）从哪一天起", None, hint="如 2020-09-01；花名册里没有，请按本单位的记录填")
    body = LongText("正文", None, LONGEST_BODY)

    editor = HiddenField()

    asked: tuple[Asked, ...] = ()
    limits: tuple[tuple[str, tuple], ...] = ()

    @property
    def seen(self) -> tuple[int, str]:
        """What the page showed, and its own sign."""
        return self.seen_version, (self.editor.data or "")[:20]

    @property
    def facts(self) -> dict:
        """The columns by name, and the answers; empty ones as well: a draft keeps what is there."""
        found = {name: self[name].data or "" for name in ("title", "nominee_name", "field", "body") if name in self}
        if "nominee_name" in found and not found["nominee_name"]:
            del found["nominee_name"]
        if "in_post_since" in self:
            found["in_post_since"] = self.in_post_since.data
        return found | {"answers": values_in(self, [one.question for one in self.asked])}

    @property
    def counts(self) -> list[tuple[str, int, str, str | None]]:
        """(what, its length, the limits, what is wrong) of every text that is counted."""
        return [(self[name].label.text, *_counted(self[name].data, limits)) for name, limits in self.limits]


def _counted(text, limits) -> tuple[int, str, str | None]:
    text = text or ""
    return wording.length(text), wording.limits(*limits), wording.problem(text, *limits) if text else None


class _Loose:
    """A question while it is a draft: nothing is required, and limits are looked at when the entry is sent in."""

    def __init__(self, question):
        self.question = question
        self.is_required = False

    def __getattr__(self, name):
        return getattr(self.question, name)


def entry_form(call: Call, asked: Iterable[Asked], entry: Entry | None = None) -> type[EntryForm]:
    """The form of an entry of this call: only what it asks for, with the lengths in the hints."""
    asked = tuple(one for one in asked if one.question.kind is not QuestionKind.file)
    fields = {one.question.field_name: field_of(_Loose(one.question)) for one in asked}
    made = type("EntryForm", (EntryForm,), fields | {"asked": asked})
    for name in _left_out(call):
        setattr(made, name, None)
    if call.fields:
        made.field = Choice("类别", choices=[("", "还没有选"), *((text, text) for text in call.fields)], default="")
    limits = {"body": (call.word_least, call.word_most)} if call.has_body else {}
    counted = [one for one in asked if one.is_counted]
    limits |= {one.question.field_name: (one.least, one.most) for one in counted}
    if call.has_body:
        made.body = LongText(
            "主要事迹" if call.is_nomination else "正文", None, LONGEST_BODY, hint=wording.limits(*limits["body"])
        )
    for one in counted:
        hint = "，".join(part for part in (one.question.hint, wording.limits(one.least, one.most)) if part)
        longest = max(LONG, (one.most or 0) * SIGNS)
        setattr(made, one.question.field_name, LongText(one.question.text, None, longest, hint=hint))
    made.limits = tuple(limits.items())
    return made


def _left_out(call: Call) -> list[str]:
    out = ["title"] if call.is_nomination else []
    out += [] if call.subject is Subject.team else ["nominee_name"]
    out += [] if call.fields else ["field"]
    out += [] if call.has_body else ["body"]
    return out + ([] if call.tenure_months and not asks_for_post(call) else ["in_post_since"])


def filled(form_type: type[EntryForm], entry: Entry, answers: dict[int, object]) -> EntryForm:
    """The form of an entry that is there. answers: question → value."""
    data = {name: getattr(entry, name) for name in ("title", "nominee_name", "field", "in_post_since", "body")}
    data |= {f"q{id}": value for id, value in answers.items()} | {
        "version": str(entry.version),
        "editor": secrets.token_hex(8),
    }
    return form_type(formdata=None, data=data)


class FileForm(Form):
    """One file of a kind that is asked for."""

    file = OneFile("选文件", "请选一个文件")


class CaptionForm(Form):
    """What a picture shows."""

    caption = Text("图片说明", None, 200)


class StaffForm(Form):
    """Somebody by the staff number."""

    staff_no = Text("工号", "请填工号", 20)


class TeamForm(StaffForm):
    """Somebody of a team."""

    is_leader = BooleanField("是负责人")


class CheckForm(Form):
    """What the unit decides."""

    DECISIONS = (Decision.approved, Decision.returned, Decision.not_sent)
    decision = Choice("意见", "请选同意、退回或者不推荐", choices=[(one.value, label(one)) for one in DECISIONS])
    comment = LongText("说明", None, 500, hint="退回和不推荐要写原因，作者会看到")


class OpinionForm(Form):
    """What the party organisation says."""

    comment = LongText("党组织意见", "请写党组织意见", 500, hint="照推荐表上的意见写，如“同意推荐”")


class CommentForm(Form):
    """Why an entry goes back."""

    comment = LongText("原因", "请写一句原因", 500, hint="作者和分工会会看到")


class DeclineForm(Form):
    """Why somebody does not want to be put forward; may be left open."""

    comment = Text("原因", None, 200, hint="可以不写")


class AnswerForm(Form):
    """Whether somebody is a further author."""

    answer = Choice(
        "回答",
        "请选确认或者不参加",
        choices=[(CoAuthorState.confirmed.value, "确认"), (CoAuthorState.declined.value, "不参加")],
    )


class EntryFilter(Filter):
    """What to look for among the entries of a call."""

    q = Text("题目或姓名里有", None, 40)
    status = Choice(
        "进度",
        choices=[
            ("", "全部"),
            *((one.value, label(one)) for one in SubmissionStatus if one is not SubmissionStatus.draft),
        ],
    )
    unit = Choice("分工会", choices=lambda: [("", "全部"), *((str(unit.id), unit.name) for unit in branch_units())])


def ranks_form(ids: Iterable[int]) -> type[Form]:
    """A form with a rank for each entry."""
    return type("RanksForm", (Form,), {f"rank_{id}": Whole("排第几", None, 1, 999) for id in ids})
