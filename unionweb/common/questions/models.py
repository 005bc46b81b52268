"""Questions and what was answered."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.kernel import labels
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db


class QuestionKind(StrEnum):
    text = "text"
    long = "long"
    number = "number"
    choice = "choice"
    several = "several"
    day = "day"
    file = "file"


OFFERING = {QuestionKind.choice, QuestionKind.several}  # kinds with a list to choose from


class Question(db.Model):
    """One question. choices: what can be chosen, for the kinds that offer a list."""

    __tablename__ = "question"
    __table_args__ = (Index("ix_question_subject_kind_subject_id", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    sort: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(enum_column(QuestionKind))
    text: Mapped[str] = mapped_column(String(120))
    hint: Mapped[str] = mapped_column(String(200), default="")
    is_required: Mapped[bool]
    choices: Mapped[list] = mapped_column(JSON, default=list)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def field_name(self) -> str:
        """Its name in the form that asks it."""
        return f"q{self.id}"

    @property
    def heading(self) -> str:
        """How it heads its answers."""
        return f"{self.text}（不再问）" if self.withdrawn_at else self.text

    @property
    def offers(self) -> bool:
        return self.kind in OFFERING


class Answer(db.Model):
    """What one respondent answered. value: text, a whole number, a list of texts, a date as 2026-09-16, or {"file", "title"}."""

    __tablename__ = "answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    respondent_id: Mapped[int]
    value: Mapped[Any] = mapped_column(JSON)

    question: Mapped[Question] = relationship()

    __table_args__ = (Index("uq_answer_question_id_respondent_id", "question_id", "respondent_id", unique=True),)


labels.register(
    {
        QuestionKind.text: "一行文字", QuestionKind.long: "一段文字", QuestionKind.number: "数字", QuestionKind.choice: "选一个",
        QuestionKind.several: "选几个", QuestionKind.day: "日期", QuestionKind.file: "文件",
    }
)  # fmt: skip
