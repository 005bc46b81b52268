"""What the office may type about opening rules, exceptions, and bookings that have to be moved."""

from datetime import timedelta

from wtforms import HiddenField, SelectMultipleField
from wtforms.validators import ValidationError

from unionweb.accounts.queries import campuses
from unionweb.bookings.forms.hours import Clock, Hours
from unionweb.bookings.forms.points import seen_mark
from unionweb.bookings.models import ExceptionKind, RuleKind, Season
from unionweb.bookings.queries import points
from unionweb.bookings.queries.schedule.drafts import ExceptionFacts, RuleFacts
from unionweb.bookings.queries.schedule.listing import RuleGroup, rule_groups
from unionweb.kernel import clock, labels
from unionweb.kernel.forms import Choice, Day, Form, Text, Whole

WEEKDAYS = [(n, f"周{word}") for n, word in enumerate(labels.WEEKDAYS)]
LONGEST = 370  # days of one exception
KINDS = [
    (RuleKind.open.value, "开放", "排成时段，大家可以约"),
    (RuleKind.pause.value, "暂停", "清洁、补给等，这时不排时段"),
]
WAYS = [(ExceptionKind.closed.value, "整天不开放"), (ExceptionKind.hours.value, "改开放时间")]
SEASONS = [(season.value, labels.label(season)) for season in Season]


class Weekdays(SelectMultipleField):
    """Ticks for the days of a week, 0 = Monday."""

    def __init__(self, label, required, **kwargs):
        super().__init__(label, coerce=int, validate_choice=False, **kwargs)
        self.required, self.choices = required, WEEKDAYS

    def process_formdata(self, values):
        self.data = sorted({int(value) for value in values if value in set("0123456")})

    def pre_validate(self, form):
        if not self.data or len(self.data) < len(set(self.raw_data or ())):
            raise ValidationError(self.required)


class SeenForm(Form):
    """seen: the mark of the effects that the page showed."""

    seen = HiddenField()

    @property
    def seen_mark(self) -> int | None:
        return seen_mark(self.seen)

    def validate(self, extra_validators=None):
        """What depends on several fields is looked at after each has been looked at alone."""
        super().validate(extra_validators)
        for field, words in self._together():
            if not field.errors:
                field.errors = [words]
        return not self.errors

    def _together(self):
        """Pairs of a field and what is wrong with it."""
        return ()


class RuleForm(SeenForm):
    """Opening hours (or a pause) for several weekdays at once."""

    kind = Choice("做什么", choices=KINDS, default=RuleKind.open.value)
    provider = Choice("谁的时间", coerce=int, default=0)
    weekdays = Weekdays("星期几", "请至少选一天")
    opens = Clock("从几点", "请写几点开始，如 9:00")
    closes = Clock("到几点", "请写几点结束，如 12:00")
    label = Text("暂停做什么", most=20, hint="选“暂停”才填，如“清洁”。大家在一周的表里会看到")
    slot_minutes = Whole("每个时段几分钟", least=5, most=480)
    gap_minutes = Whole("时段之间空几分钟", least=0, most=240)
    capacity = Whole("同时几个人", least=1, most=200)
    season = Choice("什么时候有效", choices=SEASONS, default=Season.always.value)
    valid_from = Day("从哪天起", "请选从哪天起")
    valid_until = Day("到哪天为止")

    def __init__(self, service, **kwargs):
        super().__init__(**kwargs)
        self.by_provider = service.by_provider
        people = [line.row for line in points.providers_of(service.id) if not line.row.withdrawn_at]
        self.provider.choices = [(0, "不分人（只能用来暂停）"), *((p.id, p.name) for p in people)]
        if not self.by_provider:
            self.provider.choices = [(0, "不分人")]
            self.provider.data = self.provider.data if self.provider.raw_data else 0

    @property
    def is_pause(self) -> bool:
        return self.kind.data == RuleKind.pause.value

    def _together(self):
        first, last = self.valid_from.data, self.valid_until.data
        if self.opens.data and self.closes.data and self._length() <= 0:
            yield self.closes, "结束要晚于开始"
        if first and last and last < first:
            yield self.valid_until, f"早于开始日期 {labels.day(first)}，请选这天或以后"
        yield from self._of_pause() if self.is_pause else self._of_opening()

    def _of_pause(self):
        if not self.label.data:
            yield self.label, "请写暂停做什么，如“清洁”"

    def _of_opening(self):
        if self.by_provider and not self.provider.data:
            yield self.provider, "请选是谁的时间"
        if self.slot_minutes.data is None:
            yield self.slot_minutes, "请写每个时段几分钟"
        elif self.opens.data and self.closes.data and 0 < self._length() < self.slot_minutes.data:
            words = f"这段时间只有 {self._length()} 分钟，放不下一个 {self.slot_minutes.data} 分钟的时段"
            yield self.slot_minutes, words
        if self.capacity.data is None:
            yield self.capacity, "请写同时几个人可以用"

    def _length(self) -> int:
        opens, closes = self.opens.data, self.closes.data
        return (closes.hour - opens.hour) * 60 + closes.minute - opens.minute

    @property
    def facts(self) -> RuleFacts:
        """What was typed, once it is valid."""
        return RuleFacts(
            kind=RuleKind(self.kind.data),
            weekdays=tuple(self.weekdays.data),
            opens=self.opens.data,
            closes=self.closes.data,
            valid_from=self.valid_from.data,
            valid_until=self.valid_until.data,
            provider_id=self.provider.data or None,
            label=(self.label.data or "") if self.is_pause else "",
            slot_minutes=self.slot_minutes.data or 30,
            gap_minutes=self.gap_minutes.data or 0,
            capacity=self.capacity.data or 1,
            season=Season(self.season.data),
        )


def rule_values(group: RuleGroup) -> dict:
    """The fields of a form that changes this group, beginning tomorrow or when the group itself begins."""
    rule = group.lead
    names = ("opens", "closes", "label", "slot_minutes", "gap_minutes", "capacity", "valid_until")
    start = max(clock.today() + timedelta(days=1), rule.valid_from)
    values = {"weekdays": group.weekdays, "kind": rule.kind.value, "season": rule.season.value, "valid_from": start}
    return values | {"provider": rule.provider_id or 0} | {name: getattr(rule, name) for name in names}


def usual_values(point) -> dict:
    """The fields of a form for new hours: as the point's own latest, else half hours for one."""
    known = [group.lead for group in rule_groups([point.id])[point.id] if group.lead.kind is RuleKind.open]
    usual = {"slot_minutes": 30, "gap_minutes": 0, "capacity": 1}
    if known:
        usual = {name: getattr(known[-1], name) for name in usual}
    return usual | {"weekdays": list(range(5)), "valid_from": clock.today() + timedelta(days=1)}


class EndForm(SeenForm):
    """The last day of an opening rule."""

    last_day = Day("最后一天", "请选最后开放的一天", hint="这天还开放，第二天起不再开放")


class ExceptionForm(SeenForm):
    """A closure or other hours."""

    where = Choice("哪里", "请选服务点、校区或服务")
    kind = Choice("怎么改", "请选不开放还是改时间", choices=WAYS, default=ExceptionKind.closed.value)
    starts_on = Day("开始日期", "请选开始日期")
    ends_on = Day("结束日期", hint="只改一天就不用填")
    hours = Hours("开放时间")
    reason = Text("原因", "请写一句原因，如“检修空调”", most=60, hint="大家在一周的表里会看到，一句话就好")

    def __init__(self, *typed, **kwargs):
        """typed: fields that come with an address, to look at the effects; then there is no token and maybe no reason."""
        super().__init__(*typed, meta={"csrf": False} if typed else None, **kwargs)
        self.where.choices = [("", "请选择"), *places()]

    def _together(self):
        first, last = self.starts_on.data, self.ends_on.data
        if not self.where.data:
            yield self.where, self.where.required_text
        if first and last and last < first:
            yield self.ends_on, f"结束日期早于开始日期 {labels.day(first)}，请选 {labels.day(first)} 或以后"
        if first and last and (last - first).days > LONGEST:
            yield self.ends_on, "一次最多一年。长期不开放，请停用服务点或结束开放规则"
        if self.kind.data == ExceptionKind.hours.value and not self.hours.data:
            yield self.hours, "请写改成几点到几点，如 9:00-11:30"

    def says_when(self) -> bool:
        """Whether it is clear what will be different where, though the reason may still be missing."""
        self.validate()
        return not set(self.errors) - {"reason"}

    @property
    def scope(self) -> dict[str, int]:
        """point_id, campus_id, service_id, provider_id: those that were chosen."""
        parts = [part.split("-") for part in self.where.data.split("+")]
        return {f"{name}_id": int(number) for name, number in parts}

    @property
    def facts(self) -> ExceptionFacts:
        """What was typed, once it is valid."""
        kind = ExceptionKind(self.kind.data)
        return ExceptionFacts(
            kind=kind,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data or self.starts_on.data,
            reason=(self.reason.data or "").rstrip("。.，,"),
            hours=tuple(self.hours.data or ()) if kind is ExceptionKind.hours else (),
            **self.scope,
        )


class ExceptionFilterForm(Form):
    """What to look for among the exceptions that are over. Comes with the address, so it needs no token."""

    class Meta:
        csrf = False

    q = Text("原因", most=60)

    @property
    def words(self) -> str:
        return (self.q.data or "")[:60]


def places() -> list[tuple[str, str]]:
    """Where an exception can hold: points, campuses, services, both together, and single people."""
    services = [service for service, _ in points.services_with_counts()]
    everywhere = campuses()
    single = [
        (f"point-{p.id}", f"{p.service.name}，{p.campus.name}{p.place}")
        for p in points.all_points(points.PointFilter())
    ]
    whole = [(f"campus-{c.id}", f"{c.name}，全部服务") for c in everywhere]
    kinds = [(f"service-{s.id}", f"全部校区，{s.name}") for s in services]
    both = [(f"campus-{c.id}+service-{s.id}", f"{c.name}，全部{s.name}") for c in everywhere for s in services]
    people = [(f"provider-{p.id}", f"{p.service.name}，{p.name}（请假或换时间）") for p in points.serving()]
    return [*single, *whole, *kinds, *both, *people]


class MisfitForm(Form):
    """Cancelling bookings that no longer fit. seen: how many were on the page; the others: only some of them."""

    seen = Whole("几个", "请从页面上的按钮提交", most=100_000)
    exception = Whole("哪项安排", least=1, most=2**31 - 1)
    point = Whole("哪个服务点", least=1, most=2**31 - 1)
