"""What people are asked to send in."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.calls.rules.kinds import Aggregate, CallKind, CallState, PostRule, QuotaRule, Rounding, Subject
from unionweb.kernel import clock
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db


class Round(db.Model):
    """Several calls with one calendar and one sheet of quotas, such as the honours of December."""

    __tablename__ = "call_round"
    __table_args__ = (CheckConstraint("opens_at < submits_until", name="opens_before_it_closes"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    year: Mapped[int]
    opens_at: Mapped[datetime] = mapped_column(Moment)
    submits_until: Mapped[datetime] = mapped_column(Moment)
    corrects_until: Mapped[datetime] = mapped_column(Moment)
    reviews_until: Mapped[datetime] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    calls: Mapped[list["Call"]] = relationship(order_by="Call.id", viewonly=True)


class Call(db.Model):
    """One call. Its row is the lock under which its entries are counted.

    A moment that ends something is the first that is too late: submits_until 0:00 takes what comes at 23:59:59.
    quota_permille: of which people, the rule says; quota_number: each unit's places, or all there are.
    """

    __tablename__ = "call"
    __table_args__ = (
        Index("ix_call_state_submits_until", "state", "submits_until"),
        Index("ix_call_round_id", "round_id"),
        Index("ix_call_year", "year"),
        CheckConstraint(
            "opens_at < submits_until AND submits_until <= corrects_until AND corrects_until <= reviews_until",
            name="moments_in_order",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CallKind] = mapped_column(enum_column(CallKind))
    honour_key: Mapped[str | None] = mapped_column(String(40))
    subject: Mapped[Subject] = mapped_column(enum_column(Subject))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("call_round.id"))
    title: Mapped[str] = mapped_column(String(80))
    year: Mapped[int]
    text: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(String(120), default="")
    template_file: Mapped[str | None] = mapped_column(String(60))
    template_title: Mapped[str | None] = mapped_column(String(120))
    fields: Mapped[list] = mapped_column(JSON, default=list)  # the fields or themes one of which an entry belongs to

    has_body: Mapped[bool] = mapped_column(default=True)
    word_least: Mapped[int | None]
    word_most: Mapped[int | None]
    per_unit_least: Mapped[int] = mapped_column(default=0)
    per_unit_most: Mapped[int | None]
    per_person_most: Mapped[int | None]
    co_authors_most: Mapped[int] = mapped_column(default=0)

    quota_rule: Mapped[QuotaRule] = mapped_column(enum_column(QuotaRule), default=QuotaRule.none)
    quota_permille: Mapped[int | None]
    quota_number: Mapped[int | None]
    quota_rounding: Mapped[Rounding] = mapped_column(enum_column(Rounding), default=Rounding.half_up)
    quota_least: Mapped[int] = mapped_column(default=0)  # what a unit gets at least, by a percentage

    needs_party_opinion: Mapped[bool] = mapped_column(default=False)
    tenure_months: Mapped[int] = mapped_column(default=0)
    post_rule: Mapped[PostRule] = mapped_column(enum_column(PostRule), default=PostRule.any)
    is_for_women: Mapped[bool] = mapped_column(default=False)
    women_percent: Mapped[int] = mapped_column(default=0)  # of a team
    team_least: Mapped[int] = mapped_column(default=0)
    once_in_years: Mapped[int] = mapped_column(default=0)  # the same honour once in so many years

    blind_authors: Mapped[bool] = mapped_column(default=False)
    blind_reviewers: Mapped[bool] = mapped_column(default=True)
    reviews_per_entry: Mapped[int] = mapped_column(default=3)
    aggregate: Mapped[Aggregate] = mapped_column(enum_column(Aggregate), default=Aggregate.mean)
    likes_weight: Mapped[int] = mapped_column(default=0)  # percent of the result

    opens_at: Mapped[datetime] = mapped_column(Moment)
    submits_until: Mapped[datetime] = mapped_column(Moment)
    corrects_until: Mapped[datetime] = mapped_column(Moment)
    reviews_until: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[CallState] = mapped_column(enum_column(CallState))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    end_reason: Mapped[str | None] = mapped_column(String(200))
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("call.id"))

    round: Mapped[Round | None] = relationship(viewonly=True)
    attachment_rules: Mapped[list["CallAttachmentRule"]] = relationship(
        order_by="CallAttachmentRule.sort, CallAttachmentRule.id", viewonly=True
    )

    @property
    def takes_entries(self) -> bool:
        """Whether new entries may be sent in now, by the server's clock."""
        return self.state is CallState.open and self.opens_at <= clock.now() < self.submits_until

    @property
    def takes_corrections(self) -> bool:
        """Whether entries that were sent in may still be changed or taken back."""
        return self.state in {CallState.open, CallState.closed} and self.opens_at <= clock.now() < self.corrects_until

    @property
    def is_nomination(self) -> bool:
        """Whether somebody or something is put forward, not a work."""
        return self.subject is not Subject.work


class CallAttachmentRule(db.Model):
    """A kind of file that entries come with. kinds: endings (pdf, docx, …)."""

    __tablename__ = "call_attachment_rule"
    __table_args__ = (Index("ix_call_attachment_rule_call_id", "call_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    sort: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    kinds: Mapped[list] = mapped_column(JSON)
    largest_mb: Mapped[int]
    least: Mapped[int] = mapped_column(default=0)
    most: Mapped[int] = mapped_column(default=1)
    is_for_reviewers: Mapped[bool] = mapped_column(default=True)
    has_captions: Mapped[bool] = mapped_column(default=False)


class CallQuestionLimit(db.Model):
    """How many characters an answer to an own question of a call has."""

    __tablename__ = "call_question_limit"

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    least: Mapped[int] = mapped_column(default=0)
    most: Mapped[int | None]
