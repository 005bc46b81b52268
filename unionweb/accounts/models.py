"""Campuses, units, members, roles, and what signing in needs."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.accounts.rules import Role
from unionweb.kernel import labels
from unionweb.kernel.db import Moment, enum_column
from unionweb.kernel.extensions import db


class UnitKind(StrEnum):
    university_union = "university_union"
    branch_union = "branch_union"
    group = "group"
    womens_committee = "womens_committee"


class Sex(StrEnum):
    female = "female"
    male = "male"


class EmploymentStatus(StrEnum):
    active = "active"
    dispatched = "dispatched"
    retired = "retired"
    left = "left"


class Campus(db.Model):
    __tablename__ = "campus"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    sort: Mapped[int] = mapped_column(default=0)


class Unit(db.Model):
    __tablename__ = "unit"
    __table_args__ = (Index("ix_unit_parent_id", "parent_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[UnitKind] = mapped_column(enum_column(UnitKind))
    name: Mapped[str] = mapped_column(String(60))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    campus_id: Mapped[int | None] = mapped_column(ForeignKey("campus.id"))
    sort: Mapped[int] = mapped_column(default=0)
    parent: Mapped["Unit | None"] = relationship(remote_side=[id])


class Member(db.Model):
    """One person of the roster. `unit_id` is the branch union, `group_id` the group within it."""

    __tablename__ = "member"
    __table_args__ = (
        Index("ix_member_name", "name"),
        Index("ix_member_pinyin", "pinyin"),
        Index("ix_member_initials", "initials"),
        Index("ix_member_unit_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_no: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    pinyin: Mapped[str] = mapped_column(String(200))
    initials: Mapped[str] = mapped_column(String(60))
    sex: Mapped[Sex] = mapped_column(enum_column(Sex))
    campus_id: Mapped[int] = mapped_column(ForeignKey("campus.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    employment_status: Mapped[EmploymentStatus] = mapped_column(enum_column(EmploymentStatus))
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(120))
    birth_year: Mapped[int | None]
    left_at: Mapped[datetime | None] = mapped_column(Moment)

    campus: Mapped[Campus] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id])
    group: Mapped[Unit | None] = relationship(foreign_keys=[group_id])
    credential: Mapped["Credential | None"] = relationship(back_populates="member", uselist=False)


class Credential(db.Model):
    """How a member proves who they are. `code_expires_at` is set while the hash is of a one-time code."""

    __tablename__ = "credential"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    code_expires_at: Mapped[datetime | None] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    member: Mapped[Member] = relationship(back_populates="credential")


class RoleGrant(db.Model):
    """A role of a person, with its scope (one unit, one service point, one area of the office) and dates."""

    __tablename__ = "role_grant"
    __table_args__ = (
        Index("ix_role_grant_member_id", "member_id"),
        Index("ix_role_grant_point_id", "point_id"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    role: Mapped[Role] = mapped_column(enum_column(Role))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    point_id: Mapped[int | None] = mapped_column(ForeignKey("service_point.id"))
    area: Mapped[str | None] = mapped_column(String(20))
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]  # the last day on which it holds
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    member: Mapped[Member] = relationship(foreign_keys=[member_id])
    unit: Mapped[Unit | None] = relationship()


class UserSession(db.Model):
    """One signed-in browser. The cookie holds a random token, the row only its hash."""

    __tablename__ = "user_session"
    __table_args__ = (Index("ix_user_session_member_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)
    address: Mapped[str] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(200))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    end_reason: Mapped[str | None] = mapped_column(String(20))


class SignInAttempt(db.Model):
    """Counts for throttling, shared by all processes. `staff_no` is as typed, whether it exists or not."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_staff_no_at", "staff_no", "at"),
        Index("ix_sign_in_attempt_address_at", "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    staff_no: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(64))
    succeeded: Mapped[bool] = mapped_column(default=False)


class ImportState(StrEnum):
    previewed = "previewed"
    imported = "imported"
    dropped = "dropped"


class RosterImport(db.Model):
    """An uploaded roster, looked at before it changes anything. `rows` are the parsed rows, not the file."""

    __tablename__ = "roster_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    filename: Mapped[str] = mapped_column(String(120))
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState))
    is_complete: Mapped[bool]  # the file names everyone: who is missing has left
    rows: Mapped[list] = mapped_column(JSON)
    counts: Mapped[dict | None] = mapped_column(JSON)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    imported_at: Mapped[datetime | None] = mapped_column(Moment)


labels.register(
    {
        UnitKind.university_union: "校工会",
        UnitKind.branch_union: "基层工会",
        UnitKind.group: "工会小组",
        UnitKind.womens_committee: "妇委会",
    },
    {
        Sex.female: "女",
        Sex.male: "男",
    },
    {
        EmploymentStatus.active: "在职",
        EmploymentStatus.dispatched: "劳务派遣",
        EmploymentStatus.retired: "退休",
        EmploymentStatus.left: "已离开",
    },
    {
        Role.chair: "主席",
        Role.vice_chair: "副主席",
        Role.liaison: "联络员",
        Role.group_leader: "小组长",
        Role.office: "校工会办公室",
        Role.keeper: "值守人",
        Role.counselor: "咨询师",
        Role.reviewer: "评委",
        Role.auditor: "经审",
        Role.admin: "系统管理员",
    },
    {
        ImportState.previewed: "待确认",
        ImportState.imported: "已导入",
        ImportState.dropped: "已放弃",
    }
)
