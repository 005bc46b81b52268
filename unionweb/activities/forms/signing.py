"""What somebody types to sign up."""

from wtforms import BooleanField, HiddenField
from wtforms.validators import Optional, Regexp, ValidationError

from unionweb.activities.rules.kinds import AgeBand, Entry, Picks
from unionweb.activities.rules.teams import KIT_SIZES
from unionweb.activities.services.signing import Wish
from unionweb.common import questions
from unionweb.kernel.forms import Choice, Form, LongText, Text, Whole
from unionweb.kernel.labels import label, when

SIZES = [("", "请选"), *((size, size) for size in KIT_SIZES)]
MOST_NAMED = 100
KEY = Regexp(r"[\w-]{8,40}\Z", message="请从页面上的表单提交")


class TeamForm(Form):
    """Members named by the captain."""

    staff_nos = LongText("队员的工号", None, 2000, hint="每行一个，不用写您自己；系统会请他们确认")

    @property
    def named(self) -> tuple[str, ...]:
        """The numbers, each once."""
        words = (self.staff_nos.data or "").replace("，", " ").replace("、", " ").replace(",", " ").split()
        return tuple(dict.fromkeys(words))

    def validate_staff_nos(self, field):
        if len(self.named) > MOST_NAMED or any(len(number) > 20 for number in self.named):
            raise ValidationError("请每行写一个工号")


class SignupForm(TeamForm):
    """Signing up; fields that the activity does not ask for are taken out."""

    request_key = HiddenField("这张表", [Optional(), KEY])
    session_id = Choice("参加哪一场", "请选一场")
    team_name = Text("队名", "请给队伍起个名字", 40)
    kit_size = Choice("服装尺码", "请选服装尺码", choices=SIZES[1:])
    waits = BooleanField("没有名额时排候补")
    for_staff_no = Text("同事的工号", most=20, hint="替您单位没有电脑的同事报名，同事会收到消息。自己报就空着。")

    def wish(self, activity, asked, by=None) -> Wish:
        """What was asked for. asked: the activity's questions."""
        return Wish(
            activity.id,
            session_id=int(self.session_id.data) if "session_id" in self else None,
            companions=self.companions,
            team_name=self.team_name.data if "team_name" in self else None,
            team_staff_nos=self.named if "staff_nos" in self else (),
            kit_size=self.kit_size.data if "kit_size" in self else None,
            answers=questions.values_in(self, asked),
            waits=self.waits.data,
            request_key=self.request_key.data or None,
            by=by,
        )

    @property
    def bands(self) -> list:
        """The fields for companions, by age band."""
        return [self[_band(band)] for band in AgeBand if _band(band) in self]

    @property
    def companions(self) -> dict[str, int]:
        """Age band → number, without zeros."""
        return {band.value: self[_band(band)].data for band in AgeBand if _band(band) in self and self[_band(band)].data}


class AnswerForm(Form):
    """A named member confirms or declines."""

    answer = Choice("参加吗", "请选参加或不参加", choices=[("join", "参加"), ("decline", "不参加")])
    kit_size = Choice("服装尺码", choices=SIZES)


class CheckForm(Form):
    """A button that needs no words."""


def signup_form(activity, asked, open_sessions, *, for_others: bool, **kwargs) -> SignupForm:
    """The form of one activity. asked: its questions; open_sessions: those that can still be chosen; for_others: 代办."""
    base = SignupForm
    if activity.entry is Entry.companions:
        counts = {_band(b): Whole(label(b), None, 0, max(1, activity.most_companions)) for b in AgeBand}
        base = type("SignupForm", (SignupForm,), counts)
    form = questions.form_of(base, asked)(**kwargs)
    if activity.picks is Picks.one:
        form.session_id.choices = [(str(s.id), s.title or s.place, f"{when(s.starts_at, s.ends_at)}，{s.place}") for s in open_sessions]
    else:
        del form.session_id
    if activity.entry is not Entry.team:
        del form.team_name, form.staff_nos
    if not activity.has_kits:
        del form.kit_size
    if not for_others:
        del form.for_staff_no
    return form


def _band(band: AgeBand) -> str:
    return f"band_{band.name}"
