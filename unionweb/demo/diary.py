"""What was noted along the way: audit events, messages, consents and looks, kept until everything has its id."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from random import Random

from unionweb.bookings.models import Consent, ReadLog
from unionweb.common.audit import ActorKind, AuditEvent
from unionweb.demo.rows import add_rows
from unionweb.inbox.models import Message

KEPT_UNREAD = 2  # the newest messages of each member; the others have been read


@dataclass
class Diary:
    """Notes in any order. A subject is an id, or something that will have one (`.id`) by the time of writing."""

    now: datetime
    rng: Random
    events: list[dict] = field(default_factory=list)
    letters: list[dict] = field(default_factory=list)
    consents: list[dict] = field(default_factory=list)
    looks: list[dict] = field(default_factory=list)

    def note(self, at: datetime, action: str, kind: str, subject, *, actor_id=None, by=ActorKind.system, **rest) -> None:
        """An audit event. rest: from_state, to_state, reason, detail, sealed."""
        row = {"at": at, "action": action, "subject_kind": kind, "subject": subject, "actor_id": actor_id, "actor_kind": by}
        states = dict.fromkeys(("from_state", "to_state", "reason")) | {"sealed": False}
        self.events.append(row | states | rest)

    def tell(self, at: datetime, member_id: int, title: str, body: str, *, subject=None, path=None, once=None) -> None:
        """A message. "{id}" in path and once stands for the id of the subject."""
        words = {"title": title, "body": body, "path": path, "once_key": once}
        read_at = at + timedelta(minutes=5 + int(self.rng.random() ** 2 * 1440))
        self.letters.append({"created_at": at, "member_id": member_id, "subject": subject, "read_at": read_at, **words})

    def agree(self, at: datetime, member_id: int, text_id: int) -> None:
        """A member agrees to a consent text."""
        self.consents.append({"given_at": at, "member_id": member_id, "text_id": text_id})
        self.note(at, "consented", "consent", text_id, by=ActorKind.owner, sealed=True)

    def look(self, at: datetime, reader_id: int, visit, page: str) -> None:
        """A counsellor opens an appointment."""
        self.looks.append({"at": at, "reader_id": reader_id, "visit": visit, "page": page})

    def write(self) -> None:
        """Part of a transaction: everything in the order in which it happened."""
        add_rows(AuditEvent, [_event(e) for e in sorted(self.events, key=itemgetter("at"))])
        add_rows(Message, self._messages())
        add_rows(Consent, sorted(self.consents, key=itemgetter("given_at")))
        looks = sorted(self.looks, key=itemgetter("at"))
        add_rows(ReadLog, [{"booking_id": look.pop("visit").id, **look} for look in looks])

    def _messages(self) -> list[dict]:
        rows = [_message(letter) for letter in sorted(self.letters, key=itemgetter("created_at"))]
        own: dict[int, list[dict]] = {}
        for row in rows:
            row["read_at"] = min(row["read_at"], self.now)
            own.setdefault(row["member_id"], []).append(row)
        for newest in (row for mine in own.values() for row in mine[-KEPT_UNREAD:]):
            newest["read_at"] = None
        return rows


def _event(event: dict) -> dict:
    subject = event.pop("subject")
    return event | {"subject_id": getattr(subject, "id", subject)}


def _message(letter: dict) -> dict:
    number = str(getattr(letter.pop("subject"), "id", ""))
    filled = {name: letter[name] and letter[name].replace("{id}", number) for name in ("path", "once_key")}
    return letter | filled
