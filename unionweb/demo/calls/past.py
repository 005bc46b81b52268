"""The calls for cases of the last three years, up to the library: reviewed, decided, shown, given, published."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import update

from unionweb.calls.models import (
    CallGrade,
    CallMeeting,
    CallPublication,
    CallResult,
    Entry,
    EntryDecision,
    Honour,
    LibraryCase,
    ResultMessage,
)
from unionweb.calls.queries import announcing
from unionweb.calls.queries.results import KIND
from unionweb.calls.rules.kinds import CallState, SubmissionStatus
from unionweb.calls.rules.scoring import Invitation
from unionweb.calls.rules.telling import drafted, result_of
from unionweb.calls.services.honours import record_honours
from unionweb.calls.services.library import publish_cases
from unionweb.calls.services.paperwork import OF_WORK
from unionweb.certificates.rules import Kind, Subject
from unionweb.certificates.rules.recipients import Row
from unionweb.common import organisation
from unionweb.common.publicity import Objection, PublicityState, PublicNotice
from unionweb.demo.calls import judging
from unionweb.demo.calls.calling import add_call
from unionweb.demo.calls.desk import BY_OFFICE, CONTACT, Desk, at
from unionweb.demo.calls.entering import Written, enter, numbers
from unionweb.demo.calls.texts import cases
from unionweb.demo.certificates import issue
from unionweb.demo.rows import add_rows
from unionweb.kernel.extensions import db

PLACES = {1: (2, 3, 5), 2: (2, 3, 6), 3: (1, 3, 5)}  # years back → how many first, second and third prizes
GRADES = ("一等奖", "二等奖", "三等奖")
PRESENT = ("赵岚", "许宁", "郑评", "女工委员代表", "教代会代表")
BEST, STEP = Decimal(95), Decimal("1.5")
OBJECTION = ("一位会员", "“三次磨课”写的获奖人数，请核对一下。", "核对过了：省级获奖五人，证书复印件在分工会存档。谢谢您。")


def look_back(desk: Desk) -> None:
    """Every year with its cases, the oldest first."""
    told = cases()
    for ago in sorted(PLACES, reverse=True):
        _Year(desk, ago).tell([one for one in told if one["ago"] == ago])


class _Year:
    """One call from its opening in March to the library in July."""

    def __init__(self, desk: Desk, ago: int):
        self.desk, self.ago, self.year = desk, ago, desk.today.year - ago

    def day(self, month: int, day: int) -> date:
        """That day of the year, or the Monday after when it is a weekend."""
        found = date(self.year, month, day)
        return found + timedelta(days=(7 - found.weekday()) % 7) if found.weekday() > 4 else found

    def at(self, month: int, day: int, hour: str = "09:00") -> datetime:
        return at(self.day(month, day), hour)

    def tell(self, told: list[dict]) -> None:
        moments = (self.at(3, 10), self.at(5, 20, "17:00"), self.at(5, 28, "17:00"), self.at(6, 26, "17:00"))
        title = f"{self.year}年工会特色亮点工作案例"
        asked = {"has_body": True, "word_least": 300, "word_most": 2000}
        self.call = add_call(self.desk, "case_study", moments, title=title, year=self.year, state=CallState.final, **asked)
        drawn = numbers(self.desk, len(told))
        entries = [self._enter(one, number) for one, number in zip(told, drawn, strict=True)]
        self._judge(entries)
        self._decide(entries)
        self._show(entries)
        self._finish()

    def _enter(self, one: dict, number: int) -> Entry:
        desk = self.desk
        first = desk.people[one["by"]] if "by" in one else desk.author(one["unit"])
        others = {desk.member(desk.author(one["unit"])) for _ in range(one["place"] % 3)} - {desk.member(first)}
        is_given = one["place"] <= sum(PLACES[self.ago])
        status = SubmissionStatus.awarded if is_given else SubmissionStatus.not_awarded
        sent = at(self.day(4, 8) + timedelta(days=3 * one["place"]), "10:00")
        written = Written(
            call=self.call, unit=one["unit"], by=desk.member(first), status=status, since=sent - timedelta(days=9), sent=sent,
            moved=self.call.corrects_until + timedelta(days=3, hours=one["place"]), with_ids=sorted(others),
            facts={"title": one["title"], "body": one["body"], "field": one["theme"], "unit_rank": 1},
        )  # fmt: skip
        return enter(desk, written, number)

    def _judge(self, entries: list[Entry]) -> None:
        """Scores fall from place to place; three reviewers differ a little, and come to that score together."""
        desk, begun = self.desk, self.at(6, 5)
        members = judging.jury_members(desk)
        jury = judging.seat(desk, self.call, self.at(5, 25), dict.fromkeys(members, Invitation.accepted))
        names = {id: name for name, id in desk.staff.units.items()}
        judging.begin(desk, jury, begun, 3 * len(entries))
        for place, entry in enumerate(entries):
            seats = judging.fitting(desk, jury, [names[entry.unit_id]], place)
            shifts = judging.SHIFTS[place % len(judging.SHIFTS)]
            scores = [(id, BEST - STEP * place + shift) for id, shift in zip(seats, shifts, strict=True)]
            judging.judge(desk, jury, entry, scores, (begun, self.call.reviews_until))

    def _decide(self, entries: list[Entry]) -> None:
        desk, decided, counts = self.desk, self.at(7, 3, "15:40"), PLACES[self.ago]
        grades = [CallGrade(call_id=self.call.id, position=n, name=name, places=count)
                  for n, (name, count) in enumerate(zip(GRADES, counts, strict=True), 1)]  # fmt: skip
        db.session.add_all(grades)
        db.session.flush()
        given = [grade.id for grade in grades for _ in range(grade.places)]
        given += [None] * (len(entries) - len(given))
        common = {"call_id": self.call.id, "reason": "", "decided_by_id": desk.office, "decided_at": decided}
        add_rows(EntryDecision, [common | {"entry_id": e.id, "grade_id": g} for e, g in zip(entries, given, strict=True)])
        db.session.add(CallMeeting(
            call_id=self.call.id, held_on=decided.date(), place="东校区综合楼 312", chaired_by="赵岚", present="\n".join(PRESENT),
            absent="孙越", note="按得分顺序定等次，没有调整。", recorded_by_id=desk.office, recorded_at=decided,
        ))  # fmt: skip
        who = {"actor_id": desk.office, **BY_OFFICE}
        desk.diary.note(decided, "meeting_recorded", "call", self.call, detail={"present": len(PRESENT)}, **who)
        states = {"from_state": CallState.reviewing, "to_state": CallState.decided}
        desk.diary.note(decided + timedelta(minutes=10), "result_decided", "call", self.call, **states, **who)

    def _show(self, entries: list[Entry]) -> None:
        """Five working days in July, with one objection in the last year, answered."""
        desk, opened = self.desk, self.at(7, 6)
        ends = opened.date() + timedelta(days=4 if opened.weekday() == 0 else 6)
        listed = announcing.listing(self.call, is_masked=False)
        shown = CallPublication(call_id=self.call.id, number=1, listed=listed, is_masked=False, opened_by_id=desk.office, opened_at=opened)
        db.session.add(shown)
        db.session.flush()
        notice = PublicNotice(
            subject_kind=KIND, subject_id=shown.id, title=f"{result_of(self.call.title)}公示", workdays=5, starts_on=opened.date(),
            ends_on=ends, contact=CONTACT, state=PublicityState.ended, opened_at=opened, opened_by_id=desk.office,
            ended_at=at(ends + timedelta(days=1), "00:10"),
        )  # fmt: skip
        db.session.add(notice)
        db.session.flush()
        if self.ago == 1:
            told_by, text, answer = OBJECTION
            answered = {"answer": answer, "answered_at": opened + timedelta(days=1, hours=6), "answered_by_id": desk.office}
            said = {"told_by": told_by, "text": text, "received_at": opened + timedelta(days=1), "recorded_by_id": desk.office}
            db.session.add(Objection(public_notice_id=notice.id, **said, **answered))
        states = {"from_state": CallState.decided, "to_state": CallState.on_notice, "detail": {"rows": len(listed)}}
        desk.diary.note(opened, "result_shown", "call", self.call, actor_id=desk.office, **states, **BY_OFFICE)

    def _finish(self) -> None:
        """Final: the register, the messages, the certificates of the last year, the library."""
        desk, final = self.desk, self.at(7, 15)
        issuer = organisation.name()
        record_honours(self.call, issuer, desk.actor)
        for row in db.session.new:
            if isinstance(row, Honour):
                row.recorded_at, row.issued_on = final, final.date()
        result = CallResult(call_id=self.call.id, decided_by_id=desk.office, decided_at=self.at(7, 3, "15:50"), issuer=issuer)
        result.final_by_id, result.final_at = desk.office, final
        db.session.add(result)
        states = {"from_state": CallState.on_notice, "to_state": CallState.final}
        desk.diary.note(final, "result_final", "call", self.call, actor_id=desk.office, **states, **BY_OFFICE)
        self._tell(final + timedelta(hours=1))
        if self.ago == 1:
            result.batch_id = self._certify(issuer)
        publish_cases(self.call.id, desk.actor)
        published = self.at(7, 17, "10:30")
        desk.date_back(published)
        db.session.execute(update(LibraryCase).where(LibraryCase.call_id == self.call.id).values(published_at=published))

    def _tell(self, sent: datetime) -> None:
        lines: dict[int, list] = {}
        for line in announcing.concerned(self.call):
            lines.setdefault(line.member_id, []).append(line)
        rows = []
        for member_id, own in sorted(lines.items()):
            title, body = drafted(self.call.title, own)
            rows.append({"call_id": self.call.id, "member_id": member_id, "title": title, "body": body, "made_at": sent, "sent_at": sent})
            once = f"call result {self.call.id}#{member_id}"
            self.desk.diary.tell(sent, member_id, title, body, path=f"/calls/{self.call.id}/results", once=once)
        add_rows(ResultMessage, rows)

    def _certify(self, organ: str) -> int:
        """One for every author, in one run."""
        rows = []
        for entry, grade, _ in announcing.given_entries(self.call.id):
            for person in announcing.authors_of(entry):
                said = {"姓名": person.name, "单位": entry.unit.name, "荣誉": grade, "内容": entry.title}
                rows.append(Row(len(rows) + 1, said, person.staff_no))
        common = {"年度": str(self.year), "项目": self.call.title}
        given = (Kind.honour, Subject.person, self.day(7, 16), rows, common)
        return issue(given, self.desk.staff, self.desk.diary, self.desk.rng, words=OF_WORK)[0].batch_id
