"""What an applicant types, and what is confirmed of it."""

from flask import request
from wtforms import BooleanField
from wtforms.validators import ValidationError

from unionweb.kernel import clock
from unionweb.kernel.forms import Choice, Chosen, Form, LongText, Text, Whole
from unionweb.kernel.labels import day, label
from unionweb.retreats.rules.identity import is_identity, is_phone
from unionweb.retreats.rules.kinds import AgeBand, Relation, Standing, TripOutcome
from unionweb.retreats.services import Wish

MOST_CHOICES, MOST_COMPANIONS = 10, 3
NONE = ("", "没有")


def choice_field(rank: int):
    return Chosen(f"第 {rank} 志愿")


def relation_field(number: int):
    return Chosen(f"第 {number} 位家属", choices=[NONE, *((one.value, label(one)) for one in Relation)])


def age_field(number: int):
    return Chosen(f"第 {number} 位的年龄段", choices=[("", "请选"), *((one.value, label(one)) for one in AgeBand)])


class ApplicationForm(Form):
    """An application for a programme: only the fields that this programme asks for remain."""

    choice_1, choice_2, choice_3, choice_4, choice_5, choice_6, choice_7, choice_8, choice_9, choice_10 = (
        choice_field(rank) for rank in range(1, MOST_CHOICES + 1)
    )
    lane_model_worker, lane_advanced, lane_frontline = (BooleanField(label(kind)) for kind in Standing)
    since_year = Whole("来校年份", "请填来校年份", least=1950, most=2100, hint="由所在分工会核对")
    relation_1, relation_2, relation_3 = (relation_field(number) for number in range(1, MOST_COMPANIONS + 1))
    age_1, age_2, age_3 = (age_field(number) for number in range(1, MOST_COMPANIONS + 1))
    health = LongText("健康说明", most=1000, hint="可不填。只写同行和领队要照顾到的，如药物、过敏、不能爬山")
    health_consent = BooleanField("我同意疗休养办公室为这次出行使用以上健康说明")

    def __init__(self, programme, since=None, **kwargs):
        super().__init__(**kwargs)
        batches = [(str(b.id), f"{b.title}，{day(b.starts_on)}到{day(b.ends_on)}") for b in programme.batches if b.is_live]
        self.ranks = range(1, min(programme.most_choices, len(batches), MOST_CHOICES) + 1)
        self.companions = range(1, (min(programme.most_companions, MOST_COMPANIONS) if programme.allows_companions else 0) + 1)
        self.lanes = [Standing(lane["key"]) for lane in programme.lanes]
        for rank in range(1, MOST_CHOICES + 1):
            self[f"choice_{rank}"].choices = [("", "请选" if rank == 1 else "不填"), *batches]
        self._leave_out(f"choice_{rank}" for rank in range(1, MOST_CHOICES + 1) if rank not in self.ranks)
        for name in ("relation", "age"):
            self._leave_out(f"{name}_{n}" for n in range(1, MOST_COMPANIONS + 1) if n not in self.companions)
        self._leave_out(f"lane_{kind.value}" for kind in Standing if kind not in self.lanes)
        self._leave_out(["since_year"] if since else [])

    def _leave_out(self, names):
        for name in names:
            del self[name]

    @classmethod
    def of(cls, programme, since, row, health):
        """Filled with the own application, or empty."""
        if row is None:
            return cls(programme, since, formdata=None)
        filled = {f"choice_{choice.rank}": str(choice.batch_id) for choice in row.choices}
        filled |= {f"lane_{key}": True for key in row.lanes_claimed}
        filled |= {f"relation_{n}": one["relation"] for n, one in enumerate(row.companions, 1)}
        filled |= {f"age_{n}": one["age"] for n, one in enumerate(row.companions, 1)}
        filled |= {"health": health.text, "health_consent": True} if health else {}
        return cls(programme, since, formdata=None, since_year=programme.year - row.service_years, **filled)

    def validate_choice_1(self, field):
        if not field.data:
            raise ValidationError("请至少选一个批次")
        chosen = [self[f"choice_{rank}"].data for rank in self.ranks]
        chosen = [one for one in chosen if one]
        if len(set(chosen)) < len(chosen):
            raise ValidationError("同一个批次选了两次，请改一个")

    def validate_since_year(self, field):
        if field.data and field.data > clock.today().year:
            raise ValidationError("来校年份不能晚于今年")

    def validate_health_consent(self, field):
        if self.health.data and not field.data:
            raise ValidationError("健康说明要您单独同意才能收。不同意，请把上面的内容删掉，不影响报名")

    def validate(self, extra_validators=None):
        fine = super().validate(extra_validators)
        for n in self.companions:
            relation, age = self[f"relation_{n}"], self[f"age_{n}"]
            if bool(relation.data) != bool(age.data) and not age.errors:
                age.errors, fine = ["关系和年龄段要一起选"], False
        return fine

    @property
    def wish(self) -> Wish:
        chosen = [self[f"choice_{rank}"].data for rank in self.ranks]
        pairs = [(self[f"relation_{n}"].data, self[f"age_{n}"].data) for n in self.companions]
        return Wish(
            choices=tuple(int(one) for one in chosen if one),
            lanes=tuple(kind.value for kind in self.lanes if self[f"lane_{kind.value}"].data),
            companions=tuple({"relation": relation, "age": age} for relation, age in pairs if relation),
            since_year=self.since_year.data if "since_year" in self else None,
            health=self.health.data or None,
        )


class IdentityForm(Form):
    """What the travel agency needs."""

    number = Text("身份证号", "请填身份证号", most=18, hint="18 位，只给旅行社办手续，批次结束后自动删除")
    phone = Text("手机", "请填手机", most=11, hint="11 位")

    def validate_number(self, field):
        field.data = (field.data or "").upper()
        if not is_identity(field.data):
            raise ValidationError("这个身份证号对不上校验位，请对照证件再看一遍")

    def validate_phone(self, field):
        if not is_phone(field.data or ""):
            raise ValidationError("请填 11 位手机号")


class MergerForm(Form):
    """Go with the other batch, or not."""

    answer = Choice("并不并团", "请选去不去", choices=[("yes", "去"), ("no", "不去")])


class CheckForm(Form):
    """What the unit's leader or the office confirms."""

    lane_model_worker, lane_advanced, lane_frontline = (BooleanField(label(kind)) for kind in Standing)
    service_ok = BooleanField("工龄属实")

    @property
    def lanes(self) -> list[str]:
        return [kind.value for kind in Standing if self[f"lane_{kind.value}"].data]


class RowsForm(Form):
    """A form with one field for each row of a list: its name is `prefix`-id."""

    def values(self, prefix: str, ids) -> dict[int, list[str]]:
        return {one: request.form.getlist(f"{prefix}-{one}") for one in ids}


class RankForm(RowsForm):
    """The ranks of a unit's applicants; empty for none."""

    def __init__(self, ids=(), **kwargs):
        super().__init__(**kwargs)
        self.ids = list(ids)
        self.ranks: dict[int, int | None] = {}

    def validate(self, extra_validators=None):
        fine = super().validate(extra_validators)
        for one, given in self.values("rank", self.ids).items():
            text = given[0].strip() if len(given) == 1 else ""
            if len(given) != 1 or not (text == "" or (text.isascii() and text.isdigit() and len(text) < 5)):
                self.form_errors = [*self.form_errors, "名次请填 1、2、3 这样的整数，不排的空着。"]
                return False
            self.ranks[one] = int(text) if text else None
        return fine


class AttendanceForm(RowsForm):
    """Who went and who did not; rows that are not decided stay empty."""

    def __init__(self, ids=(), **kwargs):
        super().__init__(**kwargs)
        self.ids = list(ids)
        self.outcomes: dict[int, TripOutcome] = {}

    def validate(self, extra_validators=None):
        fine = super().validate(extra_validators)
        known = {one.value: one for one in (TripOutcome.attended, TripOutcome.absent)}
        for one, given in self.values("outcome", self.ids).items():
            text = given[0] if len(given) == 1 else ""
            if len(given) > 1 or (text and text not in known):
                self.form_errors = [*self.form_errors, "请从“去了”和“没有去”里选。"]
                return False
            if text:
                self.outcomes[one] = known[text]
        if not self.outcomes:
            self.form_errors, fine = [*self.form_errors, "还没有选一个人。"], False
        return fine
