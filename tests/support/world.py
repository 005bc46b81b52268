"""One of everything, so that every address has something to show: what happens at an address and who may see it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from tests.bookings.made import add_booked, add_open_service
from tests.certificates.issued import one_of_each
from tests.notices.written import add_publicity, person
from tests.support.called import called
from tests.support.signed import signed_up
from tests.support.university import add_slot
from unionweb.accounts.models import ImportState, RoleGrant, RosterImport, UserSession
from unionweb.accounts.queries.sessions import token_hash
from unionweb.bookings.models import (
    BookingStatus,
    Consent,
    ExceptionKind,
    Fault,
    OpeningException,
    OpeningRule,
)
from unionweb.common import publicity
from unionweb.common.settings import SettingValue
from unionweb.common.workdays import CalendarDay, CalendarYear, DayKind
from unionweb.inbox.models import CalendarFeed, MailState, Message, OutgoingMail
from unionweb.kernel import clock, documents
from unionweb.kernel.extensions import db
from unionweb.notices.models import DocumentNumber, Notice, NoticeAttachment
from unionweb.notices.rules.kinds import AudienceKind

MISSING = 987654
OWNER, COUNSELOR, OFFICE = 10001, 10006, 10003


@dataclass(frozen=True)
class World:
    """values: for each argument of an address something that is there; others: endpoint → values of its own."""

    values: dict
    others: dict
    slot_id: int

    def of(self, endpoint: str, argument: str):
        """An existing value for an argument. KeyError for a new kind of argument: add one to `build`."""
        return self.others.get(endpoint, {}).get(argument, self.values[argument])


def build() -> World:
    """Put one of everything into the small university, inside an application context."""
    room = add_booked("2026-09-17 09:00", OWNER)
    talk = add_booked("2026-09-18 09:00", OWNER, point=3, provider=1, alias="小王", contact="60312")
    missed = add_missed()
    misfit = add_booked("2026-09-21 09:00", 10002)
    slot_id, now = add_slot("2026-09-17 14:00", places=3), clock.now()
    made = {
        "session_id": UserSession(
            member_id=OWNER, token_hash="x", created_at=now, last_seen_at=now, address="", user_agent=""
        ),
        "message_id": Message(
            member_id=OWNER, title="提醒您的预约", body="请准时。", path=f"/bookings/{room}", created_at=now
        ),
        "fault_id": Fault(point_id=1, text="水龙头漏水", reported_at=now),
        "day_id": CalendarDay(date=date(2026, 11, 6), kind=DayKind.holiday, name="校庆", changed_at=now),
        "consent_id": Consent(member_id=OWNER, text_id=1, given_at=now),
        "exception_id": closed_day(),
        "value_id": SettingValue(key="booking.per_day", value="3", valid_from=date(2026, 12, 1), changed_at=now),
        "import_id": roster(),
    }
    db.session.add_all(made.values())
    db.session.add(CalendarYear(year=2031, confirmed_by_id=OFFICE, confirmed_at=now))
    db.session.add(CalendarFeed(member_id=OWNER, token="a" * 43, token_hash=token_hash("a" * 43), renewed_at=now))
    db.session.flush()
    mail = {"address": "w@example.edu", "state": MailState.failed, "next_try_at": now, "attempts": 9}
    made["mail_id"] = OutgoingMail(message_id=made["message_id"].id, **mail)
    db.session.add(made["mail_id"])
    db.session.commit()  # the services below begin transactions of their own, and would undo what is not committed
    ids = {name: row.id for name, row in made.items()}
    first_grant = db.session.scalar(select(RoleGrant.id).where(RoleGrant.member_id == 10002))
    first_rule = db.session.scalar(select(OpeningRule.id).order_by(OpeningRule.id).limit(1))
    issued = one_of_each()
    values = ids | announced() | {
        "batch_id": issued["batch_id"], "certificate_id": issued["certificate_id"], "organ_id": issued["organ_id"],
        "booking_id": room, "point_id": 1, "member_id": OWNER, "unit_id": 2, "grant_id": first_grant, "service_id": 2,
        "provider_id": 1, "rule_id": first_rule, "period_id": 1, "year": 2031, "part": "new", "campus_id": 1,
        "token": "a" * 43, "code": "door-1", "key": "booking.per_day", "name": "slots",
    }  # fmt: skip
    db.session.commit()
    signed, others = signed_up()
    of_calls, others_of_calls = called()
    values = of_calls | values | signed
    others |= others_of_calls
    others |= {f"certificates.{proof}": {"batch_id": issued["draft"]} for proof in ("show_proof", "show_proof_picture", "edit_batch")}
    others |= {"certificates.show_verification": {"code": issued["certificate_code"]}, "certificates.show_mark": {"name": "seal"}}
    return World(values, exceptions(talk, missed, misfit) | others, slot_id)


def announced() -> dict:
    """A 公示 with an attachment and an objection, addressed to one member only by her unit."""
    audience = ((AudienceKind.unit, "2"),)
    notice_id = add_publicity(audience=audience, needs_receipt=True)
    shown = publicity.publicity_of("notice", notice_id)
    objection_id = publicity.record_objection(shown.id, "名单里少一个人", person(10002))
    file = {"title": "名单.pdf", "size": 9, "added_at": clock.now(), "added_by_id": OFFICE}
    row = NoticeAttachment(notice_id=notice_id, file=documents.keep(b"%PDF-1.7", "名单.pdf"), **file)
    db.session.add(row)
    db.session.get_one(Notice, notice_id).pdf = documents.keep(b"%PDF-1.7", "paper.pdf")
    db.session.flush()
    number_id = db.session.scalar(select(DocumentNumber.id))
    db.session.commit()
    return {"notice_id": notice_id, "attachment_id": row.id, "objection_id": objection_id, "number_id": number_id}


def exceptions(talk, missed, misfit) -> dict:
    """Endpoints that are about another object than the usual one."""
    of_others = {"member_id": 10002}
    talks = ("appointment", "create_appointment_check_in", "create_appointment_leaving", "create_appointment_no_show")
    found = {f"bookings.{name}": {"booking_id": talk} for name in (*talks, "create_appointment_cancellation")}
    found |= {f"bookings.{name}": {"booking_id": missed} for name in ("new_waiver", "create_waiver")}
    found |= {f"accounts.{name}": of_others for name in ("new_role_end", "create_role_end")}
    return found | {"bookings.create_misfit_cancellation": {"booking_id": misfit}, "assets.show": {"name": "app.css"}}


def add_missed() -> int:
    """A no-show at a service that shows names to the office."""
    add_open_service()
    return add_booked("2026-09-14 09:00", OWNER, BookingStatus.no_show, point=90)


def closed_day() -> OpeningException:
    day = date(2026, 9, 25)
    return OpeningException(
        point_id=1, kind=ExceptionKind.closed, starts_on=day, ends_on=day, reason="检修", created_by_id=OFFICE,
        created_at=clock.now(),
    )  # fmt: skip


def roster() -> RosterImport:
    row = ["20001", "单思远", "男", "东校区", "外国语学院", "", "在职", "13800001234", "", "1985"]
    return RosterImport(
        filename="花名册.xlsx", state=ImportState.previewed, is_complete=False, rows=[[2, *row]], counts={"rows": 1, "unused": []},
        uploaded_by_id=OFFICE, uploaded_at=datetime(2026, 9, 16, 10),
    )  # fmt: skip


def address(app, rule, world: World, *, missing: bool = False) -> str:
    """The address of a rule, about what is there, or about what is not."""
    values = {name: world.of(rule.endpoint, name) for name in rule.arguments}
    if missing:
        values |= {name: MISSING if isinstance(value, int) else "not-there" for name, value in values.items() if name != "part"}
    asked = {"bookings.new": {"slot": world.slot_id}, "bookings.new_repeat": {"slot": world.slot_id, "repeat": "weekly", "weeks": 2}}
    return rule.build(values | ({} if missing else asked.get(rule.endpoint, {})))[1]
