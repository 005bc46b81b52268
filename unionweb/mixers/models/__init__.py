"""Mixers and the profiles in them: what says anything about a person is encrypted, and deleted after the set days."""

import secrets
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from unionweb.accounts.models import Member
from unionweb.activities.models import Activity
from unionweb.kernel.db import Moment
from unionweb.kernel.extensions import db
from unionweb.kernel.secret import Secret


class Mixer(db.Model):
    """A mixer on an activity. people, pairs: counted once when choosing ends, so that nothing can be told apart later."""

    __tablename__ = "mixer"
    __table_args__ = (CheckConstraint("choosing_opens_at < choosing_closes_at", name="times"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True, autoincrement=False)
    choosing_opens_at: Mapped[datetime] = mapped_column(Moment)
    choosing_closes_at: Mapped[datetime] = mapped_column(Moment)
    set_up_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    set_up_at: Mapped[datetime] = mapped_column(Moment)
    numbered_at: Mapped[datetime | None] = mapped_column(Moment)
    told_at: Mapped[datetime | None] = mapped_column(Moment)
    forgotten_at: Mapped[datetime | None] = mapped_column(Moment)
    people: Mapped[int | None]
    pairs: Mapped[int | None]

    activity: Mapped[Activity] = relationship()


def random_id() -> int:
    """Of nine digits. Choices name profiles by their ids: one that is withdrawn never gives its id to another person."""
    return 100_000_000 + secrets.randbelow(900_000_000)


class MixerProfile(db.Model):
    """A participant's profile. choices: rules.matching.packed ids of profiles while choosing; afterwards the mutual ones
    alone, in pairs. No row says when somebody chose, or whether. pseudonym_key: keyed hash, for uniqueness."""

    __tablename__ = "mixer_profile"
    __table_args__ = (
        UniqueConstraint("activity_id", "member_id"),
        UniqueConstraint("activity_id", "number"),
        UniqueConstraint("activity_id", "pseudonym_key"),
        Index("ix_mixer_profile_member_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=random_id)
    activity_id: Mapped[int] = mapped_column(ForeignKey("mixer.activity_id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    number: Mapped[int | None]
    pseudonym: Mapped[str] = mapped_column(Secret)
    pseudonym_key: Mapped[str] = mapped_column(String(64))
    contact: Mapped[str] = mapped_column(Secret)
    consent_text: Mapped[str] = mapped_column(Text)  # what was agreed to, word for word
    consented_at: Mapped[datetime] = mapped_column(Moment)
    choices: Mapped[str] = mapped_column(Secret)
    pairs: Mapped[str] = mapped_column(Secret)

    member: Mapped[Member] = relationship()
